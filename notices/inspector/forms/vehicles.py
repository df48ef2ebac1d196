"""The page of the vehicles: the tractor and up to four trailers."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import ValidationError

from notices.doubts import plate_doubt, vin_doubt
from notices.finding import SEPARATORS
from notices.words import word
from workflows.filing import FiledUnit
from workflows.plate_formats import has_more_beside
from workflows.plates import could_be_plate, plate_key
from workflows.vins import is_vin, vin_key
from workflows.vocabulary import UnitKind

from .page import PageForm, PartForm, Told, Typed, answers, offered, part
from .parts import TELLS, countries, line, one_of, one_of_few

TRACTOR = "unit0"
TRAILERS = ("unit1", "unit2", "unit3", "unit4")
SLOTS = (TRACTOR, *TRAILERS)
"""The places of the page. A trailer keeps its own when another one is taken out."""

DRAWS = (UnitKind.TRACTOR, UnitKind.TRUCK, UnitKind.BUS)
DRAWN = (UnitKind.SEMI_TRAILER, UnitKind.TRAILER)


class UnitForm(PartForm):
    """One vehicle."""

    kinds: tuple[UnitKind, ...] = DRAWS
    kind = one_of_few(_l("Kind of vehicle"), _l("Choose the kind of vehicle."), list)
    plate = line(
        _l("Registration plate"),
        20,
        _l("Enter the registration plate as it is written."),
        render_kw=TELLS,
    )
    country = one_of(
        _l("Country of registration"), _l("Choose the country of registration."), countries
    )
    make = line(_l("Make"), 60)
    vin = StringField(_l("VIN"), filters=[lambda text: (text or "").strip().upper()])
    vin_unreadable = BooleanField(_l("The VIN cannot be read"))
    vin_unread = line(_l("Why the VIN cannot be read"), 300, description="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, kind=self.kinds[0], **kwargs)
        self.kind.choices = [(kind, word(kind)) for kind in self.kinds]

    def validate_plate(self, field: StringField) -> None:
        """It may be a plate of any country, written as one is asked about."""
        if field.data and SEPARATORS.search(field.data):
            raise ValidationError(
                _("Write the plate without commas, semicolons, bars and plus signs.")
            )
        if has_more_beside(field.data or "", self.country.data, self.chosen_kind):
            raise ValidationError(
                _("Write the plate alone, without country, make and other words.")
            )
        if field.data and not could_be_plate(field.data):
            raise ValidationError(_("Check the plate: enter one, with its letters and digits."))

    def validate_vin(self, field: StringField) -> None:
        """A VIN has 17 characters (ISO 3779), or it is said that it cannot be read."""
        if not self.vin_unreadable.data and not is_vin(field.data or ""):
            raise ValidationError(
                _(
                    "Enter the VIN: 17 Latin letters and digits without I, O and Q. If it cannot"
                    " be read, say so below."
                )
            )

    def validate_vin_unread(self, field: StringField) -> None:
        """Whoever could not read it says why."""
        if self.vin_unreadable.data and not field.data:
            raise ValidationError(_("Write why the VIN cannot be read."))

    @property
    def chosen_kind(self) -> UnitKind:
        """The kind, or the usual one while none is chosen."""
        return UnitKind(self.kind.data) if self.kind.data in set(UnitKind) else self.kinds[0]

    @property
    def doubts(self) -> dict[str, str]:
        """What is worth another look, by field."""
        return {
            "plate": plate_doubt(self.plate.data or "", self.country.data, self.chosen_kind),
            "vin": vin_doubt(self.vin.data or ""),
        }

    def unit(self) -> FiledUnit:
        """The vehicle as filed."""
        unread = bool(self.vin_unreadable.data)
        return FiledUnit(
            kind=UnitKind(self.kind.data),
            plate=self.plate.data or "",
            country=self.country.data,
            vin="" if unread else vin_key(self.vin.data or ""),
            vin_unread=(self.vin_unread.data or "") if unread else "",
            make=self.make.data or "",
        )


class TrailerForm(UnitForm):
    """One trailer; nobody needs to fill in what is not there."""

    kinds = DRAWN

    @property
    def filled(self) -> bool:
        """Whether anything but the kind was written about a trailer."""
        written = (self.plate, self.country, self.make, self.vin, self.vin_unread)
        return any(field.data for field in written)

    def validate(self, extra_validators: Any = None) -> bool:
        """An empty trailer holds: there is none."""
        return not self.filled or super().validate(extra_validators)


class VehiclesForm(PageForm):
    """The combination. The page offers one trailer, and another one where that is asked for."""

    def __init__(self, typed: Typed | None = None) -> None:
        super().__init__(typed)
        self.tractor = part(UnitForm, typed, TRACTOR)
        slots = offered(TRAILERS, typed, given="kind")
        self.trailers = [part(TrailerForm, typed, slot) for slot in slots]
        self.parts = (self.tractor, *self.trailers)

    def shown(self) -> list[tuple[str, UnitForm]]:
        """The forms of the vehicles with their names."""
        forms = zip(SLOTS, (self.tractor, *self.trailers), strict=False)
        return [(slot_name(slot), form) for slot, form in forms]

    def filled(self) -> dict[str, UnitForm]:
        """The forms of the vehicles that are there, by slot."""
        trailers = zip(TRAILERS, self.trailers, strict=False)
        return {TRACTOR: self.tractor} | {slot: form for slot, form in trailers if form.filled}

    def units(self) -> tuple[FiledUnit, ...]:
        """The vehicles as filed, the tractor first."""
        return tuple(form.unit() for form in self.filled().values())

    def plates(self) -> dict[str, str]:
        """The plates as typed, by slot."""
        return {slot: form.plate.data or "" for slot, form in self.filled().items()}

    def kinds(self) -> list[UnitKind]:
        """The kinds of the vehicles that are there."""
        return [form.chosen_kind for form in self.filled().values()]

    def told(self) -> list[tuple[str, Told]]:
        """The answers in words, one heading for each vehicle."""
        return [(slot_name(slot), answers(form)) for slot, form in self.filled().items()]

    def doubts(self) -> list[str]:
        """The plates and VINs that are worth another look, and why."""
        return [doubt for form in self.filled().values() for doubt in _doubts(form)]


def _doubts(form: UnitForm) -> list[str]:
    return [f"{form[name].data}: {doubt}" for name, doubt in form.doubts.items() if doubt]


def slot_name(slot: str) -> str:
    """What a slot is called."""
    position = SLOTS.index(slot)
    return str(_("Trailer %(number)s", number=position) if position else _("Towing vehicle"))


def plates_typed(typed: Typed) -> list[str]:
    """All plates on the page, whether or not the page holds."""
    plates = (typed.get(f"{slot}-plate", "") for slot in SLOTS)
    return [plate for plate in plates if plate_key(plate)]

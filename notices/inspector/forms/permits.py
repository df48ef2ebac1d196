"""The page of the permits shown: up to six, or none."""

from datetime import date
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Optional, ValidationError

from notices.fields import DayField, Given, ThousandthsField, Within
from notices.finding import plates_in
from notices.words import word
from workflows.filing import SPECIAL, FiledPermit
from workflows.plates import could_be_plate
from workflows.vocabulary import Carriage, PermitKind, Trips
from workflows.weighed import BOUNDS

from .measured import HEAVIEST, LONGEST
from .page import PageForm, PartForm, Told, Typed, answers, offered, part
from .parts import MAY_STAY_EMPTY, after_blank, countries, line, one_of, one_of_few
from .series import Each, SeriesField

SLOTS = ("permit1", "permit2", "permit3", "permit4", "permit5", "permit6")
FIGURES = ("gross_mass", "length", "width", "height", "axle_loads", "axle_spacings")


def may_be_one_of(label: str, choices: Any) -> SelectField:
    """One choice of many, or none."""
    return SelectField(
        label, choices=lambda: after_blank(choices()), default="", description=MAY_STAY_EMPTY
    )


def _figure(label: str, most: int) -> ThousandthsField:
    rules = [Optional(), Within(1, most)]
    return ThousandthsField(label, validators=rules, description=MAY_STAY_EMPTY)


class PermitForm(PartForm):
    """One permit; nobody needs to fill in what was not shown."""

    kind = one_of(
        _l("Kind of permit"),
        _l("Choose the kind of permit."),
        lambda: [(kind, word(kind)) for kind in PermitKind],
    )
    number = line(_l("Number of the permit"), 60, _l("Enter the number of the permit."))
    valid_from = DayField(_l("Valid from"), validators=[Optional()], description=MAY_STAY_EMPTY)
    valid_until = DayField(
        _l("Valid until"),
        validators=[Given(_l("Enter the last day of validity."))],
    )
    trips = one_of_few(
        _l("Trips"),
        _l("Choose for how many trips the permit is."),
        lambda: [(trips, word(trips)) for trips in Trips],
        default=Trips.ONE,
    )
    plates = line(
        _l("Plates that it names"), 120, description=_l("May stay empty. Put commas between them.")
    )
    used = BooleanField(_l("The permit has been used already"))
    country = may_be_one_of(_l("For carriage between this country"), countries)
    other_country = may_be_one_of(_l("and this country"), countries)
    carriage = may_be_one_of(
        _l("Made out for this kind of carriage"),
        lambda: [(kind, word(kind)) for kind in Carriage],
    )
    gross_mass = _figure(_l("Gross mass, in tonnes"), HEAVIEST)
    length = _figure(_l("Length, in metres"), LONGEST)
    width = _figure(_l("Width, in metres"), LONGEST)
    height = _figure(_l("Height, in metres"), LONGEST)
    axle_loads = SeriesField(
        _l("Axle loads from the front, in tonnes"),
        description=MAY_STAY_EMPTY,
        default=(),
        validators=[Each(*BOUNDS["axle_loads"])],
    )
    axle_spacings = SeriesField(
        _l("Distances between the axles from the front, in metres"),
        description=MAY_STAY_EMPTY,
        default=(),
        validators=[Each(*BOUNDS["axle_spacings"])],
    )

    @property
    def filled(self) -> bool:
        """Whether anything was written about a permit; the number of trips is chosen already."""
        written = (field.raw_data or () for field in self if field is not self.trips)
        return any(str(text).strip() for texts in written for text in texts)

    @property
    def is_special(self) -> bool:
        """Whether the figures of a special permit belong to it."""
        return self.kind.data in SPECIAL or any(self[name].errors for name in FIGURES)

    def validate(self, extra_validators: Any = None) -> bool:
        """An empty permit holds: none was shown."""
        return not self.filled or super().validate(extra_validators)

    def validate_valid_until(self, field: DayField) -> None:
        """A permit does not end before it begins."""
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError(
                _("The permit would end before it begins: check both days of its validity.")
            )

    def validate_plates(self, field: StringField) -> None:
        """Each of them may be a plate of any country."""
        plates = plates_in(field.data or "")
        if (field.data and not plates) or not all(map(could_be_plate, plates)):
            raise ValidationError(_("Check the plates, and put commas between them."))

    def permit(self) -> FiledPermit:
        """The permit as filed; the form must hold. Only a special one has figures."""
        kind = PermitKind(self.kind.data)
        between = (self.country.data, self.other_country.data)
        return FiledPermit(
            kind=kind,
            number=self.number.data or "",
            valid_from=self.valid_from.data,
            valid_until=cast(date, self.valid_until.data),
            trips=Trips(self.trips.data),
            countries=tuple(country for country in between if country),
            carriage=Carriage(self.carriage.data) if self.carriage.data else None,
            plates=plates_in(self.plates.data or ""),
            used=bool(self.used.data),
            **{name: self[name].data for name in FIGURES if kind in SPECIAL},
        )


class PermitsForm(PageForm):
    """The permits. The page offers one, and another one where that is asked for."""

    most = len(SLOTS)

    def __init__(self, typed: Typed | None = None) -> None:
        super().__init__(typed)
        slots = offered(SLOTS, typed, given="trips")
        self.permits: list[PermitForm] = [part(PermitForm, typed, slot) for slot in slots]
        self.parts = tuple(self.permits)

    def filed(self) -> tuple[FiledPermit, ...]:
        """The permits as filed."""
        return tuple(form.permit() for form in self.permits if form.filled)

    def told(self) -> list[tuple[str, Told]]:
        """The answers in words, one heading for each permit."""
        filled = (form for form in self.permits if form.filled)
        return [
            (_("Permit %(number)s", number=number), answers(form))
            for number, form in enumerate(filled, start=1)
        ]

"""The page of what was weighed and measured; all of it may stay empty."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, TimeField
from wtforms.validators import Optional, ValidationError

from notices.fields import DayField, ThousandthsField
from notices.words import word
from workflows.special_permit import SpecialPermit
from workflows.vocabulary import RoadClass, UnitKind, VehicleFault, Wheels
from workflows.weighed import BOUNDS, LENGTHS, FieldFault, Instrument, Weighed
from workflows.weighing import TOLERATED_MISMATCH, sum_mismatch

from .page import PageForm, Typed
from .parts import line, one_of_few, pairs_of
from .series import CountsField, SeriesField, out_of

FIELD_OF = {
    "axles_of_unit": "axles",
    "combination": "axles",
    "axle_loads": "loads",
    "axle_spacings": "spacings",
    "wheels": "twin",
}
"""The field of the page for one of `Weighed`, where the two have different names."""

RECENT = timedelta(days=7)
"""A measurement that is older is worth another look: own assumption."""


class HourField(TimeField):
    """An hour and a minute of the day."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed, and say in the reader's language what to type instead."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Enter a time, for example 14:05.")) from None


def _decimal(label: Any, hint: Any = "") -> ThousandthsField:
    return ThousandthsField(label, description=hint)


def _series(label: Any, hint: Any, kind: type[SeriesField] = SeriesField) -> SeriesField:
    return kind(label, description=hint, default=())


def _road_class(label: Any) -> Any:
    return one_of_few(
        label,
        _l("Choose the class of the road."),
        lambda: [(kind, word(kind)) for kind in RoadClass],
        default=RoadClass.T10,
    )


class MeasuringForm(PageForm):
    """What the scales and the gauge showed; the limits of both states are looked up from it."""

    axles = _series(
        _l("Number of axles of each vehicle, the towing vehicle first"),
        _l("For example 2 3 for a tractor with two axles and a semi-trailer with three."),
        CountsField,
    )
    loads = _series(
        _l("Axle loads from the front, in tonnes"),
        _l("Put blanks between the numbers, for example 7.1 11.5 8 8 8."),
    )
    spacings = _series(
        _l("Distances between the axles from the front, in metres"),
        _l("One number less than there are axles, for example 3.6 5.8 1.31 1.31."),
    )
    twin = _series(
        _l("Axles with twin wheels, counted from the front"),
        _l("For example 2. Empty if every axle has single wheels."),
        CountsField,
    )
    gross_mass = _decimal(
        _l("Gross mass, in tonnes"),
        _l("If it was not weighed as a whole, leave it empty: the axle loads are added up."),
    )
    sum_answer = line(
        _l("Why the sum of the axle loads differs from the gross mass"), 300, description=""
    )
    scales = line(_l("Scales and their number"), 80, description="")
    scales_until = DayField(
        _l("Certificate of the scales valid until"), validators=[Optional()], default=None
    )
    scales_error = _decimal(_l("Error of the scales for one axle, in tonnes"))
    gross_error = _decimal(
        _l("Error of the scales for the gross mass, in tonnes"), _l("Empty if it is the same.")
    )
    length = _decimal(_l("Length, in metres"))
    trailer_length = _decimal(_l("Length of the trailer, in metres"), _l("Not of a semi-trailer."))
    trailer = RadioField(_l("Which trailer was measured"), validate_choice=False)
    width = _decimal(_l("Width, in metres"))
    height = _decimal(_l("Height, in metres"))
    rear_overhang = _decimal(_l("Overhang of the load at the rear, in metres"))
    isothermal = BooleanField(_l("Isothermal body"))
    gauge = line(_l("Gauge or tape and its number"), 80, description="")
    gauge_until = DayField(
        _l("Certificate of the gauge valid until"), validators=[Optional()], default=None
    )
    gauge_error = _decimal(_l("Error of the gauge, in metres"))
    taken_on = DayField(_l("Measured on"))
    taken_time = HourField(_l("Time"))
    road_class_by = _road_class(_l("Road ahead in Belarus: load of an axle"))
    road_class_ru = _road_class(_l("Road ahead in Russia: load of an axle"))
    listed_road = BooleanField(_l("A road ahead in Belarus is on the list of seasonal limits"))
    hot = BooleanField(_l("Asphalt, and the air is warmer than 25 °C"))

    def __init__(
        self,
        plates: Sequence[str],
        at: datetime,
        zone: ZoneInfo,
        permit: SpecialPermit | None = None,
        typed: Typed | None = None,
        kinds: Sequence[UnitKind] = (),
        **known: Any,
    ) -> None:
        local = at.astimezone(zone)
        known = {"taken_on": local.date(), "taken_time": local.time()} | known
        super().__init__(typed, **known)
        self.plates, self.zone, self.permit, self.today = plates, zone, permit, local.date()
        self.trailers = [unit for unit, kind in enumerate(kinds) if kind is UnitKind.TRAILER]
        self.trailer.choices = [
            (str(unit), f"{plates[unit]}, {word(kinds[unit])}")
            for unit in self.trailers or range(1, len(kinds))
        ]

    @property
    def filled(self) -> bool:
        """Whether anything was weighed or measured."""
        return any(self[name].data for name in ("loads", "spacings", *BOUNDS) if name in self)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the page holds; then also whether there can be such a vehicle."""
        holds = super().validate(extra_validators)
        return holds and (not self.filled or (self._certified() and self._possible()))

    def validate_taken_on(self, field: DayField) -> None:
        """Nothing was measured tomorrow."""
        if field.data and field.data > self.today:
            raise ValidationError(_("Enter a day that is not in the future."))

    def doubts(self) -> list[str]:
        """A day that is long past is perhaps a slip; what it sets are the limits of that day."""
        day = self.taken_on.data
        if not self.filled or day is None or self.today - day <= RECENT:
            return []
        return [_("Measured more than a week ago: check the day. The limits of that day apply.")]

    def validate_twin(self, field: CountsField) -> None:
        """Only axles that there are have wheels."""
        there = sum(self.axles.data)
        if not self.axles.errors and any(not 0 < axle <= there for axle in field.data):
            raise ValidationError(_("Enter numbers of axles that the vehicles have."))

    def _trailer(self) -> int | None:
        """The unit whose length was measured: the only trailer, else the one that was chosen."""
        if self.trailer_length.data is None:
            return None
        if len(self.trailers) == 1:
            return self.trailers[0]
        offered = dict(pairs_of(self.trailer))
        return int(self.trailer.data) if self.trailer.data in offered else None

    def weighed(self) -> Weighed | None:
        """What was weighed and measured, or None where nothing was; every field must hold."""
        if not self.filled:
            return None
        loads, gross, gross_error = self.loads.data, self.gross_mass.data, self.gross_error.data
        scales = _instrument(self.scales, self.scales_until, self.scales_error)
        if gross is None and loads and scales:
            gross, gross_error = sum(loads), scales.error * len(loads)
        return Weighed(
            axles_of_unit=self.axles.data,
            combination=len(self.plates) > 1,
            taken_at=datetime.combine(
                self.taken_on.data or self.today, self.taken_time.data or time(), self.zone
            ),
            axle_loads=loads,
            axle_spacings=self.spacings.data,
            wheels=tuple(
                Wheels.TWIN if axle in self.twin.data else Wheels.SINGLE
                for axle in range(1, sum(self.axles.data) + 1)
            ),
            gross_mass=gross,
            trailer=self._trailer(),
            scales=scales,
            gross_error=gross_error,
            gauge=_instrument(self.gauge, self.gauge_until, self.gauge_error),
            permit=self.permit,
            sum_answer=self.sum_answer.data or "",
            isothermal=bool(self.isothermal.data),
            road_class_by=RoadClass(self.road_class_by.data),
            road_class_ru=RoadClass(self.road_class_ru.data),
            listed_road=bool(self.listed_road.data),
            hot=bool(self.hot.data),
            **{name: self[name].data for name in LENGTHS},
        )

    def _certified(self) -> bool:
        """An instrument that is named has a certificate, and errs by less than it shows."""
        wrong = {
            f"{name}_until": _("Enter the last day of the instrument's certificate.")
            for name in ("scales", "gauge")
            if self[name].data and not self[f"{name}_until"].data
        }
        for name, shown in (
            ("scales_error", self.loads.data or (self.gross_mass.data,)),
            ("gross_error", (self.gross_mass.data,)),
            ("gauge_error", (*self.spacings.data, *(self[name].data for name in LENGTHS))),
        ):
            least = min((value for value in shown if value), default=None)
            if least is not None and (self[name].data or 0) >= least:
                wrong[name] = _("Enter an error that is smaller than the measured value.")
        for name, what in wrong.items():
            self[name].errors = [what]
        return not wrong

    def _possible(self) -> bool:
        weighed = self.weighed()
        if weighed is None:
            return True
        faults = list(weighed.faults())
        if not faults and len(self.axles.data) != len(self.plates):
            faults = [FieldFault("axles_of_unit", VehicleFault.COUNT_OF_UNITS)]
        for name, fault in faults:
            field = self[FIELD_OF.get(name, name)]
            field.errors = [*field.errors, _told(weighed, name, fault)]
        mismatch = None if faults else sum_mismatch(weighed)
        if mismatch is not None and mismatch > TOLERATED_MISMATCH and not self.sum_answer.data:
            self.sum_answer.errors = [
                _(
                    "The sum of the axle loads differs from the gross mass by %(percent)s %%."
                    " Set one of them right, or write why.",
                    percent=format_decimal(mismatch),
                )
            ]
            return False
        return not faults


def _instrument(name: Field, until: DayField, error: ThousandthsField) -> Instrument | None:
    if not name.data:
        return None
    return Instrument(name.data, until.data or date.min, error.data or 0)


def _told(weighed: Weighed, name: str, fault: VehicleFault) -> str:
    """The fault in words, with the number that is out of its bounds."""
    if fault is not VehicleFault.OUT_OF_BOUNDS or name not in BOUNDS:
        return str(word(fault))
    found = getattr(weighed, name)
    return out_of(found if isinstance(found, tuple) else (found,), *BOUNDS[name])

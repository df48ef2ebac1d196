"""The new measurement of a deficiency, typed alone or together with its mark."""

from dataclasses import replace
from datetime import date
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField
from wtforms import Form as AnyForm
from wtforms.validators import StopValidation, ValidationError

from notices.fields import DayField, ThousandthsField, Within
from notices.forms import StepForm
from notices.models import Deficiency, Notice
from notices.steps import Press
from workflows.acts import Remeasured
from workflows.weighing import PERMIT

from .forms import MarkForm, at_most, today

MOST = 500_000
"""Neither 500 t nor 500 m are on the road: more was typed in kilograms or millimetres."""


class WithValue:
    """Asks for a field only where a value was measured, and says what to enter."""

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: AnyForm, field: Field) -> None:
        """Stop where there is nothing to judge."""
        typed = bool(field.raw_data and field.raw_data[0].strip())
        measured = form["value"].data is not None
        if not (typed and measured):
            field.errors = []
            raise StopValidation(self.message if measured else "")


class MeasureForm(StepForm):
    """A new measurement; the limit is that of the notice, or of a special permit shown now."""

    value = ThousandthsField(_l("Measured now"))
    error = ThousandthsField(
        _l("Error of the instrument"),
        [WithValue(_l("Enter the error of the instrument, or 0 if it has none."))],
    )
    instrument = StringField(
        _l("Instrument and its number"), [WithValue(_l("Name the instrument.")), at_most(80)]
    )
    verified_until = DayField(
        _l("Certificate of the instrument valid until"),
        [WithValue(_l("Enter the last day of the instrument's certificate."))],
    )
    permit_number = StringField(_l("Number of the special permit"), [at_most(170)])
    permit_limit = ThousandthsField(_l("Limit that the permit allows"))

    value_needed = True

    def validate_value(self, field: ThousandthsField) -> None:
        """What was measured is more than nothing."""
        if field.data == 0 or (self.value_needed and field.data is None and not field.errors):
            raise ValidationError(_l("Enter the value that you measured."))
        if field.data:
            Within(1, MOST)(self, field)

    def validate_error(self, field: ThousandthsField) -> None:
        """An instrument does not err by more than it shows."""
        if field.data and self.value.data and field.data >= self.value.data:
            raise ValidationError(_l("Enter an error that is smaller than the measured value."))

    def validate_permit_limit(self, field: ThousandthsField) -> None:
        """A permit has a limit of its own."""
        if self.permit_number.data and not field.data:
            raise ValidationError(_l("Enter the limit that the permit allows."))

    def validate_permit_number(self, field: StringField) -> None:
        """A limit of its own has a permit."""
        if self.permit_limit.data and not field.data:
            raise ValidationError(_l("Enter the number of the permit that allows this limit."))

    def remeasured(self, line: Deficiency) -> Remeasured:
        """The details of the act."""
        first = line.first_measurement
        if first is None:
            raise LookupError("A measured deficiency has a first measurement.")
        again = replace(
            first.measured,
            value=self.value.data or 0,
            error=self.error.data or 0,
            instrument=self.instrument.data or "",
            verified_until=cast(date, self.verified_until.data),
            taken_on=today(),
        )
        if self.permit_limit.data:
            permit = f"{PERMIT}{self.permit_number.data}"
            again = replace(again, limit=self.permit_limit.data, act=permit)
        return Remeasured(line.id, again)


class MarkMeasuredForm(MeasureForm, MarkForm):
    """A measurement and the mark in one press; an earlier measurement stays without a new one."""

    value_needed = False

    def presses(self, notice: Notice, line: Deficiency) -> list[Press]:
        """The measurement, where one was made, and then the mark that rests on it."""
        mark = super().presses(notice, line)
        measured = self.value.data is not None
        return [("measure", notice, self.remeasured(line)), *mark] if measured else mark

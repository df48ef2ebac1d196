"""Fields that read decimals, days and choices as people type them, and say what to type instead."""

from decimal import Decimal
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, SelectField, SelectMultipleField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from workflows.quantities import MINOR_UNITS, as_decimal, parse_minor_units, parse_thousandths

DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
"""What browsers send, and what a person types where the browser has no calendar."""


class ThousandthsField(Field):
    """Tonnes or metres as typed ("11,5" or "11.5"), kept as whole kilograms or millimetres."""

    widget = TextInput()
    data: int | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; an empty field is None."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        try:
            self.data = self.read(typed) if typed else None
        except ValueError:
            self.data = None
            raise ValueError(self.instruction()) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else format_decimal(self.decimal(self.data), "0.###")

    def read(self, typed: str) -> int:
        """The whole number meant by what was typed."""
        return parse_thousandths(typed)

    def decimal(self, whole: int) -> Decimal:
        """The number as it is typed."""
        return as_decimal(whole)

    def instruction(self) -> str:
        """What to type instead."""
        return str(_("Enter a number with at most three decimals, for example 11.5."))


class PercentField(ThousandthsField):
    """A share in per cent with at most one decimal, kept in thousandths."""

    def read(self, typed: str) -> int:
        """The thousandths meant by what was typed."""
        thousandths, rest = divmod(parse_thousandths(typed), 100)
        if rest:
            raise ValueError(typed)
        return thousandths

    def decimal(self, whole: int) -> Decimal:
        """The share as it is typed."""
        return as_decimal(whole * 100)

    def instruction(self) -> str:
        """What to type instead."""
        return str(_("Enter a number with at most one decimal, for example 2.5."))


class MoneyField(ThousandthsField):
    """An amount of money, kept in minor units."""

    def read(self, typed: str) -> int:
        """The minor units meant by what was typed."""
        return parse_minor_units(typed)

    def decimal(self, whole: int) -> Decimal:
        """The amount as it is typed."""
        return Decimal(whole) / MINOR_UNITS

    def instruction(self) -> str:
        """What to type instead."""
        return str(
            _("Enter the amount as a number with at most two decimals, for example 1500.50.")
        )


class DayField(DateField):
    """A day of the calendar."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("invalid_value_message", _l("Enter a date, for example 22.11.2026."))
        super().__init__(label, validators, format=DAY_FORMATS, **kwargs)


class ChoiceField(SelectField):
    """One choice of a list."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("invalid_choice_message", _l("Choose from the list."))
        super().__init__(label, validators, **kwargs)


class BoxesField(SelectMultipleField):
    """Boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        wrong = _l("Choose from the list.")
        kwargs.setdefault("invalid_choice_message", wrong)
        kwargs.setdefault("invalid_value_message", wrong)
        super().__init__(label, validators, **kwargs)


class Given:
    """Validator: something was typed, and it could be read."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Any, field: Any) -> None:
        """Ask for what is missing; what cannot be read has its own message already."""
        if field.data is None:
            raise StopValidation("" if field.errors else self.message)


class Within:
    """Validator: a number between two bounds; the upper one may be the form's own `most`."""

    def __init__(self, least: int, most: int | None = None) -> None:
        self.least, self.most = least, most

    def __call__(self, form: Any, field: Any) -> None:
        """Name the bounds of a number that is out of them."""
        most = self.most or form.most
        if not self.least <= field.data <= most:
            raise ValidationError(
                _(
                    "Enter a number from %(least)s to %(most)s.",
                    least=format_decimal(field.decimal(self.least)),
                    most=format_decimal(field.decimal(most)),
                )
            )

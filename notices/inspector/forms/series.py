"""Numbers in a row, one for each axle or vehicle, from the front."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from wtforms import Field
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from workflows.quantities import as_decimal, parse_thousandths

SEPARATORS = re.compile(r"[\s;/]+")
COUNT = re.compile(r"[0-9]{1,2}")


class SeriesField(Field):
    """Decimals in a row ("7,1 11,5 8 8 8"), kept as whole kilograms or millimetres."""

    widget = TextInput()
    data: tuple[int, ...]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; an empty field is an empty row."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        try:
            self.data = tuple(self.read(part) for part in SEPARATORS.split(typed) if part)
        except ValueError:
            self.data = ()
            raise ValueError(self.instruction()) from None

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ""

    def read(self, typed: str) -> int:
        """The whole number meant by one of those typed."""
        return parse_thousandths(typed)

    def instruction(self) -> str:
        """What to type instead."""
        return str(_("Enter numbers with blanks between them, for example 7.1 11.5 8 8 8."))


class CountsField(SeriesField):
    """Whole numbers in a row ("2 3")."""

    def read(self, typed: str) -> int:
        """A number of one or two digits."""
        if not COUNT.fullmatch(typed):
            raise ValueError(typed)
        return int(typed)

    def instruction(self) -> str:
        """What to type instead."""
        return str(_("Enter whole numbers with blanks between them, for example 2 3."))


class Each:
    """Validator: each number of a row lies between two bounds (kg or mm)."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, _form: Any, field: SeriesField) -> None:
        """Name the bounds where a number is out of them."""
        if told := out_of(field.data, self.least, self.most):
            raise ValidationError(told)


def out_of(values: Iterable[int], least: int, most: int) -> str:
    """What to do about the first of the numbers that is out of its bounds; empty if none is."""
    wrong = next((value for value in values if not least <= value <= most), None)
    if wrong is None:
        return ""
    return str(
        _(
            "%(value)s is not between %(least)s and %(most)s: check the number and its unit.",
            value=format_decimal(as_decimal(wrong)),
            least=format_decimal(as_decimal(least)),
            most=format_decimal(as_decimal(most)),
        )
    )

"""Axle loads and spacings of the combination, from the front; both may stay empty."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from workflows.quantities import parse_thousandths

from .page import PageForm

SEPARATORS = re.compile(r"[\s;/]+")
MOST_AXLES = 16
HEAVIEST, LONGEST = 50_000, 20_000
"""No axle bears 50 t, no two stand 20 m apart."""


class SeriesField(Field):
    """Decimals in a row ("7,1 11,5 8 8 8"), kept as whole kilograms or millimetres."""

    widget = TextInput()
    data: tuple[int, ...]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; an empty field is an empty row."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        try:
            self.data = tuple(parse_thousandths(part) for part in SEPARATORS.split(typed) if part)
        except ValueError:
            raise ValueError(
                _("Enter numbers with blanks between them, for example 7.1 11.5 8 8 8.")
            ) from None

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ""


class AxlesForm(PageForm):
    """What the scales and the tape showed for each axle."""

    loads = SeriesField(
        _l("Axle loads from the front, in tonnes"),
        description=_l(
            "May stay empty. Put blanks between the numbers, for example 7.1 11.5 8 8 8."
        ),
        default=(),
    )
    spacings = SeriesField(
        _l("Distances between the axles from the front, in metres"),
        description=_l("May stay empty. One number less than there are axles."),
        default=(),
    )

    def validate_loads(self, field: SeriesField) -> None:
        """A combination has a few axles, each of a possible load."""
        check_series(field.data, HEAVIEST)

    def validate_spacings(self, field: SeriesField) -> None:
        """There is one distance less than there are axles, or none was measured."""
        check_series(field.data, LONGEST)
        if field.data and self.loads.data and len(field.data) != len(self.loads.data) - 1:
            raise ValidationError(
                _(
                    "Enter %(needed)d distances for %(axles)d axles: one less than axles.",
                    needed=len(self.loads.data) - 1,
                    axles=len(self.loads.data),
                )
            )


def check_series(values: tuple[int, ...], most: int) -> None:
    """Raise ValidationError where there are too many values, or one of them is out of bounds."""
    if len(values) > MOST_AXLES:
        raise ValidationError(_("Enter at most %(most)d numbers.", most=MOST_AXLES))
    if not all(0 < value < most for value in values):
        raise ValidationError(
            _("Enter numbers greater than 0 and smaller than %(most)d.", most=most // 1000)
        )

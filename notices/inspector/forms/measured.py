"""The details of a measured deficiency: the value, its limit, and what it was measured with."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from notices.fields import DayField, Given, PercentField, ThousandthsField, Within
from notices.models import CatalogueEntry
from workflows.filing import Measured
from workflows.quantities import is_mass
from workflows.vocabulary import Quantity

from .findings import DetailsForm
from .page import Typed
from .parts import line

HEAVIEST, LONGEST = 500_000, 100_000
"""No road vehicle weighs 500 t or is 100 m long."""

GREATEST_TOLERANCE = 100
RUSSIAN_TOLERANCE = 20
"""Thousandths of a limit of mass or load (Federal Law 257-FZ, article 3)."""

RUSSIAN_LIMITS = "Постановление Правительства РФ от 01.12.2023 № 2060"


class MeasuredForm(DetailsForm):
    """A measurement and its limit, in tonnes or metres."""

    value = ThousandthsField(
        _l("Measured value"), validators=[Given(_l("Enter the measured value.")), Within(1)]
    )
    limit = ThousandthsField(_l("Limit"), validators=[Given(_l("Enter the limit.")), Within(1)])
    error = ThousandthsField(
        _l("Error of the instrument"),
        validators=[Given(_l("Enter the error of the instrument; 0 if it has none.")), Within(0)],
    )
    tolerance = PercentField(
        _l("Tolerance that the act allows"),
        validators=[
            Given(_l("Enter the tolerance; 0 if there is none.")),
            Within(0, GREATEST_TOLERANCE),
        ],
    )
    act = line(
        _l("Act or special permit that sets the limit"),
        200,
        _l("Enter the act or the special permit that sets the limit."),
    )
    instrument = line(
        _l("Instrument and its number"), 80, _l("Enter the instrument and its number.")
    )
    verified_until = DayField(
        _l("Certificate of the instrument valid until"),
        validators=[Given(_l("Enter the last day of the instrument's certificate."))],
    )
    taken_on = DayField(
        _l("Measured on"), validators=[Given(_l("Enter the day of the measurement."))]
    )

    def __init__(
        self,
        entry: CatalogueEntry,
        vehicles: Mapping[str, str],
        today: date,
        typed: Typed | None = None,
        **known: Any,
    ) -> None:
        self.quantity = Quantity(entry.quantity or Quantity.GROSS_MASS)
        mass = is_mass(self.quantity)
        self.most = HEAVIEST if mass else LONGEST
        known.setdefault("tolerance", RUSSIAN_TOLERANCE if mass else 0)
        known.setdefault("act", RUSSIAN_LIMITS)
        known.setdefault("taken_on", today)
        super().__init__(entry, vehicles, today, typed, **known)
        self.tolerance.description = _("In per cent.")
        for field in (self.value, self.limit, self.error):
            field.description = _("In tonnes.") if mass else _("In metres.")

    def validate_error(self, field: ThousandthsField) -> None:
        """An instrument does not err by more than it shows."""
        if self.value.data and field.data is not None and field.data >= self.value.data:
            raise ValidationError(_("Enter an error that is smaller than the measured value."))

    def validate_taken_on(self, field: DayField) -> None:
        """Nothing was measured tomorrow."""
        if field.data and field.data > self.today:
            raise ValidationError(_("Enter a day that is not in the future."))

    def measured(self) -> Measured:
        """The measurement as filed; the form must hold."""
        fields = ("value", "limit", "error", "tolerance", "act", "instrument")
        days = ("verified_until", "taken_on")
        return Measured(quantity=self.quantity, **{n: self[n].data for n in (*fields, *days)})

    def particulars(self) -> dict[str, Any]:
        """What was measured."""
        return {"measured": self.measured()}

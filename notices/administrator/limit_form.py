"""What an administrator types to propose the next version of a limit."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Optional, ValidationError

from notices.changes import FIELDS
from notices.fields import DayField, Given, PercentField, ThousandthsField, Within
from notices.limits import told_of_limit
from notices.models import LimitRow
from workflows.quantities import is_mass
from workflows.vocabulary import Language, ProposalKind

from .version_form import VersionForm, text

MOST = 500_000
"""No limit is as much as 500 t or 500 m."""

LONGEST_SOURCE = 200
"""Characters of act and article, as a measurement cites them."""


class LimitForm(VersionForm):
    """The figure and its source. What a limit depends on stays for ever."""

    kind = ProposalKind.LIMIT
    limit = ThousandthsField(
        FIELDS["limit"][0],
        validators=[Given(_l("Enter the limit.")), Within(1, MOST)],
    )
    tolerance = PercentField(
        FIELDS["tolerance"][0],
        validators=[Given(_l("Enter the tolerance; 0 if there is none.")), Within(0, 100)],
    )
    valid_to = DayField(FIELDS["valid_to"][0], validators=[Optional()])
    act_ru = text("act", Language.RU, 400)
    act_be = text("act", Language.BE, 400)
    act_en = text("act", Language.EN, 400)
    article_ru = text("article", Language.RU, 200)
    article_be = text("article", Language.BE, 200)
    article_en = text("article", Language.EN, 200)

    def __init__(self, row: LimitRow) -> None:
        figures = {name: getattr(row, name) for name in ("limit", "tolerance", "valid_to")}
        super().__init__(row, told_of_limit(row), **figures)
        self.quantity = row.quantity
        self.limit.description = _("In tonnes.") if is_mass(row.quantity) else _("In metres.")
        self.tolerance.description = _("In per cent.")

    def validate_article_ru(self, field: StringField) -> None:
        """A measurement keeps act and article in one line."""
        if len(f"{self.act_ru.data}, {field.data}") > LONGEST_SOURCE:
            raise ValidationError(
                _("Shorten act and article to %(max)d characters together.", max=LONGEST_SOURCE)
            )

    def validate_valid_to(self, field: DayField) -> None:
        """A limit ends after it began."""
        first = self.effective_from.data
        if field.data and first and field.data < first:
            raise ValidationError(_l("Choose a last day that is not before the first one."))

    def told(self) -> dict[str, str]:
        """What was typed, as the history keeps it."""
        return super().told() | {
            "limit": f"{self.limit.data} {self.quantity}",
            "tolerance": str(self.tolerance.data),
            "valid_to": str(self.valid_to.data or ""),
        }

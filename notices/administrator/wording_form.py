"""What an administrator types to propose the next version of a catalogue entry."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from notices.catalogue import documents_on, told_of_wording
from notices.changes import FIELDS, Triple, differences, label_in
from notices.fields import ChoiceField, DayField
from notices.forms import StepForm
from notices.models import CatalogueEntry
from notices.words import in_language, word
from workflows.acts import Proposed
from workflows.catalogue import earliest_day
from workflows.vocabulary import Capability, Language, ProposalKind, Severity, Side

MOST = {"title": 200, "basis": 2000, "removal": 1000, "evidence": 1000}
"""The longest texts that papers can still print well, in characters."""


def one_line(typed: str | None) -> str:
    """The text on one line, as papers and pages print it."""
    return " ".join((typed or "").split())


def text(name: str, language: Language) -> TextAreaField:
    """One text of the entry in one language."""
    return TextAreaField(
        label_in(name, language),
        validators=[
            DataRequired(_l("Write this text: it must be there in all three languages.")),
            Length(max=MOST[name], message=_l("Shorten this to %(max)d characters.")),
        ],
        filters=[one_line],
        render_kw={"lang": language.value, "rows": 2 if name == "title" else 4},
    )


class WordingForm(StepForm):
    """Everything that may change. Code, class, quantity and bearer of an entry stay for ever.

    `shown` holds the changes that the administrator has been shown: only those are proposed.
    """

    effective_from = DayField(
        FIELDS["effective_from"][0],
        validators=[InputRequired(_l("Enter the day from which the wording applies."))],
    )
    severity = ChoiceField(FIELDS["severity"][0])
    needs = ChoiceField(FIELDS["needs"][0])
    document_kind = ChoiceField(FIELDS["document_kind"][0])
    title_ru = text("title", Language.RU)
    title_be = text("title", Language.BE)
    title_en = text("title", Language.EN)
    basis_ru = text("basis", Language.RU)
    basis_be = text("basis", Language.BE)
    basis_en = text("basis", Language.EN)
    removal_ru = text("removal", Language.RU)
    removal_be = text("removal", Language.BE)
    removal_en = text("removal", Language.EN)
    evidence_ru = text("evidence", Language.RU)
    evidence_be = text("evidence", Language.BE)
    evidence_en = text("evidence", Language.EN)
    shown = HiddenField()

    def __init__(self, entry: CatalogueEntry) -> None:
        now = datetime.now(UTC)
        self.entry, self.before = entry, told_of_wording(entry)
        super().__init__(data=self.before | {"effective_from": earliest_day(now)})
        self.severity.choices = [(one.value, word(one)) for one in Severity]
        self.needs.choices = [(one.value, word(one)) for one in Capability]
        kinds = documents_on(now.date())
        self.document_kind.choices = [(kind.code, in_language(kind.title)) for kind in kinds]
        if entry.quantity:
            del self.needs
        if not entry.document_kind:
            del self.document_kind

    def changed(self) -> tuple[Triple, ...]:
        """What differs from the newest version; fields that the entry does not have stay out."""
        typed = {name: value for name, value in self.data.items() if name in self.before}
        return differences(self.before, typed)

    def proposed(self, side: Side) -> Proposed:
        """What goes to the door."""
        day = ("effective_from", "", str(self.effective_from.data))
        return Proposed(
            subject=self.entry.code,
            side=side,
            values=(day, *self.changed()),
            kind=ProposalKind.WORDING,
            base=self.entry.version,
        )

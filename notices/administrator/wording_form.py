"""What an administrator types to propose the next version of a catalogue entry."""

from notices.catalogue import documents_on, told_of_wording
from notices.changes import FIELDS
from notices.entries import today
from notices.fields import ChoiceField
from notices.models import CatalogueEntry
from notices.words import in_language, word
from workflows.vocabulary import Capability, Language, ProposalKind, Severity

from .version_form import VersionForm, text


class WordingForm(VersionForm):
    """Everything that may change. Code, class, quantity and bearer of an entry stay for ever."""

    kind = ProposalKind.WORDING
    severity = ChoiceField(FIELDS["severity"][0])
    needs = ChoiceField(FIELDS["needs"][0])
    document_kind = ChoiceField(FIELDS["document_kind"][0])
    title_ru = text("title", Language.RU, 200)
    title_be = text("title", Language.BE, 200)
    title_en = text("title", Language.EN, 200)
    basis_ru = text("basis", Language.RU, 2000)
    basis_be = text("basis", Language.BE, 2000)
    basis_en = text("basis", Language.EN, 2000)
    removal_ru = text("removal", Language.RU, 1000)
    removal_be = text("removal", Language.BE, 1000)
    removal_en = text("removal", Language.EN, 1000)
    evidence_ru = text("evidence", Language.RU, 1000)
    evidence_be = text("evidence", Language.BE, 1000)
    evidence_en = text("evidence", Language.EN, 1000)

    def __init__(self, entry: CatalogueEntry) -> None:
        super().__init__(entry, told_of_wording(entry))
        self.severity.choices = [(one.value, word(one)) for one in Severity]
        self.needs.choices = [(one.value, word(one)) for one in Capability]
        kinds = documents_on(today())
        self.document_kind.choices = [(kind.code, in_language(kind.title)) for kind in kinds]
        if entry.quantity:
            del self.needs
        if not entry.document_kind:
            del self.document_kind

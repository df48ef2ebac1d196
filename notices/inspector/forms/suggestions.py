"""The program's suggestions: each is written down, or struck with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2s
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import ValidationError

from notices.models import CatalogueEntry
from workflows.filing import Finding, Measured, Struck
from workflows.suggestions import Suggestion

from .findings import of_the_catalogue
from .page import PageForm, PartForm, Told, Typed, part
from .parts import line, one_of_few


class Decision(StrEnum):
    """What becomes of a suggestion."""

    ACCEPT = "accept"
    STRIKE = "strike"


class SuggestionForm(PartForm):
    """The decision about one suggestion."""

    decision = one_of_few(
        _l("What to do"),
        _l("Choose what to do with the suggestion."),
        lambda: [
            (Decision.ACCEPT, _("Write it down")),
            (Decision.STRIKE, _("Strike it, for the reason below")),
        ],
        default=Decision.ACCEPT,
    )
    value = HiddenField()
    note = line(_l("Remark, or the reason why it is struck"), 300)

    def settles(self, suggestion: Suggestion) -> bool:
        """Whether the decision holds: a value that was struck must not have grown since."""
        if not self.validate():
            return False
        seen, now = self.value.data or "", suggestion.measured
        grown = now is not None and seen.isdecimal() and now.value > int(seen[:9])
        return self.decision.data == Decision.ACCEPT or not grown

    def validate_note(self, field: StringField) -> None:
        """Whoever strikes says why."""
        if self.decision.data == Decision.STRIKE and not field.data:
            raise ValidationError(_("Write why the suggestion is struck."))


@dataclass(frozen=True)
class Offered:
    """One suggestion with its entry of the catalogue and the decision about it.

    `row` is its line in the register, where it has one; `decided` is false while nobody has said
    anything about it.
    """

    suggestion: Suggestion
    entry: CatalogueEntry
    plate: str
    form: SuggestionForm
    row: int | None
    decided: bool
    complete: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Let the page send back the value that it shows."""
        if self.measured:
            self.form.value.data = str(self.measured.value)

    @property
    def accepted(self) -> bool:
        """Whether it becomes a deficiency of the notice."""
        return self.decided and self.form.decision.data == Decision.ACCEPT

    @property
    def measured(self) -> Measured | None:
        """The measurement with its verdict, where there is one."""
        return self.suggestion.measured

    def told(self) -> Told:
        """What is said of it besides the verdict."""
        document = self.suggestion.document_number
        told = [
            (_("Vehicle"), self.plate),
            (_("Number of the document"), document),
            (_("Remark"), self.form.note.data or ""),
        ]
        return [(label, text) for label, text in told if text]

    def finding(self) -> Finding:
        """The deficiency as filed."""
        return Finding(
            **of_the_catalogue(self.entry),
            unit=self.suggestion.unit,
            document_kind=self.suggestion.document_kind or self.entry.document_kind,
            document_number=self.suggestion.document_number,
            remark=self.form.note.data or "",
            measured=self.measured,
            line=self.row,
            suggestion=self.suggestion.key,
        )

    def struck(self) -> Struck:
        """The suggestion as struck."""
        return Struck(self.suggestion.key, self.entry.code, self.form.note.data or "")


class SuggestionsForm(PageForm):
    """All suggestions, in the order of what was measured."""

    def __init__(self, suggestions: Iterable[Suggestion], typed: Typed | None = None) -> None:
        super().__init__(typed)
        self.of = {one.key: part(SuggestionForm, typed, slot_of(one.key)) for one in suggestions}
        self.parts = tuple(self.of.values())


def slot_of(key: str) -> str:
    """The prefix of a suggestion's fields; its key may hold signs that no name of a field has."""
    return f"p{blake2s(key.encode(), digest_size=4).hexdigest()}"


def decision(key: str, chosen: Decision, note: str) -> dict[str, Any]:
    """What would have to be typed to decide so again."""
    slot = slot_of(key)
    return {f"{slot}-decision": chosen.value, f"{slot}-note": note}

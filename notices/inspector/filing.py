"""Reads the saved answers of all pages again, and turns them into a filing.

Data flows one way: typed → saved → read here → filed. What is shown on the check page is exactly
what is filed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from notices.advice import Advised, Wanted, advice_for
from notices.holds import unanswered
from notices.models import CatalogueEntry, Notice, db
from workflows.acts import Act, Destination, Filed
from workflows.catalogue import worst
from workflows.filing import Filing, Finding, Measured
from workflows.vocabulary import DeficiencyClass, Language, Severity

from .forms.checkpoint import CheckpointForm, chosen
from .forms.earlier import earlier_form
from .forms.findings import DetailsForm, DocumentForm
from .forms.measured import MeasuredForm
from .forms.page import Told, Typed, answers
from .forms.parts import tidy
from .forms.suggestions import Offered
from .forms.vehicles import plates_typed
from .judging import Judging
from .known import Asked, Known, known_of
from .queries import external_post
from .room import is_draft

OF_THE_LINE = frozenset({"code", "version", "line", "press"})
"""What the register says of a deficiency in a draft; all the rest was typed."""

FILED = ("vehicles", "parties", "journey", "permits", "measuring", "findings")
"""The pages that must hold before anything is filed. The guards speak about the others."""

MAY_BE_SKIPPED = frozenset({"permits", "measuring"})
"""A page of these that was never opened says that there was nothing to write down."""


class State(StrEnum):
    """How far a page is."""

    TO_DO = "to_do"
    INCOMPLETE = "incomplete"
    DONE = "done"


@dataclass(frozen=True)
class Line:
    """One deficiency of a draft. `row` is its line in the register, where it has one."""

    key: str
    entry: CatalogueEntry
    form: DetailsForm
    complete: bool
    row: int | None

    def finding(self) -> Finding:
        """The deficiency as filed."""
        return self.form.finding(self.row)

    def told(self) -> Told:
        """The details in words, besides the numbers that the verdict shows."""
        return answers(self.form, besides=("value", "error", "limit"))

    @property
    def measured(self) -> Measured | None:
        """The measurement with its verdict, where there is a complete one."""
        measures = self.complete and isinstance(self.form, MeasuredForm)
        return self.form.measured() if measures else None


def details_form(entry: CatalogueEntry) -> type[DetailsForm]:
    """The form that asks for the details of a deficiency."""
    if entry.quantity:
        return MeasuredForm
    if entry.deficiency_class is DeficiencyClass.PARAMETER:
        return DetailsForm
    return DocumentForm


class Reading(Judging):
    """All pages of a draft or correction as they stand: what was saved, or else just sent."""

    def __init__(self, notice: Notice, act: Act, sent: Mapping[str, Typed] | None = None) -> None:
        super().__init__(notice, act, sent)
        self.lines = [self.line(key) for key in self.answers.get("findings", {})]
        accepted = [one for one in self.suggested if one.accepted]
        self.found: list[Line | Offered] = [*accepted, *self.lines]
        self.offers = self._advice()
        self.checkpoint = CheckpointForm(self.offers, self.answers.get("checkpoint"))
        self.forms |= {"findings": self.suggestions, "checkpoint": self.checkpoint}
        self.complete["findings"] = self._findings_hold()
        self._holds("checkpoint", self.checkpoint)
        self.overlaps = self._overlaps()
        self.earlier = self.forms["earlier"] = earlier_form(
            self.overlaps, self.answers.get("earlier")
        )
        self._holds("earlier", self.earlier)

    def line(self, key: str, sent: Typed | None = None, **known: Any) -> Line:
        """One deficiency, as saved or just sent; what belongs to no row is worded as of today."""
        saved = self.answers["findings"][key]
        details = {name: saved[name] for name in saved.keys() - OF_THE_LINE}
        typed = sent if sent is not None else details or None
        entry = self.catalogue[saved["code"]]
        issued_at = self.notice.issued_at
        if "version" in saved and issued_at:
            known["since"] = issued_at.astimezone(self.notice.post.zone).date()
            entry = db.session.get_one(CatalogueEntry, (saved["code"], int(saved["version"])))
        form = details_form(entry)(entry, self.vehicles.plates(), self.today, typed, **known)
        complete = typed is not None and form.validate()
        return Line(key, entry, form, complete, int(saved["line"]) if "line" in saved else None)

    @property
    def incomplete(self) -> list[str]:
        """The pages that must be completed before anything can be filed."""
        return [
            page
            for page in FILED
            if not self.complete[page] and (self._visited(page) or page not in MAY_BE_SKIPPED)
        ]

    @property
    def severity(self) -> Severity | None:
        """The restriction that the vehicle gets: the worst of what was found."""
        return worst(line.entry.severity for line in self.found)

    def state(self, page: str) -> State:
        """How far a page is."""
        if page == "sign":
            return State.DONE if self.notice.acknowledgement else State.TO_DO
        if self.complete[page]:
            return State.DONE
        return State.INCOMPLETE if self._visited(page) else State.TO_DO

    def filed(self) -> Filed:
        """What is filed. No page may be incomplete."""
        filing = Filing(
            units=self.vehicles.units(),
            carrier=self.parties.carrier(),
            driver=self.parties.driver(),
            journey=self.journey.journey(),
            findings=tuple(line.finding() for line in self.found),
            permits=self.permits.filed(),
            weighed=self.weighed,
            judged=self.judged,
            struck=tuple(one.struck() for one in self.suggested if not one.accepted),
            language=Language(self.parties.language.data),
        )
        choice = any(offer.selectable for offer in self.offers)
        return Filed(filing, self.earlier.duplicates(), choice)

    def destination(self) -> Destination | None:
        """The checkpoint as it is at the arrival: of a draft the chosen one, if it can still be
        chosen, else that of the notice.
        """
        if is_draft(self.notice):
            visited = self._visited("checkpoint")
            one = chosen(self.checkpoint.checkpoint.data, self.offers) if visited else None
        else:
            named = (o for o in self.offers if o.place.id == self.notice.checkpoint_id)
            one = next(named, None)
        return one.destination if one else None

    def known(self) -> Known:
        """What is already known of vehicles and carrier, from the first plate or name typed."""
        parties = self.answers.get("parties", {})
        asked = Asked(
            plates=tuple(plates_typed(self.answers.get("vehicles", {}))),
            carrier_name=parties.get("carrier_name", ""),
            carrier_country=parties.get("carrier_country", ""),
            carrier_tax_number=tidy(parties.get("carrier_tax_number")),
            notice_id=self.notice.id,
            at=self.act.at,
        )
        return known_of(asked, self.catalogue)

    def _advice(self) -> list[Advised]:
        """The checkpoints for the journey as far as it is known, the best first."""
        wanted = Wanted(
            self.notice.post,
            self.journey.node(),
            external_post(self.journey.exit_post.data),
            [(line.entry.code, line.entry.needs) for line in self.found],
            self.act.at,
            self.parties.driver_citizenship.data or "",
        )
        return advice_for(wanted)[0]

    def _findings_hold(self) -> bool:
        decided = all(one.decided for one in self.suggested)
        return self._visited("findings") and decided and all(line.complete for line in self.lines)

    def _overlaps(self) -> list[Notice]:
        """The earlier notices to be spoken about, once vehicles and findings are complete."""
        if not (self.complete["vehicles"] and self.complete["findings"]):
            return []
        findings = [line.finding() for line in self.found]
        return unanswered(self.vehicles.units(), findings, self.notice.id)

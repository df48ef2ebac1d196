"""Reads the saved answers of all pages again, and turns them into a filing.

Data flows one way: typed → saved → read here → filed. What is shown on the check page is exactly
what is filed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from notices.advice import Advised, advice_for
from notices.catalogue import catalogue_on
from notices.holds import unanswered
from notices.limits import limits_on
from notices.models import CatalogueEntry, Notice, db
from workflows.acts import Act, Destination, Filed
from workflows.catalogue import worst
from workflows.filing import FiledPermit, Filing, Finding, Measured
from workflows.permits import PermitFinding, permit_findings
from workflows.special_permit import SpecialPermit, in_force
from workflows.suggestions import suggestions_from, suggestions_of_permits
from workflows.vocabulary import DeficiencyClass, Language, PermitKind, Severity
from workflows.weighing import Judged, judge

from .drafts import answers_of
from .forms.checkpoint import CheckpointForm, chosen
from .forms.earlier import earlier_form
from .forms.findings import DetailsForm, DocumentForm
from .forms.journey import JourneyForm
from .forms.measured import MeasuredForm
from .forms.measuring import MeasuringForm
from .forms.page import PageForm, Told, Typed, answers
from .forms.parties import PartiesForm
from .forms.parts import tidy
from .forms.permits import PermitsForm
from .forms.suggestions import Offered, SuggestionsForm, slot_of
from .forms.vehicles import VehiclesForm, plates_typed
from .known import Asked, Known, known_of
from .queries import external_post, last_instrument

OF_THE_LINE = frozenset({"code", "version", "line"})
"""What the register says of a deficiency in a draft; all the rest was typed."""

FILED = ("vehicles", "parties", "journey", "permits", "measuring", "findings")
"""The pages that must hold before anything is filed. The guards speak about the others."""

NEEDED_FOR_PERMITS = ("vehicles", "parties", "journey", "permits")
SIZED = frozenset({PermitKind.HEAVY, PermitKind.OVERSIZE})
"""The special permits that raise a limit of mass or size."""

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


class Reading:
    """The pages of a draft or correction as they stand: what was saved, or else just sent.

    A page that was visited is judged; one that was not stays fresh, without complaints.
    """

    def __init__(self, notice: Notice, act: Act, sent: Mapping[str, Typed] | None = None) -> None:
        self.notice, self.act = notice, act
        self.answers: Mapping[str, Any] = {**answers_of(notice), **(sent or {})}
        self.complete: dict[str, bool] = {}
        self.today = act.at.astimezone(notice.post.zone).date()
        self.catalogue = catalogue_on(self.today)
        self.vehicles = VehiclesForm(self.answers.get("vehicles"))
        self.parties = PartiesForm(self.answers.get("parties"))
        self.journey = JourneyForm(self.answers.get("journey"))
        self.permits = PermitsForm(self.answers.get("permits"))
        self.measuring = self._measuring()
        self._judge()
        self.lines = [self.line(key) for key in self.answers.get("findings", {})]
        accepted = [one for one in self.suggested if one.accepted]
        self.found: list[Line | Offered] = [*accepted, *self.lines]
        self.offers = self._advice()
        self.checkpoint = CheckpointForm(self.offers, self.answers.get("checkpoint"))
        self.forms: dict[str, PageForm] = {
            "vehicles": self.vehicles,
            "parties": self.parties,
            "journey": self.journey,
            "permits": self.permits,
            "measuring": self.measuring,
            "findings": self.suggestions,
            "checkpoint": self.checkpoint,
        }
        for page, form in self.forms.items():
            self._holds(page, form)
        self.complete["findings"] = self._findings_hold()
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
        """The checkpoint chosen, if it can still be chosen."""
        if not self._visited("checkpoint"):
            return None
        one = chosen(self.checkpoint.checkpoint.data, self.offers)
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
        return advice_for(
            self.notice.post,
            self.journey.node(),
            external_post(self.journey.exit_post.data),
            [(line.entry.code, line.entry.needs) for line in self.found],
            self.act.at,
            self.parties.driver_citizenship.data or "",
        )

    def _measuring(self) -> MeasuringForm:
        """The page of what was measured; a fresh one knows the instruments of the post."""
        typed = self.answers.get("measuring")
        known: dict[str, Any] = {}
        if typed is None:
            for name in ("scales", "gauge"):
                if used := last_instrument(self.notice.post_id, name, self.today):
                    known[name], known[f"{name}_until"] = used.name, used.verified_until
                    known[f"{name}_error"] = used.error
        plates = list(self.vehicles.plates().values())
        special = in_force(
            [SpecialPermit(**one.special()) for one in self._shown() if one.kind in SIZED],
            plates,
            self._day(),
        )
        return MeasuringForm(plates, self.act.at, self.notice.post.zone, special, typed, **known)

    def _shown(self) -> tuple[FiledPermit, ...]:
        """The permits shown, once their page holds."""
        return self.permits.filed() if self._holds("permits", self.permits) else ()

    def _judge(self) -> None:
        """Hold what was measured against every limit; what follows is suggested."""
        plates = self.measuring.plates
        measured = self._holds("measuring", self.measuring)
        self.weighed = self.measuring.weighed() if measured else None
        self.judged = self._verdicts(plates)
        suggestions = (
            *suggestions_from(self.judged, self.weighed),
            *suggestions_of_permits(self._wrong_permits()),
        )
        typed = self.answers.get("suggestions")
        self.suggestions = SuggestionsForm(suggestions, typed)
        rows = {line.suggestion: line for line in self.notice.deficiencies if line.suggestion}
        self.suggested = []
        for one in suggestions:
            form, row = self.suggestions.of[one.key], rows.get(one.key)
            decided = f"{slot_of(one.key)}-decision" in (typed or {}) and form.settles(one)
            entry = row.entry if row else self.catalogue[one.code]
            row_id = row.id if row else None
            self.suggested.append(Offered(one, entry, plates[one.unit], form, row_id, decided))

    def _verdicts(self, plates: Sequence[str]) -> tuple[Judged, ...]:
        if self.weighed is None:
            return ()
        return judge(self.weighed, limits_on(self.weighed.taken_at.date()), plates)

    def _wrong_permits(self) -> tuple[PermitFinding, ...]:
        """What is wrong with the permits shown, once it is known who drives whereto with what."""
        needed = (self.vehicles, self.parties, self.journey, self.permits)
        if not all(map(self._holds, NEEDED_FOR_PERMITS, needed)):
            return ()
        return permit_findings(
            self._shown(),
            self.journey.journey(),
            self.vehicles.units(),
            self.parties.carrier_country.data,
            self._day(),
        )

    def _day(self) -> date:
        """The day of the control: that of the issue, once the notice has been issued."""
        issued = self.notice.issued_at
        return issued.astimezone(self.notice.post.zone).date() if issued else self.today

    def _visited(self, page: str) -> bool:
        return page in self.answers or (page == "findings" and "suggestions" in self.answers)

    def _holds(self, page: str, form: PageForm) -> bool:
        """Whether a page is complete; it is judged once."""
        if page not in self.complete:
            self.complete[page] = self._visited(page) and form.validate()
        return self.complete[page]

    def _findings_hold(self) -> bool:
        decided = all(one.decided for one in self.suggested)
        return self._visited("findings") and decided and all(line.complete for line in self.lines)

    def _overlaps(self) -> list[Notice]:
        """The earlier notices to be spoken about, once vehicles and findings are complete."""
        if not (self.complete["vehicles"] and self.complete["findings"]):
            return []
        findings = [line.finding() for line in self.found]
        return unanswered(self.vehicles.units(), findings, self.notice.id)

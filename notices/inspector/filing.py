"""Reads the saved answers of all pages again, and turns them into a filing.

Data flows one way: typed → saved → read here → filed. What is shown on the check page is exactly
what is filed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from notices.catalogue import catalogue_on
from notices.holds import unanswered
from notices.models import CatalogueEntry, Notice, db
from workflows.acts import Act, Destination, Filed
from workflows.catalogue import worst
from workflows.filing import Filing, Finding, Measured
from workflows.vocabulary import DeficiencyClass, Language, Severity

from .drafts import answers_of
from .forms.axles import AxlesForm
from .forms.checkpoint import CheckpointForm, chosen
from .forms.earlier import earlier_form
from .forms.findings import DetailsForm, DocumentForm
from .forms.journey import JourneyForm
from .forms.measured import MeasuredForm
from .forms.page import PageForm, Told, Typed, answers
from .forms.parties import PartiesForm
from .forms.vehicles import VehiclesForm, plates_typed
from .queries import Earlier, earlier_on, offers

OF_THE_LINE = frozenset({"code", "version", "line"})
"""What the register says of a deficiency in a draft; all the rest was typed."""

NEEDED = ("vehicles", "parties", "journey", "findings")
"""The pages without which nothing can be filed. The guards speak about the others."""


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
        self.today = act.at.astimezone(notice.post.zone).date()
        self.catalogue = catalogue_on(self.today)
        self.vehicles = VehiclesForm(self.answers.get("vehicles"))
        self.parties = PartiesForm(self.answers.get("parties"))
        self.journey = JourneyForm(self.answers.get("journey"))
        self.axles = AxlesForm(self.answers.get("axles"))
        self.lines = [self.line(key) for key in self.answers.get("findings", {})]
        self.offers = offers([(line.entry.code, line.entry.needs) for line in self.lines], act)
        self.checkpoint = CheckpointForm(self.offers, self.answers.get("checkpoint"))
        self.forms: dict[str, PageForm] = {
            "vehicles": self.vehicles,
            "parties": self.parties,
            "journey": self.journey,
            "checkpoint": self.checkpoint,
        }
        self.complete = {page: self._holds(page, form) for page, form in self.forms.items()}
        self.complete["findings"] = self._findings_hold()
        self.overlaps = self._overlaps()
        self.earlier = self.forms["earlier"] = earlier_form(
            self.overlaps, self.answers.get("earlier")
        )
        self.complete["earlier"] = self._holds("earlier", self.earlier)

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
        return [page for page in NEEDED if not self.complete[page]]

    @property
    def severity(self) -> Severity | None:
        """The restriction that the vehicle gets: the worst of what was found."""
        return worst(line.entry.severity for line in self.lines)

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
            findings=tuple(line.finding() for line in self.lines),
            axle_loads=self.axles.loads.data,
            axle_spacings=self.axles.spacings.data,
            language=Language(self.parties.language.data),
        )
        return Filed(filing, self.earlier.duplicates())

    def destination(self) -> Destination | None:
        """The checkpoint chosen, if it can still be chosen."""
        place = chosen(self.checkpoint.checkpoint.data, self.offers)
        return place.as_destination(self.act.at) if place else None

    def earlier_notices(self) -> Earlier:
        """What already holds the vehicles, from the first plate typed."""
        return earlier_on(plates_typed(self.answers.get("vehicles", {})), self.notice.id)

    def _visited(self, page: str) -> bool:
        return page in self.answers or (page == "findings" and "axles" in self.answers)

    def _holds(self, page: str, form: PageForm) -> bool:
        return self._visited(page) and form.validate()

    def _findings_hold(self) -> bool:
        axles = "axles" not in self.answers or self.axles.validate()
        return self._visited("findings") and axles and all(line.complete for line in self.lines)

    def _overlaps(self) -> list[Notice]:
        """The earlier notices to be spoken about, once vehicles and findings are complete."""
        if not (self.complete["vehicles"] and self.complete["findings"]):
            return []
        findings = [line.finding() for line in self.lines]
        return unanswered(self.vehicles.units(), findings, self.notice.id)

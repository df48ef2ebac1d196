"""Reads the pages up to the measurements and judges them; what follows from them is suggested."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from notices.catalogue import Wordings
from notices.limits import limits_on
from notices.models import Notice
from workflows.acts import Act
from workflows.filing import FiledPermit
from workflows.permits import PermitFinding, permit_findings
from workflows.special_permit import SpecialPermit, in_force
from workflows.suggestions import suggestions_from, suggestions_of_permits
from workflows.vocabulary import PermitKind
from workflows.weighing import Judged, judge

from .drafts import answers_of
from .forms.journey import JourneyForm
from .forms.measuring import MeasuringForm
from .forms.page import PageForm, Typed
from .forms.parties import PartiesForm
from .forms.permits import PermitsForm
from .forms.suggestions import Offered, SuggestionsForm, slot_of
from .forms.vehicles import VehiclesForm
from .queries import last_instruments

NEEDED_FOR_PERMITS = ("vehicles", "parties", "journey", "permits")
SIZED = frozenset({PermitKind.HEAVY, PermitKind.OVERSIZE})
"""The special permits that raise a limit of mass or size."""


class Judging:
    """What was found out about vehicles, journey, permits and measures, with all verdicts.

    A page that was visited is judged; one that was not stays fresh, without complaints.
    """

    def __init__(self, notice: Notice, act: Act, sent: Mapping[str, Typed] | None = None) -> None:
        self.notice, self.act = notice, act
        self.answers: Mapping[str, Any] = {**answers_of(notice), **(sent or {})}
        self.complete: dict[str, bool] = {}
        self.today = act.at.astimezone(notice.post.zone).date()
        self.catalogue = Wordings(self.today)
        self.vehicles = VehiclesForm(self.answers.get("vehicles"))
        self.parties = PartiesForm(self.answers.get("parties"))
        self.journey = JourneyForm(self.answers.get("journey"))
        self.permits = PermitsForm(self.answers.get("permits"))
        self.measuring = self._measuring()
        self.forms: dict[str, PageForm] = {
            "vehicles": self.vehicles,
            "parties": self.parties,
            "journey": self.journey,
            "permits": self.permits,
            "measuring": self.measuring,
        }
        for page, form in self.forms.items():
            self._holds(page, form)
        self.weighed = self.measuring.weighed() if self.complete["measuring"] else None
        self.judged = self._verdicts()
        self._suggest()

    def _measuring(self) -> MeasuringForm:
        """The page of what was measured; a fresh one knows the instruments of the post."""
        typed = self.answers.get("measuring")
        known: dict[str, Any] = {}
        if typed is None:
            for name, used in last_instruments(self.notice.post_id, self.today).items():
                known[name], known[f"{name}_until"] = used.name, used.verified_until
                known[f"{name}_error"] = used.error
        plates = list(self.vehicles.plates().values())
        special = in_force(
            [SpecialPermit(**one.special()) for one in self._shown() if one.kind in SIZED],
            plates,
            self._day(),
        )
        return MeasuringForm(
            plates,
            self.act.at,
            self.notice.post.zone,
            special,
            typed,
            kinds=self.vehicles.kinds(),
            **known,
        )

    def _shown(self) -> tuple[FiledPermit, ...]:
        """The permits shown, once their page holds."""
        return self.permits.filed() if self._holds("permits", self.permits) else ()

    def _suggest(self) -> None:
        """Offer what follows from the verdicts and the permits, with what was decided about it."""
        plates = self.measuring.plates
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

    def _verdicts(self) -> tuple[Judged, ...]:
        """What was measured, held against every limit."""
        if self.weighed is None:
            return ()
        limits = limits_on(self.weighed.taken_at.date())
        return judge(self.weighed, limits, self.measuring.plates)

    def _wrong_permits(self) -> tuple[PermitFinding, ...]:
        """What is wrong with the permits shown, once it is known who drives whereto with what."""
        if not all(self.complete[page] for page in NEEDED_FOR_PERMITS):
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

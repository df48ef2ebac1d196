"""What the administrators of the demonstration propose about the catalogue and a limit."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from notices.changes import differences
from notices.proposals import KINDS, details_of, proposals_about
from notices.steps import take
from workflows.acts import Act, Proposed
from workflows.vocabulary import ProposalKind, Side

from .staff import Staff

LATER = timedelta(days=14)
"""The versions apply after the week that is told, so that its notices keep their wording."""

BELARUS, RUSSIA = "administrator-by", "administrator-ru"
SHOWN = {
    "evidence_ru": "Оригинал заполненного разрешения; копия не принимается.",
    "evidence_be": "Арыгінал запоўненага дазволу; копія не прымаецца.",
    "evidence_en": "The original permit, filled in; a copy is not accepted.",
}
HELD = {"severity": "held"}
TONNES = {"limit": "19000 gross_mass"}


def proposals(now: datetime, staff: Staff) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """One wording is signed, one is declined, one waits, and so does a limit."""
    wording, limit = ProposalKind.WORDING, ProposalKind.LIMIT
    for hours, login, kind, code, changed in (
        (70, BELARUS, wording, "M01", SHOWN),
        (52, BELARUS, wording, "M19", HELD),
        (26, RUSSIA, wording, "M02", SHOWN),
        (20, BELARUS, limit, "BY-MASS-VEHICLE-2", TONNES),
    ):
        at = now - timedelta(hours=hours)
        yield at, partial(_propose, staff, at, login, kind, code, changed)
    for hours, name, code in ((46, "sign_wording", "M01"), (28, "decline_wording", "M19")):
        at = now - timedelta(hours=hours)
        yield at, partial(_decide, staff, at, name, code)


def _propose(
    staff: Staff, at: datetime, login: str, kind: ProposalKind, code: str, changed: dict[str, str]
) -> None:
    newest = KINDS[kind].versions(code)[0]
    day: date = (at + LATER).date()
    values = differences(KINDS[kind].told(newest), changed)
    details = Proposed(
        subject=code,
        side=Side.BY if login == BELARUS else Side.RU,
        values=(("effective_from", "", day.isoformat()), *values),
        kind=kind,
        base=newest.version,
    )
    take(Act(staff.by_login(login), at, details=details), (f"propose_{kind}", None))


def _decide(staff: Staff, at: datetime, name: str, code: str) -> None:
    details = details_of(proposals_about(ProposalKind.WORDING, code)[0])
    reason = "Акт этого не предусматривает." if name == "decline_wording" else ""
    take(Act(staff.by_login(RUSSIA), at, reason=reason, details=details), (name, None))

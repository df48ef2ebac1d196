"""What the Russian administrator of the demonstration changed at the checkpoints."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from notices.administrator.place_form import state_of
from notices.changes import differences
from notices.steps import take
from workflows.acts import Act, Changed
from workflows.vocabulary import Capability, Side

from .staff import Staff
from .week import DEVICES_AWAY

MEASURING = ("DOLO", "DUBO", "KGOR", "NEVL", "NOVZ")
CLOSED, ANNOUNCED = "KRUG", timedelta(hours=6)


def closures(now: datetime, staff: Staff) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """The devices for measuring lengths are away for some hours; one checkpoint closes."""
    for hours, at_hand in zip(DEVICES_AWAY, (False, True), strict=True):
        at = now - timedelta(hours=hours)
        for code in MEASURING:
            yield at, partial(_measure, staff, code, at, at_hand)
    yield now - ANNOUNCED, partial(_close, staff, now)


def _measure(staff: Staff, code: str, at: datetime, at_hand: bool) -> None:
    place = staff.place(code)
    able = set(place.capabilities) - {Capability.MEASURE}
    capabilities = sorted(able | {Capability.MEASURE} if at_hand else able)
    _change(staff, code, at, capabilities=capabilities)


def _close(staff: Staff, now: datetime) -> None:
    today = now.astimezone(staff.place(CLOSED).zone).date()
    last = today + timedelta(days=4)
    _change(staff, CLOSED, now - ANNOUNCED, closed_from=today, closed_until=last)


def _change(staff: Staff, code: str, at: datetime, **values: object) -> None:
    place = staff.place(code)
    before = state_of(place)
    for name, value in values.items():
        setattr(place, name, value)
    details = Changed(code, Side.RU, differences(before, state_of(place)))
    take(Act(staff.by_login("administrator-ru"), at, details=details), ("change_place", None))

"""May the vehicle leave the Union State? Facts in; an answer with its reasons out.

What is held is held, whatever else is unclear. "May leave" is what remains when everything that
was said at the booth is understood and nothing stands against it: it never comes of a failure.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .acts import Offline
from .numbers import read_number
from .plates import could_be_plate, plate_key
from .printable import PRINTABLE
from .vocabulary import OPEN, ExitAnswer, ExitReason, Status

ANSWER_HOLDS = timedelta(minutes=10)
"""After that the booth asks again, because notices are issued and reopened meanwhile."""

SNAPSHOT_HOLDS = timedelta(hours=4)
"""Older than this a snapshot answers nothing."""

HANDED_IN_WITHIN = timedelta(hours=24)
"""After that nothing is released on a booth's word: it answers for four hours at most, and each
shift opens its page anew. An older release is one for supervisors to look at.
"""

SLOW = timedelta(minutes=2)
"""By which the clock of a booth may differ from the register's, as in booth_answer.js."""

CLOCKS_DIFFER = timedelta(seconds=10)
"""At most, between two servers of one register."""

LIKE_A_NUMBER = re.compile(
    r"BY(?:[A-Z]{4}|[A-Z]{1,3}$)|[A-Z]{4}[0-9]{6}|(?:NO?)?(?:[0-9]{2})?[0-9]{6}[0-9A-Z]$"
)
"""The beginning of a notice's number, its post or year with what follows, or its end."""


@dataclass(frozen=True)
class Said:
    """What was said at the booth: plates, numbers of notices, and what is neither."""

    plates: tuple[str, ...]
    numbers: tuple[str, ...]
    unreadable: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """A notice that holds one of the plates, or would if it were not cleared.

    `exit_until` ends an exceptional release with which the vehicle was not let out yet.
    """

    number: str
    status: Status
    fine_owed: bool = False
    exit_until: datetime | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of a vehicle: its plates, their notices, and held plates much like them.

    `apart` are plates of units that are released exceptionally together with it and are not here;
    `logged_at` is the latest time of the log, where the answer hangs on the clock.
    """

    plates: tuple[str, ...]
    notices: tuple[Standing, ...] = ()
    lookalikes: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    logged_at: datetime | None = None


def understand(parts: Iterable[str]) -> Said:
    """Tell plates from numbers, and from what is neither or no paper can print."""
    plates, numbers, unreadable = [], [], []
    for part in parts:
        number = read_number(part)
        if number:
            numbers.append(number)
        elif PRINTABLE.fullmatch(part) and could_be_plate(part):
            plates.append(part)
        else:
            unreadable.append(part)
    return Said(tuple(plates), tuple(numbers), tuple(unreadable))


def is_hardly_a_plate(text: str) -> bool:
    """Whether it is a plate only where the register knows it: it has letters only or digits only,
    or is a part of a notice's number or one with a fault. Few plates are, and much else is typed.
    """
    key = plate_key(text)
    return key.isalpha() or key.isdecimal() or LIKE_A_NUMBER.match(key) is not None


def may_it_leave(facts: Facts, at: datetime) -> tuple[ExitAnswer, tuple[ExitReason, ...]]:
    """The answer at an instant and all that speaks for it."""
    holds = _true_of(
        {
            ExitReason.DEFICIENCIES_LEFT: any(n.status in OPEN for n in facts.notices),
            ExitReason.FINE_UNPAID: any(
                n.fine_owed for n in facts.notices if n.status in OPEN | {Status.CLEARED}
            ),
            ExitReason.EXCEPTION_EXPIRED: any(
                n.exit_until is not None and n.exit_until < at for n in facts.notices
            ),
        }
    )
    doubts = doubts_about(facts)
    doubts += _true_of({ExitReason.CLOCK_SET_BACK: is_set_back(at, facts.logged_at)})
    if holds:
        return ExitAnswer.HELD, holds + doubts
    if doubts:
        return ExitAnswer.CANNOT_TELL, doubts
    reasons = _true_of(
        {
            ExitReason.ALL_REMOVED: any(n.status is Status.CLEARED for n in facts.notices),
            ExitReason.EXCEPTION: any(n.exit_until is not None for n in facts.notices),
        }
    )
    return ExitAnswer.MAY_LEAVE, reasons or (ExitReason.NOTHING_OPEN,)


def doubts_about(facts: Facts) -> tuple[ExitReason, ...]:
    """What leaves it open which vehicle is meant, or whether it is all of it."""
    known = bool(facts.plates) and all(map(plate_key, facts.plates))
    return _true_of(
        {
            ExitReason.LOOKALIKE: bool(facts.lookalikes),
            ExitReason.UNITS_APART: bool(facts.apart),
            ExitReason.UNREADABLE: bool(facts.unreadable) or not known,
        }
    )


def is_set_back(clock: datetime, logged_at: datetime | None) -> bool:
    """Whether the register's clock stands before the latest entry of its log.

    Then it tells nothing of a release that runs out: one that has would be good again.
    """
    return logged_at is not None and clock < logged_at - CLOCKS_DIFFER


def is_credible(offline: Offline, now: datetime) -> bool:
    """Whether a booth could have let a vehicle out so: on its own snapshot and an answer that held.

    Only the time of the snapshot is proven; the others are the booth's word.
    """
    taken, asked, left = offline.snapshot_at, offline.at, offline.happened_at
    if taken is None or not offline.proven or (offline.outcome and offline.pressed_at is None):
        return False
    latest = min(taken + SNAPSHOT_HOLDS, asked + ANSWER_HOLDS, now + SLOW)
    return taken - SLOW <= asked <= left <= latest


def is_in_time(offline: Offline, now: datetime) -> bool:
    """Whether what happened at a booth is handed in early enough to release anything."""
    return now - offline.happened_at <= HANDED_IN_WITHIN


def _true_of(questions: dict[ExitReason, bool]) -> tuple[ExitReason, ...]:
    return tuple(reason for reason, holds in questions.items() if holds)

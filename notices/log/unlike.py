"""Notices that say otherwise than what has happened to them, where the gate or a paper reads it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, func, or_, select

from notices.migrations.plates import known_rows
from notices.models import (
    Deficiency,
    Event,
    Fine,
    KnownPlate,
    Notice,
    NoticeVersion,
    Presentation,
    Unit,
    db,
)
from workflows.guards import EXCEPTION_HOLDS
from workflows.plates import plate_key
from workflows.vocabulary import Mark

CHUNK = 1_000
SAID = (
    "number",
    "language",
    "carriage",
    "origin_country",
    "destination",
    "destination_country",
    "cargo",
)
"""What a notice has from its newest version, under the same name."""

GIVEN_BY = {"number": "issue", "erased_at": "erase"}
"""What a notice has from an event, as long as it stands."""

ERASED = {"destination": "", "cargo": "", "driver": ["", "", ""], "plates": []}
"""What erasing leaves of it."""

DRIVER = ("driver_surname", "driver_given_names", "driver_citizenship", "driver_document")
OPENS = ("receive", "take_over")
DECIDES = ("confirm", "refuse", "withdraw", "release_exceptionally")
"""Events that begin a visit to a checkpoint, and that end the one under way."""


def unlike() -> Iterator[tuple[int, str]]:
    """Notices, by id, and in what they differ: from events, and from their newest versions."""
    different = _events(), _versions(), _visits(), _ties(), _plates()
    return chain.from_iterable(different)


def _events() -> Iterator[tuple[int, str]]:
    """Notices that have what an event gives, and not that event, or the event alone."""
    for column, name in GIVEN_BY.items():
        given = getattr(Notice, column).is_not(None)
        event = select(Event.id).where(Event.notice_id == Notice.id, Event.name == name).exists()
        query = select(Notice.id).where(or_(and_(given, ~event), and_(~given, event)))
        for notice_id in db.session.scalars(query.order_by(Notice.id)):
            yield notice_id, f"differs from its events: {column}"


def _versions() -> Iterator[tuple[int, str]]:
    """Notices that say otherwise than their newest version."""
    newest = select(NoticeVersion.notice_id, func.max(NoticeVersion.version).label("version"))
    last = newest.group_by(NoticeVersion.notice_id).subquery()
    same = (NoticeVersion.notice_id == last.c.notice_id, NoticeVersion.version == last.c.version)
    query = select(NoticeVersion.notice_id, NoticeVersion.version, NoticeVersion.facts)
    for part in _in_parts(query.join(last, and_(*same)).order_by(NoticeVersion.notice_id)):
        told = {row.notice_id: _told(row.version, row.facts) for row in part}
        for notice_id, now in _standing(told).items():
            differs = [name for name, said in told[notice_id].items() if said != now.get(name)]
            if differs:
                yield notice_id, f"differs from its newest version: {', '.join(differs)}"


def _told(version: int, facts: Any) -> dict[str, Any]:
    """What a version tells of what the notice tells too; an erased one, that nothing is left."""
    if facts == {}:
        return {"version": version, **ERASED}
    try:
        told = {"version": version} | {name: facts[name] for name in SAID if name in facts}
        if "driver" in facts:
            told["driver"] = [facts["driver"][name] for name in ("name", "country", "number")]
        if "units" in facts:
            told["plates"] = [unit["plate"] for unit in facts["units"]]
    except (LookupError, TypeError):
        return {"facts": facts}
    return told


def _standing(notices: Collection[int]) -> dict[int, dict[str, Any]]:
    """What notices tell now. Of a plate that is spoilt stands None."""
    plates: defaultdict[int, list[str | None]] = defaultdict(list)
    units = select(Unit.notice_id, Unit.plate, Unit.plate_key).where(Unit.notice_id.in_(notices))
    for notice_id, plate, key in db.session.execute(units.order_by(Unit.notice_id, Unit.position)):
        if plate or key:
            plates[notice_id].append(plate if plate_key(plate) == key else None)
    columns = [getattr(Notice, name) for name in ("id", "version", *SAID, *DRIVER)]
    rows = db.session.execute(select(*columns).where(Notice.id.in_(notices)).order_by(Notice.id))
    return {
        row.id: {name: getattr(row, name) for name in ("version", *SAID)}
        | {"driver": _driver(row), "plates": plates[row.id]}
        for row in rows
    }


def _driver(row: Row[Any]) -> list[str]:
    name = f"{row.driver_surname} {row.driver_given_names}".strip()
    return [name, row.driver_citizenship, row.driver_document]


@dataclass
class Visits:
    """The visits of a notice to checkpoints: each one's decision and marks by line, and the marks
    that the lines bear now.
    """

    decisions: list[str | None] = field(default_factory=list)
    marks: list[dict[str, str]] = field(default_factory=list)
    lines: dict[str, str] = field(default_factory=dict)

    def follow(self, name: str, data: Any) -> None:
        """Let an event happen, as `notices.visits` does."""
        if name in OPENS:
            self.decisions.append(None)
            stay = {line: mark for line, mark in self.lines.items() if mark != Mark.NOT_REMOVED}
            carried = self._earlier()
            self.marks.append({line: carried[line] for line in stay if line in carried})
            self.lines = stay
        elif name == "reopen":
            self.lines = {}
        elif not self.decisions:
            return
        elif name == "mark" and isinstance(data, dict):
            line, mark = str(data.get("deficiency_id")), str(data.get("mark"))
            self.marks[-1][line] = self.lines[line] = mark
        elif name in DECIDES and self.decisions[-1] is None:
            self.decisions[-1] = name
            if name == "withdraw":
                self.lines = dict(self._earlier())

    def _earlier(self) -> dict[str, str]:
        """The marks that count of the visits before that which has no marks yet or is withdrawn."""
        ended = zip(self.decisions, self.marks, strict=False)
        for decision, marks in reversed(list(ended)):
            if decision != "withdraw":
                return {} if decision == "confirm" else marks
        return {}


def _visits() -> Iterator[tuple[int, str]]:
    """Notices whose visits were decided, or lines marked, otherwise than events tell."""
    for part in _in_parts(select(Notice.id, Notice.erased_at).order_by(Notice.id)):
        notices = {row.id: row.erased_at is not None for row in part}
        happened, stands = _visits_told(notices), _visits_now(notices)
        for notice_id, is_erased in notices.items():
            told, now = happened[notice_id], stands[notice_id]
            if told.decisions != now.decisions:
                yield notice_id, "differs from its events: decisions"
            elif not is_erased and (told.marks, told.lines) != (now.marks, now.lines):
                yield notice_id, "differs from its events: marks"


def _visits_told(notices: Collection[int]) -> defaultdict[int, Visits]:
    """The visits as events tell of them."""
    found: defaultdict[int, Visits] = defaultdict(Visits)
    events = select(Event.notice_id, Event.name, Event.data).where(
        Event.notice_id.in_(notices), Event.name.in_((*OPENS, "mark", *DECIDES, "reopen"))
    )
    rows: Any = db.session.execute(events.order_by(Event.id))
    for notice_id, name, data in rows:
        found[notice_id].follow(name, data)
    return found


def _visits_now(notices: Collection[int]) -> defaultdict[int, Visits]:
    """The visits as the register holds them."""
    found: defaultdict[int, Visits] = defaultdict(Visits)
    visits = select(Presentation).where(Presentation.notice_id.in_(notices))
    for visit in db.session.scalars(visits.order_by(Presentation.ordinal)):
        now = found[visit.notice_id]
        now.decisions.append(visit.decision)
        now.marks.append({str(each.deficiency_id): each.mark for each in visit.markings})
    marked = select(Deficiency.notice_id, Deficiency.id, Deficiency.mark).where(
        Deficiency.notice_id.in_(notices), Deficiency.mark.is_not(None)
    )
    for notice_id, line, mark in db.session.execute(marked):
        found[notice_id].lines[str(line)] = str(mark)
    return found


class Ties(NamedTuple):
    """What binds the vehicles of a notice besides its status: when an exceptional release ends that
    was not used, and how many fines are not paid.
    """

    ends: dict[int, datetime | None]
    unpaid: Counter[int]


def _ties() -> Iterator[tuple[int, str]]:
    """Notices whose exceptional release or fines are others than events tell; not erased ones."""
    kept = select(Notice.id, Notice.exit_until).where(Notice.erased_at.is_(None))
    unpaid = select(Fine.notice_id, func.count()).where(Fine.paid_on.is_(None))
    for part in _in_parts(kept.order_by(Notice.id)):
        ids = [row.id for row in part]
        told = _ties_told(ids)
        fines = unpaid.where(Fine.notice_id.in_(ids)).group_by(Fine.notice_id)
        rows: Any = db.session.execute(fines)
        now = Counter(dict(rows.all()))
        for row in part:
            if row.exit_until != told.ends.get(row.id):
                yield row.id, "differs from its events: exit_until"
            if now[row.id] != told.unpaid[row.id]:
                yield row.id, "differs from its events: fines"


def _ties_told(notices: Collection[int]) -> Ties:
    """The ties as events tell of them."""
    released, fines = ("release_exceptionally", "let_out"), ("fine", "fine_paid", "take_fine_back")
    events = select(Event.notice_id, Event.name, Event.at).where(
        Event.notice_id.in_(notices), Event.name.in_(released + fines)
    )
    ties = Ties({}, Counter())
    rows: Any = db.session.execute(events.order_by(Event.id))
    for notice_id, name, at in rows:
        if name in released:
            ties.ends[notice_id] = at + EXCEPTION_HOLDS if name == released[0] else None
        else:
            ties.unpaid[notice_id] += 1 if name == fines[0] else -1
    return ties


def _plates() -> Iterator[tuple[int, str]]:
    """Notices whose vehicles may be taken for others than those that are known; not erased ones."""
    kept = select(Notice.id).where(Notice.erased_at.is_(None)).order_by(Notice.id)
    columns = [getattr(KnownPlate, name) for name in ("notice_id", "plate", "misreading", "holds")]
    for part in _in_parts(kept):
        ids = [row.id for row in part]
        rows = db.session.execute(select(*columns).where(KnownPlate.notice_id.in_(ids)))
        now = {tuple(row) for row in rows}
        right = {tuple(row.values()) for row in known_rows(db.session.connection(), ids)}
        for notice_id in sorted({row[0] for row in now ^ right}):
            yield notice_id, "is known by other plates"


def _in_parts(query: Any) -> Iterator[Sequence[Row[Any]]]:
    return db.session.execute(query, execution_options={"yield_per": CHUNK}).partitions()

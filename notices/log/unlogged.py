"""What the register holds otherwise than the log says: whoever rules the database has written it.

A leaf stands for an event, its version and its paper. Here the other rows are held against these:
each says what they have made it say, or is told.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, String, and_, func, or_, select, type_coerce

from notices.models import (
    Deficiency,
    Event,
    LogEntry,
    Marking,
    Notice,
    NoticeVersion,
    Presentation,
    StoredPaper,
    Unit,
    db,
)
from notices.papers.codes import is_about
from notices.papers.payload import claims_in
from workflows.plates import plate_key
from workflows.vocabulary import Status

from .entries import Written, left_of
from .erasing import ERASED_EVENT

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

DRIVER = ("driver_surname", "driver_given_names", "driver_citizenship", "driver_document")
OPENS = ("receive", "take_over")
DECIDES = ("confirm", "refuse", "withdraw", "release_exceptionally")
"""Events that begin a visit to a checkpoint, and that end the one under way."""


def unlogged() -> Iterator[str]:
    """Whatever is not as an event has left it."""
    yield from (f"event {event_id}" for event_id in unlogged_events())
    yield from _hung_on_nothing()
    yield from (f"notice {notice_id} is {status}" for notice_id, status in unlogged_statuses())
    for notice_id, what in chain(_unlike_events(), _unlike_versions(), _unlike_visits()):
        yield f"notice {notice_id} {what}"


def unsaid(entry: LogEntry, written: Sequence[Written]) -> Iterator[str]:
    """What the rows of an entry say that its leaf does not: where it was erased, anything."""
    papers = [row for row in written if isinstance(row, StoredPaper)]
    for paper in papers:
        if (paper.erased_at is None) != (entry.salt is not None):
            yield f"paper {paper.id} is {'not ' if paper.erased_at is None else ''}erased"
    if entry.salt is None:
        if any(_remains(entry, written)):
            yield f"leaf {entry.leaf} was erased and something stands there"
        return
    for paper in papers:
        claims = claims_in(paper.code)
        if paper.code and not (claims and is_about(claims, paper)):
            yield f"paper {paper.id} has the code of another one"


def unlogged_events() -> Sequence[int]:
    """Events that no entry stands for: nobody but the door and the log may write them."""
    query = select(Event.id).where(~_is_logged(Event.id)).order_by(Event.id)
    return db.session.scalars(query).all()


def unlogged_statuses() -> list[tuple[int, str]]:
    """Notices, by id, whose status is not that in which their last event has left them."""
    last = select(type_coerce(Event.status_to, String)).where(Event.notice_id == Notice.id)
    left = func.coalesce(last.order_by(Event.id.desc()).limit(1).scalar_subquery(), Status.DRAFT)
    stands = type_coerce(Notice.status, String)
    query = select(Notice.id, stands, left).where(stands != left).order_by(Notice.id)
    found = db.session.execute(query)
    return [(notice_id, stood) for notice_id, stood, code in found if stood != Status(code)]


def _remains(entry: LogEntry, written: Iterable[Written]) -> Iterator[bool]:
    """Whether each thing that erasing takes away stands there again, or still."""
    yield entry.data is not None
    for column, value in ERASED_EVENT.items() if entry.event else ():
        yield getattr(entry.event, column) != value
    for row in written:
        yield row.facts != left_of(row)


def _is_logged(event_id: Any) -> ColumnElement[bool]:
    return select(LogEntry.id).where(LogEntry.event_id == event_id).exists()


def _hung_on_nothing() -> Iterator[str]:
    """Rows of whatever table that name an event which no entry stands for."""
    keys = (key for table in db.metadata.sorted_tables for key in table.foreign_keys)
    for key in keys:
        table, column = key.parent.table, key.parent
        if key.target_fullname == "event.id" and table is not LogEntry.__table__:
            row = list(table.primary_key)
            unlogged = select(*row).where(column.is_not(None), ~_is_logged(column)).order_by(*row)
            for found in db.session.execute(unlogged):
                yield f"{table.name} {' '.join(map(str, found))} of no event"


def _unlike_events() -> Iterator[tuple[int, str]]:
    """Notices that have what an event gives, and not that event, or the event alone."""
    for column, name in GIVEN_BY.items():
        given = getattr(Notice, column).is_not(None)
        event = select(Event.id).where(Event.notice_id == Notice.id, Event.name == name).exists()
        query = select(Notice.id).where(or_(and_(given, ~event), and_(~given, event)))
        for notice_id in db.session.scalars(query.order_by(Notice.id)):
            yield notice_id, f"differs from its events: {column}"


def _unlike_versions() -> Iterator[tuple[int, str]]:
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
    """What a version tells of what the notice tells too; of an erased one its number alone."""
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


class Visits(NamedTuple):
    """The visits of a notice to checkpoints: each one's decision, and what was marked.

    Marks have the number of the visit and the line, those that stand in the notice a number beyond.
    """

    decisions: list[str | None]
    marks: dict[tuple[int, str], str]


def _unlike_visits() -> Iterator[tuple[int, str]]:
    """Notices whose visits were decided, or lines marked, otherwise than events tell."""
    for part in _in_parts(select(Notice.id, Notice.erased_at).order_by(Notice.id)):
        notices = {row.id: row.erased_at is not None for row in part}
        happened, stands = _visits_told(notices), _visits_now(notices)
        for notice_id, is_erased in notices.items():
            told, now = happened[notice_id], stands[notice_id]
            if told.decisions != now.decisions:
                yield notice_id, "differs from its events: decisions"
            elif not is_erased and not _are_marked(now, told):
                yield notice_id, "differs from its events: marks"


def _visits_told(notices: Collection[int]) -> defaultdict[int, Visits]:
    """The visits as events tell of them."""
    found: defaultdict[int, Visits] = defaultdict(lambda: Visits([], {}))
    events = select(Event.notice_id, Event.name, Event.data).where(
        Event.notice_id.in_(notices), Event.name.in_((*OPENS, "mark", *DECIDES))
    )
    rows: Any = db.session.execute(events.order_by(Event.id))
    for notice_id, name, data in rows:
        decisions, marks = found[notice_id]
        if name in OPENS:
            decisions.append(None)
        elif name in DECIDES and decisions[-1:] == [None]:
            decisions[-1] = name
        elif name == "mark" and isinstance(data, dict):
            marks[len(decisions), str(data.get("deficiency_id"))] = str(data.get("mark"))
    return found


def _visits_now(notices: Collection[int]) -> defaultdict[int, Visits]:
    """The visits as the register holds them."""
    found: defaultdict[int, Visits] = defaultdict(lambda: Visits([], {}))
    own = Presentation.notice_id.in_(notices)
    visits = select(Presentation.notice_id, Presentation.decision).where(own)
    for notice_id, decision in db.session.execute(visits.order_by(Presentation.ordinal)):
        found[notice_id].decisions.append(decision)
    marked = select(
        Presentation.notice_id, Presentation.ordinal, Marking.deficiency_id, Marking.mark
    ).where(own, Marking.presentation_id == Presentation.id)
    for notice_id, ordinal, line, mark in db.session.execute(marked):
        found[notice_id].marks[ordinal, str(line)] = mark
    left = select(Deficiency.notice_id, Deficiency.id, Deficiency.mark).where(
        Deficiency.notice_id.in_(notices), Deficiency.mark.is_not(None)
    )
    for notice_id, line, left_mark in db.session.execute(left):
        decisions, marks = found[notice_id]
        marks[len(decisions) + 1, str(line)] = str(left_mark)
    return found


def _are_marked(now: Visits, told: Visits) -> bool:
    """Whether each mark is the last of its visit, or one carried over from an earlier visit."""
    for (visit, line), mark in now.marks.items():
        own = told.marks.get((visit, line))
        carried = (told.marks.get((before, line)) for before in range(1, visit))
        if mark != own and (own is not None or mark not in carried):
            return False
    return told.marks.keys() <= now.marks.keys()


def _in_parts(query: Any) -> Iterator[Sequence[Row[Any]]]:
    return db.session.execute(query, execution_options={"yield_per": CHUNK}).partitions()

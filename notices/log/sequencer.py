"""Continues the log: gives waiting entries their leaves, in order, and signs the new head.

Entries are written with whatever they are about and wait for nobody; only this work is done by one
process at a time, however many try. An entry waits MERGE_DELAY seconds at most where the register
runs. As often the time is kept, so that a clock that was set back is known after an idle night too.
"""

import logging
import time
from datetime import UTC, datetime
from threading import Lock, Thread

from flask import Flask, Response
from sqlalchemy import func, select, update
from sqlalchemy.engine import Row

from notices.content import INSERTS
from notices.models import LogCheckpoint, LogClock, LogEntry, db, transaction
from workflows.merkle import EMPTY_HEAD, leaf_hash, tree_head

from .signing import LAST, keep_last_signed, last_signed, signer
from .tiles import Tiles
from .verify import Checkpoint, read_checkpoint

MERGE_DELAY = 10.0
BATCH = 1_000
LOCK = (6962, 1)
"""The name of PostgreSQL's lock for this work."""

STARTING = Lock()
LOG = logging.getLogger(__name__)


class Rewritten(Exception):
    """The stored tree does not continue what was signed, or none can tell: no more is signed."""


def newest_checkpoint() -> LogCheckpoint | None:
    """The last head that was signed."""
    return db.session.scalars(
        select(LogCheckpoint).order_by(LogCheckpoint.size.desc()).limit(1)
    ).first()


def continue_log() -> int:
    """Give every waiting entry its leaf, and say how many there were. Raises Rewritten."""
    done = 0
    while batch := _continue():
        done += batch
        if batch < BATCH:
            break
    return done


def note_time() -> None:
    """Keep the time of now, unless a later one is kept: see `latest_at`."""
    clock = INSERTS[db.engine.dialect.name](LogClock).values(id=1, seen_at=datetime.now(UTC))
    later = clock.excluded.seen_at
    with transaction():
        db.session.execute(
            clock.on_conflict_do_update(
                index_elements=["id"], set_={"seen_at": later}, where=LogClock.seen_at < later
            )
        )


def _continue() -> int:
    with transaction():
        if db.engine.dialect.name == "postgresql":
            db.session.execute(select(func.pg_advisory_xact_lock(*LOCK)))
        waiting = _waiting()
        note = _append(waiting) if waiting else ""
    if note:
        _keep(note)
    return len(waiting)


def _keep(note: str) -> None:
    """Keep what was signed; where that fails, the next time continues what was kept before."""
    try:
        keep_last_signed(note)
    except OSError as error:
        LOG.error("Let the service write %s of its instance: %s", LAST, error)


def _waiting() -> list[Row[int, bytes]]:
    query = select(LogEntry.id, LogEntry.commitment).where(LogEntry.leaf.is_(None))
    return list(db.session.execute(query.order_by(LogEntry.id).limit(BATCH)))


def _append(waiting: list[Row[int, bytes]]) -> str:
    """Give waiting entries their leaves, and the new note."""
    tiles = Tiles()
    size = _size_signed(tiles)
    numbers = [
        {"id": entry_id, "leaf": leaf} for leaf, (entry_id, _commitment) in enumerate(waiting, size)
    ]
    db.session.execute(update(LogEntry), numbers)
    tiles.append(size, [leaf_hash(commitment) for _id, commitment in waiting])
    size += len(waiting)
    head = tree_head(size, tiles.subtree)
    note = signer().checkpoint(size, head)
    db.session.add(LogCheckpoint(size=size, at=datetime.now(UTC), head=head, note=note))
    return note


def _size_signed(tiles: Tiles) -> int:
    """The size of the tree that the newest checkpoint has. Raises Rewritten unless that is what was
    signed, and the stored tree continues both it and what this instance signed last.
    """
    newest, last = newest_checkpoint(), _last()
    head = Checkpoint(newest.size, newest.head) if newest else Checkpoint(0, EMPTY_HEAD)
    if newest and _read(newest.note) != head:
        raise Rewritten("The newest checkpoint is not what was signed.")
    for signed in (head, _read(last) if last else head):
        if signed.size > head.size:
            raise Rewritten(
                f"It has {head.size} leaves, and {signed.size} were signed here. If an earlier "
                f"state of the database is wanted back, remove the file {LAST} of the instance, "
                "and tell all who keep checkpoints."
            )
        if tree_head(signed.size, tiles.subtree) != signed.head:
            raise Rewritten(f"The tree of {signed.size} leaves is not the one that was signed.")
    return head.size


def _last() -> str:
    try:
        return last_signed()
    except OSError as error:
        told = f"Let the service read what it has signed last: {error}"
        raise Rewritten(told) from error


def _read(note: str) -> Checkpoint:
    try:
        return read_checkpoint(note, signer().verifier)
    except ValueError as error:
        raise Rewritten(str(error)) from error


def init_log(app: Flask) -> None:
    """Let the process that renders papers continue the log too, from its first page on."""
    if not app.config["RENDERS_PAPERS"]:
        return

    @app.after_request
    def start(response: Response) -> Response:
        response.call_on_close(lambda: start_log(app))
        return response


def start_at_once(app: Flask) -> None:
    """Continue the log even before the first page is served, where this process does so."""
    if app.config["RENDERS_PAPERS"]:
        start_log(app)


def start_log(app: Flask) -> None:
    """Continue the log in a thread of its own; a second call does nothing."""
    with STARTING:
        if "log" not in app.extensions:
            app.extensions["log"] = Thread(target=_continue_forever, args=[app], daemon=True)
            app.extensions["log"].start()


def _continue_forever(app: Flask) -> None:
    while True:
        try:
            with app.app_context():
                note_time()
                continue_log()
        except Rewritten as error:
            LOG.error("The log is not continued. %s", error)
        except Exception:  # The loop outlives a database that is away for a while.
            LOG.exception("The log could not be continued.")
        time.sleep(MERGE_DELAY)

"""Proofs that an entry is in the log, for a page or as a file, and what was read by whom."""

from base64 import b64encode
from dataclasses import dataclass

from flask import abort
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from notices.models import Event, LogCheckpoint, LogEntry, db
from workflows.merkle import inclusion_proof, is_included, leaf_hash
from workflows.vocabulary import Logged

from .sequencer import newest_checkpoint
from .tiles import Tiles


@dataclass(frozen=True)
class Proof:
    """The way from a leaf to the head of a checkpoint."""

    entry: LogEntry
    leaf: int
    checkpoint: LogCheckpoint
    hashes: list[bytes]

    @property
    def holds(self) -> bool:
        """Whether the way leads to the head that was signed."""
        reached = leaf_hash(self.entry.commitment)
        size, head = self.checkpoint.size, self.checkpoint.head
        return is_included(reached, self.leaf, size, self.hashes, head)

    def text(self) -> str:
        """The proof in the form of C2SP tlog-proof."""
        lines = ["c2sp.org/tlog-proof@v1", f"index {self.leaf}"]
        lines += [b64encode(step).decode() for step in self.hashes]
        return "\n".join([*lines, "", self.checkpoint.note])


def proof_of(leaf: int) -> Proof:
    """The proof of a leaf against the newest checkpoint; 404 where there is no such leaf."""
    query = select(LogEntry).where(LogEntry.leaf == leaf).options(joinedload(LogEntry.event))
    entry = db.session.scalars(query).one_or_none()
    newest = newest_checkpoint()
    if entry is None or newest is None:
        abort(404)
    return Proof(entry, leaf, newest, inclusion_proof(leaf, newest.size, Tiles().subtree))


def entries() -> Select[LogEntry]:
    """Everything that was logged, for a list."""
    return select(LogEntry).options(joinedload(LogEntry.event).joinedload(Event.place))


def readings_of(notice_id: int) -> Select[LogEntry]:
    """Who has read the personal data of a notice, for a list."""
    return select(LogEntry).where(LogEntry.notice_id == notice_id, LogEntry.name == Logged.READ)


def waiting() -> int:
    """How many entries have no leaf yet: none for longer than a moment, or something is wrong."""
    return db.session.scalars(select(func.count()).where(LogEntry.leaf.is_(None))).one()

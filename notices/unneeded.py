"""Files that no row needs: noted before they are kept, and when content is erased.

Whatever happens to the process, a file is needed by a row, or noted and removed in the end.
"""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, or_, select

from . import files
from .content import INSERTS
from .files import name_of, store
from .models import Attachment, StoredPaper, UnneededFile, db, transaction

WAITS = timedelta(days=1)
"""How long a file may wait for the row that will need it."""

TRIES_AGAIN = timedelta(minutes=5)
LOG = logging.getLogger(__name__)


def keep(*contents: bytes) -> list[str]:
    """Keep files that no row needs yet, and give their digests; the row comes within a day."""
    names = (name_of(sha256(content).hexdigest()) for content in contents)
    with transaction():
        note(names, datetime.now(UTC) + WAITS)
    return [files.keep(content) for content in contents]


def still_kept(*digests: str) -> bool:
    """Whether files that were kept are all there. They then wait for another day."""
    kept = [digest for digest in digests if digest]
    with transaction():
        note(map(name_of, kept), datetime.now(UTC) + WAITS)
    try:
        return all(files.read(digest) for digest in kept)
    except files.DamagedFile:
        return False


def note(names: Iterable[str], due: datetime) -> None:
    """Note that files are to be removed, but not before others may come to need them.

    The names come in one order, so that two who note the same never wait for one another.
    """
    for name in sorted(set(names)):
        insert = INSERTS[db.engine.dialect.name](UnneededFile).values(name=name, due=due)
        later = {"set_": {"due": due}, "where": UnneededFile.due < due}
        db.session.execute(insert.on_conflict_do_update(index_elements=["name"], **later))


def need(*digests: str) -> None:
    """Take files off the list, in the transaction that writes the row which needs them."""
    names = [name_of(digest) for digest in digests if digest]
    db.session.execute(delete(UnneededFile).where(UnneededFile.name.in_(names)))


def remove_unneeded_files() -> None:
    """Remove the files that were noted and are due, unless a row has come to need them, and what
    was never written to its end.

    What the store does not remove now stays noted for another time.
    """
    now = datetime.now(UTC)
    due = select(UnneededFile.name).where(UnneededFile.due <= now).order_by(UnneededFile.due)
    with transaction():
        names = db.session.scalars(due).all()
    for name in names:
        try:
            with transaction():
                _remove(name, now)
        except OSError:
            LOG.exception("The unneeded file %s could not be removed.", name)
            with transaction():
                note([name], now + TRIES_AGAIN)
    store().remove_unfinished(now - WAITS)


def _remove(name: str, now: datetime) -> None:
    """Whoever wants to keep the same bytes meanwhile waits, and then keeps them anew."""
    still_due = delete(UnneededFile).where(UnneededFile.name == name, UnneededFile.due <= now)
    noted = db.session.scalar(still_due.returning(UnneededFile.name))
    if noted and not _is_needed(name.rpartition("/")[2]):
        store().remove(name)


def _is_needed(digest: str) -> bool:
    """Whether a paper or evidence that is not erased has these bytes."""
    paper = select(StoredPaper.id).where(
        StoredPaper.sha256 == digest, StoredPaper.erased_at.is_(None)
    )
    evidence = select(Attachment.id).where(
        or_(Attachment.sha256 == digest, Attachment.thumbnail == digest)
    )
    return any(db.session.scalars(query.limit(1)).first() for query in (paper, evidence))

"""What stands behind a file, a code or a number."""

from hashlib import sha256
from threading import Lock

from sqlalchemy import select

from notices.models import StoredPaper, db
from notices.papers.codes import paper_behind
from notices.papers.files import codes_in
from notices.papers.standing import Verified, verify
from workflows.vocabulary import Paper

READING = Lock()
"""Files are read one at a time, so that strangers' files leave the process free for others."""


def paper_in(file: bytes) -> tuple[StoredPaper | None, bool]:
    """The genuine paper that a file is, and whether no byte of it was changed.

    A seal of the file adds nothing here: the register knows every byte that it has printed. A row
    whose event does not exist is none that it has written.
    """
    digest = sha256(file).hexdigest()
    query = select(StoredPaper).join(StoredPaper.event).where(StoredPaper.sha256 == digest)
    query = query.order_by(StoredPaper.id)
    printed = db.session.scalars(query.limit(1)).first()
    if printed:
        return printed, True
    with READING:
        codes = list(codes_in(file))
    behind = (paper_behind(code) for code in codes)
    return next((paper for paper in behind if paper), None), False


def papers_of(notice_id: int) -> list[tuple[StoredPaper, Verified]]:
    """All papers of a notice, the newest first, and what has become of them.

    Its carrier is told of no dossier.
    """
    told = (StoredPaper.notice_id == notice_id, StoredPaper.kind != Paper.DOSSIER)
    query = select(StoredPaper).where(*told)
    papers = db.session.scalars(query.order_by(StoredPaper.id.desc()))
    return [(paper, verify(paper)) for paper in papers]

"""The evidence of a notice, as far as its reader may see it."""

from flask import Response, abort, request
from sqlalchemy import select

from notices.files import served
from notices.log.entries import log_reading
from notices.models import Attachment, Notice, db
from workflows.acts import Actor
from workflows.evidence import may_see
from workflows.vocabulary import Personal

from .uploads import PDF


def evidence_of(notice: Notice, reader: Actor) -> list[Attachment]:
    """What was handed in, in that order."""
    query = select(Attachment).where(Attachment.notice_id == notice.id).order_by(Attachment.id)
    return [file for file in db.session.scalars(query) if _sees(reader, file, notice)]


def piece_of(notice: Notice, file_id: int, reader: Actor) -> Response:
    """A file, or its thumbnail where the address asks for `small`; 404 for who may not see it.

    A PDF is offered for saving, never opened inside the register's pages. Raises DamagedFile.
    """
    file = db.session.get(Attachment, file_id)
    if file is None or file.notice_id != notice.id or not _sees(reader, file, notice):
        abort(404)
    if notice.erased_at:
        abort(404)
    if "small" in request.args:
        return _sealed_off(served(file.thumbnail or abort(404), "image/jpeg", "thumbnail.jpg"))
    log_reading(notice.id, reader, Personal.FILE)
    is_pdf = file.media_type == PDF
    return _sealed_off(served(file.sha256, file.media_type, file.file_name, as_attachment=is_pdf))


def _sees(reader: Actor, file: Attachment, notice: Notice) -> bool:
    return may_see(file.event.actor_role, reader, notice.post_id, notice.checkpoint_id)


def _sealed_off(response: Response) -> Response:
    """Let a browser run nothing that a file may still hold."""
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

"""What is handed in: told by its content and not by its name, cleaned and kept."""

import unicodedata
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from notices.unneeded import keep
from workflows.acts import Attached
from workflows.printable import PRINTABLE

from . import photos, scans, viruses

MEGABYTES_AT_MOST = 10
NAME_AT_MOST = 120
PDF = "application/pdf"


def taken_in(file: FileStorage, deficiency_id: int | None = None) -> Attached:
    """Judge, clean and keep a file; raises ValidationError, which says why it is refused."""
    content, name = _read(file), plain_name(file.filename or "")
    viruses.check(content)
    if content.startswith(scans.BEGINNING):
        scans.check(content)
        [digest] = keep(content)
        return Attached(digest, PDF, len(content), name, deficiency_id)
    kind = photos.kind_of(content)
    if kind is None:
        raise ValidationError(_why_not(content))
    photo = photos.cleaned(content, kind)
    digest, thumbnail = keep(photo.content, photo.thumbnail)
    return Attached(
        sha256=digest,
        media_type=photo.media_type,
        size=len(photo.content),
        file_name=name,
        deficiency_id=deficiency_id,
        thumbnail=thumbnail,
        width=photo.size[0],
        height=photo.size[1],
    )


def plain_name(name: str) -> str:
    """The last part of a file's name in letters that pages and papers can show, with its ending."""
    composed = unicodedata.normalize("NFC", name).replace("\\", "/")
    visible = "".join(letter for letter in composed if letter.isprintable())
    path = Path("".join(sign if PRINTABLE.match(sign) else "_" for sign in visible))
    ending = path.suffix[:10]
    return (path.stem[: NAME_AT_MOST - len(ending)] + ending) or "file"


def _read(file: FileStorage) -> bytes:
    file.stream.seek(0)
    content = file.stream.read(MEGABYTES_AT_MOST * 2**20 + 1)
    if len(content) > MEGABYTES_AT_MOST * 2**20:
        raise ValidationError(
            _("The file is too large. Choose one of at most %(max)d MB.", max=MEGABYTES_AT_MOST)
        )
    return content


def _why_not(content: bytes) -> Any:
    if not content:
        return _("The file is empty. Choose another one.")
    if photos.is_heic(content):
        return _(
            "The photo is in the format HEIC. Let the telephone save photos as JPEG (“most"
            " compatible”), or send a screenshot of it."
        )
    return _("The file is neither a photo (JPEG, PNG, WebP) nor a PDF.")

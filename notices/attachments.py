"""Files handed in as evidence: judged by their content, stored under their SHA-256.

Photos are encoded anew, so that nothing hidden in them (place, device, scripts) is kept.
"""

import hashlib
import os
import tempfile
from io import BytesIO
from pathlib import Path

from flask import Response, current_app, send_file
from flask_babel import gettext as _
from PIL import Image, ImageFile, ImageOps
from werkzeug.datastructures import FileStorage
from wtforms import Field, Form
from wtforms.validators import ValidationError

from workflows.acts import Attached

from .models import Attachment

MEGABYTES_AT_MOST = 10
MEGAPIXELS_AT_MOST = 40
NAME_AT_MOST = 120
PDF = "application/pdf"
PHOTOS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP"}
"""What Pillow calls a photo, and how it is stored; MPO is a JPEG with several pictures."""

TOO_MANY_PIXELS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
BROKEN = (OSError, SyntaxError, ValueError, EOFError)
"""What Pillow raises for a file that is no photo, or a broken one."""


class DamagedFile(Exception):
    """A stored file is no longer the one that was handed in."""


def fit_upload(_form: Form, field: Field) -> None:
    """WTForms validator of a file field: a photo or a PDF that the register can keep."""
    if field.data:
        _cleaned(_read(field.data))


def store_upload(file: FileStorage, deficiency_id: int | None = None) -> Attached:
    """Store a file that `fit_upload` has passed; gives the details of the act `attach`."""
    content, media_type = _cleaned(_read(file))
    sha256 = hashlib.sha256(content).hexdigest()
    _write(path_of(sha256), content)
    name = _plain_name(file.filename or "")
    return Attached(sha256, media_type, len(content), name, deficiency_id)


def send_attachment(attachment: Attachment) -> Response:
    """Serve a stored file; a PDF is offered for saving, never opened inside the register's pages.

    Raises DamagedFile where a single byte has changed since it was handed in.
    """
    content = path_of(attachment.sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise DamagedFile(attachment.sha256)
    response = send_file(
        BytesIO(content),
        mimetype=attachment.media_type,
        as_attachment=attachment.media_type == PDF,
        download_name=attachment.file_name,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def path_of(sha256: str) -> Path:
    """Where a file with this digest lies."""
    return Path(current_app.config["ATTACHMENTS"]) / sha256[:2] / sha256


def _read(file: FileStorage) -> bytes:
    file.stream.seek(0)
    content = file.stream.read(MEGABYTES_AT_MOST * 2**20 + 1)
    if len(content) > MEGABYTES_AT_MOST * 2**20:
        raise ValidationError(
            _("The file is too large. Choose one of at most %(max)d MB.", max=MEGABYTES_AT_MOST)
        )
    return content


def _cleaned(content: bytes) -> tuple[bytes, str]:
    """The bytes to keep and their media type, told by the content and not by the name."""
    if content.startswith(b"%PDF-"):
        return content, PDF
    try:
        image = Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
        if image.width * image.height > MEGAPIXELS_AT_MOST * 1_000_000:
            raise Image.DecompressionBombError
        kind = PHOTOS[image.format or ""]
        # WeasyPrint, where it is loaded, lets truncated pictures pass for the whole process.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        return _encoded(image, kind), f"image/{kind.lower()}"
    except TOO_MANY_PIXELS:
        raise ValidationError(
            _(
                "The photo has more than %(max)d megapixels. Make it smaller and choose it again.",
                max=MEGAPIXELS_AT_MOST,
            )
        ) from None
    except BROKEN:
        raise ValidationError(
            _("The file cannot be read. Choose a photo (JPEG, PNG, WebP) or a PDF.")
        ) from None


def _encoded(image: Image.Image, kind: str) -> bytes:
    """The picture alone, turned upright, without anything that the camera wrote beside it."""
    upright = ImageOps.exif_transpose(image)
    opaque = kind == "JPEG" or not upright.has_transparency_data
    clean = upright.convert("RGB" if opaque else "RGBA")
    clean.info.clear()
    encoded = BytesIO()
    clean.save(encoded, kind, quality=88)
    return encoded.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; one that is already there has the same content."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def _plain_name(name: str) -> str:
    """The last part of the file's name, without control characters, its ending kept."""
    plain = "".join(letter for letter in name if letter.isprintable())
    path = Path(plain.replace("\\", "/"))
    ending = path.suffix[:10]
    return (path.stem[: NAME_AT_MOST - len(ending)] + ending) or "file"

"""Scans are PDFs that only show pages; they are kept byte for byte, with any signature on them."""

import zipfile
from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from wtforms.validators import ValidationError

from notices.papers.judging import NotJudged, judged

BEGINNING = b"%PDF-"
END = b"%%EOF"
SECONDS, MEGABYTES = 5, 512
"""What it may cost to look through a PDF; an ordinary scan takes 0.2 s and 60 MB."""


def check(content: bytes) -> None:
    """Raise ValidationError unless the PDF can be opened by anyone and does nothing by itself."""
    _check_frame(content)
    try:
        fault = judged("evidence.scanned", content, seconds=SECONDS, megabytes=MEGABYTES)
    except NotJudged:
        raise ValidationError(
            _("The PDF is too intricate to be checked. Print or scan it to a plain PDF.")
        ) from None
    if fault:
        raise ValidationError(_why_not()[fault])


def _check_frame(content: bytes) -> None:
    """Refuse what breaks off, and what is a file of another kind as well."""
    _pages, end, rest = content.rpartition(END)
    if not end:
        raise ValidationError(_("The PDF is not whole. Send it again."))
    if rest.strip(b"\0\r\n\t ") or zipfile.is_zipfile(BytesIO(content)):
        raise ValidationError(_why_not()["hiding"])


def _why_not() -> dict[str, Any]:
    """The words for each `scanned.Fault`."""
    return {
        "damaged": _("The PDF is damaged. Scan the document again."),
        "encrypted": _("The PDF is encrypted. Save it without a password."),
        "active": _("The PDF contains a program. Print or scan it to a plain PDF."),
        "hiding": _("The PDF contains other files. Hand them in one by one."),
        "empty": _("The PDF has no pages. Scan the document again."),
    }

"""Scans are PDFs that only show pages; they are kept byte for byte, with any signature on them."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from wtforms.validators import ValidationError

if TYPE_CHECKING:
    from pypdf import PdfReader

BEGINNING = b"%PDF-"
END = b"%%EOF"
OBJECTS_AT_MOST = 100_000
ACTIVE = frozenset(
    {"/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/XFA", "/Rendition"}
)
"""Actions and scripts (ISO 32000-2, 12.6.4)."""

HIDING = frozenset(
    {"/EmbeddedFile", "/EmbeddedFiles", "/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/3D"}
)
"""Files in a file (ISO 32000-2, 7.11.4 and 13)."""


class TooManyObjects(Exception):
    """No scan is made of so many."""


def check(content: bytes) -> None:
    """Raise ValidationError unless the PDF can be opened by anyone and does nothing by itself."""
    _check_frame(content)
    from pypdf import PdfReader  # noqa: PLC0415 (loaded when a PDF comes, not at the start)

    try:
        reader = PdfReader(BytesIO(content))
        encrypted = reader.is_encrypted
        names = set() if encrypted else set(_names(reader))
        pages = 0 if encrypted else len(reader.pages)
    except Exception:  # noqa: BLE001 (pypdf raises all kinds for what is no sound PDF)
        raise ValidationError(_("The PDF is damaged. Scan the document again.")) from None
    if encrypted:
        raise ValidationError(_("The PDF is encrypted. Save it without a password."))
    if names & ACTIVE:
        raise ValidationError(_("The PDF contains a program. Print or scan it to a plain PDF."))
    if names & HIDING:
        raise ValidationError(_("The PDF contains other files. Hand them in one by one."))
    if not pages:
        raise ValidationError(_("The PDF has no pages. Scan the document again."))


def _check_frame(content: bytes) -> None:
    """Refuse what breaks off, and what is a file of another kind as well."""
    _pages, end, rest = content.rpartition(END)
    if not end:
        raise ValidationError(_("The PDF is not whole. Send it again."))
    if rest.strip(b"\0\r\n\t ") or zipfile.is_zipfile(BytesIO(content)):
        raise ValidationError(_("The PDF contains other files. Hand them in one by one."))


def _names(reader: "PdfReader") -> Iterator[str]:
    """The names that tell what an object does: keys, kinds of actions, types and subtypes."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject  # noqa: PLC0415

    seen: set[int] = set()
    left: list[Any] = [reader.trailer]
    for _count in range(OBJECTS_AT_MOST):
        if not left:
            return
        one = left.pop()
        if isinstance(one, IndirectObject):
            if one.idnum not in seen:
                seen.add(one.idnum)
                left.append(one.get_object())
        elif isinstance(one, DictionaryObject):
            yield from one
            yield from (str(one[key]) for key in ("/S", "/Type", "/Subtype") if key in one)
            left.extend(one.values())
        elif isinstance(one, ArrayObject):
            left.extend(one)
    raise TooManyObjects

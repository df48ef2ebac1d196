"""Looks through a PDF that was handed in: the program of a child (see `papers.judging`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from io import BytesIO
from logging import LogRecord, getLogger
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject

ACTIVE = frozenset(
    {
        "/AA",
        "/GoToE",
        "/GoToR",
        "/ImportData",
        "/JavaScript",
        "/JS",
        "/Launch",
        "/Rendition",
        "/RichMediaExecute",
        "/SubmitForm",
        "/XFA",
    }
)
"""Scripts, and actions that start by themselves or reach another file (ISO 32000-2, 12.6)."""

HIDING = frozenset(
    {
        "/3D",
        "/EF",
        "/EmbeddedFile",
        "/EmbeddedFiles",
        "/FileAttachment",
        "/Movie",
        "/RichMedia",
        "/Sound",
    }
)
"""Files in a file (ISO 32000-2, 7.11.4 and 13)."""


class Fault(StrEnum):
    """Why a PDF is no scan that anyone can open and that does nothing by itself."""

    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"
    HIDING = "hiding"
    EMPTY = "empty"


def judge(content: bytes) -> Fault | None:
    """What is wrong with a PDF, if anything. MemoryError is left to whoever set the limit."""
    try:
        with _doubts() as doubts:
            reader = PdfReader(BytesIO(content))
            fault = Fault.ENCRYPTED if reader.is_encrypted else _fault(reader)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 (pypdf raises all kinds for what is no sound PDF)
        return Fault.DAMAGED
    return fault or (Fault.DAMAGED if doubts else None)


@contextmanager
def _doubts() -> Iterator[list[LogRecord]]:
    """The warnings of pypdf about dictionaries that other programs may read otherwise.

    Of a key that stands there twice (ISO 32000-2, 7.3.7, forbids that) it takes the first value,
    others the last one; and it stops at a broken value, where others go on.
    """
    doubts: list[LogRecord] = []
    reading = getLogger(DictionaryObject.__module__)

    def hear(record: LogRecord) -> bool:
        doubts.append(record)
        return False

    reading.addFilter(hear)
    try:
        yield doubts
    finally:
        reading.removeFilter(hear)


def _fault(reader: PdfReader) -> Fault | None:
    names = set(_names(reader))
    if names & ACTIVE or _acts_when_opened(reader.root_object):
        return Fault.ACTIVE
    if names & HIDING:
        return Fault.HIDING
    return None if len(reader.pages) else Fault.EMPTY


def _acts_when_opened(catalogue: DictionaryObject) -> bool:
    """Whether opening does more than to show a certain page (ISO 32000-2, 12.6.4.2)."""
    action = catalogue.get("/OpenAction", NullObject()).get_object()
    return isinstance(action, DictionaryObject) and (
        action.get("/S") != "/GoTo" or "/Next" in action
    )


def _names(reader: PdfReader) -> Iterator[str]:
    """The names that tell what an object does: keys, kinds of actions, types and subtypes."""
    seen: set[tuple[int, int]] = set()
    left: list[Any] = [reader.trailer]
    while left:
        one = left.pop()
        if isinstance(one, IndirectObject):
            if (one.idnum, one.generation) not in seen:
                seen.add((one.idnum, one.generation))
                left.append(one.get_object())
        elif isinstance(one, DictionaryObject):
            yield from one
            yield from (str(one[key]) for key in ("/S", "/Type", "/Subtype") if key in one)
            left.extend(one.values())
        elif isinstance(one, ArrayObject):
            left.extend(one)

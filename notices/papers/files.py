"""Finds the addresses of papers in a file, also in a copy that was saved anew or damaged.

No reader of PDFs does this: a damaged file must be read too, and a hostile one must cost little.
"""

import re
import zlib
from collections.abc import Iterator
from itertools import islice

CODE = re.compile(rb"(?:/|\\057)q(?:/|\\057)((?:[\w-]|\\055|\\137){100,600})", re.ASCII)
"""An address, some of whose characters may be written in octal (ISO 32000-1, 7.3.4.2)."""

STREAM = re.compile(rb"stream\r?\n")
MOST_STREAMS = 5_000
MOST_IN_STREAM, MOST_IN_ALL = 4 * 2**20, 64 * 2**20
MOST_CODES = 50


def codes_in(file: bytes) -> Iterator[str]:
    """What may be codes, in the file as it is and in its compressed streams; each one once."""
    found = (_plain(match[1]) for part in _parts(file) for match in CODE.finditer(part))
    yield from dict.fromkeys(islice(found, MOST_CODES))


def _plain(code: bytes) -> str:
    return code.replace(rb"\055", b"-").replace(rb"\137", b"_").decode()


def _parts(file: bytes) -> Iterator[bytes]:
    yield file
    seen, left = memoryview(file), MOST_IN_ALL
    for start in islice(STREAM.finditer(file), MOST_STREAMS):
        stream = seen[start.end() : start.end() + MOST_IN_STREAM]
        part = _inflated(stream, min(left, MOST_IN_STREAM))
        left -= len(part)
        if left <= 0:
            return
        yield part


def _inflated(stream: memoryview, most: int) -> bytes:
    """As much as can be read of a stream compressed with Flate (ISO 32000-1, 7.4.4)."""
    try:
        return zlib.decompressobj().decompress(stream, most)
    except zlib.error:
        return b""

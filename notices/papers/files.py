"""Finds the addresses of papers in a file, also in a copy that was saved anew or damaged.

No reader of PDFs does this: a damaged file must be read too, and a hostile one must cost little.
"""

import re
import zlib
from collections.abc import Iterator
from itertools import chain, islice

METADATA = re.compile(rb"<dc:identifier>[^<>]{0,300}/q/([\w-]{100,600}+)</dc:identifier>", re.ASCII)
"""The address in a paper's own metadata (XMP), which are never compressed."""

CODE = re.compile(rb"(?:/|\\057)q(?:/|\\057)((?:[\w-]|\\055|\\137){100,600}+)", re.ASCII)
"""An address, some of whose characters may be written in octal (ISO 32000-1, 7.3.4.2)."""

STREAM = re.compile(rb"stream\r?\n")
MOST_STREAMS = 5_000
MOST_IN_STREAM, MOST_IN_ALL = 4 * 2**20, 16 * 2**20
PIECE, MOST_FROM_PIECE = 64, 64 * 1032
"""Bytes of a stream that are read at a time, and what zlib makes of them at most."""

MOST_CODES = 50


def codes_in(file: bytes) -> Iterator[str]:
    """What may be codes, each one once: first that of the paper's metadata, because a dossier
    encloses files that may hold others; then those in the file and in its compressed streams.
    """
    own = (match[1].decode() for match in METADATA.finditer(file))
    found = (_plain(match[1]) for part in _parts(file) for match in CODE.finditer(part))
    given: set[str] = set()
    for code in islice(chain(own, found), MOST_CODES):
        if code not in given:
            given.add(code)
            yield code


def _plain(code: bytes) -> str:
    return code.replace(rb"\055", b"-").replace(rb"\137", b"_").decode()


def _parts(file: bytes) -> Iterator[bytes]:
    """The file, and its streams as far as they can be read and until that has cost too much."""
    yield file
    seen, left = memoryview(file), MOST_IN_ALL
    for start in islice(STREAM.finditer(file), MOST_STREAMS):
        part, cost = _inflated(seen[start.end() : start.end() + MOST_IN_STREAM])
        left -= cost
        if left <= 0:
            return
        yield part


def _inflated(stream: memoryview) -> tuple[bytes, int]:
    """As much as can be read of a stream compressed with Flate (ISO 32000-1, 7.4.4).

    Besides, the bytes that were read and written for it, also where it breaks off.
    """
    inflating, part, cost = zlib.decompressobj(), bytearray(), 0
    for at in range(0, len(stream), PIECE):
        try:
            part += inflating.decompress(stream[at : at + PIECE])
        except zlib.error:
            return bytes(part), cost + MOST_FROM_PIECE
        cost = at + PIECE + len(part)
        if inflating.eof or len(part) >= MOST_IN_STREAM:
            break
    return bytes(part), cost

"""The public face of the log: checkpoints and tiles as C2SP tlog-tiles names them, and the key.

Nothing personal is in it: an entry is a salted digest.
"""

import re

from flask import Blueprint, Response, abort
from sqlalchemy import select

from notices.models import LogCheckpoint, LogEntry, db

from .sequencer import newest_checkpoint
from .signing import signer
from .tiles import WIDTH, Tiles

room = Blueprint("log", __name__, url_prefix="/log")
TILE = re.compile(r"((?:x[0-9]{3}/){0,2}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
FOREVER = "public, max-age=31536000, immutable"


@room.get("/checkpoint")
def checkpoint() -> Response:
    """The newest signed head; 404 as long as nothing is in the log."""
    return _plain((newest_checkpoint() or abort(404)).note)


@room.get("/checkpoint/<int:size>")
def earlier_checkpoint(size: int) -> Response:
    """The head that was signed over just so many leaves."""
    return _plain((db.session.get(LogCheckpoint, size) or abort(404)).note)


@room.get("/key")
def key() -> Response:
    """The public key, in the form that verifiers take."""
    return _plain(signer().verifier + "\n")


@room.get("/tile/<int:level>/<path:place>")
def tile(level: int, place: str) -> Response:
    """The hashes of a tile, or its first ones where it is partial."""
    number, width = _read(place)
    hashes = Tiles().hashes(level, number)[:width]
    return _bytes(b"".join(hashes)) if len(hashes) == width else abort(404)


@room.get("/tile/entries/<path:place>")
def entries(place: str) -> Response:
    """The leaves below a tile of level 0, each after its length in two bytes."""
    number, width = _read(place)
    first = number * WIDTH
    query = select(LogEntry.commitment).where(LogEntry.leaf >= first, LogEntry.leaf < first + width)
    leaves = db.session.scalars(query.order_by(LogEntry.leaf)).all()
    told = b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)
    return _bytes(told) if len(leaves) == width else abort(404)


def _read(place: str) -> tuple[int, int]:
    """The number of a tile and its width, from an address such as `x001/067.p/12`."""
    match = TILE.fullmatch(place)
    width = int(match[2] or WIDTH) if match else 0
    if match is None or width > WIDTH or match[2] == str(WIDTH):
        abort(404)
    return int(match[1].replace("/", "").replace("x", "")), width


def _plain(text: str) -> Response:
    return Response(text, mimetype="text/plain")


def _bytes(content: bytes) -> Response:
    headers = {"Cache-Control": FOREVER}
    return Response(content, mimetype="application/octet-stream", headers=headers)

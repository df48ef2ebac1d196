"""Shows what is handed in to a ClamAV daemon, where there is one: command INSTREAM of clamd(8)."""

import logging
import socket
import struct
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from wtforms.validators import ValidationError

PATIENCE = 20
"""Seconds for each word with the daemon."""

PIECE = 2**16
CLEAN, FOUND = b"stream: OK\0", b" FOUND\0"
LOG = logging.getLogger(__name__)


def check(content: bytes) -> None:
    """Raises ValidationError where the daemon finds something, or cannot be asked."""
    address: str | tuple[str, int] = current_app.config["CLAMD"]
    if not address:
        return
    try:
        said = _ask(address, content)
    except OSError as failure:
        said = str(failure).encode()
    if said == CLEAN:
        return
    LOG.warning("A file was not taken: the virus scanner at %s: %r", address, said)
    raise ValidationError(_why_not(said))


def _ask(address: str | tuple[str, int], content: bytes) -> bytes:
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family) as daemon:
        daemon.settimeout(PATIENCE)
        daemon.connect(address)
        daemon.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            daemon.sendall(struct.pack("!L", len(piece)) + piece)
        daemon.sendall(struct.pack("!L", 0))
        with daemon.makefile("rb") as answer:
            return answer.read(PIECE)


def _why_not(said: bytes) -> Any:
    if said.endswith(FOUND):
        return _("The file carries malicious software. Hand in the paper itself, or another photo.")
    return _(
        "No file can be checked for malicious software at the moment, so none is taken. Try again"
        " in a few minutes, or go on without it."
    )

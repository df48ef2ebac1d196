"""Whether a PDF bears the register's seal: asked in the web process, found out in a child."""

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from .judging import NotJudged, judged

SECONDS, MEGABYTES = 10, 2048
"""What it may cost to look at a PDF, a dossier of 200 MB included; what costs more is not ours."""


class Seal(StrEnum):
    """What the seal of a PDF says."""

    NONE = "none"
    OURS = "ours"  # Intact, and of this register.
    REVOKED = "revoked"  # Intact, but with a key of this register that was stolen.
    FOREIGN = "foreign"  # Intact, but of somebody else.
    BROKEN = "broken"  # Of whomever; something was changed or added afterwards, or is no PDF.


class Examined(NamedTuple):
    """What a PDF's seal says; `by` names its certificate's holder, `at` is the time it claims.

    `revoked` is since when that counts no more. Times are ISO 8601 in UTC. What is not known is
    empty, and so is everything unless the seal is intact.
    """

    seal: Seal
    by: str = ""
    at: str = ""
    revoked: str = ""


def examine(pdf: bytes, certificates: Path, revoked: Path | None = None) -> Examined:
    """Look at the seal of what may be any bytes, in a child of its own. Never raises for a PDF.

    The certificates to trust, and those that were revoked, are those in files (PEM), or of the
    register whose folder this is.
    """
    limits = {"seconds": SECONDS, "megabytes": MEGABYTES}
    try:
        files = [str(path) for path in (certificates, revoked) if path]
        seal, *rest = judged("papers.sealed", pdf, *files, **limits)
    except NotJudged:
        return Examined(Seal.BROKEN)
    return Examined(Seal(seal), *rest)

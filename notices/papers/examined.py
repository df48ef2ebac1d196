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
    FOREIGN = "foreign"  # Intact, but of somebody else.
    BROKEN = "broken"  # Of whomever; something was changed or added afterwards, or is no PDF.


class Examined(NamedTuple):
    """What a PDF's seal says; `by` names its certificate's holder, `at` is the time it claims.

    `at` is ISO 8601 in UTC. Both are empty unless the seal is intact.
    """

    seal: Seal
    by: str = ""
    at: str = ""


def examine(pdf: bytes, certificates: Path) -> Examined:
    """Look at the seal of what may be any bytes, in a child of its own. Never raises for a PDF.

    The certificates to trust are those in a file (PEM), or of the register whose folder this is.
    """
    limits = {"seconds": SECONDS, "megabytes": MEGABYTES}
    try:
        seal, by, at = judged("papers.sealed", pdf, str(certificates), **limits)
    except NotJudged:
        return Examined(Seal.BROKEN)
    return Examined(Seal(seal), by, at)

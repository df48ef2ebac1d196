"""Whether a PDF bears the register's seal: asked in the web process, found out in a child."""

import json
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

PROGRAM = """
import sys
sys.path.append(sys.argv[1])
from papers.sealed import main
sys.path.pop()
main(sys.argv[2])
"""
PAPERS = Path(__file__).parent
PATIENCE = 20
"""Seconds that a PDF may be looked at; one that takes longer is not ours."""


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
    # Isolated as the child that prints is; a file that breaks the child breaks nothing else.
    command = [sys.executable, "-I", "-c", PROGRAM, str(PAPERS.parent), str(certificates)]
    try:
        answer = subprocess.run(  # noqa: S603 (the program is our own)
            command, input=pdf, capture_output=True, check=False, timeout=PATIENCE
        )
        seal, by, at = json.loads(answer.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return Examined(Seal.BROKEN)
    return Examined(Seal(seal), by, at)

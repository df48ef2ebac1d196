"""Lets a child look at a file of a stranger: one that costs too much ends the child, nothing else.

A child may use so much processor time and memory (setrlimit(2)), and four times as long by the
clock. One file of a kind is looked at at a time.
"""

import json
import logging
import subprocess
import sys
from math import ceil
from pathlib import Path
from threading import Lock
from typing import Any

PROGRAM = """
import json, os, sys
from importlib import import_module
from resource import RLIM_INFINITY, RLIMIT_AS, RLIMIT_CPU, getrlimit, setrlimit
folder, module, seconds, memory, *arguments = sys.argv[1:]
os.nice(10)
for limit, most in ((RLIMIT_CPU, int(seconds)), (RLIMIT_AS, int(memory))):
    _now, hard = getrlimit(limit)
    setrlimit(limit, (most if hard == RLIM_INFINITY else min(most, hard), hard))
sys.path.append(folder)
judge = import_module(module).judge
sys.path.pop()
print(json.dumps(judge(sys.stdin.buffer.read(), *arguments)))
"""
NOTICES = Path(__file__).parent.parent
JUDGING: dict[str, Lock] = {}
"""By module: whoever has a paper checked keeps no officer's scan waiting."""

LOG = logging.getLogger(__name__)


class NotJudged(Exception):
    """The file costs too much or broke the child, or no child could be had."""


def judged(module: str, file: bytes, *arguments: str, seconds: float, megabytes: int) -> Any:
    """What the function `judge` of a module below `notices` says of a file. Raises NotJudged.

    The module is loaded with its folder alone, without the program around it.
    """
    limits = (str(ceil(seconds)), str(megabytes * 2**20))
    # Isolated: neither the working folder nor the environment shadows a module.
    command = [sys.executable, "-I", "-c", PROGRAM, str(NOTICES), module, *limits, *arguments]
    try:
        with JUDGING.setdefault(module, Lock()):
            child = subprocess.run(  # noqa: S603 (the program is our own)
                command,
                input=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                check=True,
                timeout=4 * seconds,
            )
        return json.loads(child.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        ended = getattr(error, "returncode", error)
        LOG.warning("A file was not judged. %s ended so: %s", module, ended)
        raise NotJudged from error

"""The child process that renders: WeasyPrint's time, memory and faults stay out of the server."""

import json
import subprocess
import sys
from pathlib import Path
from threading import Timer
from typing import Any
from uuid import uuid4

PROGRAM = """
import os, sys
answers = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)
sys.path.append(sys.argv[1])
from papers.child import main
sys.path.pop()
main(answers, sys.argv[2])
"""
"""Answers have a pipe of their own: whatever a library prints is never taken for one."""

NOTICES = Path(__file__).parent.parent
PATIENCE = 40
"""Seconds that a paper may take, before its child is given up."""

PAPERS_OF_A_CHILD = 500
"""After so many a child is replaced: of each, the libraries keep some 16 kB."""


class NotPrinted(Exception):
    """The paper could not be rendered; the text says why."""


class Printer:
    """Renders and seals papers in one child, replaced when it has died or done its share."""

    def __init__(self, seal_folder: Path) -> None:
        self.seal_folder = seal_folder
        self.child: subprocess.Popen[bytes] | None = None
        self.left = 0

    def render(self, order: dict[str, Any]) -> bytes:
        """The PDF of an order: the arguments of `render.render`.

        Raises NotPrinted, and OSError or ValueError where the child has broken.
        """
        child = self._living_child()
        self.left -= 1
        watch = Timer(PATIENCE, child.kill)
        watch.start()
        try:
            answer, pdf = _ask(child, order)
        except BaseException:
            self.close()  # What it still says would be taken for the next paper.
            raise
        finally:
            watch.cancel()
        if "failure" in answer:
            raise NotPrinted(answer["failure"])
        return pdf

    def close(self) -> None:
        """Let the child go."""
        if self.child:
            self.child.kill()
            self.child.communicate()
            self.child = None

    def _living_child(self) -> subprocess.Popen[bytes]:
        if self.child is None or self.child.poll() is not None or self.left < 1:
            self.close()
            self.left = PAPERS_OF_A_CHILD
            # Isolated: neither the working folder nor the environment shadows a module. The child
            # loads the folder of papers by itself, without the package around it.
            self.child = subprocess.Popen(  # noqa: S603 (the program is our own)
                [sys.executable, "-I", "-c", PROGRAM, str(NOTICES), str(self.seal_folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,  # Ctrl+C is for the server, which then lets the child go.
            )
        return self.child


def _ask(child: subprocess.Popen[bytes], order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The child's answer to an order, which has a number of its own, and the paper's bytes."""
    if child.stdin is None or child.stdout is None:
        raise NotPrinted("The child that renders papers has no pipes.")
    number = uuid4().hex
    child.stdin.write(json.dumps({"number": number, "order": order}).encode() + b"\n")
    child.stdin.flush()
    line = child.stdout.readline()
    if not line:
        raise NotPrinted("The child that renders papers has ended.")
    answer = json.loads(line)
    if answer["number"] != number:
        raise NotPrinted("The child that renders papers has answered another order.")
    pdf = child.stdout.read(answer["size"])
    if len(pdf) < answer["size"]:
        raise NotPrinted("The child that renders papers has ended half-way.")
    return answer, pdf

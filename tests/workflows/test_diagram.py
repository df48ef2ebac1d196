"""The drawn procedure is the running one."""

from pathlib import Path

from workflows.diagram import mermaid, page
from workflows.procedure import PROCEDURE

ROOT = Path(__file__).parents[2]


def test_every_step_is_an_arrow() -> None:
    names = {
        name for line in mermaid().splitlines() for name in line.partition(": ")[2].split(", ")
    }
    assert {step.name for step in PROCEDURE} <= names


def test_the_committed_page_is_current() -> None:
    committed = (ROOT / "docs" / "procedure.md").read_text()
    assert committed == page(), "Run: python -m workflows.diagram > docs/procedure.md"


def test_the_readme_shows_the_current_diagram() -> None:
    assert mermaid() in (ROOT / "README.md").read_text(), "Paste docs/procedure.md's diagram."

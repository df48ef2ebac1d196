"""The page of assumptions and the marks in the data files tell the same story."""

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

import workflows

DATA = Path(workflows.__file__).parent / "data"
PAGE = Path(__file__).parents[2] / "docs" / "assumptions.md"
CODE = re.compile(r"\b(?:[PMI][0-9]{2}|[A-Z]{4}|(?:BY|RU)-[A-Z0-9.-]+)\b")
RECORDS = {
    "catalogue-1.json": "entries",
    "documents-1.json": "kinds",
    "limits-1.json": "limits",
    "places-1.json": "places",
}


def marked_in(file: str) -> dict[str, set[str]]:
    """The codes of the records in which each field is marked as the project's own."""
    content = json.loads((DATA / file).read_text(encoding="utf-8"))
    marked = defaultdict(set)
    for record in content[RECORDS[file]]:
        for field in record["assumptions"]:
            marked[field].add(record["code"])
    return marked


def explained_for(file: str) -> dict[str, tuple[str, str]]:
    """Where and why, by field, as the page has it under the heading of a file."""
    page = PAGE.read_text(encoding="utf-8")
    _, _, rest = page.partition(f"## `workflows/data/{file}`\n")
    section, _, _ = rest.partition("\n## ")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE)
    return {field: (where, why) for field, where, why in rows}


@pytest.mark.parametrize("file", RECORDS)
def test_the_page_explains_the_fields_that_are_marked_and_no_others(file: str) -> None:
    assert set(explained_for(file)) == set(marked_in(file))


@pytest.mark.parametrize("file", RECORDS)
def test_the_page_names_only_records_that_bear_the_mark(file: str) -> None:
    marked = marked_in(file)
    for field, (where, _) in explained_for(file).items():
        named = set(CODE.findall(where.partition(" save ")[0]))
        assert named <= marked[field], field
        assert where.startswith("all") or named == marked[field], field

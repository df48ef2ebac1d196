"""docs/security.md answers each requirement once, with tests that exist or a written exception.

`asvs_ids.txt` lists the requirements of the OWASP ASVS 5.0.0, levels 1 and 2, without chapter 17.
"""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (?P<ids>[\d., ]+) \| (?P<evidence>.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
DOCUMENTS = re.compile(r"docs/|README|Above|requirements\.lock|table `event`|Personal:")


def rows() -> list[tuple[list[str], str]]:
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    return [(row["ids"].split(", "), row["evidence"]) for row in ROW.finditer(text)]


def test_each_requirement_is_answered_once() -> None:
    wanted = Path(__file__).with_name("asvs_ids.txt").read_text().split()
    assert len(wanted) == len(set(wanted)) == 246
    answered = Counter(one for ids, _evidence in rows() for one in ids)
    missing = sorted(set(wanted) - set(answered))
    assert not missing, f"docs/security.md: add rows for {missing}."
    unknown = sorted(set(answered) - set(wanted))
    assert not unknown, f"docs/security.md: the standard has no {unknown} at levels 1 and 2."
    twice = [one for one, times in answered.items() if times > 1]
    assert not twice, f"docs/security.md: answer {twice} in one row each."


def test_each_row_names_tests_that_exist_or_an_exception() -> None:
    for ids, evidence in rows():
        named = TEST.findall(evidence)
        grounded = named or "Exception:" in evidence or DOCUMENTS.search(evidence)
        assert grounded, f"{ids}: name a test, or write “Exception:” and why."
        for file, test in named:
            path = ROOT / file
            assert path.exists(), f"{ids}: there is no {file}."
            exists = not test or f"\ndef {test}(" in path.read_text("utf-8")
            assert exists, f"{ids}: {file} has no {test}; name the one that took its place."

"""The rules of the house. Each failure says what to do instead."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from workflows.procedure import BY_NAME

ROOT = Path(__file__).parents[2]
CODE = [
    path
    for package in ("workflows", "notices")
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
EMPTY_NAMES = re.compile(
    r"^_?(process_(?!bind_param|result_value|formdata)|handle_)"
    r"|(^|_)(manager|helper|utils|common|core)($|_)"
)
MAY_MOVE_A_STATUS = {"notices/steps.py"}
MAY_COMMIT = {"notices/models/base.py"}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, kind):
                yield named(path), node


def test_a_status_moves_in_the_one_door_only() -> None:
    for where, node in nodes(ast.Assign):
        moved = [t for t in node.targets if isinstance(t, ast.Attribute) and t.attr == "status"]
        allowed = where in MAY_MOVE_A_STATUS or where.startswith("workflows/")
        assert allowed or not moved, f"{where}: take a step through notices.steps.take instead."


def test_only_the_transaction_commits() -> None:
    for where, node in nodes(ast.Call):
        commits = isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
        assert not commits or where in MAY_COMMIT, f"{where}: use notices.models.transaction()."


def test_templates_never_compare_statuses() -> None:
    for path in TEMPLATES:
        compared = re.search(r"status\s*(==|!=|in\b|not in\b)", path.read_text("utf-8"))
        assert not compared, f"{named(path)}: ask the view for a question with a name instead."


def test_names_say_something() -> None:
    for where, node in nodes(ast.FunctionDef):
        assert not EMPTY_NAMES.search(node.name), f"{where}: {node.name} says nothing; rename it."
    for path in CODE:
        assert not EMPTY_NAMES.search(path.stem), f"{named(path)}: rename the file."


def test_what_may_be_empty_says_which_step_fills_it() -> None:
    for path in sorted((ROOT / "notices" / "models").glob("*.py")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            empty = re.search(r"^    \w+: Mapped\[.*\| None\]", line)
            relation = "relationship(" in line
            assert not empty or relation or "#" in line, f"{named(path)}:{number}: add a comment."


def test_every_test_class_is_collected() -> None:
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("Test"):
                tests = [n for n in node.body if getattr(n, "name", "").startswith("test_")]
                assert not tests, f"{named(path)}: rename {node.name} to Test{node.name}."


def test_every_file_with_tests_is_collected() -> None:
    for path in sorted((ROOT / "tests").rglob("*.py")):
        has_tests = re.search(r"^def test_", path.read_text("utf-8"), re.MULTILINE)
        assert not has_tests or path.name.startswith("test_"), f"{named(path)}: rename the file."


def test_every_step_and_act_has_an_address_of_its_name(sqlite_app: Flask) -> None:
    rules = [rule.rule.replace("-", "_").split("/") for rule in sqlite_app.url_map.iter_rules()]
    missing = BY_NAME.keys() - {word for words in rules for word in words}
    assert not missing, "Add a view to the room of the people who take it."


def test_no_address_of_a_machine_stands_in_the_tree() -> None:
    pattern = re.compile(r"(^|[^A-Za-z0-9_.])/(work|tmp|root|home)/")
    for path in [*CODE, *TEMPLATES, *sorted((ROOT / "docs").rglob("*.md"))]:
        found = pattern.search(path.read_text("utf-8"))
        assert not found, f"{named(path)}: an absolute path works on one machine only."

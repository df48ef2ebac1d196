"""A newer classifier or list is shown before it is written, and nothing is ever taken away."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

import workflows
from notices import cli
from notices.catalogue import documents_on, titles_of_documents
from notices.models import (
    DocumentKind,
    Event,
    Notice,
    Place,
    Register,
    StoredPaper,
    db,
    transaction,
)
from tests.factories import a_filing, a_notice, found, step
from tests.notices.inspector.walk import at, drafted, inspector
from tests.people import place
from workflows.catalogue import earliest_day
from workflows.vocabulary import Status

DATA = Path(workflows.__file__).parent / "data"
Json = dict[str, Any]
Import = Callable[..., str]
ON_ONE_DATABASE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
"""For what is told before the database is asked anything."""


@pytest.fixture
def run(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    """Import changed data into the register of the test, and give what the command says."""
    with transaction():
        db.session.add(Register(made_at=datetime.now(UTC), demonstration=False))
    monkeypatch.setattr("notices.cli.opened.made_app", lambda **_asked: app)

    def invoke(command: str, data: Json | str, *options: str, code: int = 0) -> str:
        db.session.remove()
        file = tmp_path / "new.json"
        file.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
        result = CliRunner().invoke(cli.commands, [command, str(file), *options])
        assert isinstance(result.exception, SystemExit | None), result.exception
        assert result.exit_code == code, result.output
        return result.output

    return invoke


def documents(**changed: object) -> Json:
    """A second version: one kind is worded otherwise, one is left out, one is new."""
    data: Json = json.loads((DATA / "documents-1.json").read_text("utf-8"))
    kinds = {kind["code"]: kind for kind in data["kinds"]}
    kinds["CMR"]["title"]["en"] = "Consignment note"
    del kinds["RU-BILATERAL"]
    title = {"ru": "Новый вид", "be": "Новы від", "en": "New kind"}
    kinds["NEW-KIND"] = {"code": "NEW-KIND", "title": title, "assumptions": []}
    day = earliest_day(datetime.now(UTC)).isoformat()
    return {**data, "version": 2, "effective_from": day, "kinds": [*kinds.values()], **changed}


def places(as_of: date, *besides: str, **hours: str) -> Json:
    """A newer list without some places, and with other hours of some."""
    data: Json = json.loads((DATA / "places-1.json").read_text("utf-8"))
    kept = [one for one in data["places"] if one["code"] not in besides]
    for one in kept:
        one["hours"] = hours.get(one["code"], one["hours"])
    return {**data, "version": 2, "as_of": as_of.isoformat(), "places": kept}


def count(table: type) -> int:
    return db.session.query(table).count()


def test_what_differs_of_the_classifier_is_told_and_not_written(run: Import) -> None:
    before = count(DocumentKind)
    said = run("import-documents", documents())
    assert "~ CMR (en): " in said and " → Consignment note" in said
    assert "+ NEW-KIND: New kind" in said
    assert "- RU-BILATERAL: offered no more, still readable" in said
    assert "! M01 names RU-BILATERAL: propose another wording of M01" in said
    assert said.endswith("Add --apply to write this.\n") and count(DocumentKind) == before


def test_a_new_classifier_applies_from_its_day_and_old_codes_stay_readable(run: Import) -> None:
    before = set(titles_of_documents())
    run("import-documents", documents(), "--apply")
    day = earliest_day(datetime.now(UTC))
    today = {kind.code for kind in documents_on(day - timedelta(days=1))}
    later = {kind.code for kind in documents_on(day)}
    assert today == before
    assert later == before - {"RU-BILATERAL"} | {"NEW-KIND"}
    assert set(titles_of_documents()) == before | {"NEW-KIND"}
    assert titles_of_documents(day - timedelta(days=1))["CMR"]["en"] != "Consignment note"
    assert titles_of_documents(day)["CMR"]["en"] == "Consignment note"


def test_old_notices_keep_a_kind_that_is_offered_no_more(app: Flask, run: Import) -> None:
    kind = "RU-BILATERAL"
    notice = a_notice(filing=a_filing(found("M01", document_kind=kind), found("M10")))
    draft = drafted(findings={"1": {"code": "M01", "document_kind": kind}})
    notice_id, draft_id = notice.id, draft.id
    run("import-documents", documents(), "--apply")
    notice, draft = db.session.get_one(Notice, notice_id), db.session.get_one(Notice, draft_id)
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    with transaction():
        for row in db.session.scalars(select(DocumentKind).where(DocumentKind.version == 2)):
            row.effective_from = yesterday + timedelta(days=1)
        notice.issued_at -= timedelta(days=2)
    pages = inspector(app)
    assert "Russian bilateral permit" in pages.get(f"/inspector/notices/{notice.id}").text
    offered = at(pages, notice, "findings/1").all(f'#document_kind option[value="{kind}"]')
    assert offered and offered[0].has_attr("selected")
    assert at(pages, draft, "findings/1").errors == ["Choose the kind of document."]
    at(pages, notice, "correct").submit(fields={"reason": "опечатка"})
    step("receive", notice)
    papers = select(StoredPaper.facts).where(StoredPaper.notice_id == notice.id)
    for facts in db.session.scalars(papers):
        titles = [line["document_kind"]["ru"] for line in facts["notice"]["deficiencies"]]
        assert titles == [
            "Российское разрешение на двустороннюю перевозку",
            titles_of_documents(yesterday)["CMR"]["ru"],
        ]


def test_a_classifier_that_is_not_newer_or_begins_too_early_is_refused(run: Import) -> None:
    before = count(DocumentKind)
    for changed, why in (
        ({"version": 1}, "version must be 2 or later"),
        ({"effective_from": "2026-01-01"}, "effective_from must be"),
        ({"kinds": []}, "must be a list that is not empty"),
    ):
        said = run("import-documents", documents(**changed), "--apply", code=1)
        assert "Nothing was written." in said and why in said
    assert count(DocumentKind) == before


def changed(data: Json, *path: str | int, to: object) -> Json:
    """The data with another value at one place."""
    inner: Any = data
    for step_in in path[:-1]:
        inner = inner[step_in]
    inner[path[-1]] = to
    return data


GARBAGE = (
    ("[]", "documents: must be an object, not []"),
    ("null", "documents: must be an object, not None"),
    ("3", "documents: must be an object, not 3"),
    ("{", "line 1 column 2"),
    ("[" * 100_000, "recursion"),
    (documents(kinds=3), "documents: kinds must be a list"),
    (documents(kinds=[7]), "documents: kinds has no object at [0]: 7"),
    (documents(version="2"), "documents: version must be a whole number"),
    (documents(version=10**20), "documents: version must be a whole number"),
    (documents(effective_from=["2027-01-01"]), "documents: effective_from must"),
    (changed(documents(), "kinds", 0, "title", to=[]), "title must be a text in ru, be, en"),
    (changed(documents(), "kinds", 0, "title", "en", to="a\0b"), "must be a text without '\\x00'"),
    (changed(documents(), "kinds", 0, "title", "en", to="\ud800"), "without '\\ud800'"),
    (changed(documents(), "kinds", 0, "code", to="A" * 21), "code must be a text of 20"),
    (changed(documents(), "kinds", 0, "code", to={}), "kinds[0]: code must have the form"),
)


@ON_ONE_DATABASE
def test_what_is_wrong_with_a_file_is_told_with_its_place(run: Import) -> None:
    before = count(DocumentKind)
    for data, why in GARBAGE:
        said = run("import-documents", data, "--apply", code=1)
        assert "Nothing was written." in said and why in said, said
    for data, why in (("[]", "places: must be an object"), ("[[]]", "places: must be an object")):
        assert why in run("import-places", data, "--apply", code=1)
    assert count(DocumentKind) == before


def test_the_same_list_of_places_differs_in_nothing(run: Import) -> None:
    said = run("import-places", places(date(2026, 12, 1)))
    assert said == "Nothing was written. Add --apply to write this.\n"


def test_what_differs_of_a_place_is_told_before_and_stands_in_the_history(run: Import) -> None:
    data = places(date(2026, 12, 1), KGOR="08:00-20:00")
    data["places"][0]["name"]["en"] = "Elsewhere"
    said = run("import-places", data)
    assert "~ KGOR hours: 00:00-24:00 → 08:00-20:00" in said
    assert place("KGOR").hours == "00:00-24:00" and count(Event) == 0
    run("import-places", data, "--apply")
    assert place("KGOR").hours == "08:00-20:00"
    code = data["places"][0]["code"]
    assert "|elsewhere|" in place(code).spelling_keys
    told = {event.data["subject"]: event for event in db.session.scalars(select(Event))}
    assert set(told) == {"KGOR", code}
    assert ["hours", "00:00-24:00", "08:00-20:00"] in told["KGOR"].data["values"]
    assert "Nothing was written" in run("import-places", data)


def test_a_new_place_is_added_with_its_kind_and_side(run: Import) -> None:
    data = places(date(2026, 12, 1))
    data["places"].append({**data["places"][0], "code": "NEWP"})
    assert "+ NEWP hours: – → " in run("import-places", data)
    run("import-places", data, "--apply")
    assert place("NEWP").kind is place(data["places"][0]["code"]).kind
    assert count(Place) == 51


def test_what_a_list_leaves_out_is_closed_from_its_day_and_stays_readable(
    app: Flask, run: Import
) -> None:
    today = datetime.now(UTC).date()
    notice_id = a_notice(at=Status.ROUTED, checkpoint="KGOR").id
    run("import-places", places(today + timedelta(days=3), "KGOR", "OZIN"), "--apply")
    assert place("KGOR").open_at(datetime.now(UTC))
    later = datetime.now(UTC) + timedelta(days=4)
    assert not place("KGOR").open_at(later) and place("OZIN").closed_at(later)
    run("import-places", places(today, "KGOR", "OZIN"), "--apply")
    assert place("KGOR").closed_from == today and count(Place) == 50
    pages = inspector(app)
    assert "Krasnaya Gorka" in pages.get(f"/inspector/notices/{notice_id}").text
    journey = at(pages, drafted("vehicles"), "journey")
    assert journey.all('#exit_post option[value="BURA"]')
    assert not journey.all('#exit_post option[value="OZIN"]')


def test_a_code_never_comes_to_mean_another_kind_of_place(run: Import) -> None:
    data = places(date(2026, 12, 1))
    post = next(one for one in data["places"] if one["code"] == "BURA")
    post["side"] = "BY"
    said = run("import-places", data, "--apply", code=1)
    assert "BURA: side must stay RU" in said
    assert db.session.scalar(select(func.count(Event.id))) == 0

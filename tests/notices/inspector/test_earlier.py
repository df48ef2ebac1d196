"""Open notices of the same vehicles are shown while filing, and spoken about where they overlap."""

import pytest
from flask import Flask
from sqlalchemy import select

from notices.models import NoticeLink, db
from tests.factories import a_notice
from tests.notices.inspector.walk import (
    VEHICLES,
    at,
    begin,
    drafted,
    inspector,
    notices,
)
from workflows.vocabulary import DuplicateAnswer, Status


def test_an_open_notice_shows_as_soon_as_its_plate_is_typed(app: Flask) -> None:
    earlier = a_notice(at=Status.ROUTED)
    latin = {**VEHICLES, "unit0-plate": "AB1234-7", "unit1-plate": "", "unit0-vin": ""}
    page = begin(inspector(app)).submit(fields=latin, status=422)
    shown = page.one("#known").get_text(" ", strip=True)
    assert earlier.number is not None and earlier.number in shown
    assert "Krasnaya Gorka" in shown and "M01" in shown


def test_a_held_plate_easily_mistaken_for_the_typed_one_is_shown(once: Flask) -> None:
    a_notice(at=Status.ROUTED)
    page = begin(inspector(once)).submit(fields={"unit0-plate": "A8 1234-7"}, status=422)
    shown = page.one("#known").get_text(" ", strip=True)
    assert "Compare each letter" in shown and "АВ 1234-7" in shown


def test_a_notice_that_is_no_longer_open_is_not_shown(once: Flask) -> None:
    a_notice(at=Status.EXITED)
    page = begin(inspector(once)).submit(fields=VEHICLES)
    assert "Open notices" not in page.one("#known").get_text()


@pytest.mark.parametrize("answer", list(DuplicateAnswer))
def test_the_same_deficiency_again_must_be_linked_or_separate(
    app: Flask, answer: DuplicateAnswer
) -> None:
    earlier = a_notice(at=Status.ROUTED)
    pages, draft = inspector(app), drafted()
    check = at(pages, draft, "issue")
    assert "Say for each earlier open notice whether this one is linked" in check.text
    page = check.click("Earlier notices").submit(status=422)
    assert page.errors == ["Say whether this is the same case as the earlier notice."]
    page.submit(fields={f"notice{earlier.id}": answer})
    at(pages, draft, "sign").submit(fields={"how": "on_paper"})
    at(pages, draft, "issue").submit(button="Issue and direct to the checkpoint")
    _earlier, issued = notices(Status.ROUTED)
    link = db.session.scalars(select(NoticeLink)).one()
    assert (link.notice_id, link.earlier_id, link.answer) == (issued.id, earlier.id, answer)
    summary = at(pages, issued, "").one(".facts-summary").get_text(" ", strip=True)
    assert earlier.number is not None and earlier.number in summary
    history = at(pages, issued, "").one(".history").get_text(" ", strip=True)
    said = {DuplicateAnswer.LINK: "The same case", DuplicateAnswer.SEPARATE: "A separate case"}
    assert f"{earlier.number}: {said[answer]}" in history


def test_another_deficiency_of_the_same_vehicle_raises_no_question(once: Flask) -> None:
    a_notice(at=Status.ROUTED)
    expired = {"code": "I15", "unit": "unit0", "document_kind": "TECHNICAL-INSPECTION"}
    page = at(inspector(once), drafted(findings={"1": expired}), "findings").submit()
    assert page.one("h1").get_text() == "Checkpoint"

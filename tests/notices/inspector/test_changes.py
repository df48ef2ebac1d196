"""Directing to another checkpoint, and evidence, on an issued notice."""

from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from notices.evidence import uploads
from notices.files import read
from notices.models import Attachment, db, transaction
from tests.factories import a_filing, a_notice, found
from tests.notices.inspector.walk import at, inspector
from tests.people import place
from workflows.vocabulary import Status


def a_photo() -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "JPEG")
    file.seek(0)
    return file


def test_the_checkpoint_named_is_not_offered_again(once: Flask) -> None:
    page = at(inspector(once), a_notice(checkpoint="KGOR"), "reroute")
    offered = {str(option["value"]) for option in page.all('[name="checkpoint"]')}
    assert offered == {"DOLO", "NEVL", "KRUG", "DUBO", "NOVZ"}


def test_another_checkpoint_needs_a_reason_and_prints_a_new_advice(app: Flask) -> None:
    notice = a_notice(checkpoint="KGOR")
    page = at(inspector(app), notice, "reroute")
    refused = page.submit(fields={"checkpoint": "NEVL"}, status=422)
    assert refused.errors == ["Write the reason."]
    done = refused.submit(fields={"reason": "ремонт дороги"})
    assert notice.checkpoint is not None and notice.checkpoint.code == "NEVL"
    assert "Nevel" in done.text
    assert [link.get_text() for link in done.all("main .papers a")] == ["Routing advice"]


def test_a_checkpoint_is_named_later_where_there_was_none(app: Flask) -> None:
    notice = a_notice(at=Status.ISSUED)
    pages = inspector(app)
    page = pages.get(f"/inspector/notices/{notice.id}").click("Direct to a checkpoint")
    assert page.submit(status=422).errors == [
        "Choose a checkpoint that is open and able to check every deficiency."
    ]
    page.submit(fields={"checkpoint": "NOVZ"})
    assert notice.status is Status.ROUTED


def test_where_no_other_checkpoint_is_able_the_button_says_why(once: Flask) -> None:
    notice = a_notice(filing=a_filing(found("P06")))
    with transaction():
        for code in ("NEVL", "DUBO", "NOVZ", "DOLO"):
            place(code).trucks_open = False
    page = inspector(once).get(f"/inspector/notices/{notice.id}")
    assert "another checkpoint" in page.one("#why-reroute").get_text()


def test_evidence_is_bound_to_its_deficiency_and_can_be_opened(app: Flask) -> None:
    notice = a_notice(filing=a_filing(found("M01"), found("I15")))
    line = notice.deficiencies[1].id
    page = at(inspector(app), notice, "attach")
    page = page.submit(fields={"deficiency": str(line), "files": (a_photo(), "стикер.jpg")})
    file = db.session.scalars(select(Attachment)).one()
    assert (file.deficiency_id, file.file_name) == (line, "стикер.jpg")
    assert len(read(file.sha256)) == file.size
    opened = page.click("стикер.jpg")
    assert opened.response.mimetype == "image/jpeg"
    assert opened.response.headers["X-Content-Type-Options"] == "nosniff"
    other = a_notice(filing=a_filing(found("I20")))
    page.pages.get(f"/inspector/notices/{other.id}/evidence/{file.id}", status=404)


@pytest.mark.parametrize(("most", "error"), [(10, "neither a photo"), (0, "at most 0 MB")])
def test_a_file_that_is_no_evidence_is_refused(
    app: Flask, monkeypatch: pytest.MonkeyPatch, most: int, error: str
) -> None:
    monkeypatch.setattr(uploads, "MEGABYTES_AT_MOST", most)
    page = at(inspector(app), a_notice(), "attach")
    file = {"deficiency": "0", "files": (BytesIO(b"<svg onload=alert(1)>"), "photo.jpg")}
    assert error in page.submit(fields=file, status=422).errors[0]
    assert not db.session.scalars(select(Attachment)).all()


def test_a_file_and_what_it_shows_are_asked_for(once: Flask) -> None:
    page = at(inspector(once), a_notice(), "attach")
    foreign = page.pages.post(page.address, {"deficiency": "999"}, status=422)
    assert foreign.errors == ["Choose among the answers offered.", "Choose the photo or PDF."]


def test_a_button_speaks_the_language_of_each_reader(once: Flask) -> None:
    pages, notice = inspector(once), a_notice()
    headings = []
    for language in ("en", "ru", "be"):
        pages.speak(language)
        headings.append(at(pages, notice, "attach").one("h1").get_text())
    assert len(set(headings)) == 3

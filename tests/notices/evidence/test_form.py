"""Handing in evidence: several files at once, errors at the place, and nothing lost."""

from hashlib import sha256
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from notices.files import name_of, store
from notices.models import Attachment, Event, Notice, db
from notices.papers.codes import carrier_code
from tests.factories import a_filing, a_notice, found, step
from tests.notices.evidence.files import a_photo, a_scan
from tests.pages import Page, Pages
from workflows.vocabulary import Status

NEITHER = "The file is neither a photo (JPEG, PNG, WebP) nor a PDF."


def sent(name: str, content: bytes) -> tuple[BytesIO, str]:
    return BytesIO(content), name


def desk(app: Flask, login: str) -> Pages:
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in(login)
    return pages


def telephone(app: Flask, notice: Notice) -> Pages:
    pages = Pages(app)
    pages.speak("en")
    code = carrier_code(notice.id)
    pages.get("/carrier").submit(fields={"number": notice.number, "code": code})
    return pages


def handed_in() -> list[Attachment]:
    return list(db.session.scalars(select(Attachment).order_by(Attachment.id)))


def shown(page: Page) -> list[str]:
    return [name.get_text() for name in page.all(".evidence .file-name")]


def test_several_files_are_attached_in_one_press_each_with_its_event(app: Flask) -> None:
    notice = a_notice()
    page = desk(app, "inspector").get(f"/inspector/notices/{notice.id}/attach")
    files = [sent("a.jpg", a_photo()), sent("b.pdf", a_scan())]
    page = page.submit(fields={"files": files, "camera": sent("c.jpg", a_photo("JPEG", (30, 30)))})
    assert shown(page) == ["c.jpg", "a.jpg", "b.pdf"]
    events = db.session.scalars(select(Event).where(Event.name == "attach")).all()
    assert {event.data["sha256"] for event in events} == {file.sha256 for file in handed_in()}
    assert len(events) == 3


def test_the_same_photo_chosen_twice_is_attached_once(once: Flask) -> None:
    notice = a_notice()
    page = desk(once, "inspector").get(f"/inspector/notices/{notice.id}/attach")
    page.submit(fields={"files": [sent("a.jpg", a_photo()), sent("b.jpg", a_photo())]})
    assert [file.file_name for file in handed_in()] == ["b.jpg"]


def test_where_one_file_is_refused_the_others_are_kept_until_the_form_holds(app: Flask) -> None:
    notice = a_notice()
    page = desk(app, "inspector").get(f"/inspector/notices/{notice.id}/attach")
    line = str(notice.deficiencies[0].id)
    files = [sent("a.jpg", a_photo()), sent("b.exe", b"MZ"), sent("c.jpg", b"")]
    page = page.submit(fields={"deficiency": line, "files": files}, status=422)
    assert page.errors == [f"b.exe: {NEITHER}", "c.jpg: The file is empty. Choose another one."]
    assert NEITHER in page.one("#files-error").get_text() and handed_in() == []
    page = page.switch_language("be")
    assert "a.jpg" in page.one("fieldset").get_text()
    page = page.submit()
    assert [(file.file_name, file.deficiency_id) for file in handed_in()] == [("a.jpg", int(line))]
    assert shown(page) == ["a.jpg"]


def test_a_file_that_was_kept_can_be_left_out_again(once: Flask) -> None:
    page = desk(once, "inspector").get(f"/inspector/notices/{a_notice().id}/attach")
    page = page.submit(
        fields={"files": [sent("a.jpg", a_photo()), sent("b.exe", b"MZ")]}, status=422
    )
    page = page.submit(fields={"kept": False}, status=422)
    assert page.errors == ["Choose the photo or PDF."]


def test_a_file_that_has_gone_meanwhile_is_asked_for_again(once: Flask) -> None:
    page = desk(once, "inspector").get(f"/inspector/notices/{a_notice().id}/attach")
    files = [sent("a.jpg", a_photo()), sent("b.pdf", a_scan()), sent("c.exe", b"MZ")]
    page = page.submit(fields={"files": files}, status=422)
    store().remove(name_of(sha256(a_scan()).hexdigest()))
    page = page.submit(status=422)
    assert page.errors == ["b.pdf is no longer here. Send it again."]
    assert shown(page.submit()) == ["a.jpg"]


def test_what_was_kept_for_one_notice_cannot_be_attached_to_another(once: Flask) -> None:
    first, second = a_notice(), a_notice(filing=a_filing(found("I20")))
    pages = desk(once, "inspector")
    page = pages.get(f"/inspector/notices/{first.id}/attach")
    page = page.submit(
        fields={"files": [sent("a.jpg", a_photo()), sent("b.exe", b"MZ")]}, status=422
    )
    signed = str(page.one('[name="kept"]')["value"])
    fields = {"deficiency": "0", "kept": signed, "key": "k", "seen": ""}
    pages.post(f"/inspector/notices/{second.id}/attach", fields, status=422)
    fields["kept"] = signed[:-1] + ("A" if signed[-1] != "A" else "B")
    pages.post(f"/inspector/notices/{first.id}/attach", fields, status=422)
    assert handed_in() == []


def test_of_a_hundred_files_the_first_ten_are_kept_and_the_others_named(once: Flask) -> None:
    page = desk(once, "inspector").get(f"/inspector/notices/{a_notice().id}/attach")
    files = [sent(f"{n}.jpg", a_photo("JPEG", (8 + n, 8))) for n in range(100)]
    page = page.submit(fields={"files": files}, status=422)
    assert len(page.all('[name="kept"]')) == 10
    [error] = page.errors
    assert error.startswith("Up to 10 files can be sent at a time.") and "10.jpg" in error
    page.submit()
    assert len(handed_in()) == 10


def test_a_telephone_opens_its_camera_and_hands_photos_over_as_jpeg(once: Flask) -> None:
    page = desk(once, "officer").get(f"/checkpoint/notices/{a_notice().id}/attach")
    assert page.one("#camera")["capture"] == "environment"
    assert page.one("#files").has_attr("multiple")
    assert "heic" not in str(page.one("#files")["accept"])


def test_a_list_shows_thumbnails_with_their_size_and_what_they_show(app: Flask) -> None:
    notice = a_notice()
    page = desk(app, "inspector").get(f"/inspector/notices/{notice.id}/attach")
    files = [sent("a.jpg", a_photo("JPEG", (640, 480))), sent("b.pdf", a_scan())]
    line = str(notice.deficiencies[0].id)
    page.submit(fields={"files": files, "deficiency": line})
    for login, room in (
        ("inspector", "inspector"),
        ("officer", "checkpoint"),
        ("by_supervisor", "supervisor"),
        ("by_auditor", "auditor"),
    ):
        page = desk(app, login).get(f"/{room}/notices/{notice.id}")
        picture = page.one(".evidence img")
        assert (picture["width"], picture["height"]) == ("320", "240"), room
        assert picture["loading"] == "lazy" and "No Russian" in str(picture["alt"])
        small = page.pages.get(str(picture["src"])).response
        assert small.mimetype == "image/jpeg" and len(small.data) < 20_000
        assert small.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        scan = page.click("PDF b.pdf").response
        assert scan.headers["Content-Disposition"].startswith("attachment;")


def test_what_a_carrier_sends_ahead_is_for_its_checkpoint_alone(app: Flask) -> None:
    notice = a_notice(checkpoint="KGOR")
    page = telephone(app, notice).get("/carrier/notice/attach")
    page = page.submit(fields={"files": sent("ahead.jpg", a_photo())})
    assert shown(page) == ["ahead.jpg"] and notice.status is Status.ROUTED
    page.click("ahead.jpg")
    file = handed_in()[0].id
    sees = {
        ("officer", "checkpoint"): 200,
        ("other_officer", "checkpoint"): 404,
        ("inspector", "inspector"): 200,
        ("other_inspector", "inspector"): 404,
        ("ru_supervisor", "supervisor"): 200,
        ("ru_auditor", "auditor"): 200,
    }
    for (login, room), status in sees.items():
        pages = desk(app, login)
        page = pages.get(f"/{room}/notices/{notice.id}")
        assert shown(page) == (["ahead.jpg"] if status == 200 else []), login
        for query in ("", "?small=1"):
            address = f"/{room}/notices/{notice.id}/evidence/{file}{query}"
            pages.get(address, status=status)
    step("reroute", notice, "inspector", checkpoint="NOVZ")
    assert shown(desk(app, "other_officer").get(f"/checkpoint/notices/{notice.id}"))
    assert not shown(desk(app, "officer").get(f"/checkpoint/notices/{notice.id}"))


def test_a_carrier_sees_its_own_files_and_not_those_of_officers(app: Flask) -> None:
    notice = a_notice()
    page = desk(app, "inspector").get(f"/inspector/notices/{notice.id}/attach")
    page.submit(fields={"files": sent("scales.jpg", a_photo())})
    pages = telephone(app, notice)
    assert shown(pages.get("/carrier/notice")) == []
    pages.get(f"/carrier/notice/evidence/{handed_in()[0].id}", status=404)


def test_who_may_not_attach_leaves_nothing_behind(once: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    pages = desk(once, "other_officer")
    fields = {"deficiency": "0", "files": sent("a.jpg", a_photo()), "key": "k", "seen": ""}
    pages.post(f"/checkpoint/notices/{notice.id}/attach", fields, status=403)
    assert handed_in() == []


def test_a_damaged_file_is_told_and_logged_and_not_shown(
    once: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    notice = a_notice()
    page = desk(once, "inspector").get(f"/inspector/notices/{notice.id}/attach")
    page = page.submit(fields={"files": sent("a.jpg", a_photo())})
    digest = handed_in()[0].sha256
    store().write(f"{digest[:2]}/{digest}", b"another photo")
    page = page.pages.get(f"/inspector/notices/{notice.id}/evidence/{handed_in()[0].id}", 500)
    assert page.title.startswith("This file is damaged") and digest in page.text
    assert f"The stored file {digest} is damaged or gone." in caplog.messages

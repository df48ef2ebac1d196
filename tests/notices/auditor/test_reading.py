"""The auditor reads everything and changes nothing."""

from hashlib import sha256

import pytest
from flask import Flask

from notices.attachments import path_of
from notices.steps import take
from tests.factories import a_draft, a_notice, an_act, step
from tests.pages import Pages
from tests.people import person
from workflows.acts import Attached, Changed
from workflows.vocabulary import Side, Status


@pytest.fixture
def pages(app: Flask) -> Pages:
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in("ru_auditor")
    return pages


def test_no_page_of_the_auditor_takes_anything_but_questions(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("auditor.")]
    assert rules and all(rule.methods == {"GET", "HEAD", "OPTIONS"} for rule in rules)


def test_any_notice_is_found_and_read_with_all_its_versions(pages: Pages) -> None:
    notice = a_notice(at=Status.ROUTED)
    step("correct", notice)
    page = pages.get("/auditor").submit(fields={"Plate of the vehicle or trailer": "ab 1234-7"})
    page = page.click(notice.number or "")
    assert page.all(".steps") == [] and page.all("main form") == []
    assert "Notice corrected" in page.text
    assert page.click("Version 2").all("main form") == []
    pages.get(f"/auditor/notices/{notice.id}/versions/9", status=404)
    pages.get("/auditor/notices/99999", status=404)


def test_drafts_are_read_as_well(pages: Pages) -> None:
    page = pages.get("/auditor", query={"status": "draft"})
    assert "No notice was found" in page.text
    draft = a_draft()
    page = pages.get("/auditor", query={"status": "draft"})
    assert page.one(".rows a.number")["href"] == f"/auditor/notices/{draft.id}"
    pages.get(f"/auditor/notices/{draft.id}")


def test_a_file_is_opened_from_its_notice_alone(pages: Pages) -> None:
    notice, other = a_notice(at=Status.ROUTED), a_draft()
    digest = sha256(b"photo").hexdigest()
    path_of(digest).parent.mkdir(parents=True, exist_ok=True)
    path_of(digest).write_bytes(b"photo")
    file = Attached(digest, "image/jpeg", 5, "фото.jpg")
    take(an_act("inspector", file), ("attach", notice))
    page = pages.get(f"/auditor/notices/{notice.id}")
    number = str(page.one('a[href*="/files/"]')["href"]).rpartition("/")[2]
    assert page.click("фото.jpg").response.data == b"photo"
    pages.get(f"/auditor/notices/{other.id}/files/{number}", status=404)
    pages.get(f"/auditor/notices/{notice.id}/files/99999", status=404)


def test_the_acts_of_both_sides_administrators_are_read(pages: Pages) -> None:
    for side in Side:
        admin = person(f"{side.lower()}_administrator")
        moved = Changed("somebody", side, (("place", "KOZL", "GRIG"),))
        take(an_act(admin.login, moved), ("change_person", None))
    page = pages.get("/auditor").click("What administrators changed")
    assert page.text.count("Person changed: somebody") == 2
    assert "Kozlovichi Grigorovshchina" in page.text

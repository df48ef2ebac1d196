"""The auditor reads everything and changes nothing."""

import pytest
from flask import Flask

from notices.files import keep
from notices.steps import take
from tests.factories import a_draft, a_notice, an_act, step
from tests.pages import Pages
from tests.people import person
from workflows.acts import Attached, ChangedPerson
from workflows.vocabulary import Side, Status


@pytest.fixture
def pages(app: Flask) -> Pages:
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in("ru_auditor")
    return pages


def test_an_auditor_may_ask_everything_and_change_nothing_but_compile_a_dossier(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("auditor.")]
    asking = {"GET", "HEAD", "OPTIONS"}
    acting = {rule.endpoint for rule in rules if rule.methods != asking}
    assert rules and acting == {"auditor.compile_dossier"}


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
    file = Attached(keep(b"photo"), "image/jpeg", 5, "фото.jpg")
    take(an_act("inspector", file), ("attach", notice))
    page = pages.get(f"/auditor/notices/{notice.id}")
    number = str(page.one('a[href*="/evidence/"]')["href"]).rpartition("/")[2]
    assert page.click("Photo фото.jpg").response.data == b"photo"
    pages.get(f"/auditor/notices/{other.id}/evidence/{number}", status=404)
    pages.get(f"/auditor/notices/{notice.id}/evidence/99999", status=404)


def test_the_acts_of_both_sides_administrators_are_read(pages: Pages) -> None:
    for side in Side:
        admin = person(f"{side.lower()}_administrator")
        moved = ChangedPerson("inspector", side, (("place", "KOZL", "GRIG"),))
        take(an_act(admin.login, moved), ("change_person", None))
    page = pages.get("/auditor").click("What administrators changed")
    assert page.text.count("Person changed: inspector") == 2
    assert "Kozlovichi Grigorovshchina" in page.text

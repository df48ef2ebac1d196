"""The page of the permits shown."""

from flask import Flask

from notices.models import StoredPaper, db
from tests.factories import PERMITS, a_draft, a_filing, a_notice, step
from tests.notices.inspector.walk import at, drafted, inspector, the_notice
from tests.pages import Pages
from workflows.vocabulary import Status

TRANSIT = {
    "permit1-kind": "RU-TRANSIT",
    "permit1-number": "77-1",
    "permit1-valid_from": "2026-01-01",
    "permit1-valid_until": "31.12.2026",
    "permit1-plates": "АВ 1234-7, A 5678 B-7",
    "permit1-country": "TR",
    "permit1-other_country": "RU",
    "permit1-used": "y",
}
HEAVY = {
    "permit2-kind": "SPECIAL-HEAVY",
    "permit2-number": "ТГ 5",
    "permit2-valid_until": "2026-11-30",
    "permit2-trips": "several",
    "permit2-carriage": "transit",
    "permit2-gross_mass": "44,5",
    "permit2-length": "20",
    "permit2-axle_loads": "7,1 11,5",
    "permit2-axle_spacings": "3,6",
}


def test_permits_are_filed_and_stand_on_the_notice_and_its_paper(app: Flask) -> None:
    pages, draft = inspector(app), drafted()
    page = at(pages, draft, "permits").submit(
        fields={name: True if name.endswith("used") else typed for name, typed in TRANSIT.items()},
        button="Save and add a permit",
    )
    page.submit(fields=HEAVY)
    at(pages, draft, "sign").submit(fields={"how": "on_paper"})
    check = at(pages, draft, "issue")
    assert "Permit 2" in check.text and "31.12.2026" in check.text
    check.submit(button="Issue and direct to the checkpoint")
    notice = the_notice()
    assert [permit.number for permit in notice.permits] == ["77-1", "ТГ 5"]
    told = at(pages, notice, "").text
    for said in ("Russian transit permit 77-1", "Already used", "Türkiye – Russia", "44.5 t",
                 "7.1 t · 11.5 t", "30 November 2026", "Several trips"):  # fmt: skip
        assert said in told, said
    facts = db.session.query(StoredPaper).first().facts["notice"]["permits"]
    assert [permit["kind"] for permit in facts] == ["RU-TRANSIT", "SPECIAL-HEAVY"]


def test_the_page_may_stay_empty_and_need_not_even_be_opened(app: Flask) -> None:
    pages, draft = inspector(app), drafted()
    assert not at(pages, draft, "issue").all("#reasons")
    assert at(pages, draft, "permits").submit().title.startswith("What was measured")
    assert "Permits shown complete" in at(pages, draft, "issue").one(".filing-steps").get_text(
        " ", strip=True
    )


def test_a_permit_that_ends_before_it_begins_is_refused_at_the_field(app: Flask) -> None:
    pages, draft = inspector(app), drafted()
    wrong = TRANSIT | {"permit1-valid_until": "2025-12-31"}
    page = pages.post(f"/inspector/notices/{draft.id}/permits", wrong, status=422)
    said = "The permit would end before it begins: check both days of its validity."
    assert page.errors == [said]
    assert said in page.one("#permit1-valid_until-error").get_text()
    assert "Complete the page “Permits shown”." in at(pages, draft, "issue").text


def test_every_fault_is_said_at_its_field(app: Flask) -> None:
    pages, draft = inspector(app), drafted()
    wrong = {
        "permit1-plates": "AB",
        "permit1-gross_mass": "600",
        "permit1-axle_loads": "x",
        "permit1-country": "ZZ",
        "permit1-trips": "many",
    }
    page = pages.post(f"/inspector/notices/{draft.id}/permits", wrong, status=422)
    assert page.errors == [
        "Choose the kind of permit.",
        "Enter the number of the permit.",
        "Enter the last day of validity.",
        "Choose for how many trips the permit is.",
        "Check the plates, and put commas between them.",
        "Choose among the answers offered.",
        "Enter a number from 0.001 to 500.",
        "Enter numbers with blanks between them, for example 7.1 11.5 8 8 8.",
    ]
    wrong["permit1-plates"] = "??"
    page = pages.post(f"/inspector/notices/{draft.id}/permits", wrong, status=422)
    assert "Check the plates, and put commas between them." in page.errors
    assert page.one("details.figures").has_attr("open")


def test_six_permits_can_be_written_down_and_no_more(app: Flask) -> None:
    pages, draft = inspector(app), drafted()
    page = at(pages, draft, "permits")
    for number in range(1, 6):
        fields = {f"permit{number}-kind": "ECMT", f"permit{number}-number": str(number),
                  f"permit{number}-valid_until": "2026-12-31"}  # fmt: skip
        page = page.submit(fields=fields, button="Save and add a permit")
    assert page.all('[name="permit6-kind"]')
    assert "Save and add a permit" not in page.text


def test_only_a_special_permit_keeps_figures(app: Flask) -> None:
    pages, draft = inspector(app), drafted()
    figures = {"permit1-gross_mass": "44"}
    pages.post(f"/inspector/notices/{draft.id}/permits", TRANSIT | figures)
    at(pages, draft, "sign").submit(fields={"how": "on_paper"})
    at(pages, draft, "issue").submit(button="Issue and direct to the checkpoint")
    assert the_notice().permits[0].gross_mass is None


def test_a_correction_starts_from_the_permits_of_the_register(app: Flask) -> None:
    notice = a_notice(filing=a_filing(permits=PERMITS))
    pages = inspector(app)
    at(pages, notice, "correct").submit(fields={"reason": "опечатка"})
    first, second = (version.facts for version in notice.versions)
    assert first["permits"] == second["permits"] and len(first["permits"]) == 2
    page = at(pages, notice, "permits").submit(fields={"permit2-number": "ТГ 6"})
    page.click("Check and correct").submit(fields={"reason": "опечатка"})
    assert [permit.number for permit in notice.permits] == ["77-1", "ТГ 6"]


def test_what_changed_in_a_permit_is_seen_in_the_versions(app: Flask) -> None:
    notice = a_notice(filing=a_filing(permits=PERMITS))
    step("correct", notice, filing=a_filing(permits=PERMITS[:1]))
    pages = Pages(app)
    pages.sign_in("ru_supervisor")
    pages.speak("en")
    text = pages.get(f"/supervisor/notices/{notice.id}/versions/2").text
    assert "Permit 1" in text and "Permit 2" in text


def test_officers_see_the_permits(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED, filing=a_filing(permits=PERMITS))
    for login, room in (("officer", "checkpoint"), ("ru_supervisor", "supervisor")):
        pages = Pages(app)
        pages.sign_in(login)
        pages.speak("en")
        assert "Russian transit permit 77-1" in pages.get(f"/{room}/notices/{notice.id}").text


def test_a_notice_without_permits_says_nothing_of_them(once: Flask) -> None:
    notice = a_draft()
    step("issue", notice)
    assert "Permits shown" not in at(inspector(once), notice, "").text

"""The administrator's room: the catalogue, proposed by one state and signed by the other."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from notices.catalogue import versions_of
from notices.models import Event, Proposal, db, transaction
from tests.factories import a_proposal, decide
from tests.pages import Page, Pages
from tests.people import person
from workflows.catalogue import earliest_day
from workflows.vocabulary import ProposalState, Severity, Side

FORM = "/administrator/catalogue/M01/propose-wording"
TITLE = "Нет разрешения на перевозку между двумя государствами"


@pytest.fixture
def by(app: Flask) -> Pages:
    return administrator(app, "by_administrator")


@pytest.fixture
def ru(app: Flask) -> Pages:
    return administrator(app, "ru_administrator")


def administrator(app: Flask, login: str) -> Pages:
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in(login)
    return pages


def check(pages: Pages, status: int = 200, **changed: object) -> Page:
    """Type another wording and ask what it changes."""
    return pages.get(FORM).submit(fields=changed, button="Show what changes", status=status)


def propose(pages: Pages, **changed: object) -> Page:
    return check(pages, **changed).submit(button="Send it to the other state")


def the_proposal() -> Proposal:
    db.session.expire_all()
    return db.session.scalars(select(Proposal)).one()


def events() -> list[str]:
    return list(db.session.scalars(select(Event.name).order_by(Event.id)))


def told(page: Page) -> dict[str, str]:
    return {
        found.get_text(strip=True): found.find_next("dd").get_text("|", strip=True)
        for found in page.all("main dt")
    }


def test_the_list_shows_every_code_by_class_and_that_nothing_is_missing(by: Pages) -> None:
    page = by.get("/administrator").click("Catalogue of deficiencies")
    assert "59 of 59 entries are complete in three languages." in page.text
    groups = [heading.get_text() for heading in page.all("main h2")]
    assert groups == ["Vehicle parameters", "Missing documents", "Irregular documents"]
    codes = [code.get_text() for code in page.all(".rows .code")]
    assert len(codes) == 59 and codes[:2] == ["P01", "P02"] and codes[-1] == "I20"


def test_what_changes_is_shown_word_by_word_before_it_is_sent(by: Pages) -> None:
    before = versions_of("M01")[0].title["ru"]
    page = check(by, title_ru=f"{before} РФ", severity="held")
    changes = told(page)
    assert changes["Deficiency · Russian"] == f"{before}|РФ"
    assert [new.get_text() for new in page.all("ins")] == ["May not move until removed", "РФ"]
    assert db.session.scalars(select(Proposal)).all() == [] and events() == []
    page.submit(button="Send it to the other state")
    proposal = the_proposal()
    assert proposal.content["title_ru"] == f"{before} РФ" and proposal.base == 1
    assert events() == ["propose_wording"] and len(versions_of("M01")) == 1


def test_one_administrator_alone_publishes_nothing(by: Pages) -> None:
    propose(by, title_ru=TITLE)
    proposal = the_proposal()
    page = by.get(f"/administrator/proposals/{proposal.id}")
    assert [button.get_text() for button in page.all(".steps .btn")] == ["Take the proposal back"]
    by.get(f"/administrator/proposals/{proposal.id}/sign-wording", status=403)
    by.post(f"/administrator/proposals/{proposal.id}/sign-wording", {"reason": "-"}, status=403)
    assert len(versions_of("M01")) == 1 and events() == ["propose_wording"]


def test_the_other_state_signs_and_both_names_stand_in_the_history(by: Pages, ru: Pages) -> None:
    propose(by, title_ru=TITLE, severity="held")
    page = ru.get("/administrator/catalogue")
    assert page.one(".rows .tag").get_text() == "A wording is proposed"
    page = ru.get("/administrator").click(page_of_day())
    page.click("Sign the proposal").submit()
    newest = versions_of("M01")[0]
    assert (newest.version, newest.title["ru"], newest.severity) == (2, TITLE, Severity.HELD)
    assert newest.effective_from == earliest_day(datetime.now(UTC))
    history = ru.get("/administrator").one(".timeline").get_text(" ")
    for name in (
        "Wording signed: M01",
        "ru_administrator",
        "by_administrator",
        "между двумя государствами",
    ):
        assert name in history
    page = by.get("/administrator/catalogue")
    assert "Signed for later" in page.text and not page.all(".rows .tag")


def page_of_day() -> str:
    day = earliest_day(datetime.now(UTC))
    return f"To apply from {day.day} {day:%B} {day.year}"


def test_declining_needs_a_reason_that_the_proposing_state_reads(by: Pages, ru: Pages) -> None:
    propose(by, title_ru=TITLE)
    page = ru.get(f"/administrator/proposals/{the_proposal().id}").click("Decline the proposal")
    assert page.submit(status=422).errors == ["Write the reason."]
    page.submit(fields={"reason": "Так в акте не сказано"})
    assert the_proposal().state is ProposalState.DECLINED and len(versions_of("M01")) == 1
    page = by.get(f"/administrator/proposals/{the_proposal().id}")
    assert "Так в акте не сказано" in page.text and "Declined" in page.text
    assert "Так в акте не сказано" in by.get("/administrator/catalogue/M01").text


def test_a_signature_pressed_twice_makes_one_version(ru: Pages) -> None:
    proposal = a_proposal()
    page = ru.get(f"/administrator/proposals/{proposal.id}/sign-wording")
    page.submit()
    again = page.submit()
    assert "Signed" in again.text and len(versions_of("M01")) == 2
    assert events().count("sign_wording") == 1


def test_what_another_version_has_overtaken_cannot_be_signed_and_says_why(ru: Pages) -> None:
    first, second = a_proposal(), a_proposal(title_ru=TITLE)
    decide("sign_wording", "ru_administrator", first)
    page = ru.get(f"/administrator/proposals/{second.id}")
    assert "Overtaken" in page.text
    assert "another version was signed after this proposal was written" in page.one(".why").text
    page = ru.get(f"/administrator/proposals/{second.id}/sign-wording").submit(status=422)
    assert page.errors[0].startswith("Have it proposed anew")
    assert len(versions_of("M01")) == 2
    ru.get(f"/administrator/proposals/{second.id}").click("Decline the proposal")


def test_every_text_is_needed_in_every_language(by: Pages) -> None:
    for name in ("title_be", "basis_ru", "removal_en", "evidence_be"):
        page = check(by, status=422, **{name: "  "})
        assert page.errors == ["Write this text: it must be there in all three languages."]
        assert page.one(f"#{name}")["aria-invalid"] == "true"


def test_the_form_says_what_to_type_instead(by: Pages) -> None:
    refusals: list[tuple[dict[str, object], str]] = [
        ({}, "Change something first: everything is as it was."),
        (
            {"title_ru": TITLE, "effective_from": ""},
            "Enter the day from which the version applies.",
        ),
        ({"title_ru": TITLE, "effective_from": "2026-01-01"}, "Have a later day proposed"),
        ({"title_ru": "x" * 201}, "Shorten this to 200 characters."),
        ({"title_ru": "王"}, "Replace the character “王”"),
    ]
    for changed, refusal in refusals:
        page = check(by, status=422, **changed)
        assert len(page.errors) == 1 and page.errors[0].startswith(refusal)


def test_going_back_from_what_changes_keeps_what_was_typed(by: Pages) -> None:
    page = check(by, title_ru=TITLE).submit(button="Change something else")
    assert page.one("#title_ru").get_text(strip=True) == TITLE
    page = check(by, title_ru=TITLE).switch_language("ru")
    assert page.one("html")["lang"] == "ru" and TITLE in page.text


def test_code_class_and_quantity_are_not_asked_for(by: Pages) -> None:
    weighed = by.get("/administrator/catalogue/P01/propose-wording")
    for name in ("code", "deficiency_class", "quantity", "bears_on", "needs", "document_kind"):
        assert weighed.all(f'[name="{name}"]') == [], name
    assert by.get(FORM).all('[name="document_kind"]') and by.get(FORM).all('[name="needs"]')


def test_several_lines_become_one(by: Pages) -> None:
    propose(by, removal_en="Get the permit.\n\nShow it.")
    assert the_proposal().content["removal_en"] == "Get the permit. Show it."


def test_a_proposal_whose_day_has_come_unsigned_must_be_made_anew(ru: Pages) -> None:
    proposal = a_proposal()
    with db.session.begin_nested():
        proposal.effective_from -= timedelta(days=1)
    db.session.commit()
    page = ru.get(f"/administrator/proposals/{proposal.id}/sign-wording").submit(status=422)
    assert page.errors[0].startswith("Have a later day proposed")
    assert len(versions_of("M01")) == 1


def test_who_proposed_a_wording_takes_it_back_and_a_colleague_does_not(by: Pages) -> None:
    proposal = a_proposal(title_ru=TITLE)
    page = by.get(f"/administrator/proposals/{proposal.id}").click("Take the proposal back")
    assert "You take back what you have proposed." in page.text
    page.submit(fields={"reason": "Описка"})
    assert the_proposal().state is ProposalState.DECLINED and len(versions_of("M01")) == 1
    other = a_proposal("ru_administrator", title_ru=TITLE)
    with transaction():
        other.side, other.proposer_id = Side.BY, person("by_supervisor").id
    by.get(f"/administrator/proposals/{other.id}/decline-wording", status=403)


def test_what_does_not_exist_is_not_found(by: Pages) -> None:
    for address in ("catalogue/X99", "catalogue/X99/propose-wording", "proposals/99999"):
        by.get(f"/administrator/{address}", status=404)


def test_an_auditor_reads_all_of_it_and_changes_nothing(app: Flask) -> None:
    proposal = a_proposal(title_ru=TITLE)
    decide("decline_wording", "ru_administrator", proposal, reason="Рано")
    pages = administrator(app, "by_auditor")
    page = pages.get("/auditor").click("Catalogue of deficiencies")
    page = page.click("No Russian bilateral permit")
    assert "Wording declined: M01" in page.text and page.all("main form") == []
    page = page.click(page_of_day())
    assert "Рано" in page.text and page.all("main form") == [] and page.all(".steps") == []

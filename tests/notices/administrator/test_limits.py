"""The administrator's room: limits of the own state, proposed and signed by two people of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from notices.limits import limits_on, versions_of_limit
from notices.models import HeldRole, Person, Proposal, db, transaction
from notices.proposals import waiting_for
from notices.security import hashed
from tests.factories import a_limit_proposal, a_proposal
from tests.pages import Page, Pages
from tests.workflows.vehicles import the_limits
from workflows.catalogue import earliest_day
from workflows.limits import rows_on
from workflows.vocabulary import ProposalState, Role, Side

CODE = "BY-MASS-VEHICLE-2"
FORM = f"/administrator/limits/{CODE}/propose-limit"


@pytest.fixture
def first(app: Flask) -> Pages:
    return administrator(app, "by_administrator")


@pytest.fixture
def second(app: Flask) -> Pages:
    """Another administrator of Belarus."""
    with transaction():
        made = Person(login="second", name="Другая", side=Side.BY, fs_uniquifier="second")
        made.password = hashed("x")
        made.roles = [HeldRole(name=Role.ADMINISTRATOR)]
        db.session.add(made)
    return administrator(app, "second")


def administrator(app: Flask, login: str) -> Pages:
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in(login)
    return pages


def check(pages: Pages, status: int = 200, **changed: object) -> Page:
    return pages.get(FORM).submit(fields=changed, button="Show what changes", status=status)


def the_proposal() -> Proposal:
    db.session.expire_all()
    return db.session.scalars(select(Proposal)).one()


def test_the_register_holds_the_limits_of_the_file(app: Flask) -> None:
    day = date(2026, 11, 27)
    told = {row.code: row for row in limits_on(day)}
    for row in rows_on(the_limits(), day):
        kept = told.pop(row.code)
        assert kept == type(row)(**{
            name: getattr(row, name) for name in type(row).__dataclass_fields__
        } | {"assumptions": ()})  # fmt: skip
    assert not told


def test_the_list_shows_the_own_states_limits_alone(first: Pages) -> None:
    page = first.get("/administrator").click("Limits")
    codes = [link.get_text() for link in page.all(".rows a.number")]
    assert CODE in codes and not [code for code in codes if code.startswith("RU")]
    first.get("/administrator/limits/RU-MASS-VEHICLE-2", status=404)
    first.get("/administrator/limits/RU-MASS-VEHICLE-2/propose-limit", status=404)


def test_what_waits_for_a_signature_is_told_to_the_side_that_may_read_it(once: Flask) -> None:
    wording, limit = a_proposal(), a_limit_proposal()
    assert waiting_for(Side.BY) == [wording, limit]
    assert waiting_for(Side.RU) == [wording]


def test_two_people_of_one_state_change_a_limit(first: Pages, second: Pages) -> None:
    page = check(first, limit="19,5", tolerance="2,5", act_be="Новы ўказ")
    assert "20 t 19.5 t" in page.text and "0 % 2.5 %" in page.text
    page.submit(button="Send it to a colleague")
    proposal = the_proposal()
    page = first.get(f"/administrator/proposals/{proposal.id}")
    assert all(button.has_attr("disabled") for button in page.all(".steps button"))
    page = first.get(f"/administrator/proposals/{proposal.id}/sign-limit").submit(status=422)
    assert page.errors == ["Leave it to a colleague: you proposed it yourself."]
    page = second.get(f"/administrator/proposals/{proposal.id}").click("Sign the proposal")
    page = page.submit()
    newest = versions_of_limit(CODE)[0]
    assert (newest.version, newest.limit, newest.tolerance) == (2, 19_500, 25)
    assert newest.act["be"] == "Новы ўказ" and newest.applies_to["axles"] == [2, 2]
    assert "Limit signed" in page.text and "by_administrator" in page.text


def test_a_new_limit_holds_from_its_day_and_not_before(app: Flask, second: Pages) -> None:
    proposal = a_limit_proposal()
    second.get(f"/administrator/proposals/{proposal.id}/sign-limit").submit()
    day = earliest_day(datetime.now(UTC))
    on = {
        day_: {row.code: row for row in limits_on(day_)} for day_ in (day, day - timedelta(days=1))
    }
    assert (on[day][CODE].limit, on[day][CODE].version) == (19_000, 2)
    assert on[day - timedelta(days=1)][CODE].version == 1


def test_declining_needs_a_reason(app: Flask, second: Pages) -> None:
    proposal = a_limit_proposal()
    page = second.get(f"/administrator/proposals/{proposal.id}/decline-limit")
    assert page.submit(status=422).errors == ["Write the reason."]
    page.submit(fields={"reason": "Так не сказано"})
    assert the_proposal().state is ProposalState.DECLINED and len(versions_of_limit(CODE)) == 1


def test_who_proposed_a_limit_takes_it_back(first: Pages) -> None:
    proposal = a_limit_proposal()
    page = first.get(f"/administrator/proposals/{proposal.id}").click("Take the proposal back")
    page.submit(fields={"reason": "Описка"})
    assert the_proposal().state is ProposalState.DECLINED and len(versions_of_limit(CODE)) == 1


def test_the_other_state_sees_no_proposal_of_a_limit(app: Flask) -> None:
    proposal = a_limit_proposal()
    pages = administrator(app, "ru_administrator")
    for name in ("", "/sign-limit", "/decline-limit", "/sign-wording"):
        pages.get(f"/administrator/proposals/{proposal.id}{name}", status=404)


def test_the_form_says_what_to_type_instead(first: Pages) -> None:
    refusals: list[tuple[dict[str, object], str]] = [
        ({}, "Change something first: everything is as it was."),
        ({"limit": "много"}, "Enter a number with at most three decimals"),
        ({"limit": "501"}, "Enter a number from 0.001 to 500."),
        ({"limit": ""}, "Enter the limit."),
        ({"tolerance": "11"}, "Enter a number from 0 to 10."),
        ({"article_be": " "}, "Write this text: it must be there in all three languages."),
        ({"limit": "19", "valid_to": "2026-01-01"}, "Choose a last day that is not before"),
        ({"limit": "19", "effective_from": "2026-01-01"}, "Have a later day proposed"),
    ]
    for changed, refusal in refusals:
        page = check(first, status=422, **changed)
        assert len(page.errors) == 1 and page.errors[0].startswith(refusal), page.errors


def test_an_auditor_reads_the_limits_of_both_states(app: Flask) -> None:
    proposal = a_limit_proposal()
    pages = administrator(app, "ru_auditor")
    page = pages.get("/auditor").click("Limits")
    assert page.click(CODE).all("main form") == []
    assert pages.get(f"/auditor/proposals/{proposal.id}").all("main form") == []
    page = page.click("The limits of the other state")
    assert page.click("RU-MASS-VEHICLE-2").all("main form") == []

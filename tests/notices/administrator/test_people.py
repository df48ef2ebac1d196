"""The administrator's room: people of the own side."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from notices.models import Authenticator, Event, HeldRole, Person, db, transaction
from notices.security import hashed
from tests.factories import a_limit_proposal, a_proposal
from tests.pages import Page, Pages
from tests.people import PASSWORD, person
from workflows.vocabulary import Role, Side

NEW = {
    "login": "new.person",
    "name": "Ёлкина Ганна",
    "roles": ["inspector"],
    "place": "GRIG",
    "language": "be",
}


@pytest.fixture
def pages(app: Flask) -> Pages:
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in("by_administrator")
    return pages


def add(pages: Pages, status: int = 200, **changed: object) -> Page:
    page = pages.get("/administrator/people/add-person")
    return page.submit(fields=NEW | changed, status=status)


def change(pages: Pages, login: str, status: int = 200, **changed: object) -> Page:
    page = pages.get(f"/administrator/people/{person(login).id}/change-person")
    return page.submit(fields=changed, status=status)


def opening(pages: Pages, login: str, what: str, status: int = 200) -> Page:
    """The page of what opens an account anew."""
    return pages.get(f"/administrator/people/{person(login).id}/{what}", status)


def one_time_password(page: Page) -> str:
    return page.all("code")[1].get_text(strip=True)


def sign_in(app: Flask, login: str, password: str) -> Pages:
    """A browser in which the person has used the sign-in page."""
    browser = Pages(app)
    browser.speak("en")
    page = browser.get("/sign-in")
    page.submit(fields={"login": login, "password": password})
    return browser


def last_event() -> Event:
    return db.session.scalars(select(Event).order_by(Event.id.desc())).first() or Event()


def test_a_new_person_chooses_an_own_password_before_anything_else(
    app: Flask, pages: Pages
) -> None:
    password = one_time_password(add(pages, roles=["supervisor"], place=""))
    browser = sign_in(app, "new.person", password)
    page = browser.get("/supervisor")
    assert page.address.startswith("/password")
    own = "зялёны воўк і тры гары"
    page.submit(fields={"password": password, "new_password": own, "new_password_confirm": own})
    assert browser.get("/supervisor").address == "/supervisor"


def test_the_history_says_what_was_given_to_a_person_and_never_the_password(pages: Pages) -> None:
    password = one_time_password(add(pages))
    event = last_event()
    assert event.name == "add_person" and event.data["subject"] == "new.person"
    assert ["roles", "", "inspector"] in event.data["values"]
    assert ["place", "", "GRIG"] in event.data["values"]
    assert password not in str(event.data)
    page = pages.get(f"/administrator/people/{person('new.person').id}/change-person")
    assert "Inspector" in page.one(".timeline").get_text()


def test_a_page_with_a_password_that_is_loaded_again_shows_it_no_more(pages: Pages) -> None:
    add(pages)
    page = opening(pages, "new.person", "password")
    first = page.submit()
    stored = person("new.person").password
    again = page.submit()
    assert first.all("code") and not again.all("code")
    db.session.expire_all()
    assert person("new.person").password == stored


def test_the_form_says_what_to_type_instead(pages: Pages) -> None:
    refusals: list[tuple[dict[str, object], str]] = [
        ({"name": "  "}, "Enter the name."),
        ({"login": "Каця"}, "Write the login with at least three small Latin letters"),
        ({"login": "inspector"}, "Choose another login: somebody has this one."),
        ({"login": "ru_auditor"}, "Choose another login: somebody has this one."),
        ({"roles": []}, "Choose at least one role."),
        ({"place": ""}, "Choose an external border post"),
        ({"roles": ["supervisor"]}, "Choose no place"),
        ({"name": "x" * 121}, "Shorten this to 120 characters."),
        ({"name": "王"}, "Replace the character “王”"),
    ]
    for changed, refusal in refusals:
        page = add(pages, status=422, **changed)
        assert len(page.errors) == 1 and page.errors[0].startswith(refusal)


def test_nobody_works_at_a_checkpoint_and_at_an_external_post(pages: Pages) -> None:
    pages.sign_in("ru_administrator")
    roles = ["checkpoint_officer", "exit_officer"]
    page = add(pages, status=422, roles=roles, place="KGOR")
    assert page.errors[0].startswith("Choose either checkpoint officer or exit officer")
    page = add(pages, status=422, roles=["checkpoint_officer"], place="BURA")
    assert page.errors == ["Choose a checkpoint: checkpoint officers work there."]
    add(pages, roles=["checkpoint_officer", "supervisor"], place="KGOR")
    assert person("new.person").role_names == [Role.CHECKPOINT_OFFICER, Role.SUPERVISOR]


def test_roles_and_places_of_the_other_side_are_not_given(pages: Pages) -> None:
    forged: list[dict[str, object]] = [
        {"roles": ["checkpoint_officer"]},
        {"roles": ["carrier"]},
        {"roles": ["nonsense"]},
        {"place": "KGOR"},
    ]
    for changed in forged:
        page = pages.post("/administrator/people/add-person", NEW | changed, status=422)
        assert "Choose from the list." in page.errors


def test_people_of_the_other_side_do_not_exist(pages: Pages) -> None:
    stranger = person("officer").id
    for address in (f"{stranger}/change-person", "99999/change-person"):
        pages.get(f"/administrator/people/{address}", status=404)
    pages.post(f"/administrator/people/{stranger}/password", status=404)
    assert "(officer)" not in pages.get("/administrator/people").text


def test_a_change_is_told_with_the_old_and_the_new_value(pages: Pages) -> None:
    change(pages, "inspector", place="GRIG", roles=["inspector", "exit_officer"])
    assert sorted(last_event().data["values"]) == [
        ["place", "KOZL", "GRIG"],
        ["roles", "inspector", "exit_officer, inspector"],
    ]
    assert person("inspector").place is not None
    assert set(person("inspector").role_names) == {Role.INSPECTOR, Role.EXIT_OFFICER}


def test_a_change_of_nothing_leaves_no_trace(pages: Pages) -> None:
    page = change(pages, "inspector", status=422)
    assert page.errors == ["Change something first: everything is as it was."]
    assert last_event().id is None


def test_who_is_no_longer_in_service_is_signed_out_and_stays_in_the_register(
    app: Flask, pages: Pages
) -> None:
    theirs = Pages(app)
    theirs.sign_in("by_supervisor")
    theirs.get("/supervisor")
    change(pages, "by_supervisor", active=False)
    assert theirs.get("/supervisor").address.startswith("/sign-in")
    assert person("by_supervisor").login == "by_supervisor"


def test_a_one_time_password_ends_every_earlier_sign_in_and_opens_a_locked_account(
    app: Flask, pages: Pages
) -> None:
    theirs = Pages(app)
    theirs.sign_in("by_supervisor")
    with transaction():
        person("by_supervisor").authenticator = Authenticator(secret="x")
        person("by_supervisor").locked_until = datetime.now(UTC) + timedelta(minutes=5)
    page = opening(pages, "by_supervisor", "password")
    assert "The code of the app is still asked for." in page.text
    given = one_time_password(page.submit())
    assert last_event().data["values"] == [["password", "", "beside_app"]]
    assert theirs.get("/supervisor").address.startswith("/sign-in")
    browser = sign_in(app, "by_supervisor", given)
    assert browser.get("/supervisor").title.startswith("Second step of the sign-in")
    browser.get("/account/set-up", status=403)


def test_two_administrators_give_a_password_to_who_signed_in_before_and_has_no_app(
    app: Flask, pages: Pages, second: Person
) -> None:
    stored = person("by_supervisor").password
    page = opening(pages, "by_supervisor", "password")
    page.submit()
    assert page.submit().address == "/administrator"
    page = opening(pages, "by_supervisor", "password")
    assert "you have asked for it yourself" in page.text and not page.all("#form")
    colleague = Pages(app)
    colleague.sign_in(second.login)
    colleague.speak("en")
    page = opening(colleague, "by_supervisor", "password")
    assert person("by_supervisor").password == stored
    given = one_time_password(page.submit())
    assert page.submit().address == "/administrator"
    told = [event.data["values"] for event in db.session.query(Event).order_by(Event.id)]
    assert told == [[["password", "", "asked"]], [["password", "asked", "new"]]]
    assert sign_in(app, "by_supervisor", given).get("/supervisor").address.startswith("/password")


def test_a_sign_in_of_the_person_calls_a_password_off(
    app: Flask, pages: Pages, second: Person
) -> None:
    opening(pages, "by_supervisor", "password").submit()
    sign_in(app, "by_supervisor", PASSWORD)
    colleague = Pages(app)
    colleague.sign_in(second.login)
    opening(colleague, "by_supervisor", "password").submit()
    assert last_event().data["values"] == [["password", "", "asked"]]


@pytest.mark.usefixtures("second")
def test_nobody_changes_their_own_roles_or_opens_their_own_account(pages: Pages) -> None:
    changes = (
        {"roles": ["administrator", "supervisor"]},
        {"roles": ["auditor"]},
        {"active": False},
    )
    for changed in changes:
        page = change(pages, "by_administrator", status=422, **changed)
        refusal = "Ask another administrator: nobody changes their own roles"
        assert page.errors[0].startswith(refusal)
    assert person("by_administrator").role_names == [Role.ADMINISTRATOR]
    for what in ("password", "second-factor", "agency"):
        pages.post(f"/administrator/people/{person('by_administrator').id}/{what}", status=403)
    change(pages, "by_administrator", stamp="7")


def test_what_gives_power_is_proven_anew(app: Flask, pages: Pages) -> None:
    app.config["FRESH_MINUTES"] = {"account": 0}
    asked = ["Enter your password, or the code of your app."]
    assert add(pages, status=422).errors == asked
    assert change(pages, "inspector", status=422, stamp="7").errors == asked
    assert opening(pages, "inspector", "password").submit(status=422).errors == asked
    proposal = a_limit_proposal("ru_administrator", "RU-MASS-VEHICLE-2")
    wording = a_proposal("ru_administrator")
    page = pages.get(f"/administrator/proposals/{wording.id}/sign-wording")
    assert page.submit(status=422).errors == asked
    pages.sign_in("ru_administrator")
    page = pages.get(f"/administrator/proposals/{proposal.id}/sign-limit")
    assert page.submit(status=422).errors == asked
    assert page.submit(fields={"proof": PASSWORD}, status=422).errors[0].startswith("Leave it to")


def test_an_administrator_takes_the_role_from_another_one(pages: Pages) -> None:
    add(pages, roles=["administrator"], place="")
    change(pages, "new.person", roles=["auditor"])
    assert person("new.person").role_names == [Role.AUDITOR]


@pytest.fixture
def second(app: Flask) -> Person:
    """Another administrator of Belarus."""
    with transaction():
        made = Person(
            login="second", name="Другая", side=Side.BY, password=hashed("x"), fs_uniquifier="2"
        )
        made.roles = [HeldRole(name=Role.ADMINISTRATOR)]
        db.session.add(made)
    return made


def test_two_administrators_who_close_each_other_leave_one(app: Flask, second: Person) -> None:
    first = person("by_administrator")
    victims = {"by_administrator": second.id, "second": first.id}
    browsers = {login: Pages(app) for login in victims}
    fields = {"name": "Ён", "roles": ["administrator"], "language": "ru", "place": ""}
    for login, browser in browsers.items():
        browser.sign_in(login)
    db.session.remove()
    barrier = Barrier(2)

    def close(login: str) -> None:
        with app.app_context():
            barrier.wait()
            address = f"/administrator/people/{victims[login]}/change-person"
            browsers[login].client.post(address, data=fields)

    app.config["WTF_CSRF_ENABLED"] = False
    threads = [Thread(target=close, args=(login,)) for login in victims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    active = db.session.scalars(
        select(Person).where(Person.active, Person.id.in_(victims.values()))
    )
    assert len(active.all()) == 1


def test_people_are_found_by_a_part_of_the_name_in_any_case(pages: Pages) -> None:
    add(pages)
    page = pages.get("/administrator/people", query={"named": "ёЛКин"})
    assert [row.get_text() for row in page.all(".rows strong")] == ["Ёлкина Ганна"]
    page = pages.get("/administrator/people", query={"named": "new.p"})
    assert [row.get_text() for row in page.all(".rows strong")] == ["Ёлкина Ганна"]
    assert pages.get("/administrator/people", query={"named": "%"}).all(".rows strong") == []


def second_administrator(app: Flask) -> Pages:
    """Another administrator of the same side, signed in."""
    with transaction():
        colleague = Person(
            login="second",
            name="Другая",
            side=Side.BY,
            password=hashed(PASSWORD),
            fs_uniquifier="second",
            roles=[HeldRole(name=Role.ADMINISTRATOR)],
        )
        db.session.add(colleague)
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in("second")
    return pages


def changed_last() -> list[list[str]]:
    """What the last change of a person was."""
    events = select(Event).where(Event.name == "change_person").order_by(Event.id.desc())
    return list(db.session.scalars(events).first().data["values"])


def test_an_old_page_takes_back_nothing_that_a_colleague_has_changed(
    app: Flask, pages: Pages
) -> None:
    address = f"/administrator/people/{person('by_supervisor').id}/change-person"
    old = second_administrator(app).get(address)
    change(pages, "by_supervisor", active=False, roles=["auditor"])
    old.submit(fields={"stamp": "77"})
    assert changed_last() == [["stamp", "", "77"]]
    assert not person("by_supervisor").active
    assert person("by_supervisor").role_names == [Role.AUDITOR]


def test_what_a_colleague_has_changed_is_overwritten_only_when_it_was_seen(
    app: Flask, pages: Pages
) -> None:
    address = f"/administrator/people/{person('by_supervisor').id}/change-person"
    old = second_administrator(app).get(address)
    change(pages, "by_supervisor", name="Новикова Алла")
    page = old.submit(fields={"name": "Новик Алла"}, status=422)
    assert page.errors == [
        "A colleague has changed this meanwhile: Новикова Алла. Look at it, then save again."
    ]
    page.submit()
    assert changed_last() == [["name", "Новикова Алла", "Новик Алла"]]


def test_the_same_press_sent_again_changes_nothing_more(app: Flask, pages: Pages) -> None:
    address = f"/administrator/people/{person('by_supervisor').id}/change-person"
    page = pages.get(address)
    page.submit(fields={"stamp": "77"})
    change(second_administrator(app), "by_supervisor", active=False)
    assert page.submit(fields={"stamp": "77"}).address == "/administrator"
    assert changed_last() == [["active", "yes", "no"]]


def test_an_account_that_is_closed_and_opened_again_asks_everybody_to_sign_in(
    app: Flask, pages: Pages
) -> None:
    theirs = Pages(app)
    theirs.sign_in("by_supervisor")
    change(pages, "by_supervisor", active=False)
    change(pages, "by_supervisor", active=True)
    assert theirs.get("/supervisor").address.startswith("/sign-in")


def test_an_account_with_roles_from_before_is_closed_as_it_is_and_opened_with_those_of_today(
    pages: Pages,
) -> None:
    with transaction():
        for role in (Role.AUDITOR, Role.INSPECTOR):
            db.session.add(HeldRole(person_id=person("by_supervisor").id, name=role))
    change(pages, "by_supervisor", stamp="77")
    change(pages, "by_supervisor", active=False)
    assert changed_last() == [["active", "yes", "no"]]
    alone = "Choose auditor alone: who audits the register changes nothing in it."
    somewhere = "Choose an external border post: inspectors and exit officers work there."
    assert change(pages, "by_supervisor", 422, active=True).errors == [alone, somewhere]
    assert change(pages, "by_supervisor", 422, place="KOZL").errors == [alone]
    change(pages, "by_supervisor", active=True, roles=["auditor"])


def test_nobody_moves_themselves_to_another_place(app: Flask, pages: Pages) -> None:
    with transaction():
        inspector = person("inspector")
        inspector.roles.append(HeldRole(name=Role.ADMINISTRATOR))
    own = Pages(app)
    own.speak("en")
    own.sign_in("inspector")
    page = change(own, "inspector", 422, place="GRIG")
    assert page.errors[0].startswith("Ask another administrator: nobody changes their own roles")
    change(pages, "inspector", place="GRIG")
    assert person("inspector").place.code == "GRIG"


def test_who_audits_does_nothing_else(pages: Pages) -> None:
    page = change(pages, "by_supervisor", 422, roles=["supervisor", "auditor"])
    assert page.errors == ["Choose auditor alone: who audits the register changes nothing in it."]

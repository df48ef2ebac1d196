"""What a carrier reads and can do once number and code are right."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from notices.advice import advice_on
from notices.carrier.queries import way_of
from notices.maps import course_of
from notices.models import Attachment, Event, InterruptedForm, Notice, StoredPaper, db
from notices.papers.codes import carrier_code
from notices.security import CARRIER
from notices.steps import take, unmet
from notices.words import in_language
from tests.conftest import app_on, dispose
from tests.factories import a_filing, a_notice, an_act, found, of_vehicle, step
from tests.pages import Fields, Page, Pages
from tests.people import PEOPLE, person, place
from workflows import guards
from workflows.acts import Act, Attached, Fined, Marked, Paid
from workflows.filing import FiledUnit
from workflows.vocabulary import OPEN, Mark, Status, UnitKind

ISSUED = [status for status in Status if status is not Status.DRAFT]


def opened(app: Flask, notice: Notice, language: str = "en") -> Page:
    pages = Pages(app)
    pages.speak(language)
    return open_at(pages, notice)


def open_at(pages: Pages, notice: Notice) -> Page:
    """Open a notice at a browser."""
    typed = {"number": notice.number, "code": carrier_code(notice.id)}
    return pages.get("/carrier").submit(fields=typed)


def choose(page: Page, name: str) -> Page:
    """Follow the link to an act."""
    return page.pages.get(str(page.one(f'.choices a[href$="/{name}"]')["href"]))


def events(name: str) -> list[Event]:
    return list(db.session.scalars(select(Event).where(Event.name == name)))


def a_photo() -> BytesIO:
    photo = BytesIO()
    Image.new("RGB", (40, 30), "white").save(photo, "JPEG")
    photo.seek(0)
    return photo


@pytest.mark.parametrize("status", ISSUED)
def test_every_status_says_what_happens_next_in_the_readers_language(
    app: Flask, status: Status
) -> None:
    notice = a_notice(at=status)
    pages = opened(app, notice).pages
    for language in ("ru", "be", "en"):
        pages.speak(language)
        page = pages.get("/carrier/notice")
        assert page.one("html")["lang"] == language
        assert notice.number in page.title
        assert len(page.one(".lead").get_text()) > 40


def test_the_page_says_where_to_go_what_to_bring_and_by_when(app: Flask) -> None:
    notice = a_notice(filing=a_filing(found("M01"), found("P01")))
    page = opened(app, notice)
    place, deadline = notice.checkpoint, notice.deadline
    assert place is not None and deadline is not None
    told = [
        *place.name.values(),
        place.address["en"],
        place.road,
        f"{deadline.astimezone(place.zone):%d.%m.%Y %H:%M} UTC+3",
        "As of ",
    ]
    for line in notice.deficiencies:
        told += [line.entry.title["en"], line.entry.removal["en"], line.entry.evidence["en"]]
    for text in told:
        assert text in page.text
    assert page.one('a[href^="geo:"]')["href"] == f"geo:{place.latitude},{place.longitude}"


def test_the_page_shows_what_was_measured_and_the_way_to_the_present_checkpoint(
    app: Flask,
) -> None:
    notice = a_notice(filing=a_filing(found("P01")))
    assert "44 t · less the error 43.8 t · limit 40 t" in " ".join(opened(app, notice).text.split())
    assert notice.checkpoint is not None
    advised = advice_on(notice, datetime.now(UTC))
    course = course_of(advised, notice.checkpoint.code)
    assert course is not None
    papers = [StoredPaper(facts={}), StoredPaper(facts={"course": asdict(course)})]
    with app.test_request_context():
        way = way_of(notice, papers)
        assert way is not None and way[1][way[0].advised - 1] == in_language(notice.checkpoint.name)
        assert way_of(notice, papers[:1]) is None
        assert way_of(Notice(checkpoint=place("NOVZ")), papers) is None


def test_what_is_removed_need_not_be_brought_again(app: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT, filing=a_filing(found("M01"), found("I15")))
    first, second = notice.deficiencies
    removed = Marked(first.id, Mark.REMOVED, "77-1", date(2026, 11, 1))
    take(an_act("officer", removed), ("mark", notice))
    take(an_act("officer", Marked(second.id, Mark.NOT_REMOVED), reason="нет"), ("mark", notice))
    take(an_act("officer"), ("refuse", notice))
    page = opened(app, notice)
    assert second.entry.removal["en"] in page.text
    assert first.entry.removal["en"] not in page.text


def test_a_cleared_notice_speaks_for_itself_alone(app: Flask) -> None:
    cleared = a_notice(at=Status.CLEARED)
    other = a_notice(at=Status.OUTSTANDING, filing=a_filing(found("I15")))
    page = opened(app, cleared)
    told = page.one(".lead").get_text()
    assert "this notice no longer keeps the vehicle" in told and "may leave" not in page.text
    assert "also looks for other notices on the vehicle" in told
    assert str(other.number) not in page.text
    assert page.one("h1").get_text().startswith("Removal confirmed")


@pytest.mark.parametrize("blocks", [True, False])
def test_a_fine_is_told_where_it_keeps_the_vehicle(
    app: Flask, monkeypatch: pytest.MonkeyPatch, blocks: bool
) -> None:
    monkeypatch.setitem(app.config, "FINE_BLOCKS_EXIT", blocks)
    notice = a_notice(at=Status.CLEARED)
    take(an_act("officer", Fined("77-1", 500_000, "RUB", date(2026, 11, 2))), ("fine", notice))
    page = opened(app, notice)
    told = page.one(".lead").get_text()
    assert ("Fine to be paid: 77-1 of 2 November 2026, 5,000.00" in page.text) is blocks
    assert ("a fine is not paid" in told) is ("may not leave" in told) is blocks
    assert ("no longer keeps the vehicle" in told) is not blocks
    paid = Paid(notice.fines[0].id, "4711", date(2026, 11, 3))
    take(an_act("officer", paid), ("fine_paid", notice))
    page = opened(app, notice)
    assert "no longer keeps the vehicle" in page.one(".lead").get_text()
    assert "Fine to be paid" not in page.text


def test_the_history_names_roles_and_places_but_no_officer(app: Flask) -> None:
    page = opened(app, a_notice(at=Status.CLEARED))
    assert "Removal confirmed" in page.text and "Checkpoint officer" in page.text
    for login, *_rest in PEOPLE:
        assert person(login).name not in page.text


def test_the_papers_can_be_read_until_the_carrier_leaves(app: Flask) -> None:
    notice, other = a_notice(), on_another_vehicle()
    page = opened(app, notice)
    links = {str(link["href"]) for link in page.all(".papers a")}
    own = select(StoredPaper.id).where(StoredPaper.notice_id == notice.id)
    assert links == {f"/papers/{paper_id}" for paper_id in db.session.scalars(own)}
    foreign = select(StoredPaper.id).where(StoredPaper.notice_id == other.id).limit(1)
    page.pages.get(f"/papers/{db.session.scalars(foreign).one()}", status=404)
    page.submit("leave")
    page.pages.get(links.pop(), status=404)


def on_another_vehicle() -> Notice:
    return a_notice(filing=a_filing(units=(FiledUnit(UnitKind.TRUCK, "EE 1111-1", "BY"),)))


def test_an_arrival_is_announced_by_the_clock_of_the_checkpoint(app: Flask) -> None:
    notice = a_notice()
    assert notice.checkpoint is not None
    form = choose(opened(app, notice), "announce_arrival")
    expected = (datetime.now(UTC) + timedelta(days=2)).astimezone(notice.checkpoint.zone)
    page = form.submit(fields={"expected": f"{expected:%Y-%m-%dT%H:%M}"})
    [event] = events("announce_arrival")
    kept = datetime.fromisoformat(event.data["expected_at"])
    assert kept == expected.replace(second=0, microsecond=0)
    assert f"{expected:%d.%m.%Y %H:%M}" in page.text
    assert event.actor_id is None and event.actor_role == "carrier"


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter the day and time of arrival."),
        ("tomorrow", "Enter day and time, for example 22.11.2026 14:05."),
        ("2001-01-01T10:00", "Enter a time that is still to come."),
        ("0001-01-01T00:00", "Enter a time that is still to come."),
        ("9999-12-31T23:59", "Enter a day within the next 60 days."),
    ],
)
def test_an_arrival_at_an_impossible_time_comes_back(app: Flask, typed: str, error: str) -> None:
    form = choose(opened(app, a_notice()), "announce_arrival")
    assert form.submit(fields={"expected": typed}).errors == [error]
    assert events("announce_arrival") == []


def test_another_checkpoint_is_asked_for_with_a_reason(app: Flask) -> None:
    form = choose(opened(app, a_notice()), "ask_other_checkpoint")
    assert form.submit(fields={"reason": " "}).errors == [
        "Write which checkpoint would suit you, and why."
    ]
    page = form.submit(fields={"reason": "Объезд закрыт, лучше Долосцы"})
    assert events("ask_other_checkpoint")[0].reason == "Объезд закрыт, лучше Долосцы"
    assert "Another checkpoint asked for" in page.text


def test_an_objection_becomes_part_of_the_record(app: Flask) -> None:
    form = choose(opened(app, a_notice()), "object")
    page = form.submit(fields={"reason": "Разрешение было"})
    assert events("object")[0].reason == "Разрешение было"
    assert "Objection made" in page.text


def test_evidence_is_kept_and_changes_no_status(app: Flask) -> None:
    notice = a_notice()
    line = notice.deficiencies[0].id
    form = choose(opened(app, notice), "attach")
    page = form.submit(fields={"deficiency": str(line), "files": (a_photo(), "permit.jpg")})
    kept = db.session.scalars(select(Attachment)).one()
    assert (kept.notice_id, kept.deficiency_id) == (notice.id, line)
    assert "permit.jpg" in page.text
    db.session.refresh(notice)
    assert notice.status is Status.ROUTED and notice.deficiencies[0].mark is None


def test_evidence_may_be_for_the_notice_as_a_whole(app: Flask) -> None:
    form = choose(opened(app, a_notice()), "attach")
    form.submit(fields={"deficiency": "0", "files": (a_photo(), "photo.jpg")})
    assert db.session.scalars(select(Attachment)).one().deficiency_id is None


def test_a_file_that_is_no_photo_comes_back(app: Flask) -> None:
    form = choose(opened(app, a_notice()), "attach")
    page = form.submit(fields={"files": (BytesIO(b"MZ"), "permit.jpg")})
    assert page.errors == ["permit.jpg: The file is neither a photo (JPEG, PNG, WebP) nor a PDF."]
    assert form.submit().errors == ["Choose the photo or PDF."]
    assert db.session.scalars(select(Attachment)).all() == []


def test_a_deficiency_of_another_notice_cannot_be_named(app: Flask) -> None:
    notice, other = a_notice(), on_another_vehicle()
    page = opened(app, notice)
    foreign = str(other.deficiencies[0].id)
    fields = {"deficiency": foreign, "files": (a_photo(), "permit.jpg"), "key": "k", "seen": ""}
    assert page.pages.post("/carrier/notice/attach", fields | {"notice": notice.number}).errors
    assert db.session.scalars(select(Attachment)).all() == []


@pytest.mark.parametrize("status", sorted(set(ISSUED) - OPEN))
def test_when_all_is_over_nothing_is_asked_of_the_carrier(app: Flask, status: Status) -> None:
    page = opened(app, a_notice(at=status))
    offered = [str(link["href"]).rpartition("/")[2] for link in page.all(".choices a")]
    assert offered == (["object"] if status is Status.CLEARED else [])
    assert not page.all('a[href^="geo:"]')


def test_an_act_that_is_no_longer_possible_says_so(app: Flask) -> None:
    notice = a_notice()
    form = choose(opened(app, notice), "announce_arrival")
    step("annul", notice)
    expected = datetime.now(UTC) + timedelta(days=2)
    page = form.submit(fields={"expected": f"{expected:%Y-%m-%dT%H:%M}"}, status=409)
    assert page.one("h1")


def test_what_was_typed_survives_the_switch_of_language(app: Flask) -> None:
    form = choose(opened(app, a_notice()), "object")
    written = form.submit(fields={"reason": "Разрешение было"}, button="Русский")
    assert written.one("#reason").get_text(strip=True) == "Разрешение было"
    assert written.one("html")["lang"] == "ru"
    assert events("object") == []


def test_a_press_sent_twice_is_one_objection(app: Flask) -> None:
    form = choose(opened(app, a_notice()), "object")
    form.submit(fields={"reason": "Разрешение было"})
    form.submit(fields={"reason": "Разрешение было"})
    assert len(events("object")) == 1


def test_a_notice_takes_no_more_from_its_carrier_than_it_can_bear(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "MOST_ACTS_OF_CARRIER", 2)
    notice = a_notice(at=Status.ROUTED)
    carrier = Act(CARRIER, datetime.now(UTC), reason="чаму")
    file = Attached("0" * 64, "application/pdf", 1, "a.pdf")
    take(carrier, ("attach", notice, file), ("object", notice))
    for name in ("attach", "object", "ask_other_checkpoint", "announce_arrival"):
        assert unmet(name, notice, carrier) == ["not_too_much"], name
    assert not unmet("attach", notice, an_act("officer"))


def test_a_carrier_who_sends_too_fast_waits_and_no_other(once: Flask, tmp_path: Path) -> None:
    numbers = [
        (one.number, carrier_code(one.id))
        for one in (a_notice(), a_notice(filing=of_vehicle("AB 2")))
    ]
    db.session.remove()
    app = app_on(once.config["SQLALCHEMY_DATABASE_URI"], tmp_path, RATELIMIT_ENABLED=True)
    answers = []
    for number, code in numbers:
        client = app.test_client()
        client.post("/carrier", data={"number": number, "code": code})
        sent = [client.post("/carrier/notice/attach", data={"notice": number}) for _ in range(21)]
        answers.append([answer.status_code for answer in sent])
    dispose(app)
    assert answers == [[200] * 20 + [429]] * 2


def another_opened_since(app: Flask, act: str) -> tuple[Page, Notice, Notice]:
    """The page of an act on a notice, at a browser of somebody signed in who has opened another
    notice since; and both notices.
    """
    notice, other = a_notice(), a_notice(filing=of_vehicle("AB 9999-7"))
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in("inspector")
    page = choose(open_at(pages, notice), act)
    open_at(pages, other)
    return page, notice, other


def tomorrow() -> str:
    """A day and a time, as browsers send them."""
    return f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("object", lambda: {"reason": "Не согласен"}),
        ("ask_other_checkpoint", lambda: {"reason": "Ближе"}),
        ("announce_arrival", lambda: {"expected": tomorrow()}),
        ("attach", lambda: {"deficiency": "0", "files": (a_photo(), "паспорт.jpg")}),
    ],
)
def test_what_was_meant_for_one_notice_does_not_go_into_another(
    app: Flask, act: str, fields: Callable[[], Fields]
) -> None:
    page, notice, _other = another_opened_since(app, act)
    page.submit(fields=fields(), button="Русский", status=409)
    page.pages.speak("en")
    told = page.submit(fields=fields(), status=409)
    assert told.title.startswith("Another notice is open now")
    assert not events(act) and not db.session.scalars(select(Attachment)).all()
    told.click("Open the notice").submit(fields={"code": carrier_code(notice.id)})
    page.submit(fields=fields())
    assert [event.notice_id for event in events(act)] == [notice.id]


def test_what_was_interrupted_at_one_notice_is_not_given_back_at_another(app: Flask) -> None:
    page, notice, other = another_opened_since(app, "object")
    pages = page.pages
    pages.client.delete_cookie("session")
    page.submit(fields={"reason": "Не согласен"}, status=400)
    pages.speak("en")
    pages.sign_in("inspector")
    open_at(pages, other)
    address = f"/go-on/{db.session.scalars(select(InterruptedForm.id)).one()}"
    assert "Не согласен" not in str(pages.get(address).submit(status=409).soup)
    open_at(pages, notice)
    page = pages.get(address).submit()
    assert page.one("#reason").get_text().strip() == "Не согласен"
    page.submit()
    assert [event.notice_id for event in events("object")] == [notice.id]

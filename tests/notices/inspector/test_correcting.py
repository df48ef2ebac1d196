"""A correction opens the same pages on the current version and writes the next one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from notices.models import Draft, Event, NoticeLink, db, transaction
from tests.factories import a_draft, a_filing, a_measurement, a_notice, found, of_vehicle, step
from tests.notices.inspector.walk import at, find, inspector, notices
from tests.people import place
from workflows.acts import Filed
from workflows.vocabulary import DuplicateAnswer, Status

REASON = {"reason": "опечатка"}


def test_a_correction_starts_from_what_the_register_holds(app: Flask) -> None:
    filing = a_filing(found("P01", unit=1), found("I04", document_number="77-1"))
    notice = a_notice(filing=filing)
    check = at(inspector(app), notice, "correct")
    assert not check.all("#reasons")
    for told in ("АВ 1234-7", "закрашен", "ООО «Ўсход-Транс»", "Ёлкін", "Казань", "77-1",
                 "44 t", "Ozinki"):  # fmt: skip
        assert told in check.text, told
    check.submit(fields=REASON)
    first, second = (version.facts for version in notice.versions)
    assert first == second | {"version": 1, "checkpoint": None}


def test_a_correction_shows_decimals_as_the_reader_types_them(on_sqlite: Flask) -> None:
    notice = a_notice(filing=a_filing(found("P01", measured=a_measurement(43_900))))
    pages = inspector(on_sqlite)
    pages.speak("ru")
    assert at(pages, notice, "findings").click("Изменить P01").one("#value")["value"] == "43,9"


def test_lines_keep_their_rows_and_their_wording(app: Flask) -> None:
    notice = a_notice(filing=a_filing(found("M01"), found("I15")))
    rows = [line.id for line in notice.deficiencies]
    page = at(inspector(app), notice, "findings")
    page = page.submit("remove-1")
    find(page, "I16", unit="unit0").click("Check and correct").submit(fields=REASON)
    lines = notice.deficiencies
    assert [(line.code, line.position) for line in lines] == [("I15", 2), ("I16", 3)]
    assert lines[0].id == rows[1] and notice.remaining == 2 and notice.version == 2


def test_a_correction_needs_a_reason_and_prints_the_corrected_notice(app: Flask) -> None:
    notice = a_notice()
    page = at(inspector(app), notice, "parties").submit(fields={"driver_surname": "Ёлкин"})
    check = page.click("Check and correct")
    assert check.submit(status=422).errors == ["Write the reason."]
    done = check.submit(fields=REASON)
    assert [link.get_text() for link in done.all("main .papers a")] == [
        "Corrected deficiency notice"
    ]
    event = db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert (event.name, event.reason) == ("correct", "опечатка")
    assert notice.driver_surname == "Ёлкин" and notice.status is Status.ROUTED


def test_after_a_presentation_nothing_can_be_taken_away(app: Flask) -> None:
    notice = a_notice(at=Status.OUTSTANDING, filing=a_filing(found("M01"), found("I15")))
    page = at(inspector(app), notice, "findings").submit("remove-2")
    check = page.click("Check and correct")
    assert "Take nothing away and change no finding" in check.one("#reasons").get_text()
    assert check.one("#form button").has_attr("disabled")
    assert len(check.submit(fields=REASON, status=422).errors) == 1
    assert notice.version == 1


def test_after_a_presentation_something_can_be_added(app: Flask) -> None:
    notice = a_notice(at=Status.OUTSTANDING)
    page = find(at(inspector(app), notice, "findings"), "I15", unit="unit1")
    page.click("Check and correct").submit(fields=REASON)
    assert [line.code for line in notice.deficiencies] == ["M01", "I15"]
    assert notice.status is Status.OUTSTANDING and notice.remaining == 2


def test_a_correction_can_be_left_and_gone_on_with_or_forgotten(app: Flask) -> None:
    notice = a_notice()
    pages = inspector(app)
    revision = notice.revision
    at(pages, notice, "journey").submit(fields={"cargo": "дрова"})
    assert notice.revision == revision and notice.acknowledgement is not None
    begun = pages.get("/inspector").one("[aria-labelledby=corrections] a")
    page = pages.get(str(begun["href"]))
    assert "дрова" in page.text
    page.submit("abandon")
    assert db.session.scalars(select(Draft)).all() == [] and notice.version == 1
    assert "металл" in at(pages, notice, "correct").text


def test_a_correction_offers_neither_checkpoint_nor_signature(on_sqlite: Flask) -> None:
    notice = a_notice()
    pages = inspector(on_sqlite)
    page = at(pages, notice, "correct")
    steps = [link.get_text() for link in page.all(".filing-steps a")]
    assert steps == ["Vehicles", "Carrier and driver", "Journey", "Permits shown",
                     "What was measured", "What was found", "Check and correct"]  # fmt: skip
    pages.get(f"/inspector/notices/{notice.id}/sign", status=409)


def test_a_notice_at_a_checkpoint_is_not_corrected(app: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    pages = inspector(app)
    pages.get(f"/inspector/notices/{notice.id}/correct", status=409)
    pages.post(f"/inspector/notices/{notice.id}/journey", {"cargo": "x"}, status=409)


def test_a_colleague_of_another_post_reads_but_does_not_correct(app: Flask) -> None:
    notice = a_notice()
    pages = inspector(app, "other_inspector")
    for page in ("correct", "vehicles", "findings/1", "reroute", "attach"):
        pages.get(f"/inspector/notices/{notice.id}/{page}", status=403)
    pages.post(f"/inspector/notices/{notice.id}/correct", REASON, status=403)
    pages.post(f"/inspector/notices/{notice.id}/abandon", status=403)


def test_a_closed_checkpoint_stands_in_the_way_of_a_correction(app: Flask) -> None:
    notice = a_notice()
    assert notice.checkpoint is not None
    with transaction():
        notice.checkpoint.trucks_open = False
    pages = inspector(app)
    page = pages.get(f"/inspector/notices/{notice.id}")
    assert "Choose a checkpoint that is open to trucks." in page.one("#why-correct").get_text()
    assert not page.all("#why-reroute")


def test_a_carrier_renamed_on_another_notice_stays_as_this_one_tells_it(app: Flask) -> None:
    notice = a_notice()
    renamed = replace(a_filing().carrier, name="ООО «Другое имя»")
    a_notice(filing=of_vehicle("AB 2222-7", carrier=renamed))
    assert "ООО «Ўсход-Транс»" in at(inspector(app), notice, "correct").text


def test_what_was_said_of_an_earlier_notice_is_not_asked_again(app: Flask) -> None:
    earlier, later = a_notice(), a_draft()
    step("issue", later, details=Filed(a_filing(), ((earlier.id, DuplicateAnswer.LINK),)))
    step("route", later)
    check = at(inspector(app), later, "correct")
    assert not check.all("#reasons")
    check.submit(fields=REASON)
    assert [n.version for n in notices(Status.ROUTED)] == [1, 2]
    assert db.session.scalars(select(NoticeLink.earlier_id)).all() == [earlier.id]


def test_a_correction_judges_the_checkpoint_at_the_arrival_as_the_advice_does(app: Flask) -> None:
    notice = a_notice(checkpoint="NOVZ")
    closed = datetime.now(UTC).replace(hour=19, minute=0) + timedelta(days=1)
    with transaction():
        place("NOVZ").closed_from = closed.date()
        place("NOVZ").closed_until = closed.date()
    for moment, is_open in ((closed - timedelta(days=1), False), (closed, True)):
        with time_machine.travel(moment, tick=False):
            check = at(inspector(app), notice, "correct")
            refused = check.all("#reasons")
            assert bool(refused) is not is_open
            if refused:
                assert "open to trucks" in refused[0].get_text()
    with time_machine.travel(closed, tick=False):
        at(inspector(app), notice, "correct").submit(fields=REASON)
    assert notice.version == 2 and notice.advice_version == 1

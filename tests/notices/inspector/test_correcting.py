"""A correction opens the same pages on the current version and writes the next one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from notices.inspector.drafts import save
from notices.inspector.forms.measuring import MeasuringForm
from notices.inspector.registered import registered_answers
from notices.models import Draft, Event, Notice, NoticeLink, db, transaction
from notices.steps import Overtaken
from tests.factories import (
    TRACTOR,
    a_draft,
    a_filing,
    a_measurement,
    a_notice,
    found,
    mark_all,
    of_vehicle,
    step,
)
from tests.notices.inspector.walk import at, drafted, find, inspector, notices
from tests.people import place
from tests.workflows.vehicles import PLATES, a_combination
from workflows.acts import Filed
from workflows.filing import Filing
from workflows.machine import Refused
from workflows.vocabulary import DuplicateAnswer, Mark, Status

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


def test_a_correction_shows_decimals_as_the_reader_types_them(once: Flask) -> None:
    notice = a_notice(filing=a_filing(found("P01", measured=a_measurement(43_900))))
    pages = inspector(once)
    pages.speak("ru")
    assert at(pages, notice, "findings").click("Изменить P01").one("#value")["value"] == "43,9"


@pytest.mark.parametrize("gross_error", [None, 50, 250])
def test_a_correction_keeps_how_the_gross_mass_was_found(
    app: Flask, gross_error: int | None
) -> None:
    """It was weighed too, and agrees with the loads; or these were added up, with five errors."""
    weighed = a_combination(gross_mass=37_500, gross_error=gross_error)
    notice = a_notice(filing=a_filing(weighed=weighed))
    with app.test_request_context():
        typed = registered_answers(notice)["measuring"]
        form = MeasuringForm(PLATES, weighed.taken_at, notice.post.zone, None, typed)
        assert form.validate() and form.weighed() == weighed
    assert bool(typed["gross_mass"]) is (gross_error != 250)


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


def test_a_correction_offers_neither_checkpoint_nor_signature(once: Flask) -> None:
    notice = a_notice()
    pages = inspector(once)
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


def test_nothing_is_filed_but_what_the_page_has_shown(app: Flask) -> None:
    notice = a_notice(filing=a_filing(found("M01"), found("I15")))
    pages, colleague = inspector(app), inspector(app)
    at(pages, notice, "parties").submit(fields={"driver_surname": "Ёлкин"})
    check = at(pages, notice, "correct")
    at(colleague, notice, "findings").submit("remove-2")
    page = check.submit(fields=REASON, status=409)
    assert "Somebody else was first" in page.text
    db.session.expire_all()
    assert notice.version == 1 and notice.draft is not None
    at(pages, notice, "correct").submit(fields=REASON)
    assert [line.code for line in notice.deficiencies] == ["M01"]


def test_a_correction_that_a_colleague_has_begun_or_forgotten_is_not_what_was_shown(
    app: Flask,
) -> None:
    notice = a_notice()
    for saved, changes in (("", True), (datetime.now(UTC).isoformat(), False)):
        with transaction():
            notice.draft = Draft(answers={}, saved_at=datetime.now(UTC)) if changes else None
        with pytest.raises(Overtaken):
            step("correct", notice, saved=saved)
    step("correct", notice, saved="")
    assert notice.version == 2


def test_what_is_saved_after_the_issue_begins_no_correction(app: Flask) -> None:
    draft = drafted()
    step("issue", draft)
    set_committed_value(draft, "status", Status.DRAFT)  # As read before it waited for the issue.
    with pytest.raises(Overtaken):
        save(draft, "parties", {"driver_surname": "Ёлкин"})
    assert draft.draft is None and draft.status is Status.ISSUED


def corrected(notice: Notice, filing: Filing, **unit: str) -> Filing:
    """Correct the tractor of the filing; raises Refused."""
    findings = zip(filing.findings, notice.deficiencies, strict=True)
    filing = replace(
        filing,
        units=(replace(filing.units[0], **unit), *filing.units[1:]),
        findings=tuple(replace(finding, line=line.id) for finding, line in findings),
    )
    step("correct", notice, filing=filing)
    return filing


def test_a_vehicle_that_was_presented_is_not_replaced_bit_by_bit(app: Flask) -> None:
    notice = a_notice(at=Status.OUTSTANDING)
    filing = corrected(notice, a_filing(), plate="KK 9999-1")
    with pytest.raises(Refused) as refusal:
        corrected(notice, filing, vin="XLRTE47MS0E123456")
    assert refusal.value.reasons == ["nothing_softened"]
    corrected(notice, filing, plate=TRACTOR, vin="XLRTE47MS0E123456")
    assert notice.version == 3


def test_a_deficiency_added_after_a_presentation_stays_on_its_vehicle(app: Flask) -> None:
    notice = a_notice(at=Status.OUTSTANDING)
    filing = a_filing(found("M01", line=notice.deficiencies[0].id), found("I15"))
    step("correct", notice, filing=filing)
    with pytest.raises(Refused) as refusal:
        corrected(notice, replace(filing, findings=(filing.findings[0], found("I15", unit=1))))
    assert refusal.value.reasons == ["nothing_softened"]


def test_a_plate_seen_at_the_checkpoint_sets_that_of_the_notice_right(app: Flask) -> None:
    filing = of_vehicle("AB 1234-7")
    notice = a_notice(filing=filing)
    step("receive", notice, plates=("AB 1284-7",))
    step("refuse", notice)
    with pytest.raises(Refused) as refusal:
        corrected(notice, filing, plate="AB 1288-7")
    assert refusal.value.reasons == ["nothing_softened"]
    corrected(notice, filing, plate="AB 1284-7")
    assert notice.units[0].plate == "AB 1284-7"


def test_no_vehicle_takes_the_plate_of_another_because_its_own_was_not_seen(app: Flask) -> None:
    filing = a_filing(found("I15", unit=1))
    notice = a_notice(filing=filing)
    step("receive", notice, plates=(TRACTOR, "A 5673 B-7"))
    step("refuse", notice)
    with pytest.raises(Refused) as refusal:
        corrected(notice, replace(filing, findings=(found("I15"),)))
    assert refusal.value.reasons == ["nothing_softened"]


def test_what_was_taken_back_before_anything_was_marked_binds_nobody(app: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT, filing=a_filing(found("M01"), found("I15")))
    step("withdraw", notice)
    step("correct", notice, filing=a_filing(found("M01", line=notice.deficiencies[0].id)))
    assert [line.code for line in notice.deficiencies] == ["M01"]
    step("receive", notice)
    mark_all(notice, Mark.REMOVED)
    step("withdraw", notice)
    with pytest.raises(Refused) as refusal:
        step("correct", notice, filing=a_filing(found("I15")))
    assert refusal.value.reasons == ["nothing_softened"]
    step("annul", notice)

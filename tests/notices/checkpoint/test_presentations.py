"""A vehicle is received, taken over, or its presentation taken back."""

from flask import Flask
from sqlalchemy import select

from notices.checkpoint.forms import TRAILERS
from notices.models import StoredPaper, db, transaction
from tests.factories import (
    TRACTOR,
    TRAILER,
    a_filing,
    a_notice,
    found,
    mark_all,
    of_vehicle,
    step,
)
from tests.notices.checkpoint.desk import again, at_desk, filing_of
from tests.people import person, place
from workflows.filing import FiledUnit
from workflows.vocabulary import Mark, Paper, Status, UnitKind

OF_THE_OWN_CHECKPOINT = ("withdraw", "confirm", "refuse", "fine", "attach")
SEEN = {"tractor": TRACTOR, "trailer": TRAILER}
SENT = SEEN | {"mark": "1", "document_number": "7", "reason": "x"}


def test_a_received_vehicle_is_here_and_its_record_is_printed(app: Flask) -> None:
    notice = a_notice()
    page = at_desk(app).get(f"/checkpoint/notices/{notice.id}").click("Receive the vehicle")
    page = page.submit(fields=SEEN)
    assert "Print: Record of presentation" in page.text
    assert again(notice).status is Status.AT_CHECKPOINT
    assert notice.presentations[0].plates_seen == [TRACTOR, TRAILER]


def test_the_page_of_receiving_does_not_give_the_plates_away(app: Flask) -> None:
    notice = a_notice()
    page = at_desk(app).get(f"/checkpoint/notices/{notice.id}/receive")
    assert TRACTOR not in page.text


def test_a_plate_in_other_letters_is_the_same_plate(app: Flask) -> None:
    notice = a_notice()
    pages = at_desk(app)
    pages.get(f"/checkpoint/notices/{notice.id}/receive").submit(
        fields={"tractor": "ab12347", "trailer": "а5678в7"}
    )
    assert again(notice).status is Status.AT_CHECKPOINT
    page = pages.get(f"/checkpoint/notices/{notice.id}")
    assert "differ" not in page.text


def test_a_combination_as_long_as_a_notice_takes_is_received_with_all_plates(app: Flask) -> None:
    trailers = ("A 1111 B-7", "A 2222 B-7", "A 3333 B-7", "LABAS")
    units = tuple(FiledUnit(UnitKind.TRAILER, plate, "BY") for plate in trailers)
    notice = a_notice(filing=a_filing(units=(*of_vehicle(TRACTOR).units, *units)))
    page = at_desk(app).get(f"/checkpoint/notices/{notice.id}/receive")
    page.submit(fields={"tractor": TRACTOR} | dict(zip(TRAILERS, trailers, strict=True)))
    assert again(notice).presentations[0].plates_seen == [TRACTOR, *trailers]


def test_plates_that_differ_are_looked_at_twice_and_stay_visible(app: Flask) -> None:
    notice = a_notice()
    page = at_desk(app).get(f"/checkpoint/notices/{notice.id}/receive")
    page = page.submit(fields={"tractor": TRACTOR, "trailer": "XX 9999-9"}, status=422)
    assert again(notice).status is Status.ROUTED
    assert f"On the notice, but not seen: {TRAILER}" in page.text
    page = page.submit(fields={"differs": True})
    assert "Seen, but not on the notice: XX 9999-9" in page.text
    assert again(notice).presentations[0].plates_seen == [TRACTOR, "XX 9999-9"]


def test_a_plate_that_is_unusual_is_doubted_at_the_second_look(app: Flask) -> None:
    notice = a_notice()
    page = at_desk(app).get(f"/checkpoint/notices/{notice.id}/receive")
    page = page.submit(fields={"tractor": "AB 123-7", "trailer": "A 5678 C-7"}, status=422)
    assert "usually look like AB 1234-5" in page.one("#tractor-warning").get_text()
    assert not page.all("#trailer-warning")
    page.submit(fields={"differs": True})
    assert again(notice).status is Status.AT_CHECKPOINT


def test_what_is_no_plate_is_refused_with_everything_typed(once: Flask) -> None:
    notice = a_notice()
    page = at_desk(once).get(f"/checkpoint/notices/{notice.id}/receive")
    for typed in ("", "  ", "A", "AB 1234-7 AC 5678-7", "A" * 21):
        refused = page.submit(fields={"tractor": typed, "trailer": TRAILER}, status=422)
        assert refused.one("#trailer")["value"] == TRAILER
    assert again(notice).status is Status.ROUTED


def test_another_checkpoint_reads_and_is_forbidden_the_rest(app: Flask) -> None:
    expected = a_notice(filing=a_filing(found("P01")))
    here = a_notice(at=Status.AT_CHECKPOINT, filing=filing_of("AE 7777-7", "P01"))
    line = here.deficiencies[0].id
    pages = at_desk(app, "other_officer")
    pages.get(f"/checkpoint/notices/{here.id}")
    for address in (
        f"/checkpoint/notices/{expected.id}/receive",
        f"/checkpoint/notices/{here.id}/mark/{line}",
        f"/checkpoint/notices/{here.id}/measure/{line}",
        *(f"/checkpoint/notices/{here.id}/{name}" for name in OF_THE_OWN_CHECKPOINT),
    ):
        pages.get(address, status=403)
        pages.post(address, SENT, status=403)
    assert again(here).deficiencies[0].mark is None
    assert (here.status, expected.status) == (Status.AT_CHECKPOINT, Status.ROUTED)


def test_another_checkpoint_is_offered_to_take_over_and_nothing_else(app: Flask) -> None:
    notice = a_notice()
    page = at_desk(app, "other_officer").get(f"/checkpoint/notices/{notice.id}")
    assert [a.text for a in page.all(".steps a")] == ["Take over from another checkpoint"]
    page = at_desk(app).get(f"/checkpoint/notices/{notice.id}")
    assert [a.text for a in page.all(".steps a")] == [
        "Receive the vehicle",
        "Attach a file",
        "Compile the dossier",
    ]


def test_taking_over_needs_a_reason(app: Flask) -> None:
    notice = a_notice()
    page = at_desk(app, "other_officer").get(f"/checkpoint/notices/{notice.id}/take_over")
    page = page.submit(fields=SEEN, status=422)
    assert page.errors == ["Write the reason."]


def test_a_checkpoint_that_cannot_check_a_deficiency_takes_nothing_over(app: Flask) -> None:
    notice = a_notice(filing=a_filing(found("P01")))
    with transaction():
        person("other_officer").place_id = place("DOLO").id
    pages = at_desk(app, "other_officer")
    page = pages.get(f"/checkpoint/notices/{notice.id}")
    assert page.one("#why-take_over").get_text(strip=True).endswith("this one cannot.")
    page = pages.get(f"/checkpoint/notices/{notice.id}/take_over")
    page = page.submit(fields=SEEN | {"reason": "ближе"}, status=422)
    assert page.errors == [
        "Choose a checkpoint that can check every deficiency on the notice: this one cannot."
    ]


def test_the_record_of_a_vehicle_taken_over_names_the_diversion(app: Flask) -> None:
    notice = a_notice(checkpoint="KGOR")
    page = at_desk(app, "other_officer").get(f"/checkpoint/notices/{notice.id}/take_over")
    page.submit(fields=SEEN | {"reason": "закрыта дорога"})
    query = select(StoredPaper).where(StoredPaper.kind == Paper.RECORD_OF_PRESENTATION)
    facts = db.session.scalars(query).one().facts
    assert facts["presentation"]["diverted_from"]["code"] == "KGOR"
    assert facts["reason"] == "закрыта дорога"


def test_a_presentation_taken_back_leaves_the_marks_as_they_were(app: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT, filing=a_filing(found("M01"), found("I15")))
    mark_all(notice, Mark.REMOVED)
    line = notice.deficiencies[1].id
    pages = at_desk(app)
    pages.get(f"/checkpoint/notices/{notice.id}/mark/{line}").submit(
        fields={"mark": "2", "reason": "нет"}
    )
    pages.get(f"/checkpoint/notices/{notice.id}").click("Refuse the confirmation").submit()
    step("receive", again(notice))
    pages.get(f"/checkpoint/notices/{notice.id}/mark/{line}").submit(
        fields={"mark": "1", "document_number": "7", "document_date": "01.11.2026"}
    )
    page = pages.get(f"/checkpoint/notices/{notice.id}").click("Take back the presentation")
    page = page.submit(fields={"reason": "уехал"})
    assert again(notice).status is Status.OUTSTANDING
    assert [found.mark for found in notice.deficiencies] == [Mark.REMOVED, Mark.NOT_REMOVED]
    assert notice.remaining == 1
    assert "2 · Not removed" in page.all(".deficiencies li")[1].text

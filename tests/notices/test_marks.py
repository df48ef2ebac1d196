"""Marks from presentation to presentation: what is carried over, opened again and put back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from notices.models import Notice, Place, StoredPaper, db, transaction
from notices.steps import take
from tests.factories import a_filing, a_measurement, a_notice, an_act, found, step
from tests.people import place
from workflows.acts import Marked, Remeasured
from workflows.machine import NotNow, Refused
from workflows.vocabulary import Mark, Paper, Quantity, Status, Verdict

REMOVED, LEFT, NOT_REQUIRED = Mark.REMOVED, Mark.NOT_REMOVED, Mark.NOT_REQUIRED


def mark(notice: Notice, position: int, given: Mark, login: str = "officer") -> None:
    """Mark one deficiency of the notice with whatever the mark needs."""
    line = notice.deficiencies[position]
    marked = Marked(line.id, given, "77-1", date(2026, 11, 1), "статья 8")
    if given is REMOVED and line.entry.quantity:
        again = Remeasured(line.id, a_measurement(39_000, quantity=line.entry.quantity))
        take(an_act(login, again), ("measure", notice))
    take(an_act(login, marked, reason="проверено"), ("mark", notice))


def decide(notice: Notice, name: str, *marks: Mark) -> None:
    """Mark every deficiency in its order, then confirm or refuse."""
    for position, given in enumerate(marks):
        mark(notice, position, given)
    take(an_act("officer"), (name, notice))


def marks_of(notice: Notice) -> list[Mark | None]:
    return [line.mark for line in notice.deficiencies]


def paper_of(notice: Notice, kind: Paper) -> StoredPaper:
    """The last paper of its kind."""
    query = select(StoredPaper).where(StoredPaper.notice_id == notice.id, StoredPaper.kind == kind)
    return db.session.scalars(query.order_by(StoredPaper.id.desc())).first() or StoredPaper()


@pytest.fixture
def refused(app: Flask) -> Notice:
    """A notice of which a weighing is removed, a permit is left and an insurance not required."""
    filing = a_filing(found("P01"), found("M01"), found("I16"))
    notice = a_notice(at=Status.AT_CHECKPOINT, filing=filing)
    decide(notice, "refuse", REMOVED, LEFT, NOT_REQUIRED)
    return notice


def test_a_refusal_lists_what_is_left_and_nothing_else(refused: Notice) -> None:
    facts = paper_of(refused, Paper.REFUSAL).facts
    assert [line["code"] for line in facts["left"]] == ["M01"]
    assert refused.remaining == 1


def test_the_next_presentation_carries_1_and_3_over_and_opens_2_again(refused: Notice) -> None:
    step("receive", refused)
    assert marks_of(refused) == [REMOVED, None, NOT_REQUIRED]
    first, second = refused.presentations
    assert [m.mark for m in first.markings] == [REMOVED, LEFT, NOT_REQUIRED]
    for earlier, carried in zip(first.markings[::2], second.markings, strict=True):
        assert carried.carried_over and not earlier.carried_over
        for kept in ("mark", "officer_id", "place_id", "at", "document_number", "document_date",
                     "reason", "legal_ground"):  # fmt: skip
            assert getattr(carried, kept) == getattr(earlier, kept), kept


def test_a_mark_carried_over_keeps_the_measurement_that_it_rests_on(refused: Notice) -> None:
    step("receive", refused)
    mark(refused, 1, REMOVED)
    take(an_act("officer"), ("confirm", refused))
    assert refused.status is Status.CLEARED
    weighing = paper_of(refused, Paper.CONFIRMATION_OF_REMOVAL).facts["presentation"]["marks"][0]
    assert (weighing["old"]["value"], weighing["new"]["value"]) == (44_000, 39_000)


def test_a_mark_carried_over_may_be_taken_back(refused: Notice) -> None:
    step("receive", refused)
    decide(refused, "refuse", LEFT, REMOVED)
    step("receive", refused)
    assert marks_of(refused) == [None, REMOVED, NOT_REQUIRED]


def test_withdrawing_puts_the_marks_back_as_they_were(refused: Notice) -> None:
    for marks in ((LEFT, REMOVED, LEFT), (REMOVED, NOT_REQUIRED, LEFT)):
        step("receive", refused)
        for position, given in enumerate(marks):
            mark(refused, position, given)
        step("withdraw", refused)
        assert refused.status is Status.OUTSTANDING
        assert marks_of(refused) == [REMOVED, LEFT, NOT_REQUIRED]
        assert refused.remaining == 1
    step("receive", refused)
    assert marks_of(refused) == [REMOVED, None, NOT_REQUIRED]


def test_withdrawing_the_first_presentation_leaves_no_mark(app: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    mark(notice, 0, REMOVED)
    assert notice.remaining == 0
    step("withdraw", notice)
    assert marks_of(notice) == [None] and notice.remaining == 1


def test_after_a_reopening_everything_has_to_be_shown_again(refused: Notice) -> None:
    step("receive", refused)
    mark(refused, 1, REMOVED)
    take(an_act("officer"), ("confirm", refused))
    step("reopen", refused, "ru_supervisor")
    paper = paper_of(refused, Paper.WITHDRAWAL_OF_CONFIRMATION).facts
    assert [line["code"] for line in paper["left"]] == ["P01", "M01", "I16"]
    for _attempt in range(2):
        step("receive", refused)
        assert marks_of(refused) == [None] * 3 and refused.remaining == 3
        assert not refused.presentations[-1].markings
        step("withdraw", refused)
        assert marks_of(refused) == [None] * 3 and refused.remaining == 3


def test_a_deficiency_added_between_two_presentations_must_be_marked(refused: Notice) -> None:
    rows = [line.id for line in refused.deficiencies]
    codes = zip(("P01", "M01", "I16", "I04"), (*rows, None), strict=True)
    step("correct", refused, filing=a_filing(*(found(code, line=row) for code, row in codes)))
    assert refused.remaining == 2
    step("receive", refused)
    mark(refused, 1, REMOVED)
    with pytest.raises(Refused) as refusal:
        take(an_act("officer"), ("confirm", refused))
    assert refusal.value.reasons == ["everything_marked"]


def test_a_measured_one_is_confirmed_only_within_its_limit(app: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT, filing=a_filing(found("P01")))
    line = notice.deficiencies[0].id
    removed = Marked(line, REMOVED, "77-1", date(2026, 11, 1))
    take(an_act("officer", removed), ("mark", notice))
    expired = a_measurement(39_000, verified_until=datetime.now(UTC).date() - timedelta(days=1))
    for measured, verdict in (
        (None, None),
        (a_measurement(41_500), Verdict.OVER),
        (a_measurement(40_900), Verdict.NOT_ESTABLISHED),
        (expired, Verdict.NOT_ESTABLISHED),
    ):
        if measured:
            assert measured.verdict is verdict
            take(an_act("officer", Remeasured(line, measured)), ("measure", notice))
        with pytest.raises(Refused) as refusal:
            take(an_act("officer"), ("confirm", notice))
        assert refusal.value.reasons == ["measured_again"]
    permit = a_measurement(43_900, limit=44_000, act="Специальное разрешение № 5")
    take(an_act("officer", Remeasured(line, permit)), ("measure", notice))
    take(an_act("officer"), ("confirm", notice))
    assert notice.status is Status.CLEARED


def test_the_marks_of_a_decided_presentation_stay(refused: Notice) -> None:
    with pytest.raises(NotNow):
        mark(refused, 1, REMOVED)
    assert marks_of(refused) == [REMOVED, LEFT, NOT_REQUIRED]


def test_the_deficiency_of_another_notice_is_not_marked(app: Flask) -> None:
    stranger = a_notice(filing=a_filing(found("I15"))).deficiencies[0].id
    notice = a_notice(at=Status.AT_CHECKPOINT)
    revision = notice.revision
    marked = Marked(stranger, LEFT)
    with pytest.raises(LookupError):
        take(an_act("officer", marked, reason="нет"), ("mark", notice))
    weighed = Remeasured(stranger, a_measurement(quantity=Quantity.GROSS_MASS))
    with pytest.raises(LookupError):
        take(an_act("officer", weighed), ("measure", notice))
    assert notice.revision == revision and not notice.presentations[0].markings


def test_who_takes_over_carries_marks_over_and_tells_each_place_s_clock(refused: Notice) -> None:
    with transaction():
        place("NOVZ").timezone = "Europe/Kaliningrad"
    there = place("NOVZ").as_destination(datetime.now(UTC))
    step("take_over", refused, "other_officer", destination=there)
    assert marks_of(refused) == [REMOVED, None, NOT_REQUIRED]
    mark(refused, 1, REMOVED, "other_officer")
    take(an_act("other_officer"), ("confirm", refused))
    told = paper_of(refused, Paper.CONFIRMATION_OF_REMOVAL).facts["presentation"]
    assert [m["at"][-6:] for m in told["marks"]] == ["+03:00", "+02:00", "+03:00"]
    assert (told["diverted_from"]["code"], told["decided"]["place"]["code"]) == ("KGOR", "NOVZ")
    assert told["received_at"].endswith("+02:00")


def test_an_officer_who_moves_on_stays_where_the_decision_was_made(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    elsewhere = db.session.scalars(select(Place).where(Place.code == "NOVZ")).one()
    with transaction():
        notice.presentations[-1].decided_by.place_id = elsewhere.id
    step("release", notice)
    told = paper_of(notice, Paper.EXIT_PERMIT).facts["presentation"]
    assert told["decided"]["place"]["code"] == "KGOR"


def test_nothing_is_told_as_removed_that_was_measured_over_its_limit(app: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT, filing=a_filing(found("P01"), found("M01")))
    weighing, permit = notice.deficiencies
    again = Remeasured(weighing.id, a_measurement(44_000))
    removed = Marked(weighing.id, REMOVED, "77-1", date(2026, 11, 1))
    take(an_act("officer", again), ("measure", notice))
    with pytest.raises(Refused) as refusal:
        take(an_act("officer", removed), ("mark", notice))
    assert refusal.value.reasons == ["mark_within_limit"]
    take(an_act("officer", Remeasured(weighing.id, a_measurement(39_000))), ("measure", notice))
    take(an_act("officer", removed), ("mark", notice))
    take(an_act("officer", again), ("measure", notice))
    take(an_act("officer", Marked(permit.id, LEFT), reason="нет"), ("mark", notice))
    with pytest.raises(Refused) as refusal:
        take(an_act("officer"), ("refuse", notice))
    assert refusal.value.reasons == ["measured_again"]

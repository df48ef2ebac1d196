"""Numbers, deadlines and days by the clock of each place, from Kaliningrad to Vladivostok."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from notices.content import next_number
from notices.models import StoredPaper, db, transaction
from tests.factories import a_draft, a_filing, a_notice, found, step
from tests.people import person, place
from workflows.numbers import read_number
from workflows.vocabulary import Paper, Status

TEN_DAYS = timedelta(days=10)
NEW_YEAR_IN_MOSCOW = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)
NOON = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "year"),
    [("CHER", 2026), ("KOZL", 2027), ("OZIN", 2027), ("MASH", 2027), ("POGR", 2027)],
)
def test_the_year_of_a_number_is_that_of_the_post_s_own_clock(
    once: Flask, code: str, year: int
) -> None:
    number = next_number(place(code), NEW_YEAR_IN_MOSCOW)
    assert number == read_number(number) and number.startswith(f"BY-{code}-{year}-000001-")
    hours_east = datetime(2026, 12, 31, 14, 30, tzinfo=UTC)
    far_east = "2027" if code == "POGR" else "2026"
    assert next_number(place(code), hours_east).split("-")[2] == far_east


def test_each_post_counts_from_one_in_each_year(app: Flask) -> None:
    numbers = [
        next_number(place(code), at)
        for code in ("KOZL", "GRIG")
        for at in (NOON, NOON, NEW_YEAR_IN_MOSCOW, NOON)
    ]
    assert [number.rpartition("-")[0][8:] for number in numbers] == [
        "2026-000001", "2026-000002", "2027-000001", "2026-000003",
        "2026-000001", "2026-000002", "2027-000001", "2026-000003",
    ]  # fmt: skip


def test_a_notice_tells_its_times_by_the_clock_of_its_post(app: Flask) -> None:
    with transaction():
        place("KOZL").timezone = "Asia/Vladivostok"
    draft = a_draft()
    step("issue", draft, at=NOON)
    facts = draft.versions[0].facts
    assert facts["issued_at"] == "2026-11-22T19:00+10:00"
    assert facts["deadline"] == "2026-12-02T19:00+10:00"


def test_an_exit_permit_is_signed_by_the_clock_of_the_booth(app: Flask) -> None:
    with transaction():
        person("ru_exit_officer").place_id = place("CHER").id
    notice = a_notice(at=Status.CLEARED)
    step("release", notice, "ru_exit_officer", at=NOON)
    permit = db.session.scalars(select(StoredPaper).filter_by(kind=Paper.EXIT_PERMIT)).one()
    assert permit.facts["officer"]["at"] == "2026-11-22T11:00+02:00"


def test_the_deadline_runs_from_issue_and_anew_from_what_sends_the_vehicle_back(
    app: Flask,
) -> None:
    notice = a_draft()
    days = iter(range(1, 20))

    def deadline_after(name: str, login: str = "", **changed: object) -> int:
        """Days between the first step and the deadline's beginning, after one more step."""
        step(name, notice, login, at=NOON + timedelta(days=next(days)), **changed)
        assert notice.deadline is not None
        return (notice.deadline - TEN_DAYS - NOON).days

    assert deadline_after("issue") == 1
    assert deadline_after("route") == 2
    kept = found("M01", line=notice.deficiencies[0].id)
    assert deadline_after("correct", filing=a_filing(kept)) == 2
    assert deadline_after("reroute", "inspector", checkpoint="DUBO") == 4
    assert deadline_after("take_over") == 4
    assert deadline_after("withdraw") == 4
    assert deadline_after("take_over") == 4
    assert deadline_after("refuse") == 8
    assert deadline_after("receive") == 8
    assert deadline_after("confirm") == 8
    assert deadline_after("reopen", "ru_supervisor") == 11


def test_the_deadline_is_as_long_as_the_register_is_set_to(app: Flask) -> None:
    app.config["DEADLINE_DAYS"] = 3
    draft = a_draft()
    step("issue", draft, at=NOON)
    assert draft.deadline == NOON + timedelta(days=3)
    assert not draft.overdue_at(NOON + timedelta(days=3))
    assert draft.overdue_at(NOON + timedelta(days=3, seconds=1))


def test_only_an_open_notice_is_overdue(app: Flask) -> None:
    late = datetime.now(UTC) + timedelta(days=11)
    notice = a_notice(at=Status.OUTSTANDING)
    assert notice.overdue_at(late)
    step("receive", notice)
    assert notice.overdue_at(late)
    step("confirm", notice)
    assert not notice.overdue_at(late)


@pytest.mark.parametrize(("zone", "last_minute"), [("Europe/Kaliningrad", 21), ("Asia/Chita", 14)])
def test_a_place_is_closed_by_its_own_calendar(once: Flask, zone: str, last_minute: int) -> None:
    checkpoint = place("KGOR")
    checkpoint.timezone = zone
    checkpoint.closed_from, checkpoint.closed_until = date(2026, 11, 20), date(2026, 11, 22)
    minute = timedelta(minutes=1)
    begins = datetime(2026, 11, 19, last_minute, 59, tzinfo=UTC)
    ends = datetime(2026, 11, 22, last_minute, 59, tzinfo=UTC)
    assert [checkpoint.open_at(at) for at in (begins, begins + minute)] == [True, False]
    assert [checkpoint.open_at(at) for at in (ends, ends + minute)] == [False, True]
    db.session.rollback()


def test_an_instant_without_a_zone_is_never_stored(app: Flask) -> None:
    notice = a_notice()
    notice.deadline = datetime(2026, 11, 22, 12, 0)  # noqa: DTZ001
    with pytest.raises(Exception, match="without a zone"):
        db.session.flush()
    db.session.rollback()

"""An instant falls on the day that the clock at its place shows, wherever its day is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from notices.administrator import wording_form
from notices.content import next_number
from notices.entries import today
from notices.models import CatalogueEntry, db
from notices.papers import render
from notices.papers.tell import local
from notices.words import formats
from tests.people import place

HOURS_EAST = {"Europe/Minsk": 3, "Europe/Moscow": 3, "UTC": 0}
DAYS = (date(2026, 11, 22), date(2027, 1, 1), date(2028, 2, 29), date(2028, 3, 1))
HALF_A_DAY = 12 * 60 * 60

midnights = st.sampled_from(DAYS).map(lambda day: datetime(day.year, day.month, day.day))  # noqa: DTZ001
seconds = st.integers(-HALF_A_DAY, HALF_A_DAY) | st.sampled_from((-60, -1, 0, 1))


def test_no_day_is_told_that_the_place_s_clock_does_not_show(once: Flask, long: bool) -> None:
    post = place("KOZL")

    @settings(max_examples=5000 if long else 30, deadline=None, database=None, derandomize=not long)
    @given(midnights, seconds, st.sampled_from(list(HOURS_EAST)))
    def check(midnight: datetime, away: int, zone: str) -> None:
        clock = midnight + timedelta(seconds=away)
        at = (clock - timedelta(hours=HOURS_EAST[zone])).replace(tzinfo=UTC)
        post.timezone = zone
        told = f"{clock:%d.%m.%Y %H:%M} UTC+{HOURS_EAST[zone]}"
        assert formats.at(at, post) == told
        assert render.at(local(at, post.zone)) == told
        assert next_number(post, at).split("-")[2] == str(clock.year)
        shown = render.day(clock.date().isoformat())
        assert shown == f"{clock.day:02}.{clock.month:02}.{clock.year}"
        assert formats.day(clock.date()).startswith(f"{clock.day} ")
        post.closed_from = post.closed_until = clock.date()
        assert not post.open_at(at)
        for whole_day in (timedelta(days=-1), timedelta(days=1)):
            assert post.open_at(at + whole_day)
        with time_machine.travel(at, tick=False):
            in_minsk = clock + timedelta(hours=HOURS_EAST["Europe/Minsk"] - HOURS_EAST[zone])
            assert today() == in_minsk.date()

    with once.test_request_context():
        check()
    db.session.rollback()


def test_a_wording_is_proposed_with_the_documents_of_the_day_in_minsk(
    once: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    days: list[date] = []
    monkeypatch.setattr(wording_form, "documents_on", lambda day: days.append(day) or [])
    entry = db.session.get_one(CatalogueEntry, ("M01", 1))
    for minute in (59, 60):
        at = datetime(2026, 11, 21, 20, tzinfo=UTC) + timedelta(minutes=minute)
        with time_machine.travel(at, tick=False), once.test_request_context():
            wording_form.WordingForm(entry)
    assert days == [date(2026, 11, 21), date(2026, 11, 22)]

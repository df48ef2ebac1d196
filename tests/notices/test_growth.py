"""What is asked of the register costs the same however many notices it holds."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, inspect

from notices.catalogue import catalogue_on
from notices.exit_control.facts import facts_about
from notices.exit_control.queries import papers_of
from notices.finding import easily_mistaken, find
from notices.holds import BINDING, held_lookalikes, notices_on, overlapping
from notices.inspector.known import Asked, known_of
from notices.models import ExitQuestion, Notice, db
from notices.supervisor.queries import MATTERS, attempts_after
from tests.factories import TRACTOR, a_draft, a_filing, a_notice, found, of_vehicle, step

SMALL = {"carrier", "catalogue_entry", "document_kind", "held_role", "person", "place"}
DELETED_FROM = {"deficiency", "unit"}
"""A correction before the first presentation takes rows out of these."""


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """Gather what is sent to the database, with its parameters."""
    sent: list[tuple[str, Any]] = []

    def note(_connection, _cursor, statement, parameters, _context, many) -> None:
        sent.append((statement, parameters[0] if many else parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def scans(statement: str, parameters: Any) -> list[str]:
    """The growing tables through which SQLite would walk from end to end."""
    if not re.match("SELECT|UPDATE|DELETE", statement):
        return []
    query = f"EXPLAIN QUERY PLAN {statement}"
    plan = [row.detail for row in db.session.connection().exec_driver_sql(query, parameters)]
    walked = (re.match(r"SCAN (\w+)", line) for line in plan)
    return [walk[1] for walk in walked if walk and walk[1].removesuffix("_1") not in SMALL]


def asked_about(notice: Notice) -> Asked:
    return Asked((TRACTOR,), "ООО «Ўсход-Транс»", "BY", "191234567", notice.id, datetime.now(UTC))


QUESTIONS: dict[str, Callable[[Notice], object]] = {
    "what binds a plate": lambda _: notices_on([TRACTOR], BINDING),
    "what is easily mistaken for it": lambda _: held_lookalikes(["A8 1234-7"]),
    "what is known of vehicles and carrier": lambda notice: known_of(
        asked_about(notice), catalogue_on(date(2026, 11, 1))
    ),
    "what is known of a carrier by its name": lambda notice: known_of(
        replace(asked_about(notice), carrier_tax_number=""), {}
    ),
    "what is easily mistaken for a plate": lambda _: easily_mistaken("A8 1234-7"),
    "what overlaps": lambda _: overlapping(a_filing().units, [found("M01")], None),
    "may it leave, by a misread plate": lambda _: facts_about("A8 1234-7"),
    "what is meant by a plate": lambda _: find(TRACTOR),
    "what is meant by a number": lambda notice: find(notice.number or ""),
    "may it leave, by plate": lambda _: facts_about(TRACTOR),
    "may it leave, by number": lambda notice: facts_about(notice.number or ""),
}


def test_no_question_walks_through_a_growing_table(on_sqlite: Flask) -> None:
    notice = a_notice()
    for name, question in QUESTIONS.items():
        with statements() as sent:
            question(notice)
        assert sent and not [walked for each in sent for walked in scans(*each)], name


LED_BY: dict[str, tuple[Callable[[], object], str]] = {
    "attempts since a sign-in": (lambda: attempts_after(0, datetime.now(UTC)), "asked_at"),
    "what was let out off line": (lambda: listed("left-off-line"), "asked_at"),
    "what was held lately": (lambda: listed("refused-exits"), "asked_at"),
    "requests": (lambda: listed("requests"), "ix_event_notice"),
    "objections": (lambda: listed("objections"), "ix_event_notice"),
    "what a press at the exit printed": (
        lambda: papers_of(ExitQuestion(outcome_event_id=1, notices=["BY"])),
        "ix_event_at",
    ),
}


def listed(matter: str) -> object:
    return MATTERS[matter].page(datetime.now(UTC), None)


@pytest.mark.parametrize("asked", LED_BY)
def test_what_is_over_is_not_looked_at_to_find_what_is_not(on_sqlite: Flask, asked: str) -> None:
    a_notice()
    question, index = LED_BY[asked]
    with statements() as sent:
        question()
    query, parameters = f"EXPLAIN QUERY PLAN {sent[-1][0]}", sent[-1][1]
    plan = [row.detail for row in db.session.connection().exec_driver_sql(query, parameters)]
    assert any(index in line for line in plan) and not any("ix_event_name" in x for x in plan), plan


def test_no_step_walks_through_a_growing_table(on_sqlite: Flask) -> None:
    with statements() as sent:
        notice = a_notice(filing=a_filing(found("M01"), found("I16", unit=1)))
        kept = found("M01", line=notice.deficiencies[0].id)
        step("correct", notice, filing=a_filing(kept, units=a_filing().units[:1]))
        step("reroute", notice, "inspector", checkpoint="DUBO")
        for name in ("take_over", "refuse", "receive", "withdraw", "receive", "confirm"):
            step(name, notice)
        step("reopen", notice, "ru_supervisor")
        step("receive", notice)
        step("confirm", notice)
        step("release", notice)
    assert len(sent) > 200
    assert not {statement for statement, parameters in sent if scans(statement, parameters)}


def test_rows_that_are_taken_out_are_not_searched_for_in_whole_tables(on_sqlite: Flask) -> None:
    """The database itself looks for rows that refer to one that is deleted."""
    tables = inspect(db.engine)
    for table in tables.get_table_names():
        indexes = [index["column_names"][0] for index in tables.get_indexes(table)]
        unique = [each["column_names"][0] for each in tables.get_unique_constraints(table)]
        for key in tables.get_foreign_keys(table):
            column = key["constrained_columns"][0]
            known = key["referred_table"] not in DELETED_FROM or column in indexes + unique
            assert known, f"{table}.{column} needs an index."


def test_a_deficiency_costs_a_row_and_its_wording_and_no_more(on_sqlite: Flask) -> None:
    codes = ["M01", "M02", "M03", "M04", "M10", "M11", "M14", "I01", "I02", "I03"]
    counts = []
    for plate, some in (("AB 1111-7", codes[:2]), ("AB 2222-7", codes)):
        notice, findings = a_draft(), tuple(map(found, some))
        with statements() as sent:
            step("issue", notice, filing=of_vehicle(plate, findings=findings))
            for name in ("route", "receive"):
                step(name, notice)
        counts.append(len(sent))
    assert counts[1] <= counts[0] + 2 * len(codes[2:])


def test_what_was_measured_besides_deficiencies_is_found_by_both_columns(on_sqlite: Flask) -> None:
    notice = a_notice()
    db.session.expire(notice, ["other_measurements"])
    with statements() as sent:
        assert not notice.judged
    [(statement, parameters)] = [each for each in sent if "deficiency_id IS NULL" in each[0]]
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    assert "ix_measurement_notice (notice_id=? AND deficiency_id=?)" in plan.all()[0].detail

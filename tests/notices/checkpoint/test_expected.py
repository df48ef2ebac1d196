"""Who is expected at a checkpoint, in which order, and how a notice is found there."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, insert, select, text

from notices.checkpoint import queries
from notices.keyset import place_of
from notices.models import Notice, StoredPaper, Unit, db, transaction
from notices.papers.codes import address_of
from notices.steps import take
from tests.factories import TRACTOR, a_filing, a_notice, found, step
from tests.notices.checkpoint.desk import at_desk, filing_of
from tests.pages import Page
from tests.people import place
from workflows.acts import Act, Actor, Arrival
from workflows.vocabulary import Role, Severity, Status

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
CARRIER = Actor(None, "Ёлкін", Role.CARRIER, None, None)


def copies(notice: Notice, *urgencies: tuple[int, Severity]) -> None:
    """Copy a notice, once for each number of days from now to its deadline and severity."""
    row = db.session.execute(select(Notice.__table__).where(Notice.id == notice.id)).one()
    rows = [
        dict(row._mapping)
        | {
            "id": notice.id + number,
            "number": f"BY-COPY-{number:06d}",
            "deadline": NOW + timedelta(days=days),
            "severity": severity,
        }
        for number, (days, severity) in enumerate(urgencies, start=1)
    ]
    with transaction():
        db.session.execute(insert(Notice.__table__), rows)


def test_overdue_comes_before_severity_and_severity_before_the_deadline(app: Flask) -> None:
    notice = a_notice()
    with transaction():
        notice.deadline, notice.severity = NOW + timedelta(days=9), Severity.MAY_CONTINUE
    first = notice.id
    copies(
        notice,
        (5, Severity.REPORT_BY),
        (-1, Severity.MAY_CONTINUE),
        (4, Severity.HELD),
        (-3, Severity.REPORT_BY),
        (2, Severity.REPORT_BY),
        (2, Severity.REPORT_BY),
        (-2, Severity.HELD),
    )
    shown = queries.expected_at(place("KGOR").id, NOW).rows
    assert [notice.id - first for notice in shown] == [7, 4, 2, 3, 5, 6, 1, 0]


def test_pages_of_the_queue_follow_one_another_without_gap_or_repetition(app: Flask) -> None:
    notice = a_notice()
    kinds = list(Severity)
    copies(notice, *((number % 7 - 3, kinds[number % 3]) for number in range(130)))
    order = list(queries.URGENCY)
    waiting = list(db.session.scalars(select(Notice)))
    waiting.sort(key=lambda n: (order.index((n.deadline < NOW, n.severity)), n.deadline, n.id))
    expected = [notice.id for notice in waiting]
    seen: list[int] = []
    page = queries.expected_at(place("KGOR").id, NOW)
    while True:
        seen += [notice.id for notice in page.rows]
        if page.after is None:
            break
        with transaction():  # Who stood last is confirmed meanwhile.
            page.rows[-1].status, page.rows[-1].severity = Status.CLEARED, None
        page = queries.expected_at(place("KGOR").id, NOW, page.after)
    assert seen == expected


def test_every_page_is_a_walk_along_the_index(app: Flask) -> None:
    notice = a_notice()
    asked: list[tuple[str, object]] = []
    event.listen(
        db.engine,
        "before_cursor_execute",
        lambda _c, _cursor, sql, values, _context, _many: asked.append((sql, values)),
    )
    queries.expected_at(place("KGOR").id, NOW)
    after = f"{notice.severity} {place_of(notice, *queries.POSITION)}"
    queries.expected_at(place("KGOR").id, NOW, after)
    walks = [(sql, values) for sql, values in asked if "notice.severity =" in sql]
    assert len(walks) >= len(queries.URGENCY)
    for plan in plans(walks):
        assert "ix_notice_expected" in plan and "Sort" not in plan and "TEMP B-TREE" not in plan


def plans(walks: list[tuple[str, object]]) -> list[str]:
    """How the database means to answer; PostgreSQL is asked to think of a large table."""
    sqlite = db.engine.dialect.name == "sqlite"
    if not sqlite:
        for choice in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
            db.session.execute(text(f"SET LOCAL enable_{choice} = off"))
    explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
    connection = db.session.connection()
    answers = [connection.exec_driver_sql(explain + sql, values).all() for sql, values in walks]
    return ["\n".join(str(line) for line in answer) for answer in answers]


def test_the_queue_shows_who_is_expected_and_who_is_here(app: Flask) -> None:
    expected = a_notice(filing=filing_of("AA 1111-1"))
    here = a_notice(at=Status.AT_CHECKPOINT, filing=filing_of("BB 2222-2"))
    elsewhere = a_notice(filing=filing_of("CC 3333-3"), checkpoint="NOVZ")
    cleared = a_notice(at=Status.CLEARED, filing=filing_of("EE 4444-4"))
    page = at_desk(app).get("/checkpoint")
    assert [h2.get_text() for h2 in page.all("h2")] == ["Here now", "Expected here"]
    lists = page.all("ol.rows")
    assert str(here.number) in lists[0].text and str(expected.number) in lists[1].text
    assert not {str(elsewhere.number), str(cleared.number)} & set(page.text.split())


def test_an_empty_queue_says_so(app: Flask) -> None:
    assert "No vehicle is expected here." in at_desk(app).get("/checkpoint").text


def test_what_the_carrier_announced_stands_in_the_queue_until_the_vehicle_is_here(
    app: Flask,
) -> None:
    notice = a_notice()
    arrival = Act(CARRIER, NOW, reason="с прицепом", details=Arrival(NOW + timedelta(hours=5)))
    take(arrival, ("announce_arrival", notice), ("ask_other_checkpoint", notice))
    page = at_desk(app).get("/checkpoint")
    assert "Arrival announced" in page.text and "с прицепом" in page.text
    assert "Another checkpoint asked for" in page.text
    step("receive", notice)
    step("refuse", notice)
    assert "с прицепом" not in at_desk(app).get("/checkpoint").text


def look_for(app: Flask, typed: str) -> Page:
    return at_desk(app).get("/checkpoint").submit(fields={"text": typed})


@pytest.mark.parametrize("checkpoint", ["KGOR", "NOVZ"])
def test_an_exact_number_opens_any_issued_notice(app: Flask, checkpoint: str) -> None:
    number = a_notice(checkpoint=checkpoint).number or ""
    assert look_for(app, number.lower().replace("-", " ")).one("h1").text == number


def test_the_code_on_a_paper_opens_its_notice(app: Flask) -> None:
    notice = a_notice()
    paper = db.session.scalars(select(StoredPaper).order_by(StoredPaper.id)).first()
    assert paper is not None
    assert look_for(app, address_of(paper)).one("h1").text == notice.number


def test_a_paper_that_was_replaced_opens_what_holds_now_and_says_so(app: Flask) -> None:
    notice = a_notice()
    first = db.session.scalars(select(StoredPaper).order_by(StoredPaper.id)).first()
    assert first is not None
    assert "replaced by a later one" not in look_for(app, address_of(first)).text
    filing = a_filing(found(line=notice.deficiencies[0].id), found("I15"))
    step("correct", notice, filing=filing)
    page = look_for(app, address_of(first))
    assert "replaced by a later one" in page.text and "I15" in page.text


def test_several_notices_on_one_plate_are_listed(app: Flask) -> None:
    a_notice(at=Status.EXITED)
    second = a_notice()
    page = look_for(app, "ab1234 7")
    assert [a.text for a in page.all(".rows a")] == [second.number, "BY-KOZL-2026-000001-M"]


def test_a_misread_plate_is_told_as_such(app: Flask) -> None:
    notice = a_notice()
    page = look_for(app, TRACTOR.replace("В", "8"))
    assert "easily mistaken" in page.text and str(notice.number) in page.text


def test_a_misread_number_finds_its_notice(once: Flask) -> None:
    notice = a_notice()
    assert look_for(once, str(notice.number).replace("0", "O")).address.endswith(f"/{notice.id}")


def test_what_means_no_notice_is_said_to_be_nothing(app: Flask) -> None:
    a_notice()
    for typed in ("", "BY-KOZL-2026-000001-X", "http://localhost/q/forged", "…", "x" * 501):
        page = look_for(app, typed)
        assert page.errors or "Nothing was found" in page.text
        assert not page.all(".rows")


def test_what_is_not_there_is_not_found(app: Flask) -> None:
    for address in (
        "?after=999",
        '?after=gone ["2026-01-01T00:00Z", 1]',
        "?after=held [1]",
        "/notices/999",
    ):
        at_desk(app).get(f"/checkpoint{address}", status=404)


def test_a_draft_is_no_concern_of_an_officer(app: Flask) -> None:
    draft = a_notice(at=Status.DRAFT)
    at_desk(app).get(f"/checkpoint/notices/{draft.id}", status=404)


def test_a_unit_without_a_deficiency_finds_the_notice_as_well(app: Flask) -> None:
    notice = a_notice()
    trailer = db.session.scalars(select(Unit).where(Unit.position == 1)).one()
    assert look_for(app, trailer.plate).one("h1").text == notice.number

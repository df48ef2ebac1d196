"""Release: all cleared notices of the units together, none while anything is open."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from flask import Flask
from sqlalchemy import select

from notices.models import ExitQuestion, Notice, StoredPaper, db, transaction
from notices.steps import take
from tests.factories import TRACTOR, TRAILER, a_filing, a_notice, an_act, asked, found, step
from tests.people import person
from workflows.acts import Fined, Paid
from workflows.filing import FiledUnit, Filing
from workflows.machine import NotNow, Refused
from workflows.vocabulary import Paper, Status, UnitKind

PLATES = TRACTOR, TRAILER
OTHER_TRACTOR = "AB 2222-7"


def of_trailer(code: str, tractor: str = OTHER_TRACTOR) -> Filing:
    """A deficiency of the usual trailer, found behind another tractor."""
    filing = a_filing(found(code, unit=1))
    pulled_by = FiledUnit(UnitKind.TRACTOR, tractor, "BY", vin_unread="закрашен")
    return replace(filing, units=(pulled_by, filing.units[1]))


def release(*notices: Notice, plates: tuple[str, ...] = PLATES) -> None:
    """Let all of them out in one press."""
    act = an_act("exit_officer", asked(*notices), plates=plates)
    take(act, *(("release", notice) for notice in notices))


def refusals(*notices: Notice, plates: tuple[str, ...] = PLATES) -> list[str]:
    """What stands in the way of a release; nothing of it may have happened."""
    before = [notice.status for notice in notices]
    with pytest.raises(Refused) as refusal:
        release(*notices, plates=plates)
    assert [notice.status for notice in notices] == before
    return refusal.value.reasons


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_notices_of_a_vehicle_leave_together_in_any_order(
    once: Flask, order: tuple[int, ...]
) -> None:
    filings = [a_filing(found("M01")), a_filing(found("I15")), of_trailer("I16")]
    notices = [a_notice(at=Status.CLEARED, filing=filing) for filing in filings]
    release(*(notices[index] for index in order))
    assert {notice.status for notice in notices} == {Status.EXITED}


def test_each_notice_that_leaves_has_its_permit(app: Flask) -> None:
    notices = [a_notice(at=Status.CLEARED, filing=a_filing(found(c))) for c in ("M01", "I15")]
    release(*notices)
    permits = db.session.scalars(select(StoredPaper).where(StoredPaper.kind == Paper.EXIT_PERMIT))
    assert sorted(permit.notice_id or 0 for permit in permits) == [n.id for n in notices]


def test_one_cleared_notice_does_not_leave_without_the_others(app: Flask) -> None:
    first, second = (
        a_notice(at=Status.CLEARED, filing=filing)
        for filing in (a_filing(found("M01")), of_trailer("I16"))
    )
    assert refusals(first) == ["leave_together"]
    assert refusals(second) == ["leave_together"]


def test_the_answer_may_name_what_the_press_leaves_behind(app: Flask) -> None:
    notices = [a_notice(at=Status.CLEARED, filing=a_filing(found(c))) for c in ("M01", "I15")]
    act = an_act("exit_officer", asked(*notices), plates=PLATES)
    with pytest.raises(Refused) as refusal:
        take(act, ("release", notices[0]))
    assert refusal.value.reasons == ["leave_together"]


def test_an_open_notice_on_any_unit_holds_all_of_them(app: Flask) -> None:
    first = a_notice(at=Status.CLEARED, filing=a_filing(found("M01")))
    second = a_notice(at=Status.CLEARED, filing=a_filing(found("I15")))
    third = a_notice(at=Status.OUTSTANDING, filing=of_trailer("I16"))
    assert refusals(first, second) == ["nothing_open_on_units"]
    assert refusals(second, first) == ["nothing_open_on_units"]
    assert refusals(first, second, third) == ["nothing_open_on_units"]
    with pytest.raises(NotNow):
        release(third, first, second)
    step("receive", third)
    step("confirm", third)
    release(first, second, third)


def test_a_trailer_that_bears_nothing_may_leave_behind_another_tractor(app: Flask) -> None:
    a_notice(at=Status.ROUTED)
    notice = a_notice(at=Status.CLEARED, filing=of_trailer("I16"))
    release(notice, plates=(OTHER_TRACTOR, TRAILER))
    assert notice.status is Status.EXITED


def test_whatever_stands_at_the_booth_counts_also_what_the_notice_does_not_name(
    app: Flask,
) -> None:
    a_notice(at=Status.ROUTED, filing=of_trailer("I16", tractor=OTHER_TRACTOR))
    notice = a_notice(at=Status.CLEARED, filing=a_filing(found("M01")))
    assert refusals(notice, plates=(TRACTOR, "ab2222 7")) == ["nothing_open_on_units"]


def test_nobody_releases_on_a_notice_that_he_issued(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    with transaction():
        notice.issuer_id = person("exit_officer").id
    assert refusals(notice) == ["not_own_notice"]
    step("release", notice, "ru_exit_officer")


def test_an_unpaid_fine_holds_only_where_that_is_the_rule(app: Flask) -> None:
    fine = Fined("18810", 50_000, "RUB", date(2026, 11, 1))
    notices = [
        a_notice(at=Status.CLEARED, filing=a_filing(found("M01"))),
        a_notice(at=Status.CLEARED, filing=a_filing(found("I15"))),
    ]
    take(an_act("officer", fine), ("fine", notices[1]))
    app.config["FINE_BLOCKS_EXIT"] = True
    assert refusals(*notices) == ["fine_settled"]
    paid = Paid(notices[1].fines[0].id, "чек 7", fine.imposed_on)
    take(an_act("officer", paid), ("fine_paid", notices[1]))
    release(*notices)


def test_a_question_that_failed_to_release_has_no_outcome(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    take(an_act("exit_officer", asked(notice)), ("ask_exit", None))
    question = db.session.scalars(select(ExitQuestion)).one()
    answered = replace(asked(notice), question_id=question.id)
    second = a_notice(filing=a_filing(found("I15")))
    with pytest.raises(Refused):
        take(an_act("exit_officer", answered, plates=PLATES), ("release", notice))
    assert question.outcome is None
    step("annul", second, "by_supervisor")
    take(an_act("exit_officer", answered, plates=PLATES), ("release", notice))
    assert question.outcome == "release"

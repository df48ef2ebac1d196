"""What is due and what is not, who may decide on it, and what a hold keeps."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select, text

from notices import cli
from notices.cases import case_without_notice
from notices.config import retention_years
from notices.log import sequencer
from notices.log.erasing import NotYetALeaf
from notices.log.sequencer import continue_log
from notices.models import (
    Delegation,
    ErasureBatch,
    ErasureItem,
    Event,
    LogEntry,
    Message,
    Notice,
    Person,
    db,
    transaction,
)
from notices.retention.carrying_out import _erase, finish
from notices.retention.erasing import OtherLeaves, leaves_to_erase
from notices.retention.schedule import due
from notices.seed import make_register
from notices.steps import Overtaken, take
from tests.factories import a_draft, a_notice, an_act, of_vehicle, step
from tests.notices.retention.batches import (
    COURT,
    age,
    an_old_notice,
    due_now,
    erase,
    erased,
    hold,
    lift,
    propose,
    settle_messages,
    sign,
)
from tests.people import actor, person
from workflows.acts import Act, Actor, Erasure, Fined, OnHold, StandIn
from workflows.machine import NotAllowed, NotNow, Refused, perform
from workflows.retention import REVIEW_HOLDS, cut_off
from workflows.vocabulary import Logged, Role, Status

TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("now", "years", "last"),
    [
        (datetime(2031, 11, 27, 9, tzinfo=UTC), 5, datetime(2026, 11, 27, 9, tzinfo=UTC)),
        (datetime(2029, 3, 1, tzinfo=UTC), 5, datetime(2024, 3, 1, tzinfo=UTC)),
        (datetime(2028, 2, 29, 9, tzinfo=UTC), 5, datetime(2023, 3, 1, tzinfo=UTC) - TICK),
    ],
)
def test_years_are_those_of_the_calendar(now: datetime, years: int, last: datetime) -> None:
    assert cut_off(now, years) == last


def test_a_notice_is_due_at_the_instant_at_which_its_years_are_over(app: Flask) -> None:
    notice = an_old_notice()
    over = notice.changed_at.replace(year=notice.changed_at.year + 5)
    db.session.rollback()
    assert [[n.id for n in db.session.scalars(due(at))] for at in (over - TICK, over)] == [
        [],
        [notice.id],
    ]


def test_the_years_begin_with_the_annulment(app: Flask) -> None:
    notice, draft = a_notice(Status.ISSUED), a_draft()
    settle_messages()
    age(notice, draft)
    for annulled in (notice, draft):
        take(an_act("by_supervisor", reason="ошибка"), ("annul", annulled))
    assert due_now() == []
    age(notice)
    take(an_act("by_auditor"), ("compile_dossier", notice))
    assert due_now() == [notice.id]


def test_the_years_of_earlier_annulments_are_put_right(app: Flask) -> None:
    notice, other = a_notice(Status.ANNULLED), a_notice(Status.EXITED, of_vehicle("AB 1"))
    settle_messages()
    age(notice, other)
    config = app.extensions["migrate"].migrate.get_config()
    begin = ScriptDirectory.from_config(config).get_revision("0018").module.BEGIN_WITH_ANNULMENT
    with transaction():
        db.session.execute(text(begin))
    assert due_now() == [other.id]


def test_a_period_can_be_set_and_is_a_year_at_least() -> None:
    assert retention_years("notice=7") == {"notice": 7, "draft": 1, "question": 1}
    for wrong in ("notice=0", "log=3"):
        with pytest.raises(ValueError, match=r"year has passed|Choose one of"):
            retention_years(wrong)


def test_nothing_is_due_that_binds_a_vehicle(once: Flask) -> None:
    notices = {status: a_notice(status, of_vehicle(f"AB {status}")) for status in Status}
    settle_messages()
    age(*notices.values())
    assert due_now() == sorted((notices[Status.EXITED].id, notices[Status.ANNULLED].id))


def test_nothing_is_due_that_owes_something(app: Flask) -> None:
    notice = an_old_notice()
    now = datetime.now(UTC)
    message = Message(notice_id=notice.id, deadline=now, kind="day_left", channel="page", due=now)
    with transaction():
        db.session.add(message)
    assert due_now() == []
    with transaction():
        db.session.delete(message)
    assert due_now() == [notice.id]
    with transaction():
        notice.exit_until = now
    assert due_now() == []


def test_an_unpaid_fine_keeps_nothing_for_ever(once: Flask) -> None:
    notice = a_notice(Status.CLEARED)
    take(an_act("officer", Fined("7-фр", 5_000, "RUB", date(2026, 11, 1))), ("fine", notice))
    step("release", notice)
    settle_messages()
    age(notice)
    batch = propose(notice)
    sign(batch)
    assert erase(batch) == 1 and notice.fines[0].paid_on is None


def test_a_batch_is_frozen_and_takes_only_what_is_due(app: Flask) -> None:
    notice = an_old_notice()
    young = a_notice(Status.ANNULLED, of_vehicle("AB 1"))
    with pytest.raises(Refused, match="list_is_due"):
        propose(notice, young)
    batch = propose(notice)
    assert due_now() == []
    with pytest.raises(Refused, match="list_is_due"):
        propose(notice)
    settle_messages()
    age(young)
    sign(batch)
    erase(batch)
    assert erased(notice, young) == [True, False]


def test_nobody_erases_alone_and_not_before_the_review(app: Flask) -> None:
    notice = an_old_notice()
    batch = propose(notice)
    for login in ("by_supervisor", "ru_administrator", "inspector"):
        with pytest.raises(NotAllowed):
            sign(batch, login)
    with pytest.raises(Refused, match="review_signed"):
        take_erase(notice, batch)
    assert erase(batch) == 0 and erased(notice) == [False]
    sign(batch)
    with pytest.raises(NotAllowed):
        take_erase(notice, batch, "by_supervisor")
    with pytest.raises(Refused, match="not_yet_reviewed"):
        sign(batch)
    assert erase(batch) == 1


def take_erase(notice: Notice, batch: ErasureBatch, login: str = "ru_supervisor") -> None:
    """Press for one notice."""
    continue_log()
    details = Erasure(batch.id, leaves=leaves_to_erase(notice, batch))
    take(an_act(login, details), ("erase", notice))


def test_who_stands_in_for_the_proposer_does_not_review(once: Flask) -> None:
    batch = propose(an_old_notice())
    instead = StandIn(1, batch.proposer_id, "Иванов")
    act = an_act("ru_supervisor", Erasure(batch.id))
    act = replace(act, actor=replace(act.actor, instead=instead))
    with pytest.raises(NotAllowed):
        perform("sign_erasure", case_without_notice(act), act)


def test_what_was_struck_stays_and_comes_again(once: Flask) -> None:
    notices = [an_old_notice(code=code) for code in ("M01", "I15")]
    batch = propose(*notices)
    strike = an_act("ru_supervisor", Erasure(batch.id), reason="идёт проверка")
    with pytest.raises(Refused, match="reason_given"):
        take(replace(strike, reason=""), ("strike_from_erasure", notices[0]))
    take(strike, ("strike_from_erasure", notices[0]))
    with pytest.raises(Refused, match="listed"):
        take(strike, ("strike_from_erasure", notices[0]))
    sign(batch)
    assert erase(batch) == 1 and erased(*notices) == [False, True]
    with pytest.raises(Refused, match="not_yet_reviewed"):
        take(strike, ("strike_from_erasure", notices[0]))
    assert due_now() == [notices[0].id]


def test_a_batch_that_was_declined_or_signed_long_ago_erases_nothing(once: Flask) -> None:
    notice = an_old_notice()
    batch = propose(notice)
    decline = an_act("by_supervisor", Erasure(batch.id), reason="рано")
    take(decline, ("decline_erasure", None))
    assert erase(batch) == 0 and due_now() == [notice.id]
    batch = propose(notice)
    sign(batch)
    with transaction():
        batch.decided_at = datetime.now(UTC) - REVIEW_HOLDS - timedelta(seconds=1)
    assert erase(batch) == 0 and due_now() == [notice.id]


def test_a_hold_keeps_a_notice_out_of_the_list(app: Flask) -> None:
    notice = an_old_notice()
    first, second = hold(notice), hold(notice, "by_supervisor")
    assert due_now() == []
    with pytest.raises(NotAllowed):
        lift(notice, first, "by_supervisor")
    lift(notice, first)
    assert due_now() == []
    with pytest.raises(Refused, match="hold_in_force"):
        lift(notice, first)
    lift(notice, second, "by_supervisor")
    assert due_now() == [notice.id]


def test_a_hold_takes_a_notice_out_of_a_batch_also_after_the_review(app: Flask) -> None:
    early, late, other = (an_old_notice(code=code) for code in ("M01", "I15", "M02"))
    batch = propose(early, late, other)
    hold(early)
    sign(batch)
    lifted = hold(late)
    for notice in (early, late):
        with pytest.raises(Refused, match="not_on_hold"):
            take_erase(notice, batch)
        db.session.rollback()
    lift(late, lifted)
    assert erase(batch) == 1 and erased(early, late, other) == [False, False, True]
    assert due_now() == [late.id]


def test_a_hold_strikes_with_its_reason_and_from_no_batch_that_is_over(once: Flask) -> None:
    notice = an_old_notice()
    declined = propose(notice)
    take(an_act("by_supervisor", Erasure(declined.id), reason="рано"), ("decline_erasure", None))
    waiting = propose(notice)
    hold(notice)
    items = db.session.scalars(select(ErasureItem).order_by(ErasureItem.batch_id))
    assert [(item.batch_id, item.struck_at is not None, item.reason) for item in items] == [
        (declined.id, False, ""),
        (waiting.id, True, "иск"),
    ]


def test_a_hold_that_comes_between_is_seen_within_the_transaction(on_postgresql: Flask) -> None:
    notice = an_old_notice()
    batch = propose(notice)
    sign(batch)
    continue_log()
    batch_id, notice_id = batch.id, notice.id
    details = Erasure(batch_id, leaves=leaves_to_erase(notice, batch))
    act = an_act("ru_supervisor", details)
    db.session.get_one(Notice, notice_id).revision  # noqa: B018 (seen before the hold)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(in_own_context, on_postgresql, notice_id).result()
    with pytest.raises((Overtaken, Refused)):
        take(act, ("erase", notice))
    db.session.rollback()
    assert erased(notice) == [False]


def in_own_context(app: Flask, notice_id: int) -> None:
    """Put a notice on hold as another process would."""
    with app.app_context():
        hold(db.session.get_one(Notice, notice_id))
        db.session.remove()


def test_no_other_leaves_are_erased_than_those_of_the_notice(once: Flask) -> None:
    notice, other = an_old_notice(), a_notice(Status.ISSUED, of_vehicle("AB 1"))
    batch = propose(notice)
    sign(batch)
    continue_log()
    own, foreign = leaves_to_erase(notice, batch), leaves_to_erase(other, batch)
    for leaves in (own[1:], (*own, foreign[0])):
        with pytest.raises(OtherLeaves):
            take(an_act("ru_supervisor", Erasure(batch.id, leaves=leaves)), ("erase", notice))
        db.session.rollback()
    take(an_act("by_auditor"), ("compile_dossier", notice))
    age(notice)
    with pytest.raises(NotYetALeaf):
        take(an_act("ru_supervisor", Erasure(batch.id, leaves=own)), ("erase", notice))
    assert erased(notice) == [False]


def test_an_erased_notice_is_neither_held_nor_compiled_nor_erased_again(app: Flask) -> None:
    notice = an_old_notice()
    batch = propose(notice)
    sign(batch)
    erase(batch)
    events = select(Event).where(Event.notice_id == notice.id)
    count = len(db.session.scalars(events).all())
    for attempt in (
        lambda: hold(notice),
        lambda: take_erase(notice, batch),
        lambda: take(an_act("by_auditor"), ("compile_dossier", notice)),
    ):
        with pytest.raises(NotAllowed):
            attempt()
        db.session.rollback()
    assert not _erase(batch.id, notice.id, actor("ru_supervisor"))
    assert len(db.session.scalars(events).all()) == count


def test_who_demands_a_hold_has_to_be_named(once: Flask) -> None:
    notice = a_notice()
    with pytest.raises(Refused, match="authority_named"):
        take(an_act("ru_supervisor", OnHold(" "), reason="иск"), ("put_on_hold", notice))
    with pytest.raises(NotNow):
        take(an_act("ru_supervisor", OnHold(COURT), reason="иск"), ("put_on_hold", a_draft()))


def test_commands_list_what_is_due_and_finish_what_was_signed(
    once: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices = [an_old_notice(code=code) for code in ("M01", "I15")]
    numbers = [notice.number for notice in notices]
    make_register(demonstration=False)
    monkeypatch.setattr("notices.cli.opened.made_app", lambda **_asked: once)
    assert [line.split()[-1] for line in told_by("due")[:2]] == numbers
    batch = propose(*db.session.scalars(select(Notice)))
    assert "Erased: 0." in told_by("erase")[0]
    sign(batch := db.session.merge(batch))
    erase(batch, most=1)
    assert "Erased: 1." in told_by("erase")[0]
    kept = select(func.count()).where(Notice.erased_at.is_(None))
    assert db.session.scalar(kept) == 0


def test_the_command_says_that_the_log_is_not_continued(
    once: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(propose(an_old_notice()))
    make_register(demonstration=False)
    monkeypatch.setattr("notices.cli.opened.made_app", lambda **_asked: once)
    monkeypatch.setattr(sequencer, "last_signed", lambda: "x")
    assert told_by("erase")[0].startswith("Error: The log cannot be continued")


def test_a_command_erases_in_the_name_of_who_has_signed_and_still_may(app: Flask) -> None:
    notices = [an_old_notice(code=code) for code in ("M01", "I15", "M02", "M03")]
    batches = [propose(notice) for notice in notices]
    reviewer = person("ru_supervisor")
    signers = [actor("ru_supervisor"), stood_in_for(reviewer, "officer").as_actor()]
    sign_as(signers, batches[:2])
    assert finish() == (2, [])
    told = db.session.scalars(select(Event).where(Event.name == "erase").order_by(Event.id))
    assert [(event.actor_id, event.holder_name) for event in told] == [
        (reviewer.id, ""),
        (person("officer").id, reviewer.name),
    ]
    finished = select(func.count()).where(LogEntry.name == Logged.FINISH_ERASING)
    assert db.session.scalar(finished) == 2
    sign_as(signers, batches[2:])
    with transaction():
        reviewer.active = False
    assert finish() == (0, [batch.id for batch in batches[2:]])
    assert erased(*notices) == [True, True, False, False]


def stood_in_for(holder: Person, login: str) -> Delegation:
    """A colleague who stands in for a supervisor now."""
    now = datetime.now(UTC)
    delegation = Delegation(
        holder_id=holder.id,
        delegate_id=person(login).id,
        role=Role.SUPERVISOR,
        timezone="Europe/Moscow",
        begins_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=1),
    )
    with transaction():
        db.session.add(delegation)
    return delegation


def sign_as(signers: list[Actor], batches: list[ErasureBatch]) -> None:
    for signer, batch in zip(signers, batches, strict=True):
        act = Act(signer, datetime.now(UTC), details=Erasure(batch.id))
        take(act, ("sign_erasure", None))


def told_by(command: str) -> list[str]:
    """What a command prints; it closes all connections in the end."""
    db.session.remove()
    return CliRunner().invoke(cli.commands, [command]).output.splitlines()

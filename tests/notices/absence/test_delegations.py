"""Who may stand in for whom, from which second until which, and what ends it."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from threading import Event as Signal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from notices.absence.delegations import by_delegate, chosen, details_of
from notices.effects import EFFECTS_WITHOUT_NOTICE
from notices.models import Delegation, Event, HeldRole, Person, db, transaction
from notices.steps import take
from tests.factories import a_notice, mark_all, of_vehicle, step
from tests.notices.test_races import results_of
from tests.people import ROLES, actor, person, place
from workflows.acts import Act, Actor, ChangedPerson, Delegated, StandIn
from workflows.machine import NotAllowed, Refused
from workflows.vocabulary import Mark, Role, Status

MONDAY = date(2027, 3, 1)
BEFORE = datetime(2027, 2, 26, 9, tzinfo=UTC)
DURING = datetime(2027, 3, 3, 9, tzinfo=UTC)
OFFICER, SUPERVISOR = Role.CHECKPOINT_OFFICER, Role.SUPERVISOR


def delegated(holder: str, colleague: str, days: int = 5, **changed: Any) -> Delegated:
    """The holder's stand-in from Monday to Friday, by the clock of Moscow."""
    absent, role = person(holder), ROLES[holder]
    details = Delegated(
        subject=holder,
        side=absent.side,
        values=(("stand_in", "", colleague),),
        holder_id=absent.id,
        delegate_id=person(colleague).id,
        role=role,
        first_day=MONDAY,
        last_day=MONDAY + timedelta(days=days - 1),
        timezone="Europe/Moscow",
        place_id=absent.place_id if role is OFFICER else None,
    )
    return replace(details, **changed)


def name(holder: str, colleague: str, by: str = "", **changed: Any) -> Delegation:
    """Let a colleague stand in, and give the row."""
    act = Act(
        actor(by or holder), BEFORE, "в отпуске", details=delegated(holder, colleague, **changed)
    )
    take(act, ("delegate", None))
    return db.session.scalars(select(Delegation).order_by(Delegation.id.desc())).first() or never()


def never() -> Delegation:
    raise AssertionError("Nothing was delegated.")


def refused(holder: str, colleague: str, **changed: Any) -> list[str]:
    """Why nobody stands in."""
    with pytest.raises(Refused) as refusal:
        name(holder, colleague, **changed)
    return refusal.value.reasons


def stands_in(delegation: Delegation, at: datetime = DURING) -> bool:
    return chosen(delegation.id, delegation.delegate, at) is not None


@pytest.mark.parametrize(("timezone", "hours"), [("Europe/Moscow", 3), ("Asia/Kamchatka", 12)])
def test_a_stand_in_acts_from_midnight_to_midnight_of_the_holder_s_place(
    app: Flask, timezone: str, hours: int
) -> None:
    notice = a_notice(Status.AT_CHECKPOINT)
    delegation = name("officer", "other_officer", timezone=timezone)
    begins = datetime(2027, 3, 1, tzinfo=UTC) - timedelta(hours=hours)
    ends, tick = begins + timedelta(days=5), timedelta(seconds=1)
    edges = {begins - tick: False, begins: True, ends - tick: True, ends: False}
    assert {at: stands_in(delegation, at) for at in edges} == edges
    for at, stands in edges.items():
        act = Act(delegation.as_actor(), at, "ошибка")
        if stands:
            take(act, ("compile_dossier", notice))
        else:
            with pytest.raises(NotAllowed):
                take(act, ("compile_dossier", notice))
    assert (delegation.first_day, delegation.last_day) == (MONDAY, date(2027, 3, 5))


def test_a_stand_in_acts_at_the_holder_s_checkpoint_and_in_no_other_role(app: Flask) -> None:
    here = a_notice(checkpoint="KGOR")
    there = a_notice(filing=of_vehicle("AB 77"), checkpoint="NOVZ")
    delegation = name("officer", "other_officer")
    stand_in = delegation.as_actor()
    assert (stand_in.place_id, stand_in.role) == (place("KGOR").id, OFFICER)
    take(Act(stand_in, DURING, plates=("АВ 1234-7",)), ("receive", here))
    with pytest.raises(NotAllowed):
        take(Act(stand_in, DURING, plates=("АВ 1234-7",)), ("receive", there))
    for pretended in (
        replace(stand_in, role=SUPERVISOR),
        replace(stand_in, place_id=place("NOVZ").id),
        replace(stand_in, id=person("second_officer").id),
        replace(stand_in, instead=StandIn(delegation.id, person("ru_supervisor").id, "")),
    ):
        with pytest.raises(NotAllowed):
            take(Act(pretended, DURING, "ошибка"), ("withdraw", here))


@pytest.mark.parametrize(
    ("holder", "colleague", "reasons"),
    [
        ("officer", "officer", ["another_person"]),
        ("officer", "ru_supervisor", ["colleague_able"]),
        ("officer", "inspector", ["colleague_able"]),
        ("ru_supervisor", "by_supervisor", ["colleague_able"]),
        ("ru_supervisor", "ru_auditor", ["colleague_able"]),
    ],
)
def test_only_an_able_colleague_of_the_own_side_stands_in(
    app: Flask, holder: str, colleague: str, reasons: list[str]
) -> None:
    assert refused(holder, colleague) == reasons


def test_a_role_that_one_does_not_hold_is_not_delegated(app: Flask) -> None:
    assert refused("ru_supervisor", "officer", role=Role.ADMINISTRATOR) == ["role_held"]
    elsewhere = place("NOVZ").id
    assert refused("officer", "other_officer", place_id=elsewhere) == ["role_held"]


def test_nobody_stands_in_through_a_third_person_or_in_a_circle(app: Flask) -> None:
    name("officer", "second_officer")
    assert refused("second_officer", "officer") == ["colleague_there", "not_needed"]
    assert refused("second_officer", "other_officer") == ["not_needed"]
    assert refused("other_officer", "officer") == ["colleague_there"]
    assert refused("officer", "other_officer") == ["one_stand_in"]
    name("second_officer", "officer", first_day=date(2027, 3, 6), last_day=date(2027, 3, 7))


def test_two_who_name_each_other_at_once_do_not_both_succeed(app: Flask) -> None:
    pairs = [("officer", "second_officer"), ("second_officer", "officer")]
    acts = [Act(actor(a), BEFORE, details=delegated(a, b)) for a, b in pairs]
    db.session.remove()
    barrier = Barrier(2)

    def press(act: Act) -> None:
        with app.app_context():
            barrier.wait()
            try:
                take(act, ("delegate", None))
            except Refused:
                db.session.remove()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(press, acts))
    assert db.session.scalar(select(func.count(Delegation.id))) == 1


def test_who_stands_in_for_an_administrator_names_nobody_further(app: Flask) -> None:
    stand_in = name("ru_administrator", "ru_supervisor").as_actor()
    details = delegated("officer", "other_officer")
    with pytest.raises(NotAllowed):
        take(Act(stand_in, DURING, "болен", details=details), ("delegate", None))


def test_an_administrator_of_the_own_side_sees_to_who_is_already_away(app: Flask) -> None:
    with pytest.raises(NotAllowed):
        name("officer", "other_officer", by="by_administrator")
    with pytest.raises(NotAllowed):
        name("officer", "other_officer", by="second_officer")
    delegation = name("officer", "other_officer", by="ru_administrator")
    assert stands_in(delegation)
    act = Act(actor("ru_administrator"), DURING, details=details_of(delegation))
    with pytest.raises(Refused) as refusal:
        take(act, ("end_delegation", None))
    assert refusal.value.reasons == ["absence_reasoned"]
    take(replace(act, reason="вернулся"), ("end_delegation", None))
    assert not stands_in(delegation)


def close(who: Person) -> None:
    who.active = False


def take_role(who: Person) -> None:
    who.roles = [HeldRole(name=Role.EXIT_OFFICER)]


def move(who: Person) -> None:
    who.place_id = place("NOVZ").id


def make_auditor(who: Person) -> None:
    who.roles = [*who.roles, HeldRole(name=Role.AUDITOR)]


@pytest.mark.parametrize(
    ("login", "change"),
    [
        ("officer", close),
        ("other_officer", close),
        ("officer", take_role),
        ("other_officer", take_role),
        ("officer", move),
        ("other_officer", make_auditor),
    ],
)
def test_it_ends_for_good_when_either_may_act_so_no_longer(
    app: Flask, login: str, change: Callable[[Person], None]
) -> None:
    delegation, who = name("officer", "other_officer"), person(login)
    stand_in, notice = delegation.as_actor(), a_notice(Status.AT_CHECKPOINT)
    with transaction():
        change(who)
    assert not stands_in(delegation)
    with pytest.raises(NotAllowed):
        take(Act(stand_in, DURING, "ошибка"), ("withdraw", notice))
    changed = ChangedPerson(login, who.side, ())
    take(Act(actor("ru_administrator"), BEFORE, details=changed), ("change_person", None))
    assert db.session.get_one(Delegation, delegation.id).ended_at == BEFORE


def test_who_loses_a_role_while_naming_a_stand_in_has_none(
    on_postgresql: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = Act(actor("officer"), BEFORE, details=delegated("officer", "other_officer"))
    changed = ChangedPerson("officer", person("officer").side, ())
    lost = Act(actor("ru_administrator"), BEFORE, details=changed)
    written, effect = Signal(), EFFECTS_WITHOUT_NOTICE["delegate"]

    def hesitate(act: Act, event: Event) -> None:
        effect(act, event)
        db.session.flush()
        written.set()
        time.sleep(0.3)

    def lose() -> None:
        take_role(person("officer"))
        take(lost, ("change_person", None))

    monkeypatch.setitem(EFFECTS_WITHOUT_NOTICE, "delegate", hesitate)
    results_of(on_postgresql, lambda: take(named, ("delegate", None)), lose, after=written)
    assert db.session.scalars(select(Delegation.ended_at)).one() == BEFORE


def test_another_place_of_a_stand_in_ends_nothing(app: Flask) -> None:
    delegation, who = name("officer", "other_officer"), person("other_officer")
    with transaction():
        move(who)
    changed = ChangedPerson(who.login, who.side, ())
    take(Act(actor("ru_administrator"), BEFORE, details=changed), ("change_person", None))
    assert stands_in(delegation)


def test_what_is_taken_back_ends_at_once_and_only_once(app: Flask) -> None:
    delegation = name("officer", "other_officer")
    stand_in, notice = delegation.as_actor(), a_notice(Status.AT_CHECKPOINT)
    back = Act(actor("officer"), DURING, details=details_of(delegation))
    take(back, ("end_delegation", None))
    assert not by_delegate(delegation.delegate, DURING)
    with pytest.raises(NotAllowed):
        take(Act(stand_in, DURING, "ошибка"), ("withdraw", notice))
    with pytest.raises(Refused) as refusal:
        take(back, ("end_delegation", None))
    assert refusal.value.reasons == ["not_yet_ended"]
    assert stands_in(name("officer", "other_officer"))


def test_nobody_stands_in_for_a_second_signature(app: Flask) -> None:
    """Four eyes belong to two people, in whose name they may look."""
    notice = a_notice(Status.CLEARED)
    confirmed = actor("ru_supervisor")
    with transaction():
        notice.confirmed_by_id = confirmed.id
    delegation = name("ru_supervisor", "officer")
    with pytest.raises(Refused) as refusal:
        take(Act(delegation.as_actor(), DURING, "ошибка"), ("reopen", notice))
    assert refusal.value.reasons == ["not_own_confirmation"]
    open_notice = a_notice(Status.OUTSTANDING)
    step("ask_release", open_notice, "ru_supervisor", at=DURING)
    for who in (delegation.as_actor(), actor("ru_supervisor")):
        with pytest.raises(Refused) as refusal:
            take(Act(who, DURING, "так надо"), ("release_exceptionally", open_notice))
        assert refusal.value.reasons == ["release_signed"]


def test_who_was_stood_in_for_does_not_reopen_what_was_confirmed_in_their_name(app: Flask) -> None:
    notice = a_notice(Status.AT_CHECKPOINT)
    mark_all(notice, Mark.REMOVED)
    take(Act(name("officer", "other_officer").as_actor(), DURING), ("confirm", notice))
    holder = replace(actor("ru_supervisor"), id=actor("officer").id)
    with pytest.raises(Refused) as refusal:
        take(Act(holder, DURING, "ошибка"), ("reopen", notice))
    assert refusal.value.reasons == ["not_own_confirmation"]


def test_actors_of_their_own_need_no_delegation() -> None:
    own = Actor(1, "Иванов", OFFICER, None, None)
    assert own.persons == {1}
    assert replace(own, instead=StandIn(1, 2, "Петров")).persons == {1, 2}
    assert replace(own, id=None).persons == set()

"""No sequence of steps and acts lets a vehicle leave while a deficiency is not removed."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from notices.models import ExitQuestion, Notice, Place, db
from notices.steps import Overtaken, take
from tests.factories import a_draft, a_filing, a_measurement, an_act, asked, found
from tests.notices.exit_control.test_handing_in import decided, handed_in
from tests.notices.log.tampering import faults, published
from tests.people import PEOPLE, place
from workflows.acts import Act, Details, Filed, Marked, Remeasured, Signed
from workflows.filing import FiledUnit
from workflows.machine import Impossible
from workflows.procedure import BY_NAME, PROCEDURE
from workflows.vocabulary import (
    Acknowledgement,
    ExitAnswer,
    Mark,
    Quantity,
    Side,
    Status,
    UnitKind,
    Verdict,
)

LOGINS = st.sampled_from([login for login, *_rest in PEOPLE])
CHECKPOINTS = st.sampled_from(["KGOR", "NOVZ", "DOLO"])
MARKS = st.sampled_from(list(Mark))
WEIGHTS = st.sampled_from([39_000, 40_300, 44_000])
EXITS: list[int] = []
SETTLED = (Mark.REMOVED, Mark.NOT_REQUIRED)


class Procedure(RuleBasedStateMachine):
    """Anybody tries anything at any time, on a notice with a weighing and a missing permit.

    Each notice has a vehicle of its own, so that notices left open do not hold the next one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.notice: Notice = a_draft()
        self.confirmed = self.excepted = self.let_out = False
        self.signers: set[Side | None] = set()

    def filing(self) -> Filed:
        codes = [line.id for line in self.notice.deficiencies] or [None, None]
        weighing, permit = codes[0], codes[1]
        units = (FiledUnit(UnitKind.TRUCK, f"AB {self.notice.id:04d}-7", "BY", vin_unread="x"),)
        findings = found("P01", line=weighing), found("M01", line=permit)
        return Filed(a_filing(*findings, units=units))

    def attempt(self, name: str, act: Act, on_notice: bool = True) -> bool:
        try:
            take(act, (name, self.notice if on_notice else None))
        except (Impossible, Overtaken):
            db.session.rollback()
            return False
        return True

    @rule(step=st.sampled_from(PROCEDURE), login=LOGINS, checkpoint=CHECKPOINTS)
    def anybody_takes_any_step(self, step, login, checkpoint) -> None:
        details: Details | None = None
        if step.name in ("issue", "correct"):
            details = self.filing()
        if step.name == "release":
            details = asked(self.notice)
        now = datetime.now(UTC)
        own = step.name in ("receive", "take_over")
        act = an_act(
            login,
            details,
            reason="so",
            plates=("AB 1234-7",),
            destination=None if own else place(checkpoint).as_destination(now),
        )
        if own and act.actor.place_id:
            act = an_act(login, reason="so", plates=("AB 1234-7",), destination=at_work(act, now))
        if self.attempt(step.name, act):
            if step.name in ("confirm", "reopen"):
                self.confirmed = step.name == "confirm"
            if step.name == "release_exceptionally":
                self.excepted = True
                self.signers.add(act.actor.side)

    @rule(checkpoint=CHECKPOINTS)
    def the_usual_people_bring_it_to_a_checkpoint(self, checkpoint) -> None:
        for step, login in (("issue", "inspector"), ("route", "inspector"), ("receive", "officer")):
            self.anybody_takes_any_step(BY_NAME[step], login, checkpoint)

    @rule()
    def officer_and_booth_try_to_let_it_out(self) -> None:
        for name, login in (("confirm", "officer"), ("release", "exit_officer")):
            self.anybody_takes_any_step(BY_NAME[name], login, "KGOR")
        plates = tuple(unit.plate for unit in self.notice.units)
        let_out = an_act("exit_officer", asked(self.notice), plates=plates)
        self.let_out |= self.attempt("let_out", let_out)
        if plates:
            handed_in(decided(", ".join(plates), ExitAnswer.MAY_LEAVE, "release", self.notice))

    @rule(value=WEIGHTS, marks=st.tuples(*[MARKS | st.none()] * 2))
    def the_officer_takes_a_look(self, value, marks) -> None:
        self.the_usual_people_bring_it_to_a_checkpoint("KGOR")
        self.anybody_measures(value, "officer")
        for index, mark in enumerate(marks):
            if mark is not None:
                self.anybody_marks(mark, index, "officer")
        self.officer_and_booth_try_to_let_it_out()

    @rule(mark=MARKS, index=st.integers(0, 1), login=LOGINS)
    def anybody_marks(self, mark, index, login) -> None:
        lines = self.notice.deficiencies
        if lines:
            marked = Marked(lines[index].id, mark, "7", date(2026, 11, 1), "основание")
            self.attempt("mark", an_act(login, marked, reason="so"))

    @rule(value=WEIGHTS, login=LOGINS)
    def anybody_measures(self, value, login) -> None:
        weighed = [line for line in self.notice.deficiencies if line.entry.quantity]
        if weighed:
            measured = a_measurement(value, quantity=Quantity.GROSS_MASS)
            self.attempt("measure", an_act(login, Remeasured(weighed[0].id, measured)))

    @rule(login=LOGINS)
    def anybody_signs_a_release(self, login) -> None:
        act = an_act(login, reason="so")
        if self.attempt("ask_release", act):
            self.signers.add(act.actor.side)

    @rule(login=LOGINS)
    def anybody_signs(self, login) -> None:
        self.attempt("sign", an_act(login, Signed(Acknowledgement.REFUSED, "Свидетель")))

    @rule(name=st.sampled_from(["turn_back", "report_exit"]), login=LOGINS)
    def anybody_tells_what_came_of_a_question(self, name, login) -> None:
        question = replace(asked(self.notice), answer=ExitAnswer.CANNOT_TELL)
        take(an_act("exit_officer", question), ("ask_exit", None))
        number = db.session.scalars(select(func.max(ExitQuestion.id))).one()
        told = replace(question, question_id=number)
        self.attempt(name, an_act(login, told), on_notice=False)

    @invariant()
    def nothing_left_behind_an_open_exit(self) -> None:
        if self.notice.status is not Status.EXITED:
            return
        assert self.excepted or not self.let_out
        if self.excepted:
            assert self.signers == set(Side), "One side alone has let a vehicle leave."
            return
        EXITS.append(self.notice.id)
        assert self.confirmed
        assert self.notice.remaining == 0
        for line in self.notice.deficiencies:
            assert line.mark in SETTLED
            if line.entry.quantity and line.mark is Mark.REMOVED:
                again = line.measurement_at(self.notice.presentations[-1].id)
                assert again is not None
                assert again.measured.verdict is Verdict.WITHIN


def at_work(act: Act, now: datetime):
    """The checkpoint where the actor works, which is where a vehicle is taken over."""

    return db.session.get_one(Place, act.actor.place_id).as_destination(now)


def test_no_sequence_of_steps_opens_the_exit_too_early(app: Flask, long: bool) -> None:
    EXITS.clear()
    run_state_machine_as_test(
        Procedure,
        settings=settings(
            max_examples=10_000 if long else 5,
            stateful_step_count=10 if long else 30,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=not long,
        ),
    )
    assert EXITS, "The sequences are too short to prove anything."
    db.session.rollback()
    assert faults([published()]) == [], "An honest register is called rewritten."


@pytest.mark.parametrize("left", [0, 1])
def test_the_exit_stays_closed_while_one_deficiency_remains(app: Flask, left: int) -> None:
    machine = Procedure()
    machine.the_usual_people_bring_it_to_a_checkpoint("KGOR")
    machine.anybody_measures(39_000, "officer")
    machine.anybody_marks(Mark.REMOVED, 0, "officer")
    machine.anybody_marks(Mark.REMOVED, 1, "officer")
    machine.anybody_marks(Mark.NOT_REMOVED, left, "officer")
    machine.officer_and_booth_try_to_let_it_out()
    assert machine.notice.status is Status.AT_CHECKPOINT
    machine.anybody_marks(Mark.REMOVED, left, "officer")
    machine.officer_and_booth_try_to_let_it_out()
    assert machine.notice.status is Status.EXITED

"""The table against the procedure as it was decided, and the matrix of status, step and role.

`DECIDED` is written down a second time on purpose: whoever changes the table must say so here.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from workflows.accounts import Told, depend, in_hand_of, waits_for
from workflows.acts import (
    Act,
    Actor,
    Changed,
    Delegated,
    Destination,
    Details,
    Erasure,
    Marked,
    OnHold,
    Paid,
    StandIn,
)
from workflows.case import (
    Absence,
    Account,
    Case,
    FineToPay,
    FirstSignature,
    Hold,
    Item,
    Pending,
    Retention,
    Review,
    Vehicle,
)
from workflows.machine import (
    Impossible,
    NotAllowed,
    NotNow,
    Refused,
    admit,
    perform,
    steps_from,
    unmet,
)
from workflows.procedure import ACTS, BY_NAME, EVERY_GUARD, PROCEDURE, Step
from workflows.vocabulary import Capability, DeficiencyClass, Mark, Role, Side, Status, Verdict

DECIDED = """
issue      | draft                            | issued        | inspector BY                              | deficiency_notice
route      | issued                           | routed        | inspector BY, supervisor RU               | routing_advice
reroute    | routed, outstanding              | unchanged     | inspector BY, supervisor RU               | routing_advice
receive    | routed, outstanding              | at_checkpoint | checkpoint_officer RU                     | record_of_presentation
take_over  | issued, routed, outstanding      | at_checkpoint | checkpoint_officer RU                     | record_of_presentation
withdraw   | at_checkpoint                    | status before | checkpoint_officer RU, supervisor RU      | -
confirm    | at_checkpoint                    | cleared       | checkpoint_officer RU                     | confirmation_of_removal
refuse     | at_checkpoint                    | outstanding   | checkpoint_officer RU                     | refusal
reopen     | cleared                          | outstanding   | supervisor RU                             | withdrawal_of_confirmation
release    | cleared                          | exited        | exit_officer BY, exit_officer RU          | exit_permit
correct    | issued, routed, outstanding      | unchanged     | inspector BY                              | corrected_notice
annul      | draft, issued, routed, outstanding | annulled    | supervisor BY                             | annulment
release_exceptionally | issued, routed, at_checkpoint, outstanding, exited | exited | supervisor BY, supervisor RU | exceptional_exit_permit
"""  # noqa: E501
NOT_BY_THE_ISSUER = {
    *("confirm", "refuse", "reopen", "release", "annul", "release_exceptionally"),
    *("measure", "mark", "ask_annulment", "ask_release", "let_out"),
}
"""What nobody does to a notice that they issued."""

HERE, ELSEWHERE = 5, 6
POST = 7
ABLE = Destination(HERE, True, frozenset(Capability))
PENDING = Pending(Side.RU, 2, effective_from=date(2026, 11, 21), base=1, newest=1)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
DUE = Retention(datetime(2021, 11, 20, tzinfo=UTC), years=5)
REVIEWED = Review(None, None, signed_at=NOW - timedelta(days=7))
DELEGATED = Delegated(
    subject="ivanova",
    side=Side.RU,
    values=(),
    holder_id=1,
    delegate_id=2,
    role=Role.CHECKPOINT_OFFICER,
    first_day=date(2026, 11, 20),
    last_day=date(2027, 1, 18),
    timezone="Europe/Moscow",
    place_id=HERE,
)
YESTERDAY: dict[str, Any] = dict.fromkeys(("first_day", "last_day"), date(2026, 11, 19))
ADMINISTRATOR = Actor(9, "Petrova", Role.ADMINISTRATOR, Side.RU, None)
STAND_IN = Actor(1, "Ivanova", Role.ADMINISTRATOR, Side.BY, None, StandIn(1, 4, "Sidorov"))
GIVES_ROLE = Changed("petrova", Side.BY, (("roles", "auditor", "auditor, supervisor"),))
GIVES_PASSWORD = Changed("petrova", Side.BY, (("password", "", "new"),))
NAMES_ONESELF = replace(DELEGATED, delegate_id=ADMINISTRATOR.id)
OF_OWN_SIDE = [step.name for step in ACTS if "of_own_side" in {g.__name__ for g in step.rights}]
EVERYBODY = [(role, side) for role in Role for side in (Side.BY, Side.RU, None)]
TRIES = [
    pytest.param(status, step, id=f"{status}-{step.name}")
    for status in Status
    for step in (*PROCEDURE, *ACTS)
]


def an_item(**changed: object) -> Item:
    item = Item(
        line=1,
        code="P01",
        vehicle=Vehicle("AB12347"),
        deficiency_class=DeficiencyClass.PARAMETER,
        needs=Capability.WEIGH,
        measurable=True,
        verdict=Verdict.OVER,
        figures=(44_000, 40_000, 200, 20),
        mark=Mark.REMOVED,
        remeasured=Verdict.WITHIN,
    )
    return replace(item, **changed)


def a_document(**changed: object) -> Item:
    without = {"measurable": False, "verdict": None, "figures": (), "remeasured": None}
    document = {"line": 2, "code": "M01", "deficiency_class": DeficiencyClass.MISSING_DOCUMENT}
    needs = {"needs": Capability.DOCUMENTS, "document_kind": "RU-PERMIT"}
    return an_item(**without | document | needs | changed)


def a_sound_case(step: Step, status: Status, side: Side | None = Side.BY) -> Case:
    """A case in which nothing stands in the way of the step for a person of a side."""
    refusing = step.name == "refuse"
    other_side = Side.BY if side is Side.RU else Side.RU
    signed = FirstSignature(other_side, 92, NOW - timedelta(minutes=15))
    return Case(
        status=status,
        status_before=Status.ROUTED,
        post_id=POST,
        issuer_id=90,
        confirmed_by=frozenset({91}),
        destination=replace(ABLE, id=ELSEWHERE) if step.name == "take_over" else ABLE,
        items=(an_item(), a_document(mark=Mark.NOT_REMOVED if refusing else Mark.REMOVED)),
        acknowledged=True,
        presentations=1 if step.name in ("annul", "ask_annulment") else 0,
        first_signatures={"ask_annulment": signed, "ask_release": signed},
        exit_until=NOW,
        pending=replace(PENDING, side=other_side),
        absence=Absence(),
        account=Account(id=2, is_bound=True),
        retention=DUE,
        review=replace(REVIEWED, side=other_side),
        hold=Hold(side or Side.BY),
    )


def a_sound_act(step: Step, role: Role, side: Side | None) -> Act:
    place = POST if role is Role.INSPECTOR else HERE
    away = {"reroute": ELSEWHERE, "take_over": HERE}.get(step.name)
    details: Details | None = None
    if step.name == "mark":
        details = Marked(2, Mark.REMOVED, "77", date(2026, 11, 1))
    if step.name in OF_OWN_SIDE:
        details = Changed("KGOR", side or Side.BY, ())
    if step.name in ("delegate", "end_delegation"):
        details = replace(DELEGATED, side=side or Side.BY)
    if step.name in ("put_on_hold", "lift_hold"):
        details = OnHold("the court")
    if "erase" in step.name or "erasure" in step.name:
        details = Erasure()
    return Act(
        actor=Actor(1, "Ivanova", role, side, place),
        at=NOW,
        reason="so it is",
        plates=("AB 1234-7",),
        destination=replace(ABLE, id=away) if away else None,
        details=details,
    )


def test_the_table_is_the_procedure_that_was_decided() -> None:
    for line in DECIDED.strip().splitlines():
        name, sources, target, takers, paper = (part.strip() for part in line.split("|"))
        step = BY_NAME[name]
        assert step.sources == {Status(source) for source in sources.split(", ")}, name
        assert str(step.target.value) == target, name
        assert [f"{role} {side}" for role, side in step.takers] == takers.split(", "), name
        assert (step.paper or "-") == paper, name
    assert len(PROCEDURE) == len(DECIDED.strip().splitlines())


def test_whoever_issued_a_notice_takes_no_decision_on_it() -> None:
    refused = set()
    for step in (*PROCEDURE, *ACTS):
        role, side = step.takers[0]
        case, act = a_sound_case(step, min(step.sources), side), a_sound_act(step, role, side)
        assert unmet(step.name, case, act) == []
        if unmet(step.name, replace(case, issuer_id=act.actor.id), act) == ["not_own_notice"]:
            refused.add(step.name)
    assert refused == NOT_BY_THE_ISSUER


@pytest.mark.parametrize(("status", "step"), TRIES)
def test_a_step_is_taken_from_its_statuses_by_its_people_only(status: Status, step: Step) -> None:
    targets = {"unchanged": status, "status before": Status.ROUTED}
    for role, side in EVERYBODY:
        case = a_sound_case(step, status, side)
        if (role, side) not in step.takers:
            expected = NotAllowed, status
        elif status not in step.sources:
            expected = NotNow, status
        else:
            expected = None, targets.get(str(step.target.value), step.target)
        refusal = refusal_of(step, case, a_sound_act(step, role, side))
        assert (refusal, case.status) == expected, (role, side)


def refusal_of(step: Step, case: Case, act: Act) -> type[Impossible] | None:
    """How the step is refused, or None where it is taken."""
    try:
        perform(step.name, case, act)
    except Impossible as refusal:
        return type(refusal)
    return None


def test_withdrawing_leads_back_to_each_status_before() -> None:
    step = BY_NAME["withdraw"]
    for before in (Status.ISSUED, Status.ROUTED, Status.OUTSTANDING):
        case = a_sound_case(step, Status.AT_CHECKPOINT)
        case.status_before = before
        perform("withdraw", case, a_sound_act(step, Role.CHECKPOINT_OFFICER, Side.RU))
        assert case.status is before


FAULTS: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "something_found": ({"items": ()}, {}),
    "measurements_taken": ({"items": (an_item(verdict=None),)}, {}),
    "excess_established": ({"items": (an_item(verdict=Verdict.NOT_ESTABLISHED),)}, {}),
    "documents_named": ({"items": (a_document(document_kind=None),)}, {}),
    "checkpoint_chosen": ({"destination": None}, {}),
    "checkpoint_named": ({"destination": None}, {}),
    "driver_acknowledged": ({"acknowledged": False}, {}),
    "duplicates_answered": ({"unanswered_duplicates": 1}, {}),
    "checkpoint_open": ({}, {"open": False}),
    "checkpoint_able": ({}, {"capabilities": frozenset({Capability.DOCUMENTS})}),
    "another_checkpoint": ({}, {"same": True}),
    "reason_given": ({}, {"reason": "  "}),
    "not_too_much": ({"acts_of_carrier": 200}, {}),
    "plates_recorded": ({}, {"plates": ()}),
    "everything_marked": ({"more": (a_document(line=3, mark=None),)}, {}),
    "nothing_remains": ({"items": (an_item(), a_document(mark=Mark.NOT_REMOVED))}, {}),
    "something_remains": ({"items": (an_item(), a_document())}, {}),
    "measured_again": ({"more": (an_item(line=3, remeasured=Verdict.OVER),)}, {}),
    "not_own_notice": ({"issuer_id": 1}, {}),
    "not_own_confirmation": ({"confirmed_by": frozenset({1, 91})}, {}),
    "annulment_signed": ({"first_signatures": {}}, {}),
    "release_signed": ({"first_signatures": {}}, {}),
    "clock_not_set_back": ({"logged_at": NOW + timedelta(seconds=11)}, {}),
    "released_in_time": ({"exit_until": NOW - timedelta(seconds=1)}, {}),
    "nothing_softened": ({"presentations": 1, "items_before": (an_item(line=9),)}, {}),
    "nothing_open_on_units": ({"open_on_units": frozenset({"BY-KOZL-2026-000001-X"})}, {}),
    "leave_together": ({"free_on_units": frozenset({"BY-KOZL-2026-000001-X"})}, {}),
    "released_units_together": ({"held_units": frozenset({"AB99997"})}, {}),
    "fine_settled": ({"fine_owed": True}, {}),
    "not_own_proposal": ({"pending": replace(PENDING, proposer_id=1)}, {}),
    "not_yet_decided": ({"pending": replace(PENDING, decided=True)}, {}),
    "not_overtaken": ({"pending": replace(PENDING, newest=2)}, {}),
    "takes_effect_later": ({"pending": replace(PENDING, effective_from=date(2026, 11, 20))}, {}),
    "role_held": ({"absence": Absence(role_held=False)}, {}),
    "own_roles_kept": ({"account": Account(id=1)}, {"details": GIVES_ROLE}),
    "given_in_own_name": ({}, {"details": GIVES_ROLE, "actor": STAND_IN}),
    "asked_for": ({"account": Account(id=2, used=True)}, {"details": GIVES_PASSWORD}),
    "not_own_request": (
        {"account": Account(id=2, used=True, asked_by={"password": 1})},
        {"details": replace(GIVES_PASSWORD, values=(("password", "asked", "new"),))},
    ),
    "independent": ({"dependent": True}, {}),
    "third_person": ({}, {"details": NAMES_ONESELF, "actor": ADMINISTRATOR}),
    "another_person": ({}, {"details": replace(DELEGATED, delegate_id=1)}),
    "colleague_able": ({"absence": Absence(colleague_able=False)}, {}),
    "days_in_order": ({}, {"details": replace(DELEGATED, last_day=date(2026, 11, 19))}),
    "days_to_come": ({}, {"details": replace(DELEGATED, **YESTERDAY)}),
    "not_too_long": ({}, {"details": replace(DELEGATED, last_day=date(2027, 1, 19))}),
    "colleague_there": ({"absence": Absence(away=True)}, {}),
    "not_needed": ({"absence": Absence(needed=True)}, {}),
    "one_stand_in": ({"absence": Absence(named_already=True)}, {}),
    "not_yet_ended": ({"absence": Absence(ended=True)}, {}),
    "absence_reasoned": ({}, {"details": DELEGATED, "actor": ADMINISTRATOR, "reason": ""}),
    "authority_named": ({}, {"details": OnHold(" ")}),
    "hold_in_force": ({"hold": Hold(Side.BY, lifted=True)}, {}),
    "list_is_due": ({"review": replace(REVIEWED, side=Side.RU, due=False)}, {}),
    "not_yet_reviewed": ({"review": replace(REVIEWED, side=Side.RU, decided=True)}, {}),
    "listed": ({"review": replace(REVIEWED, side=Side.RU, listed=False)}, {}),
    "review_signed": (
        {"review": replace(REVIEWED, side=Side.RU, signed_at=NOW - timedelta(days=7, seconds=1))},
        {},
    ),
    "period_over": (
        {"retention": replace(DUE, closed_at=datetime(2021, 11, 20, 0, 0, 1, tzinfo=UTC))},
        {},
    ),
    "nothing_owed": ({"retention": replace(DUE, owes=True)}, {}),
    "not_on_hold": ({"retention": replace(DUE, on_hold=True)}, {}),
    "mark_reasoned": ({}, {"reason": "", "details": Marked(2, Mark.NOT_REMOVED)}),
    "mark_grounded": ({}, {"details": Marked(2, Mark.NOT_REQUIRED)}),
    "mark_evidenced": ({}, {"details": Marked(2, Mark.REMOVED)}),
    "mark_dated": ({}, {"details": Marked(2, Mark.REMOVED, "77")}),
    "mark_within_limit": (
        {"items": (an_item(remeasured=Verdict.OVER),)},
        {"details": Marked(1, Mark.REMOVED)},
    ),
    "fine_unpaid": ({"fine": FineToPay(date(2026, 11, 1), paid=True)}, {}),
    "paid_after_imposed": (
        {"fine": FineToPay(date(2026, 11, 2), paid=False)},
        {"details": Paid(1, "77", date(2026, 11, 1))},
    ),
}
PAIRS = [
    pytest.param(step, guard.__name__, id=f"{step.name}-{guard.__name__}")
    for step in (*PROCEDURE, *ACTS)
    for guard in step.conditions
]


@pytest.mark.parametrize(("step", "guard"), PAIRS)
def test_each_condition_alone_refuses_the_step_and_is_named(step: Step, guard: str) -> None:
    role, side = step.takers[0]
    status = min(step.sources)
    case, act = a_sound_case(step, status), a_sound_act(step, role, side)
    about_case, about_act = FAULTS[guard]
    for name, value in about_case.items():
        if name == "more":
            case.items += value
        else:
            setattr(case, name, value)
    case, act = spoilt(case, act, dict(about_act))
    before = case.status
    with pytest.raises(Refused) as refusal:
        perform(step.name, case, act)
    assert refusal.value.reasons == [guard]
    assert case.status is before


def spoilt(case: Case, act: Act, about: dict[str, object]) -> tuple[Case, Act]:
    """Spoil the act, or the checkpoint to which it leads."""
    if about.pop("same", False):
        return replace(case, destination=act.destination), act
    where = {name: about.pop(name) for name in ("open", "capabilities") if name in about}
    if where and act.destination:
        act = replace(act, destination=replace(act.destination, **where))
    elif where:
        case.destination = replace(ABLE, **where)
    return case, replace(act, **about)


def test_all_unmet_conditions_are_named_at_once() -> None:
    case = Case(Status.DRAFT, destination=None)
    act = a_sound_act(BY_NAME["issue"], Role.INSPECTOR, Side.BY)
    assert unmet("issue", case, act) == [
        "something_found",
        "checkpoint_chosen",
        "driver_acknowledged",
    ]


def test_every_guard_has_a_fault_that_trips_it() -> None:
    rights = {guard.__name__ for step in BY_NAME.values() for guard in step.rights}
    assert {guard.__name__ for guard in EVERY_GUARD} == set(FAULTS) | rights


@pytest.mark.parametrize(
    ("name", "role", "side", "place"),
    [
        ("issue", Role.INSPECTOR, Side.BY, HERE),
        ("reroute", Role.INSPECTOR, Side.BY, HERE),
        ("correct", Role.INSPECTOR, Side.BY, HERE),
        ("receive", Role.CHECKPOINT_OFFICER, Side.RU, ELSEWHERE),
        ("confirm", Role.CHECKPOINT_OFFICER, Side.RU, ELSEWHERE),
        ("refuse", Role.CHECKPOINT_OFFICER, Side.RU, ELSEWHERE),
        ("mark", Role.CHECKPOINT_OFFICER, Side.RU, ELSEWHERE),
        ("fine", Role.CHECKPOINT_OFFICER, Side.RU, None),
    ],
)
def test_another_place_s_notice_is_forbidden(
    name: str, role: Role, side: Side, place: int | None
) -> None:
    step = BY_NAME[name]
    act = a_sound_act(step, role, side)
    act = replace(act, actor=replace(act.actor, place_id=place))
    with pytest.raises(NotAllowed):
        perform(name, a_sound_case(step, min(step.sources)), act)


def test_no_belarusian_role_marks_confirms_or_reopens_and_no_russian_one_issues() -> None:
    for status in Status:
        for role in Role:
            by = {step.name for step in steps_from(status, role, Side.BY)}
            ru = {step.name for step in steps_from(status, role, Side.RU)}
            assert not by & {"mark", "measure", "confirm", "refuse", "reopen"}
            assert not ru & {"issue", "correct", "sign", "annul"}


@pytest.mark.parametrize(
    ("signed", "unmet_now"),
    [
        (FirstSignature(Side.BY, 92, NOW - timedelta(minutes=15)), []),
        (FirstSignature(Side.BY, 92, NOW - timedelta(minutes=15, seconds=1)), ["release_signed"]),
        (FirstSignature(Side.BY, 92, NOW + timedelta(seconds=10)), []),
        (FirstSignature(Side.BY, 92, NOW + timedelta(seconds=11)), ["release_signed"]),
        (FirstSignature(Side.RU, 92, NOW), ["release_signed"]),
        (FirstSignature(Side.BY, 1, NOW), ["release_signed"]),
    ],
    ids=["in time", "too late", "clocks differ", "from the future", "own side", "the same person"],
)
def test_an_exceptional_release_takes_two_people_of_two_sides_within_15_minutes(
    signed: FirstSignature, unmet_now: list[str]
) -> None:
    step = BY_NAME["release_exceptionally"]
    case = replace(a_sound_case(step, Status.ROUTED), first_signatures={"ask_release": signed})
    act = a_sound_act(step, Role.SUPERVISOR, Side.RU)
    assert unmet(step.name, case, act) == unmet_now


def test_belarus_annuls_alone_until_the_vehicle_is_presented_and_then_with_russia() -> None:
    step = BY_NAME["annul"]
    act = a_sound_act(step, Role.SUPERVISOR, Side.BY)
    signed = FirstSignature(Side.RU, 92, NOW)
    for presentations, signatures, refused in (
        (0, {}, []),
        (1, {}, ["annulment_signed"]),
        (1, {"ask_annulment": signed}, []),
        (1, {"ask_annulment": replace(signed, side=Side.BY)}, ["annulment_signed"]),
    ):
        case = a_sound_case(step, Status.OUTSTANDING)
        case.presentations, case.first_signatures = presentations, signatures
        assert unmet("annul", case, act) == refused


PRESENTED = Vehicle("AB12347", "WDB1", frozenset())
UNREAD = Vehicle("AB12347", "", frozenset({"AB12847"}))


@pytest.mark.parametrize(
    ("presented", "corrected", "is_same"),
    [
        (PRESENTED, Vehicle("AB12347", "WDB2"), True),
        (PRESENTED, Vehicle("AB12847", "WDB1"), True),
        (PRESENTED, Vehicle("AB12847", "WDB2"), False),
        (UNREAD, Vehicle("AB12847"), True),
        (UNREAD, Vehicle("AB12847", "WDB2"), True),
        (UNREAD, Vehicle("AB12848"), False),
    ],
)
def test_a_vehicle_that_was_presented_is_set_right_and_not_replaced(
    presented: Vehicle, corrected: Vehicle, is_same: bool
) -> None:
    step = BY_NAME["correct"]
    case = replace(a_sound_case(step, Status.OUTSTANDING), tractor=corrected, presentations=1)
    case = replace(case, items_before=case.items, tractor_before=presented)
    act = a_sound_act(step, Role.INSPECTOR, Side.BY)
    assert unmet("correct", case, act) == ([] if is_same else ["nothing_softened"])


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("name", ["sign_wording", "decline_wording"])
def test_nobody_decides_on_what_the_own_side_has_proposed(name: str, side: Side) -> None:
    step = BY_NAME[name]
    case = replace(a_sound_case(step, Status.DRAFT), pending=replace(PENDING, side=side))
    with pytest.raises(NotAllowed):
        perform(name, case, a_sound_act(step, Role.ADMINISTRATOR, side))


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("name", ["sign_erasure", "erase", "erase_questions"])
def test_nobody_erases_what_the_own_side_or_they_themselves_proposed(name: str, side: Side) -> None:
    step = BY_NAME[name]
    case = a_sound_case(step, min(step.sources), side)
    act = a_sound_act(step, Role.SUPERVISOR, side)
    assert admit(name, case, act) is step
    other_side = Side.BY if side is Side.RU else Side.RU
    for review in (
        replace(REVIEWED, side=side),
        replace(REVIEWED, side=other_side, proposer_id=1),
        None,
    ):
        with pytest.raises(NotAllowed):
            admit(name, replace(case, review=review), act)


@pytest.mark.parametrize("name", ["erase", "put_on_hold", "compile_dossier"])
def test_what_was_erased_is_nobody_s_any_more(name: str) -> None:
    step = BY_NAME[name]
    case = replace(a_sound_case(step, Status.EXITED), erased=True)
    with pytest.raises(NotAllowed):
        perform(name, case, a_sound_act(step, Role.SUPERVISOR, Side.BY))


def test_a_hold_is_lifted_by_the_side_that_has_put_it() -> None:
    step = BY_NAME["lift_hold"]
    case = replace(a_sound_case(step, Status.EXITED), hold=Hold(Side.RU))
    with pytest.raises(NotAllowed):
        perform("lift_hold", case, a_sound_act(step, Role.SUPERVISOR, Side.BY))


def test_a_wording_takes_effect_on_a_day_that_has_begun_nowhere() -> None:
    step = BY_NAME["propose_wording"]
    act = a_sound_act(step, Role.ADMINISTRATOR, Side.BY)
    case = a_sound_case(step, Status.DRAFT)
    assert unmet(step.name, case, replace(act, at=datetime(2026, 11, 20, 11, 59, tzinfo=UTC))) == []
    in_kamchatka = replace(act, at=datetime(2026, 11, 20, 12, 0, tzinfo=UTC))
    assert unmet(step.name, case, in_kamchatka) == ["takes_effect_later"]


@pytest.mark.parametrize("name", ["delegate", "end_delegation"])
def test_only_the_holder_and_an_administrator_see_to_an_absence(name: str) -> None:
    case = a_sound_case(BY_NAME[name], Status.DRAFT)
    act = a_sound_act(BY_NAME[name], Role.CHECKPOINT_OFFICER, Side.RU)
    perform(name, case, replace(act, actor=ADMINISTRATOR))
    for actor in (
        replace(act.actor, id=3),
        replace(ADMINISTRATOR, side=Side.BY),
        replace(act.actor, instead=StandIn(1, 4, "Sidorov")),
        replace(ADMINISTRATOR, instead=StandIn(1, 4, "Sidorov")),
    ):
        with pytest.raises(NotAllowed):
            perform(name, case, replace(act, actor=actor))


@pytest.mark.parametrize(
    ("name", "role", "guard", "about"),
    [
        ("confirm", Role.CHECKPOINT_OFFICER, "not_own_notice", {"issuer_id": 4}),
        ("reopen", Role.SUPERVISOR, "not_own_confirmation", {"confirmed_by": frozenset({4, 91})}),
        (
            "sign_limit",
            Role.ADMINISTRATOR,
            "not_own_proposal",
            {"pending": replace(PENDING, proposer_id=4)},
        ),
        (
            "release_exceptionally",
            Role.SUPERVISOR,
            "release_signed",
            {"first_signatures": {"ask_release": FirstSignature(Side.BY, 4, NOW)}},
        ),
    ],
)
def test_what_one_may_not_decide_on_nobody_decides_in_ones_place(
    name: str, role: Role, guard: str, about: dict[str, Any]
) -> None:
    step = BY_NAME[name]
    case = replace(a_sound_case(step, min(step.sources), Side.RU), **about)
    act = a_sound_act(step, role, Side.RU)
    assert unmet(name, case, act) == []
    instead = replace(act.actor, instead=StandIn(1, 4, "Sidorov"))
    assert unmet(name, case, replace(act, actor=instead)) == [guard]


def test_days_begin_and_end_at_midnight_of_the_holder_s_place_also_when_clocks_change() -> None:
    in_kamchatka = replace(DELEGATED, timezone="Asia/Kamchatka", last_day=date(2026, 11, 20))
    assert in_kamchatka.begins_at == datetime(2026, 11, 19, 12, tzinfo=UTC)
    assert in_kamchatka.ends_at == datetime(2026, 11, 20, 12, tzinfo=UTC)
    spring = {"first_day": date(2026, 3, 29), "last_day": date(2026, 3, 29)}
    in_helsinki = replace(DELEGATED, timezone="Europe/Helsinki", **spring)
    assert (in_helsinki.ends_at - in_helsinki.begins_at) == timedelta(hours=23)


@pytest.mark.parametrize("field", ["password", "second_factor", "agency"])
def test_nobody_opens_the_own_account_anew_or_as_a_stand_in_that_of_the_holder(field: str) -> None:
    step = BY_NAME["change_person"]
    act = a_sound_act(step, Role.ADMINISTRATOR, Side.BY)
    opens, stamps = (Changed("x", Side.BY, ((name, "", "new"),)) for name in (field, "stamp"))
    for account_id, actor, details in ((1, act.actor, opens), (4, STAND_IN, stamps)):
        case = replace(a_sound_case(step, Status.DRAFT), account=Account(id=account_id))
        with pytest.raises(NotAllowed):
            perform(step.name, case, replace(act, actor=actor, details=details))
    own = replace(a_sound_case(step, Status.DRAFT), account=Account(id=1))
    perform(step.name, own, replace(act, details=stamps))


def test_who_stands_in_for_an_administrator_adds_nobody_and_changes_what_gives_nothing() -> None:
    act = replace(a_sound_act(BY_NAME["add_person"], Role.ADMINISTRATOR, Side.BY), actor=STAND_IN)
    with pytest.raises(NotAllowed):
        perform("add_person", a_sound_case(BY_NAME["add_person"], Status.DRAFT), act)
    step = BY_NAME["change_person"]
    for value, refused in (
        (("roles", "auditor, supervisor", "auditor"), []),
        (("active", "yes", "no"), []),
        (("active", "no", "yes"), ["given_in_own_name"]),
        (("agency", "bound", ""), ["given_in_own_name"]),
    ):
        about = replace(act, details=Changed("petrova", Side.BY, (value,)))
        assert unmet(step.name, a_sound_case(step, Status.DRAFT), about) == refused


@pytest.mark.parametrize(
    ("account", "value", "refused"),
    [
        (Account(2), ("password", "", "new"), []),
        (Account(2, used=True, has_app=True), ("password", "", "beside_app"), []),
        (Account(2, used=True, has_app=True), ("password", "", "new"), ["asked_for"]),
        (Account(2, used=True), ("password", "", "beside_app"), ["asked_for"]),
        (Account(2, used=True), ("password", "", "asked"), []),
        (Account(2, used=True), ("password", "asked", "new"), ["asked_for"]),
        (Account(2, used=True, asked_by={"password": 3}), ("password", "asked", "new"), []),
        (Account(2, used=True, has_app=True), ("second_factor", "asked", ""), ["asked_for"]),
        (Account(2, True, True, False, {"second_factor": 3}), ("second_factor", "asked", ""), []),
        (Account(2), ("second_factor", "app", "asked"), ["asked_for"]),
        (Account(2), ("agency", "bound", ""), ["asked_for"]),
    ],
)  # fmt: skip
def test_what_opens_an_account_that_is_in_use_takes_two_administrators(
    account: Account, value: tuple[str, str, str], refused: list[str]
) -> None:
    step = BY_NAME["change_person"]
    case = replace(a_sound_case(step, Status.DRAFT), account=account)
    act = a_sound_act(step, Role.ADMINISTRATOR, Side.BY)
    details = Changed("petrova", Side.BY, (value,))
    assert unmet(step.name, case, replace(act, details=details)) == refused


ADDED, PASSWORD, ASKED = "add_person", ("password", "", "new"), ("password", "", "asked")
PROMOTED = ("roles", "auditor", "administrator, auditor")


@pytest.mark.parametrize(
    ("told", "hands"),
    [
        ([(ADDED, 1)], {1}),
        ([(ADDED, None)], set()),
        ([(ADDED, 1), (PASSWORD, 2), (PROMOTED, 3)], {1, 2, 3}),
        ([(ADDED, 1), (("password", "", "beside_app"), 2), (ASKED, 3)], {1}),
        ([(ADDED, 1), (("roles", "administrator", "auditor"), 2), (("place", "", "KOZL"), 3)], {1}),
        ([(ADDED, 1), (PASSWORD, None), (PROMOTED, 3)], {3}),
    ],
)
def test_an_account_is_in_the_hands_of_who_could_sign_in_with_it_or_made_an_administrator(
    told: list[tuple[Any, int | None]], hands: set[int]
) -> None:
    acts = [
        Told(what, NOW, who, ()) if what == ADDED else Told("change_person", NOW, who, (what,))
        for what, who in told
    ]
    assert in_hand_of(acts) == hands


def test_a_request_waits_until_it_is_carried_out() -> None:
    asked = Told("change_person", NOW, 1, (ASKED,))
    given = Told("change_person", NOW, 2, (("password", "asked", "new"),))
    assert waits_for([asked], "password") is asked is waits_for([given, asked], "password")
    assert waits_for([asked, given], "password") is None is waits_for([], "password")
    assert waits_for([asked], "second_factor") is None


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [(1, 2, False), (1, 3, True), (3, 1, True), (3, 4, True), (1, 5, True), (2, 5, False)],
    ids=["strangers", "made", "maker", "twins", "through a third", "stranger's"],
)
def test_who_was_made_by_the_other_or_by_the_same_one_is_no_second_person(
    first: int, second: int, one: bool
) -> None:
    in_hand = {3: frozenset({1}), 4: frozenset({1}), 5: frozenset({4})}
    found = depend(first, frozenset({second}), lambda who: in_hand.get(who, frozenset()))
    assert found is one
    assert not depend(first, frozenset({first}), lambda _who: frozenset())

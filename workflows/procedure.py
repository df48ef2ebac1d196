"""The procedure: one table of steps, and below it the acts that leave the status alone.

Buttons, permissions, addresses, forms, papers, timeline, diagram and tests derive from these rows.
A row's `rights` are about the person (their failure is "forbidden"), its `conditions` about the
case (their failure is a refusal that names every unmet one).
"""

from dataclasses import dataclass
from enum import Enum

from . import absence as a
from . import accounts as p
from . import guards as g
from . import retention as r
from .vocabulary import OPEN, Paper, Role, Side, Status

Taker = tuple[Role, Side | None]


class Target(Enum):
    """Where a row leads when it is no status of its own."""

    UNCHANGED = "unchanged"
    STATUS_BEFORE = "status before"


@dataclass(frozen=True)
class Step:
    """One row: who may take it, from where to where, only if what, and which paper results."""

    name: str
    sources: frozenset[Status]
    target: Status | Target
    takers: tuple[Taker, ...]
    conditions: tuple[g.Guard, ...] = ()
    rights: tuple[g.Guard, ...] = ()
    paper: Paper | None = None


INSPECTOR = (Role.INSPECTOR, Side.BY)
OFFICER = (Role.CHECKPOINT_OFFICER, Side.RU)
EXIT_OFFICERS = ((Role.EXIT_OFFICER, Side.BY), (Role.EXIT_OFFICER, Side.RU))
BY_SUPERVISOR = (Role.SUPERVISOR, Side.BY)
RU_SUPERVISOR = (Role.SUPERVISOR, Side.RU)
SUPERVISORS = (BY_SUPERVISOR, RU_SUPERVISOR)
ADMINISTRATORS = ((Role.ADMINISTRATOR, Side.BY), (Role.ADMINISTRATOR, Side.RU))
AUDITORS = ((Role.AUDITOR, Side.BY), (Role.AUDITOR, Side.RU))
CARRIER = (Role.CARRIER, None)
STOOD_IN_FOR = (OFFICER, *SUPERVISORS, *ADMINISTRATORS)

DRAFT, ISSUED, ROUTED = Status.DRAFT, Status.ISSUED, Status.ROUTED
AT_CHECKPOINT, OUTSTANDING = Status.AT_CHECKPOINT, Status.OUTSTANDING
CLEARED, EXITED, ANNULLED = Status.CLEARED, Status.EXITED, Status.ANNULLED
UNCHANGED, STATUS_BEFORE = Target.UNCHANGED, Target.STATUS_BEFORE
ALL = frozenset(Status)

SOUND = (
    g.something_found,
    g.measurements_taken,
    g.excess_established,
    g.documents_named,
    g.checkpoint_chosen,
    g.driver_acknowledged,
    g.duplicates_answered,
)
ROUTABLE = (g.checkpoint_open, g.checkpoint_able)

# fmt: off
PROCEDURE = (
    Step("issue", frozenset({DRAFT}), ISSUED, (INSPECTOR,),
         SOUND, rights=(g.at_own_post,), paper=Paper.DEFICIENCY_NOTICE),
    Step("route", frozenset({ISSUED}), ROUTED, (INSPECTOR, RU_SUPERVISOR),
         (g.checkpoint_named, *ROUTABLE), rights=(g.at_own_post,), paper=Paper.ROUTING_ADVICE),
    Step("reroute", frozenset({ROUTED, OUTSTANDING}), UNCHANGED, (INSPECTOR, RU_SUPERVISOR),
         (g.another_checkpoint, *ROUTABLE, g.reason_given), rights=(g.at_own_post,),
         paper=Paper.ROUTING_ADVICE),
    Step("receive", frozenset({ROUTED, OUTSTANDING}), AT_CHECKPOINT, (OFFICER,),
         (g.plates_recorded,), rights=(g.at_own_checkpoint,), paper=Paper.RECORD_OF_PRESENTATION),
    Step("take_over", frozenset({ISSUED, ROUTED, OUTSTANDING}), AT_CHECKPOINT, (OFFICER,),
         (g.another_checkpoint, *ROUTABLE, g.plates_recorded, g.reason_given),
         rights=(g.to_own_checkpoint,), paper=Paper.RECORD_OF_PRESENTATION),
    Step("withdraw", frozenset({AT_CHECKPOINT}), STATUS_BEFORE, (OFFICER, RU_SUPERVISOR),
         (g.reason_given,), rights=(g.at_own_checkpoint,)),
    Step("confirm", frozenset({AT_CHECKPOINT}), CLEARED, (OFFICER,),
         (g.everything_marked, g.nothing_remains, g.measured_again, g.not_own_notice),
         rights=(g.at_own_checkpoint,), paper=Paper.CONFIRMATION_OF_REMOVAL),
    Step("refuse", frozenset({AT_CHECKPOINT}), OUTSTANDING, (OFFICER,),
         (g.everything_marked, g.something_remains, g.measured_again, g.not_own_notice),
         rights=(g.at_own_checkpoint,), paper=Paper.REFUSAL),
    Step("reopen", frozenset({CLEARED}), OUTSTANDING, (RU_SUPERVISOR,),
         (g.reason_given, g.not_own_confirmation, g.not_own_notice),
         paper=Paper.WITHDRAWAL_OF_CONFIRMATION),
    Step("release", frozenset({CLEARED}), EXITED, EXIT_OFFICERS,
         (g.nothing_open_on_units, g.fine_settled, g.leave_together, g.not_own_notice),
         paper=Paper.EXIT_PERMIT),
    Step("correct", frozenset({ISSUED, ROUTED, OUTSTANDING}), UNCHANGED, (INSPECTOR,),
         (*SOUND, *ROUTABLE, g.nothing_softened, g.reason_given), rights=(g.at_own_post,),
         paper=Paper.CORRECTED_NOTICE),
    Step("annul", frozenset({DRAFT, ISSUED, ROUTED, OUTSTANDING}), ANNULLED, (BY_SUPERVISOR,),
         (g.reason_given, g.not_own_notice, g.annulment_signed), paper=Paper.ANNULMENT),
    Step("release_exceptionally", OPEN | {EXITED}, EXITED, SUPERVISORS,
         (g.reason_given, g.not_own_notice, g.release_signed), rights=(g.not_left,),
         paper=Paper.EXCEPTIONAL_EXIT_PERMIT),
)

ACTS = (
    Step("sign", frozenset({DRAFT}), UNCHANGED, (INSPECTOR,), rights=(g.at_own_post,)),
    Step("attach", OPEN | {DRAFT}, UNCHANGED, (INSPECTOR, OFFICER, CARRIER), (g.not_too_much,),
         rights=(g.at_own_post, g.at_own_checkpoint)),
    Step("measure", frozenset({AT_CHECKPOINT}), UNCHANGED, (OFFICER,),
         (g.not_own_notice,), rights=(g.at_own_checkpoint,)),
    Step("mark", frozenset({AT_CHECKPOINT}), UNCHANGED, (OFFICER,),
         (g.mark_reasoned, g.mark_grounded, g.mark_evidenced, g.mark_dated, g.mark_within_limit,
          g.not_own_notice),
         rights=(g.at_own_checkpoint,)),
    Step("fine", frozenset({AT_CHECKPOINT, OUTSTANDING, CLEARED}), UNCHANGED, (OFFICER,),
         rights=(g.at_own_checkpoint,)),
    Step("fine_paid", frozenset({AT_CHECKPOINT, OUTSTANDING, CLEARED}), UNCHANGED, (OFFICER,),
         (g.fine_unpaid, g.paid_after_imposed), rights=(g.at_own_checkpoint,)),
    Step("take_fine_back", frozenset({AT_CHECKPOINT, OUTSTANDING, CLEARED}), UNCHANGED, (OFFICER,),
         (g.fine_unpaid, g.reason_given), rights=(g.at_own_checkpoint,)),
    Step("ask_other_checkpoint", frozenset({ISSUED, ROUTED, OUTSTANDING}), UNCHANGED, (CARRIER,),
         (g.reason_given, g.not_too_much)),
    Step("announce_arrival", frozenset({ROUTED, OUTSTANDING}), UNCHANGED, (CARRIER,),
         (g.not_too_much,)),
    Step("object", OPEN | {CLEARED}, UNCHANGED, (CARRIER,), (g.reason_given, g.not_too_much)),
    Step("ask_annulment", frozenset({ISSUED, ROUTED, OUTSTANDING}), UNCHANGED, SUPERVISORS,
         (g.reason_given, g.not_own_notice), rights=(g.presented,)),
    Step("ask_release", OPEN | {EXITED}, UNCHANGED, SUPERVISORS,
         (g.reason_given, g.not_own_notice), rights=(g.not_left,)),
    Step("let_out", frozenset({EXITED}), UNCHANGED, EXIT_OFFICERS,
         (g.clock_not_set_back, g.released_in_time, g.released_units_together,
          g.nothing_open_on_units, g.leave_together, g.not_own_notice)),
    Step("compile_dossier", ALL - {DRAFT}, UNCHANGED,
         (INSPECTOR, OFFICER, BY_SUPERVISOR, RU_SUPERVISOR, *AUDITORS),
         rights=(g.at_own_post, g.at_own_checkpoint, r.content_kept), paper=Paper.DOSSIER),
    Step("ask_exit", ALL, UNCHANGED, EXIT_OFFICERS),
    Step("turn_back", ALL, UNCHANGED, EXIT_OFFICERS, paper=Paper.TURN_BACK),
    Step("report_exit", ALL, UNCHANGED, EXIT_OFFICERS),
    Step("change_place", ALL, UNCHANGED, ADMINISTRATORS, rights=(g.of_own_side,)),
    Step("add_person", ALL, UNCHANGED, ADMINISTRATORS, rights=(g.of_own_side, a.in_own_name)),
    Step("change_person", ALL, UNCHANGED, ADMINISTRATORS,
         (p.own_roles_kept, p.given_in_own_name, p.asked_for, p.not_own_request, p.independent),
         rights=(g.of_own_side, p.of_somebody_else)),
    Step("propose_wording", ALL, UNCHANGED, ADMINISTRATORS, (g.takes_effect_later,)),
    Step("sign_wording", ALL, UNCHANGED, ADMINISTRATORS,
         (g.not_yet_decided, g.not_overtaken, g.takes_effect_later), rights=(g.of_other_side,)),
    Step("decline_wording", ALL, UNCHANGED, ADMINISTRATORS,
         (g.not_yet_decided, g.reason_given), rights=(g.own_or_of_other_side,)),
    Step("propose_limit", ALL, UNCHANGED, ADMINISTRATORS,
         (g.takes_effect_later,), rights=(g.of_own_side,)),
    Step("sign_limit", ALL, UNCHANGED, ADMINISTRATORS,
         (g.not_own_proposal, p.independent, g.not_yet_decided, g.not_overtaken,
          g.takes_effect_later),
         rights=(g.of_own_side,)),
    Step("decline_limit", ALL, UNCHANGED, ADMINISTRATORS,
         (g.not_yet_decided, g.reason_given), rights=(g.of_own_side,)),
    Step("delegate", ALL, UNCHANGED, STOOD_IN_FOR,
         (a.role_held, a.another_person, a.third_person, a.colleague_able, a.days_in_order,
          a.days_to_come, a.not_too_long, a.colleague_there, a.not_needed, a.one_stand_in,
          a.absence_reasoned),
         rights=(g.of_own_side, a.in_own_name, a.own_absence)),
    Step("end_delegation", ALL, UNCHANGED, STOOD_IN_FOR,
         (a.not_yet_ended, a.absence_reasoned),
         rights=(g.of_own_side, a.in_own_name, a.own_absence)),
    Step("put_on_hold", ALL - {DRAFT}, UNCHANGED, SUPERVISORS,
         (r.authority_named, g.reason_given), rights=(r.content_kept,)),
    Step("lift_hold", ALL - {DRAFT}, UNCHANGED, SUPERVISORS,
         (r.hold_in_force, g.reason_given), rights=(r.hold_of_own_side,)),
    Step("propose_erasure", ALL, UNCHANGED, SUPERVISORS,
         (r.list_is_due,), rights=(r.about_a_batch,)),
    Step("strike_from_erasure", r.FINAL, UNCHANGED, SUPERVISORS,
         (r.not_yet_reviewed, r.listed, g.reason_given), rights=(r.about_a_batch,)),
    Step("sign_erasure", ALL, UNCHANGED, SUPERVISORS,
         (r.not_yet_reviewed,), rights=(r.proposed_by_other_side,)),
    Step("decline_erasure", ALL, UNCHANGED, SUPERVISORS,
         (r.not_yet_reviewed, g.reason_given), rights=(r.about_a_batch,)),
    Step("erase", r.FINAL, UNCHANGED, SUPERVISORS,
         (r.review_signed, r.listed, r.period_over, r.nothing_owed, r.not_on_hold),
         rights=(r.proposed_by_other_side, r.content_kept)),
    Step("erase_questions", ALL, UNCHANGED, SUPERVISORS,
         (r.review_signed, r.list_is_due), rights=(r.proposed_by_other_side,)),
)
# fmt: on

BY_NAME = {step.name: step for step in (*PROCEDURE, *ACTS)}
EVERY_GUARD = tuple(
    dict.fromkeys(guard for step in BY_NAME.values() for guard in (*step.rights, *step.conditions))
)

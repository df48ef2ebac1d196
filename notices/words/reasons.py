"""What a person reads when a condition is unmet: an instruction for each guard."""

from flask_babel import lazy_gettext as _l

REASONS = {
    "at_own_post": _l("Ask an inspector of the post that issued this notice."),
    "at_own_checkpoint": _l("Ask an officer of the checkpoint to which the vehicle is directed."),
    "to_own_checkpoint": _l("Take vehicles over at your own checkpoint only."),
    "of_own_side": _l("Change only what belongs to your own state."),
    "of_other_side": _l("Leave it to an administrator of the state that has not proposed it."),
    "own_or_of_other_side": _l(
        "Leave it to the administrator who has proposed it, or to one of the other state."
    ),
    "not_own_proposal": _l("Leave it to a colleague: you proposed it yourself."),
    "not_yet_decided": _l("Leave it as it is: somebody has already signed or declined it."),
    "not_overtaken": _l(
        "Have it proposed anew: another version was signed after this proposal was written."
    ),
    "takes_effect_later": _l(
        "Have a later day proposed: a version takes effect on a day that has not begun anywhere in"
        " the two states."
    ),
    "in_own_name": _l(
        "Act in your own name: who stands in for somebody names nobody further and adds nobody."
    ),
    "of_somebody_else": _l(
        "Leave it to another administrator: it is your own account, or that of the person for whom"
        " you stand in."
    ),
    "own_roles_kept": _l(
        "Ask another administrator: nobody changes their own roles or place, or closes their own"
        " account."
    ),
    "given_in_own_name": _l(
        "Leave it to an administrator who acts in their own name: who stands in for somebody gives"
        " no roles, moves nobody to another place and opens no accounts."
    ),
    "asked_for": _l(
        "Ask for it first: the account is in use, so that two administrators are needed."
    ),
    "not_own_request": _l("Leave it to another administrator: you have asked for it yourself."),
    "independent": _l(
        "Leave it to an administrator who is independent of the first one: neither has added the"
        " other, made the other an administrator or given the other a password, and no third"
        " person has done so for both."
    ),
    "own_absence": _l("Leave it to the person who is away, or to an administrator."),
    "role_held": _l("Choose a role that the person who is away holds."),
    "another_person": _l("Choose a colleague: nobody stands in for themselves."),
    "third_person": _l("Choose somebody else: you cannot name yourself for somebody's absence."),
    "colleague_able": _l(
        "Choose somebody else: for a checkpoint officer stands in a checkpoint officer of the same"
        " state, for others anybody of the same state who is no auditor and has an account in use."
    ),
    "days_in_order": _l("Choose a last day that is not before the first one."),
    "days_to_come": _l("Choose a first day that is not over yet."),
    "not_too_long": _l("Choose 60 days at most; name a stand-in anew after that."),
    "colleague_there": _l("Choose somebody else: this colleague is away on some of these days."),
    "not_needed": _l(
        "Have the other absence ended first: the person who is away stands in for somebody on some"
        " of these days."
    ),
    "one_stand_in": _l(
        "Choose other days: somebody stands in for this role already on some of these."
    ),
    "not_yet_ended": _l("Leave it as it is: nobody stands in any longer."),
    "absence_reasoned": _l("Write why the person who is away does not see to it."),
    "about_a_batch": _l("Open the batch, and do it there."),
    "proposed_by_other_side": _l("Leave it to a supervisor of the state that has not proposed it."),
    "content_kept": _l("Leave it as it is: the content was erased at the end of its time."),
    "hold_of_own_side": _l("Leave it to a supervisor of the state that has put it on hold."),
    "list_is_due": _l(
        "Look at the list again: it is empty, or something in it is due no longer or in another"
        " batch."
    ),
    "not_yet_reviewed": _l("Leave it as it is: the batch was already signed or declined."),
    "listed": _l("Leave it as it is: the notice is not in the batch, or was struck from it."),
    "review_signed": _l(
        "Have a supervisor of the other state sign the batch. The signature holds for seven days."
    ),
    "period_over": _l("Wait until the time is over for which the content is kept."),
    "nothing_owed": _l(
        "Wait until every message is settled and a vehicle released exceptionally is let out."
    ),
    "not_on_hold": _l("Wait until every hold on the notice is lifted."),
    "authority_named": _l("Write who demands it."),
    "hold_in_force": _l("Leave it as it is: the hold was already lifted."),
    "something_found": _l("Add at least one deficiency."),
    "measurements_taken": _l("Enter the measurement of each deficiency that is measured."),
    "excess_established": _l(
        "Take out each measurement that does not establish an excess: the value is within the"
        " limit, or the instrument cannot prove it."
    ),
    "documents_named": _l("Choose the kind of document for each missing or irregular document."),
    "checkpoint_chosen": _l("Choose the checkpoint to which the vehicle goes."),
    "driver_acknowledged": _l(
        "Have the driver sign, or record the refusal to sign and name a witness."
    ),
    "duplicates_answered": _l(
        "Say for each earlier open notice whether this one is linked to it or separate."
    ),
    "checkpoint_named": _l("Choose the checkpoint to which the vehicle goes."),
    "checkpoint_open": _l("Choose a checkpoint that is open to trucks."),
    "checkpoint_able": _l(
        "Choose a checkpoint that can check every deficiency on the notice: this one cannot."
    ),
    "another_checkpoint": _l("Choose another checkpoint than the one that the notice names."),
    "reason_given": _l("Write the reason."),
    "not_too_much": _l(
        "Bring anything further to the checkpoint: you have sent as much as one notice takes."
    ),
    "plates_recorded": _l("Record the plates that you see on the vehicle."),
    "everything_marked": _l("Mark every deficiency first."),
    "nothing_remains": _l("Refuse instead: at least one deficiency is marked as not removed."),
    "something_remains": _l(
        "Mark what is not removed, or confirm: nothing is marked as not removed."
    ),
    "measured_again": _l(
        "Measure again whatever was measured and is marked as removed. The new value must be"
        " within the limit."
    ),
    "not_own_notice": _l("Leave the decision to a colleague: you issued this notice yourself."),
    "not_own_confirmation": _l(
        "Leave the decision to a colleague: you confirmed the removal yourself."
    ),
    "presented": _l("Leave the annulment to Belarus alone: nobody has presented the vehicle yet."),
    "annulment_signed": _l(
        "Have a supervisor of the other state sign the annulment first: the vehicle has already"
        " been presented. The signature holds for a day."
    ),
    "release_signed": _l(
        "Have a supervisor of the other state sign the release first. The signature holds for"
        " 15 minutes."
    ),
    "not_left": _l("Leave it as it is: the vehicle has left the Union State."),
    "clock_not_set_back": _l(
        "Keep the vehicle and call an administrator: the clock of the register is wrong."
    ),
    "released_in_time": _l("Keep the vehicle: its exceptional release is used up or has expired."),
    "nothing_softened": _l(
        "Take nothing away and change no finding: the vehicle has already been presented, so"
        " deficiencies can only be added."
    ),
    "nothing_open_on_units": _l(
        "Keep the vehicle: another notice on one of its units is still open."
    ),
    "fine_settled": _l("Have the fine paid first."),
    "leave_together": _l(
        "Release all cleared notices of these vehicles together: one of them is not included."
    ),
    "released_units_together": _l(
        "Ask about all units that were released together: one of them is not here."
    ),
    "mark_reasoned": _l("Write why the deficiency is not removed or need not be removed."),
    "mark_grounded": _l("Name the act and the article under which removal is not required."),
    "mark_evidenced": _l(
        "Enter the document that proves the removal, or measure again what was measured."
    ),
    "mark_dated": _l("Enter the date of the document shown."),
    "mark_within_limit": _l(
        "Mark it as not removed, or measure again: the new measurement is not within the limit."
    ),
    "fine_unpaid": _l("Leave it as it is: the payment of this fine is already recorded."),
    "paid_after_imposed": _l("Enter a day that is not before the date of the resolution."),
}
"""By the name of the guard in `workflows.guards`."""


def reason(guard: str) -> str:
    """The words of refusal for an unmet guard."""
    return str(REASONS[guard])

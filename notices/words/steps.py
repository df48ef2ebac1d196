"""Words for steps and acts: on the button, in the history, and what happens next."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from notices.fines import keeping_fines
from workflows.vocabulary import ExceptionalRelease, Status

from .codes import word
from .formats import at, in_language

if TYPE_CHECKING:
    from notices.models import Notice

BUTTONS = {
    "issue": _l("Issue the notice"),
    "route": _l("Direct to a checkpoint"),
    "reroute": _l("Direct to another checkpoint"),
    "receive": _l("Receive the vehicle"),
    "take_over": _l("Take over from another checkpoint"),
    "withdraw": _l("Take back the presentation"),
    "confirm": _l("Confirm the removal"),
    "refuse": _l("Refuse the confirmation"),
    "reopen": _l("Withdraw the confirmation"),
    "release": _l("Let the vehicle leave"),
    "correct": _l("Correct the notice"),
    "annul": _l("Annul the notice"),
    "release_exceptionally": _l("Release by way of exception"),
    "sign": _l("Record the driver's acknowledgement"),
    "attach": _l("Attach a file"),
    "measure": _l("Measure again"),
    "mark": _l("Mark the deficiency"),
    "fine": _l("Record a fine"),
    "fine_paid": _l("Record the payment of a fine"),
    "take_fine_back": _l("Take the fine back"),
    "ask_other_checkpoint": _l("Ask for another checkpoint"),
    "announce_arrival": _l("Announce the arrival"),
    "object": _l("Object to the notice"),
    "ask_annulment": _l("Sign an annulment first"),
    "ask_release": _l("Sign an exceptional release first"),
    "let_out": _l("Let the vehicle leave"),
    "compile_dossier": _l("Compile the dossier"),
    "ask_exit": _l("May it leave?"),
    "turn_back": _l("Turn the vehicle back"),
    "report_exit": _l("Report an exit that the register does not allow"),
    "change_place": _l("Change the place"),
    "add_person": _l("Add a person"),
    "change_person": _l("Change the person"),
    "propose_wording": _l("Propose another wording"),
    "sign_wording": _l("Sign the proposal"),
    "decline_wording": _l("Decline the proposal"),
    "propose_limit": _l("Propose another limit"),
    "sign_limit": _l("Sign the proposal"),
    "decline_limit": _l("Decline the proposal"),
    "delegate": _l("Name a stand-in"),
    "end_delegation": _l("Let nobody stand in any longer"),
    "put_on_hold": _l("Put on hold"),
    "lift_hold": _l("Lift the hold"),
    "propose_erasure": _l("Propose the erasing"),
    "strike_from_erasure": _l("Strike from the batch"),
    "sign_erasure": _l("Sign and erase"),
    "decline_erasure": _l("Decline the batch"),
    "erase": _l("Erase the content"),
    "erase_questions": _l("Erase questions at the exit"),
}
DONE = {
    "issue": _l("Notice issued"),
    "route": _l("Vehicle directed to a checkpoint"),
    "reroute": _l("Vehicle directed to another checkpoint"),
    "receive": _l("Vehicle presented at the checkpoint"),
    "take_over": _l("Vehicle taken over by another checkpoint"),
    "withdraw": _l("Presentation taken back"),
    "confirm": _l("Removal confirmed"),
    "refuse": _l("Confirmation refused: deficiencies remain"),
    "reopen": _l("Confirmation withdrawn"),
    "release": _l("Vehicle let out of the Union State"),
    "correct": _l("Notice corrected"),
    "annul": _l("Notice annulled"),
    "release_exceptionally": _l("Vehicle released by way of exception"),
    "sign": _l("Driver's acknowledgement recorded"),
    "attach": _l("File attached"),
    "measure": _l("Deficiency measured again"),
    "mark": _l("Deficiency marked"),
    "fine": _l("Fine recorded"),
    "fine_paid": _l("Payment of a fine recorded"),
    "take_fine_back": _l("Fine taken back"),
    "ask_other_checkpoint": _l("Another checkpoint asked for"),
    "announce_arrival": _l("Arrival announced"),
    "object": _l("Objection made"),
    "ask_annulment": _l("Annulment signed by one side"),
    "ask_release": _l("Exceptional release signed by one side"),
    "let_out": _l("Vehicle let out with an exceptional release"),
    "compile_dossier": _l("Dossier compiled"),
    "ask_exit": _l("Exit asked for"),
    "turn_back": _l("Vehicle turned back"),
    "report_exit": _l("Let out off line, which the register does not allow"),
    "change_place": _l("Place changed"),
    "add_person": _l("Person added"),
    "change_person": _l("Person changed"),
    "propose_wording": _l("Wording proposed"),
    "sign_wording": _l("Wording signed"),
    "decline_wording": _l("Wording declined"),
    "propose_limit": _l("Limit proposed"),
    "sign_limit": _l("Limit signed"),
    "decline_limit": _l("Limit declined"),
    "delegate": _l("Stand-in named"),
    "end_delegation": _l("Standing in ended"),
    "put_on_hold": _l("Put on hold: the content is kept"),
    "lift_hold": _l("Hold lifted"),
    "propose_erasure": _l("Erasing proposed"),
    "strike_from_erasure": _l("Struck from a batch to be erased"),
    "sign_erasure": _l("Erasing signed by the other side"),
    "decline_erasure": _l("Erasing declined"),
    "erase": _l("Content erased at the end of its time"),
    "erase_questions": _l("Questions at the exit erased at the end of their time"),
}
"""By the name of the step or act in `workflows.procedure`."""

NEXT = {
    Status.DRAFT: _l("The inspector has not issued this notice yet. Nothing is asked of you."),
    Status.ISSUED: _l(
        "No checkpoint is named yet. Stay in touch with the post that issued the notice: it will"
        " name one."
    ),
    Status.ROUTED: _l(
        "Remove the deficiencies, then present the vehicle with its documents at the checkpoint"
        " %(checkpoint)s by %(deadline)s. Until the removal is confirmed, the vehicle may not"
        " leave the Union State."
    ),
    Status.AT_CHECKPOINT: _l(
        "The vehicle is being checked at the checkpoint %(checkpoint)s. Wait for the decision and"
        " take the paper with you."
    ),
    Status.OUTSTANDING: _l(
        "Something is not removed yet. Remove what is left, then present the vehicle again at the"
        " checkpoint %(checkpoint)s by %(deadline)s. Until then it may not leave the Union State."
    ),
    Status.CLEARED: _l(
        "All deficiencies are settled, and this notice no longer keeps the vehicle. Show the"
        " confirmation at the external border. The officer there also looks for other notices on"
        " the vehicle."
    ),
    ExceptionalRelease.RELEASED: _l(
        "Until %(until)s the vehicle may leave the Union State by way of exception, together with"
        " all trailers on the exceptional exit permit. Show the permit at the external border. The"
        " officer there also looks for other notices on the vehicle."
    ),
    ExceptionalRelease.RELEASED_UNUSED: _l(
        "The exceptional exit permit has expired. The vehicle may not leave the Union State until"
        " supervisors of both states release it anew. Turn to the post that issued the notice."
    ),
    Status.EXITED: _l("The vehicle has left the Union State. Nothing more is asked of you."),
    Status.ANNULLED: _l(
        "This notice is annulled and no longer holds the vehicle. Nothing more is asked of you."
    ),
}

FINE_UNPAID = _l(
    "All deficiencies are settled, but a fine is not paid. Pay it and show the receipt at the"
    " checkpoint %(checkpoint)s. Until then the vehicle may not leave the Union State."
)
"""What happens next where a fine keeps a vehicle that is cleared."""


def step_word(name: str) -> str:
    """The words on the button of a step or act."""
    return str(BUTTONS[name])


def done(name: str) -> str:
    """The words of a step or act in the history."""
    return str(DONE[name])


def logged(name: str) -> str:
    """The words of anything in the log: a step, an act, or what is neither."""
    return done(name) if name in DONE else word(name, "Logged")


def by_whom(name: str, holder: str) -> str:
    """Who acted, and for whom they stood in, if for anybody; the name may have been erased."""
    if not name:
        return str(_("name erased"))
    return (
        str(_("%(name)s, standing in for %(holder)s", name=name, holder=holder)) if holder else name
    )


def status_now(notice: "Notice") -> Status | ExceptionalRelease:
    """Where a notice stands at this moment: the code that pages show for its status."""
    return notice.status_at(datetime.now(UTC))


def next_step(notice: "Notice") -> str:
    """What happens next, in plain words for the carrier."""
    place = notice.checkpoint
    fined = notice.status is Status.CLEARED and keeping_fines(notice)
    return str(FINE_UNPAID if fined else NEXT[status_now(notice)]) % {
        "checkpoint": in_language(place.name) if place else _("not yet named"),
        "deadline": at(notice.deadline, place or notice.post),
        "until": at(notice.exit_until),
    }

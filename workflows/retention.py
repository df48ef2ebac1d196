"""How long the content of a notice is kept, and the conditions of erasing it."""

from datetime import datetime, timedelta

from .acts import Act, Erasure, OnHold
from .case import Case
from .vocabulary import Status

FINAL = frozenset({Status.EXITED, Status.ANNULLED})
"""No notice in another status is ever erased: it binds a vehicle, or its vehicle is in the land."""

ABOUT_KEEPING = frozenset({"put_on_hold", "lift_hold", "strike_from_erasure", "erase"})
"""Acts after which the period does not begin anew."""

REVIEW_HOLDS = timedelta(days=7)
"""How long after the review what it allowed may be erased; afterwards it is proposed anew."""


def cut_off(at: datetime, years: int) -> datetime:
    """The last instant that lies so many calendar years back.

    What happened on 29 February is so old on 1 March of other years.
    """
    try:
        return at.replace(year=at.year - years)
    except ValueError:  # It is 29 February, and was not then.
        march = at.replace(year=at.year - years, month=3, day=1, hour=0, minute=0, second=0)
        return march.replace(microsecond=0) - timedelta(microseconds=1)


def about_a_batch(_case: Case, act: Act) -> bool:
    """The act is about a batch of what is due."""
    return isinstance(act.details, Erasure)


def proposed_by_other_side(case: Case, act: Act) -> bool:
    """A supervisor of the other state has proposed the batch: nobody erases alone."""
    review = case.review
    return (
        review is not None
        and review.side is not act.actor.side
        and review.proposer_id not in act.actor.persons
    )


def content_kept(case: Case, _act: Act) -> bool:
    """The content is not erased."""
    return not case.erased


def hold_of_own_side(case: Case, act: Act) -> bool:
    """The own state has put the notice on hold."""
    return case.hold is not None and case.hold.side is act.actor.side


def list_is_due(case: Case, _act: Act) -> bool:
    """The batch has something in it, and all of that is due and in no other batch."""
    return case.review is not None and case.review.due


def not_yet_reviewed(case: Case, _act: Act) -> bool:
    """The batch is neither signed nor declined."""
    return case.review is not None and not case.review.decided


def listed(case: Case, _act: Act) -> bool:
    """The notice is in the batch, and nobody has struck it."""
    return case.review is not None and case.review.listed


def review_signed(case: Case, act: Act) -> bool:
    """The other state has signed the batch, not long ago."""
    signed_at = case.review.signed_at if case.review else None
    return signed_at is not None and act.at - signed_at <= REVIEW_HOLDS


def period_over(case: Case, act: Act) -> bool:
    """The last event is so long ago that the content is needed no longer."""
    retention = case.retention
    return retention is not None and retention.closed_at <= cut_off(act.at, retention.years)


def nothing_owed(case: Case, _act: Act) -> bool:
    """No message is unsettled, and no exceptional release unused.

    A fine does not count: in Russia none is collected any more two years after it came into force
    (КоАП РФ, article 31.9), and a notice has nobody who would still record its payment.
    """
    return case.retention is not None and not case.retention.owes


def not_on_hold(case: Case, _act: Act) -> bool:
    """Nobody has put the notice on hold."""
    return case.retention is not None and not case.retention.on_hold


def authority_named(_case: Case, act: Act) -> bool:
    """It is said who demands that the content be kept."""
    return isinstance(act.details, OnHold) and bool(act.details.authority.strip())


def hold_in_force(case: Case, _act: Act) -> bool:
    """The hold is not lifted yet."""
    return case.hold is not None and not case.hold.lifted

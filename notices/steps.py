"""The one door: a status changes here and nowhere else.

`take` writes status, history, effects, the facts of the paper and the entry in the log in one
transaction, or nothing.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import is_dataclass, replace
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from workflows import machine
from workflows.acts import Act, ChangedPerson, Delegated, Details, Erasure, Filed, Proposed, Routed
from workflows.case import Case
from workflows.machine import Impossible, NotAllowed
from workflows.procedure import BY_NAME
from workflows.retention import ABOUT_KEEPING
from workflows.vocabulary import Status

from .absence.delegations import lock_people, still_stands_in
from .accounts import was_overtaken
from .cases import case_of, case_without_notice
from .content import as_json
from .effects import EFFECTS, EFFECTS_WITHOUT_NOTICE
from .holds import lock_plates
from .log.entries import log_event
from .models import Draft, Event, Notice, db, transaction
from .papers.order import notice_facts, order_paper, write_version
from .papers.queue import wake
from .proposals import lock_proposals
from .retention.schedule import lock_batch
from .signatures import signature_completed

Press = tuple[str, Notice | None] | tuple[str, Notice | None, Details]
"""A step or act, its notice, and what it brings where that is not the details of the act."""

WRITES_VERSION = ("issue", "correct")
MOVES = ("reroute", "take_over", "withdraw")
LEAVES = ("release", "let_out")
LETS_GO = (*LEAVES, "release_exceptionally")


class Overtaken(Exception):
    """Somebody else was first: the notice is no longer what the actor was looking at."""

    def __init__(self, notice_id: int | None) -> None:
        super().__init__(notice_id)
        self.notice_id = notice_id


def take(act: Act, *presses: Press) -> list[Event]:
    """Take steps and acts, all of them in one transaction or none.

    A press repeated under the same key gives the events of the first one and changes nothing.
    Raises NotAllowed, NotNow, Refused (see `workflows.machine`) or Overtaken.
    """
    keys = _keys(act, presses)
    leaving = frozenset(
        notice.number or "" for name, notice, *_ in presses if notice and name in LEAVES
    )
    try:
        with transaction():
            _lock(act, presses)
            pairs = zip(keys, presses, strict=True)
            events = [_take(act, key, leaving, *press) for key, press in pairs]
    except (Impossible, Overtaken, StaleDataError, IntegrityError) as error:
        repeated = _taken_before(keys)
        if repeated:
            return repeated
        if isinstance(error, StaleDataError):
            notice = presses[0][1]
            raise Overtaken(notice.id if notice else None) from error
        raise
    wake()
    return events


def unmet(name: str, notice: Notice | None, act: Act) -> list[str]:
    """The names of the conditions that stand between the actor and a step."""
    return machine.unmet(name, _case(notice, act), act)


def offered(notice: Notice | None, act: Act) -> dict[str, list[str]]:
    """The steps and acts whose buttons belong on the actor's page, with their unmet conditions."""
    case = _case(notice, act)
    names = (name for name in BY_NAME if machine.permitted(name, case, act))
    return {name: machine.unmet(name, case, act) for name in names}


def admit(name: str, notice: Notice | None, act: Act) -> None:
    """Raise NotAllowed or NotNow where the actor may not even open the page of a step."""
    machine.admit(name, _case(notice, act), act)


def _case(notice: Notice | None, act: Act) -> Case:
    return case_of(notice, act) if notice else case_without_notice(act)


def _lock(act: Act, presses: Sequence[Press]) -> None:
    """Let others wait who press for the same notices; raise Overtaken where they were first, and
    NotAllowed where whoever stands in for somebody does so no longer.

    The locks come in one order, and before any row that refers to a notice is written: so two
    presses never wait for one another.
    """
    _lock_subject(presses[0][0], act)
    if act.actor.instead and not still_stands_in(act.actor, act.at):
        raise NotAllowed(BY_NAME[presses[0][0]])
    notices = {notice.id: notice for _name, notice, *_details in presses if notice}
    if not notices:
        return
    query = select(Notice.id, Notice.revision).where(Notice.id.in_(notices)).order_by(Notice.id)
    for notice_id, revision in db.session.execute(query.with_for_update(key_share=True)):
        notice = notices[notice_id]
        seen = act.seen if notice is presses[0][1] else None
        if revision != notice.revision or seen not in (None, revision):
            raise Overtaken(notice_id)
    _check_saved(act, presses[0][1])
    lock_plates(_plates(act, presses))


def _lock_subject(name: str, act: Act) -> None:
    """Let others wait who press for the same person, proposal or batch, before a query writes what
    the form has changed.
    """
    match details := act.details:
        case ChangedPerson() if name == "change_person" and was_overtaken(act, details):
            raise Overtaken(None)
        case Proposed():
            lock_proposals(details)
        case Delegated():
            lock_people(details)
        case Erasure():
            lock_batch(details)


def _check_saved(act: Act, notice: Notice | None) -> None:
    """Raise Overtaken where a draft was saved or forgotten after the page had shown it."""
    if act.saved is None or notice is None:
        return
    saved = db.session.scalar(select(Draft.saved_at).where(Draft.notice_id == notice.id))
    if act.saved != (saved.isoformat() if saved else ""):
        raise Overtaken(notice.id)


def _plates(act: Act, presses: Sequence[Press]) -> Iterator[str]:
    """The plates that the presses bind or let go."""
    for name, notice, *details in presses:
        filed = (*details, act.details)[0]
        if isinstance(filed, Filed):
            yield from (unit.plate for unit in filed.filing.units)
        if notice and name in LETS_GO:
            yield from (*act.plates, *(unit.plate for unit in notice.units))


def _take(
    act: Act,
    key: str | None,
    leaving: frozenset[str],
    name: str,
    notice: Notice | None,
    details: Details | None = None,
) -> Event:
    act = replace(act, details=details or act.details)
    case = replace(_case(notice, act), leaving=leaving)
    before = case.status
    machine.perform(name, case, act)
    event = _record(act, key, name, notice, before, case.status)
    if notice is None:
        EFFECTS_WITHOUT_NOTICE.get(name, _nothing)(act, event)
    else:
        if case.status is not before or name in EFFECTS.keys() - ABOUT_KEEPING:
            notice.changed_at = act.at
        notice.status = case.status
        if name in EFFECTS:
            with db.session.no_autoflush:  # One UPDATE of the notice is enough.
                EFFECTS[name](notice, act, event)
        db.session.flush()
    kind = BY_NAME[name].paper
    told = notice_facts(notice) if notice and notice.number and kind else None
    version = write_version(told, event) if told and name in WRITES_VERSION else None
    paper = order_paper(kind, notice, told, act, event) if kind else None
    log_event(event, version, paper)
    return event


def _record(
    act: Act, key: str | None, name: str, notice: Notice | None, before: Status, after: Status
) -> Event:
    event = Event(
        at=act.at,
        name=name,
        notice_id=notice.id if notice else None,
        notice_version=notice.version + (name in WRITES_VERSION) if notice else 0,
        status_from=before if notice else None,
        status_to=after if notice else None,
        actor_id=act.actor.id,
        actor_name=act.actor.name,
        actor_role=act.actor.role,
        actor_side=act.actor.side,
        place_id=act.actor.place_id,
        reason=act.reason,
        data=_data_of(act) | (_found(name, notice, act) if notice else {}),
        key=key,
        press=act.press,
    )
    db.session.add(event)
    db.session.flush()
    return event


def _keys(act: Act, presses: Sequence[Press]) -> list[str | None]:
    """A key for each event. Another act under the same key of a page is another press."""
    if not act.key:
        return [None for _press in presses]
    told = [
        (name, notice and notice.id, _data_of(replace(act, details=(*details, act.details)[0])))
        for name, notice, *details in presses
    ]
    pressed = json.dumps((act.actor.id, act.key, act.reason, told))
    digest = sha256(pressed.encode()).hexdigest()
    return [f"{digest}:{index}" for index in range(len(presses))]


def _taken_before(keys: list[str | None]) -> list[Event]:
    return list(db.session.scalars(select(Event).where(Event.key.in_(keys)).order_by(Event.id)))


def _data_of(act: Act) -> dict[str, Any]:
    """The details as JSON. What was filed or advised is kept with version and paper, not twice;
    only what was said of earlier notices stands here.
    """
    data: dict[str, Any] = {"plates": list(act.plates)} if act.plates else {}
    if act.actor.instead:
        data["instead"] = as_json(act.actor.instead)
    if act.destination:
        data["checkpoint_id"] = act.destination.id
    if isinstance(act.details, Filed):
        if act.details.duplicates:
            data["duplicates"] = [list(answered) for answered in act.details.duplicates]
    elif is_dataclass(act.details) and not isinstance(act.details, Routed):
        data |= as_json(act.details)
    return data


def _found(name: str, notice: Notice, act: Act) -> dict[str, Any]:
    """What a step finds and changes, as JSON: the checkpoint, the first of two signatures."""
    data: dict[str, Any] = {}
    if name in MOVES and notice.checkpoint_id:
        data["checkpoint_before_id"] = notice.checkpoint_id
    if name == "withdraw" and notice.presentation and notice.presentation.checkpoint_before_id:
        data["checkpoint_id"] = notice.presentation.checkpoint_before_id
    if first := signature_completed(name, notice, act):
        data["first_signature_id"] = first.id
    return data


def _nothing(_act: Act, _event: Event) -> None:
    """Acts of an administrator leave their traces in the rows that the form has changed."""

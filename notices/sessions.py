"""Sign-ins from their beginning to their end: idle, too old, signed out here or from elsewhere."""

import secrets
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from flask import current_app, request, session
from flask_security.utils import set_request_attr
from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlalchemy.orm import joinedload

from workflows.vocabulary import Logged

from .interrupted import forget_overdue
from .log.entries import log_own
from .models import Person, SignIn, db, transaction

KEPT_FOR = timedelta(days=90)
UNATTENDED = (
    "exit_control.offline",
    "exit_control.snapshot",
    "exit_control.worker",
    "supervisor.alerts",
)
"""What open pages fetch by themselves: no sign that anybody sits before them."""

SIGNED_IN = (
    select(Person)
    .options(joinedload(Person.roles))
    .join(SignIn, SignIn.person_id == Person.id)
    .where(
        SignIn.digest == bindparam("digest"),
        SignIn.ended_at.is_(None),
        SignIn.began_at > bindparam("began"),
        Person.fs_uniquifier == bindparam("identity"),
        Person.active,
    )
)
"""Asked by every request, and so written once."""

OWED_FOR = 600
"""Seconds in which the second factor has to follow the password."""


def begin(person: Person, second_factor: str = "") -> None:
    """Let the person in, and write down when, from where, and what was given."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    through = session.pop("through", "password")
    old = delete(SignIn).where(SignIn.person_id == person.id, SignIn.began_at < now - KEPT_FOR)
    row = SignIn(
        person_id=person.id,
        digest=_digest(token),
        began_at=now,
        address=request.remote_addr or "",
        device=(request.user_agent.string or "")[:200],
        second_factor=second_factor,
        through=through,
    )
    with transaction():
        db.session.execute(old)
        db.session.add(row)
        log_own(Logged.SIGN_IN, person, through=through if through != "password" else None)
    session.pop("owed", None)
    session["sign_in"] = token
    forget_overdue()
    session["seen"] = session["fs_paa"] = time.time()


def owe_second_factor() -> None:
    """Remember that the password was right, and open nothing yet."""
    session.pop("sign_in", None)
    session["owed"] = time.time()


def person_owing() -> Person | None:
    """Whose password was right a moment ago, and whose second factor is still to be given."""
    if time.time() - session.get("owed", 0) > OWED_FOR:
        return None
    query = select(Person).where(Person.fs_uniquifier == session.get("_user_id"), Person.active)
    return db.session.scalars(query).one_or_none()


def person_signed_in(identity: str) -> Person | None:
    """The person of this session, unless the sign-in has ended; for Flask-Login.

    A press or page within `SESSION_IDLE` keeps it; after `SESSION_LASTS` it ends all the same.
    """
    now = time.time()
    seen, token = session.get("seen", 0), session.get("sign_in", "")
    if not token or now - seen > current_app.config["SESSION_IDLE"].total_seconds():
        return None
    began = datetime.now(UTC) - current_app.config["SESSION_LASTS"]
    which = {"digest": _digest(token), "began": began, "identity": identity}
    person = db.session.scalars(SIGNED_IN, which).unique().one_or_none()
    if person:
        set_request_attr("fs_authn_via", "session")
        if now - seen > 60 and request.endpoint not in UNATTENDED:
            session["seen"] = now
    return person


def sign_ins_of(person: Person) -> list[SignIn]:
    """The last sign-ins, the newest first."""
    query = select(SignIn).where(SignIn.person_id == person.id).order_by(SignIn.id.desc())
    return list(db.session.scalars(query.limit(20)))


def is_open(sign_in: SignIn) -> bool:
    """Whether a sign-in may still be in use."""
    lasts = current_app.config["SESSION_LASTS"]
    return sign_in.ended_at is None and sign_in.began_at > datetime.now(UTC) - lasts


def is_this(sign_in: SignIn) -> bool:
    """Whether it is that of this session."""
    return sign_in.digest == _digest(session.get("sign_in", ""))


def end_this() -> None:
    """End the sign-in of this session, also for whoever has copied its cookie."""
    _end(SignIn.digest == _digest(session.get("sign_in", "")))


def end_others(person: Person) -> None:
    """End every other sign-in of a person, and log how many there were, if any."""
    this = _digest(session.get("sign_in", ""))
    with transaction():
        if ended := _end(SignIn.person_id == person.id, SignIn.digest != this):
            log_own(Logged.END_OTHERS, person, ended=ended)


def _end(*which: ColumnElement[bool]) -> int:
    """End open sign-ins, and say how many."""
    open_ones = update(SignIn).where(*which, SignIn.ended_at.is_(None)).returning(SignIn.id)
    with transaction():
        ended = db.session.scalars(open_ones.values(ended_at=datetime.now(UTC)))
        return len(ended.all())


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()

"""Proof that somebody is who signs in or presses: the password, or the code of the app."""

import time
from datetime import UTC, datetime

from flask import Flask, current_app, g, request, session
from flask_security import current_user
from flask_security.utils import hash_password, verify_password
from sqlalchemy import case, select, update

from workflows.vocabulary import Logged

from . import second_factor
from .attempts import LOCKED_FOR, count, subject, take_back
from .log.entries import log_own
from .models import Person, db, transaction
from .security import normalise
from .words import LANGUAGE_BUTTON

PROVEN = "account"
"""The acts about accounts, and of administrators alone, that ask for a fresh proof, as
`FRESH_MINUTES` names them.
"""

ATTEMPTS = 10
ATTEMPTS_OF_ADDRESS = 60
"""The people of a checkpoint share an address, and each of them may err."""

LONGEST_PROOF = 200


def init_proof(app: Flask) -> None:
    """Judge what proves who presses before the view of the press begins."""
    app.before_request(_judge_first)


def _judge_first() -> None:
    """Judge a proof before anything is read that decides: no transaction is open meanwhile, so
    others may change whatever was read before, even who the person is and may do.

    Only where the form's token was looked at, which is on addresses that there are.
    """
    if request.method != "POST" or request.endpoint is None:
        return
    typed = request.form.get("proof", "")
    is_sent = 0 < len(typed) <= LONGEST_PROOF and LANGUAGE_BUTTON not in request.form
    if is_sent and current_user.is_authenticated and _is_asked_for():
        press = "".join(filter(str.isprintable, request.form.get("key", "")))
        g.proven = _proves(typed, press, request.remote_addr or "")
        g.pop("_login_user")  # Flask-Login asks anew who is signed in.


def person_with(login: str, password: str, address: str = "") -> Person | None:
    """The active person with this login and password, also when the password has been judged.

    Every attempt is counted before it is judged, so that none of many at once goes uncounted. No
    transaction is open while the hash is computed, and a hash is computed in every case.
    """
    key = login.strip().lower()
    there = subject("sign-in", address)
    with transaction():
        many = count(there) > ATTEMPTS_OF_ADDRESS
        person = db.session.scalars(select(Person).where(Person.login == key)).one_or_none()
        may_try = person and person.active and not many and _may_try(person)
        stored = person.password if person and may_try else None
        known = person.id if person else None
    if not stored:
        hash_password(normalise(password))
    if not stored or not verify_password(normalise(password), stored):
        # What was typed as the login may be a password.
        current_app.logger.warning("A sign-in of person %s from %s failed", known, address)
        return None
    with transaction():
        take_back(there)
        same = (Person.login == key, Person.password == stored, Person.active)
        found = db.session.scalars(select(Person).where(*same)).one_or_none()
        if found:
            found.failed_sign_ins, found.locked_until = 0, None
    return found


def _may_try(person: Person) -> bool:
    """Count an attempt, unless the account is locked; the last one that is allowed locks it."""
    now = datetime.now(UTC)
    last = Person.failed_sign_ins + 1 >= ATTEMPTS
    counted = (
        update(Person)
        .where(Person.id == person.id, Person.locked_until.is_(None) | (Person.locked_until <= now))
        .values(
            failed_sign_ins=case((last, 0), else_=Person.failed_sign_ins + 1),
            locked_until=case((last, now + LOCKED_FOR), else_=None),
        )
        .returning(Person.id)
    )
    return db.session.execute(counted).first() is not None


def needs_proof(step: str) -> bool:
    """Whether the person has to prove anew who presses: the last proof is too old for the step."""
    fresh: dict[str, int] = current_app.config["FRESH_MINUTES"]
    age = time.time() - session.get("fs_paa", 0)
    return step in fresh and age > fresh[step] * 60 and not g.get("proven")


def _is_asked_for() -> bool:
    return any(map(needs_proof, current_app.config["FRESH_MINUTES"]))


def can_type() -> bool:
    """Whether the signed-in person has a password or an app to prove it with."""
    return bool(current_user.password or current_user.authenticator)


def _proves(typed: str, press: str, address: str) -> bool:
    """Whether this is the signed-in person's password or the code of the app; notes when."""
    if current_user.authenticator and second_factor.is_code(typed):
        right = bool(second_factor.judge(current_user, typed, press))
    else:
        right = person_with(current_user.login, typed, address) is not None
    return _noted(right)


def shows_app(typed: str, press: str) -> bool:
    """Whether this is a code of the signed-in person's app, or a recovery code; notes when."""
    return _noted(bool(second_factor.judge(current_user, typed, press)))


def log_failed_proof() -> None:
    """Log that somebody who is signed in could not show that it is they who press."""
    with transaction():
        log_own(Logged.FAIL_PROOF, current_user)


def _noted(right: bool) -> bool:
    if right:
        session["fs_paa"] = time.time()
    else:
        log_failed_proof()
    return right

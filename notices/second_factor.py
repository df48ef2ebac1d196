"""The second factor: the code of an authenticator app (RFC 6238), and ten codes for a lost one.

The app's secret is encrypted with the register's key, recovery codes are hashed like passwords.
"""

import hmac
import secrets
from urllib.parse import urlsplit

import segno
from flask import Flask, current_app
from flask_security.utils import hash_password, verify_password
from passlib.exc import TokenError
from passlib.totp import TOTP
from sqlalchemy import delete, select

from workflows.numbers import CODE_LETTERS, CODE_MISREAD
from workflows.plates import plate_key

from .attempts import ATTEMPTS, count, forget, subject
from .demo import is_demonstration
from .models import Authenticator, Person, RecoveryCode, db, transaction

CODES = 10
LETTERS = 12
"""Of 32 different ones: 60 bits. With its position in front, one hash tells whether it is right."""

SKEW = 30
"""Seconds that the clock of a telephone may be wrong."""


def init_second_factor(app: Flask) -> None:
    """Prepare the codes of apps, whose list of accounts names the register by its address.

    A colon, as in addresses of IPv6, would end that name.
    """
    key = hmac.digest(app.config["REGISTER_KEY"], b"second factor", "sha256").hex()
    host = urlsplit(app.config["PUBLIC_URL"]).hostname
    app.extensions["totp"] = TOTP.using(
        issuer=f"Notices {host}".replace(":", "."), secrets={1: key}
    )


def totp() -> type[TOTP]:
    """What makes and judges the codes of apps, and encrypts their secrets."""
    made: type[TOTP] = current_app.extensions["totp"]
    return made


def is_required() -> bool:
    """Whether nobody enters without a second factor: on every register but a demonstration."""
    wanted = current_app.config["SECOND_FACTOR"]
    return bool(wanted == "required" if wanted else not is_demonstration())


def new_secret() -> str:
    """The secret of a new app, encrypted."""
    return str(totp().new().to_json(encrypt=True))


def enrolment(secret: str, login: str) -> dict[str, str]:
    """What an app needs: the key in groups to type, its address, and that as a picture (SVG)."""
    made = totp().from_source(secret)
    address = made.to_uri(login)
    picture = segno.make(address, error="m").svg_inline(scale=5, svgclass="qr", lineclass=None)
    return {"key": made.pretty_key(), "address": address, "picture": picture}


def enrol(
    person: Person, secret: str, counter: int, press: str = "", instead_of: str = ""
) -> list[str]:
    """Keep the app's secret, whose code of this interval was shown; gives the recovery codes.

    Gives none, and keeps nothing, where there is another app than the one `instead_of` which it is
    set up. Of two presses that are one, the second gets codes of its own. The caller commits.
    """
    _lock(person)
    app = db.session.get(Authenticator, person.id, populate_existing=True)
    there = app.secret if app else ""
    if there not in (instead_of, secret):
        return []
    if there != secret:
        made = Authenticator(person_id=person.id, secret=secret, counter=counter, press=press[:40])
        made.reset_asked_by = None
        db.session.merge(made)
    return new_codes(person)


def has_set_up(person: Person, press: str, typed: str) -> bool:
    """Whether this press has set up the person's app a moment ago, and brings its code again."""
    app = person.authenticator
    return bool(app and press and app.press == press[:40] and judge(person, typed, press))


def new_codes(person: Person) -> list[str]:
    """Ten new recovery codes instead of the old ones. The caller commits."""
    made = [
        f"{position}{''.join(secrets.choice(CODE_LETTERS) for _letter in range(LETTERS - 1))}"
        for position in range(CODES)
    ]
    _lock(person)
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    db.session.add_all(
        RecoveryCode(person_id=person.id, position=position, hash=hash_password(code))
        for position, code in enumerate(made)
    )
    return ["-".join(code[start : start + 4] for start in range(0, LETTERS, 4)) for code in made]


def take_away(person: Person) -> None:
    """Forget the app and the recovery codes. The caller commits."""
    person.authenticator = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))


def judge(person: Person, typed: str, press: str = "") -> str:
    """`app` or `recovery`, as which a code is right, else nothing; neither is right twice.

    Every attempt is counted before it is judged. A `press` that comes again brings its code again.
    """
    attempts = subject("second factor", str(person.id))
    with transaction():
        if count(attempts) > ATTEMPTS:
            return ""
    found = _of_app(person.id, typed, press) or _of_recovery(person.id, typed)
    if found:
        with transaction():
            forget(attempts)
    return found


def is_code(typed: str) -> bool:
    """Whether this is written like the code of an app."""
    return len(_digits(typed)) == 6 and _digits(typed).isdecimal()


def _of_app(person_id: int, typed: str, press: str) -> str:
    if not is_code(typed):
        return ""
    with transaction():
        app = db.session.get(Authenticator, person_id, with_for_update=True)
        if app is None:
            return ""
        # A double click is one press, and brings one code.
        again = bool(press) and press[:40] == app.press
        counter = counter_of(typed, app.secret, last=app.counter - again)
        if counter:
            app.counter, app.press, app.reset_asked_by = counter, press[:40], None
    return "app" if counter else ""


def counter_of(typed: str, secret: str, last: int | None = None) -> int:
    """The interval whose code this is, if it is later than the `last` one; else 0."""
    try:
        match = totp().verify(_digits(typed), secret, window=SKEW, last_counter=last)
    except TokenError:
        return 0
    return int(match.counter)


def _of_recovery(person_id: int, typed: str) -> str:
    """Judge a recovery code with no transaction open, and use it up."""
    code = plate_key(typed).translate(CODE_MISREAD)
    position = int(code[0]) if len(code) == LETTERS and code[0] in "0123456789" else CODES
    mine = (RecoveryCode.person_id == person_id, RecoveryCode.position == position)
    stored = db.session.scalars(select(RecoveryCode.hash).where(*mine)).one_or_none()
    db.session.rollback()
    if stored is None or not verify_password(code, stored):
        return ""
    with transaction():
        used = delete(RecoveryCode).where(*mine, RecoveryCode.hash == stored)
        return (
            "recovery" if db.session.execute(used.returning(RecoveryCode.position)).first() else ""
        )


def _lock(person: Person) -> None:
    """Let another press that changes the second factor wait for this one."""
    itself = select(Person.id).where(Person.id == person.id)
    db.session.execute(itself.with_for_update(key_share=True))


def _digits(typed: str) -> str:
    return "".join(typed.split())

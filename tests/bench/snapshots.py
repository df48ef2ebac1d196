"""The snapshot for booths: how large it is, and milliseconds to make and sign it."""

import gzip
import json
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from notices.exit_control.snapshot import Claims, claims_for, signed
from notices.models import HeldRole, Person, db
from notices.papers.keys import signing_key
from workflows.acts import Actor
from workflows.vocabulary import Role

from .timing import row, table, timed


def measure(app: Flask) -> None:
    """Print sizes and times, by the number of notices that bind a vehicle."""
    held = select(HeldRole.person_id).where(HeldRole.name == Role.EXIT_OFFICER)
    officer = db.session.scalars(select(Person).where(Person.id.in_(held)).limit(1)).one()
    actor, key = officer.acting_as(Role.EXIT_OFFICER), signing_key(app.config["CODES"])
    claims = _claims(actor)
    text = json.dumps(signed(claims, key), ensure_ascii=False).encode()
    table(
        "notices in it",
        "bytes",
        "compressed",
        "query: least ms",
        "median",
        "95 %",
        "sign and compress: least ms",
        "median",
        "95 %",
    )
    query = timed(lambda: _claims(actor))
    packed = timed(lambda: gzip.compress(json.dumps(signed(claims, key)).encode(), 6))
    row(f"{len(claims['notices']):,}", len(text), len(gzip.compress(text, 6)), *query, *packed)


def _claims(actor: Actor) -> Claims:
    claims = claims_for(actor, datetime.now(UTC))
    db.session.rollback()
    return claims

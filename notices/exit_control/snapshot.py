"""What a booth must know to answer without the register: a signed snapshot of bound vehicles.

It is a JSON Web Signature in its JSON form (RFC 7515, 7.2.2) over claims that are not encoded
(RFC 7797), by the newest of the keys that sign codes. It holds plates, notices' numbers and where
to go, and nobody's data but id and name of the officer for whom it was made.
"""

import json
from base64 import urlsafe_b64encode
from datetime import datetime
from itertools import groupby
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import exists, func, select

from notices.holds import BOUND, HELD_UNIT, blocked_by_a_fine
from notices.models import KnownPlate, Notice, Place, Unit, db
from notices.papers.payload import SIZE, PrivateKey, key_id
from workflows.acts import Actor
from workflows.exit import SNAPSHOT_HOLDS
from workflows.vocabulary import OPEN

TYPE = "exit-snapshot"
"""Says in the header that no other signed document is meant (RFC 8725, 3.11)."""

Claims = dict[str, Any]


def claims_for(actor: Actor, at: datetime) -> Claims:
    """The claims (RFC 7519) of a snapshot; `notices` and `places` are the register's own.

    A notice has its number, status (`held`, `cleared` or `exited`), the code of the place to go to,
    the plates that it holds (`plates`) and those of its other units (`others`); besides, where they
    are so, that a fine is to be paid first (`fine`), when an exceptional release ends (`until`),
    and what other plates were noted or seen of its units (`known`).
    """
    known = _known()
    units = groupby(_rows(), lambda row: row.id)
    notices = [_notice(list(rows), known.get(notice_id, [])) for notice_id, rows in units]
    return {
        "sub": str(actor.id),
        "iat": int(at.timestamp()),
        "exp": int((at + SNAPSHOT_HOLDS).timestamp()),
        "officer": actor.name,
        "post": actor.place_id,
        "notices": notices,
        "places": _places({notice["place"] for notice in notices}),
    }


def signed(claims: Claims, key: PrivateKey) -> dict[str, str]:
    """The signed snapshot: `protected`, `payload` and `signature`."""
    kid = key_id(key.public_key()).decode()
    header = {"alg": "ES256", "b64": False, "crit": ["b64"], "kid": kid, "typ": TYPE}
    protected = _base64url(_compact(header))
    payload = _compact(claims)
    to_be_signed = f"{protected}.{payload}".encode()
    r, s = decode_dss_signature(key.sign(to_be_signed, ec.ECDSA(SHA256())))
    signature = _base64url(r.to_bytes(SIZE) + s.to_bytes(SIZE))
    return {"protected": protected, "payload": payload, "signature": signature}


def receipt_of(claims: Claims, secret: str) -> str:
    """What a booth hands in with a decision: the post was given the snapshot of that second.

    Nobody but the register reads it, so it is signed like what the register keeps in its pages.
    """
    return _receipts(secret).dumps([claims["post"], claims["iat"]])


def is_receipt(text: str, post_id: int | None, snapshot_at: int | None, secret: str) -> bool:
    """Whether it is the register's own receipt for this post and second."""
    try:
        told = _receipts(secret).loads(text)
    except BadData:
        return False
    return bool(told == [post_id, snapshot_at])


def _receipts(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"receipt of {TYPE}")


def _rows() -> Any:
    """Every unit of each notice that binds a vehicle, or would if it were not released."""
    query = (
        select(
            Notice.id,
            Notice.number,
            Notice.status,
            Notice.exit_until,
            blocked_by_a_fine().label("fine"),
            Place.code.label("place"),
            Unit.plate,
            HELD_UNIT.label("held"),
        )
        .join(Unit, Unit.notice_id == Notice.id)
        .join(Place, Place.id == func.coalesce(Notice.checkpoint_id, Notice.post_id))
        .where(Notice.id.in_(BOUND))
        .order_by(Notice.id, Unit.position)
    )
    return db.session.execute(query)


def _known() -> dict[int, list[str]]:
    """The plates that make look-alikes doubtful and are none of the notice's units."""
    own = exists().where(Unit.notice_id == Notice.id, Unit.plate == KnownPlate.plate)
    query = (
        select(Notice.id, KnownPlate.plate)
        .join(KnownPlate, KnownPlate.notice_id == Notice.id)
        .where(Notice.id.in_(BOUND), KnownPlate.holds, ~own)
        .distinct()
        .order_by(Notice.id, KnownPlate.plate)
    )
    rows = groupby(db.session.execute(query), lambda row: row.id)
    return {notice_id: [row.plate for row in known] for notice_id, known in rows}


def _notice(rows: list[Any], known: list[str]) -> Claims:
    """A notice of the rows of its units, with other plates that are known of them."""
    notice = rows[0]
    told = {
        "number": notice.number,
        "status": "held" if notice.status in OPEN else notice.status,
        "place": notice.place,
        "plates": [row.plate for row in rows if row.held],
        "others": [row.plate for row in rows if not row.held],
        "known": known,
        "fine": notice.fine,
        "until": notice.exit_until and int(notice.exit_until.timestamp()),
    }
    return {name: value for name, value in told.items() if value}


def _places(codes: set[str]) -> dict[str, Claims]:
    """Names and addresses in all languages."""
    query = select(Place).where(Place.code.in_(codes)).order_by(Place.code)
    return {
        place.code: {"name": place.name, "address": place.address}
        for place in db.session.scalars(query)
    }


def _compact(value: Claims) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _base64url(data: str | bytes) -> str:
    encoded = data.encode() if isinstance(data, str) else data
    return urlsafe_b64encode(encoded).rstrip(b"=").decode()

"""The signed payload of a QR code: CWT claims (RFC 8392) in COSE_Sign1 (RFC 9052) with ES256.

Whoever has the public keys, a JSON Web Key Set (RFC 7517), reads it without the register. A payload
has one form only: base64url without padding, no unprotected header, the lower of the two values
that a signature can have. Everything else is not genuine, even where it means the same.
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256

from workflows.plates import plate_key
from workflows.vocabulary import Paper, Status

PrivateKey = ec.EllipticCurvePrivateKey
PublicKey = ec.EllipticCurvePublicKey
PublicKeys = Mapping[bytes, PublicKey]
"""By their id."""

KINDS = (
    Paper.DEFICIENCY_NOTICE,
    Paper.ROUTING_ADVICE,
    Paper.RECORD_OF_PRESENTATION,
    Paper.CONFIRMATION_OF_REMOVAL,
    Paper.REFUSAL,
    Paper.WITHDRAWAL_OF_CONFIRMATION,
    Paper.EXIT_PERMIT,
    Paper.CORRECTED_NOTICE,
    Paper.ANNULMENT,
    Paper.TURN_BACK,
    Paper.DOSSIER,
    Paper.EXCEPTIONAL_EXIT_PERMIT,
)
STATES = (
    None,
    Status.DRAFT,
    Status.ISSUED,
    Status.ROUTED,
    Status.AT_CHECKPOINT,
    Status.OUTSTANDING,
    Status.CLEARED,
    Status.EXITED,
    Status.ANNULLED,
)
"""A payload holds the places in these two lists: they only grow, at the end."""

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
SIZE = 32
"""Of P-256: the order of its group, and the bytes of a coordinate or half a signature."""

ALGORITHM, ES256, KEY_ID, SIGN1 = 1, -7, 4, 18
SUBJECT, ISSUED_AT, CWT_ID, PAPER = 2, 6, 7, -65537
"""Names of the header and of the claims; that of the paper is from the range for private use."""

ID_BYTES, DIGEST_BYTES, KEY_ID_BYTES = 4, 4, 6
LONGEST = 600
"""Characters: twice of what the longest payload has."""

BROKEN = (
    ArithmeticError,
    AttributeError,
    cbor2.CBORError,
    InvalidSignature,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What bytes can cause that are no payload."""


class Claims(NamedTuple):
    """What a paper's code says, as things stood when the paper was issued."""

    paper_id: int
    number: str  # Empty where the paper is about no notice.
    kind: Paper
    version: int
    state: Status | None
    plates: bytes
    at: datetime

    def is_about(self, plates: Iterable[str]) -> bool:
        """Whether the vehicle with exactly these plates is meant."""
        return self.plates == plates_digest(plates, self.number, self.paper_id)


def plates_digest(plates: Iterable[str], number: str, paper_id: int) -> bytes:
    """Four bytes of SHA-256 of the plates in any order, salted with number and paper."""
    keys = " ".join(sorted(map(plate_key, plates)))
    salted = f"{paper_id} {number} {keys}"
    return hashlib.sha256(salted.encode()).digest()[:DIGEST_BYTES] if keys else b""


def write(claims: Claims, key: PrivateKey) -> str:
    """Sign the claims. Equal claims and keys give equal payloads."""
    protected = _header(key_id(key.public_key()))
    content = cbor2.dumps(_as_cwt(claims))
    algorithm = ec.ECDSA(SHA256(), deterministic_signing=True)
    r, s = decode_dss_signature(key.sign(_to_be_signed(protected, content), algorithm))
    return _composed(protected, content, r.to_bytes(SIZE) + min(s, ORDER - s).to_bytes(SIZE))


def read(payload: str, keys: PublicKeys) -> Claims | None:
    """What a genuine payload says; None for everything else, whatever it is."""
    if len(payload) > LONGEST:
        return None
    try:
        message = cbor2.loads(_bytes(payload))
        protected, _unprotected, content, signature = message.value
        name = cbor2.loads(protected)[KEY_ID]
        key = keys[name]
        one_form = _composed(protected, content, signature)
        if protected != _header(name) or one_form != payload:
            return None
        _check(key, _to_be_signed(protected, content), signature)
        return _from_cwt(cbor2.loads(content))
    except BROKEN:
        return None


def claims_in(payload: str) -> Claims | None:
    """What a payload says, whoever has signed it; None for what is no payload."""
    try:
        _protected, _unprotected, content, _signature = cbor2.loads(_bytes(payload)).value
        return _from_cwt(cbor2.loads(content))
    except BROKEN:
        return None


def key_id(key: PublicKey) -> bytes:
    """The beginning of the key's thumbprint (RFC 7638), as text is written in COSE."""
    required = {
        name: value for name, value in _jwk(key).items() if name in ("crv", "kty", "x", "y")
    }
    text = json.dumps(required, sort_keys=True, separators=(",", ":"))
    return _base64url(hashlib.sha256(text.encode()).digest()).encode()[:KEY_ID_BYTES]


def key_set(keys: PublicKeys) -> dict[str, Any]:
    """The keys as a JSON Web Key Set."""
    return {
        "keys": [
            _jwk(key) | {"kid": name.decode(), "alg": "ES256", "use": "sig"}
            for name, key in keys.items()
        ]
    }


def keys_in(text: str | bytes) -> PublicKeys:
    """The keys of a JSON Web Key Set. Raises ValueError for what is none."""
    try:
        keys = [_key(jwk) for jwk in json.loads(text)["keys"]]
    except (LookupError, TypeError) as error:
        raise ValueError("These are no public keys of P-256.") from error
    return {key_id(key): key for key in keys}


def _as_cwt(claims: Claims) -> dict[int, Any]:
    about = {SUBJECT: claims.number} if claims.number else {}
    kind, state = KINDS.index(claims.kind), STATES.index(claims.state)
    return about | {
        ISSUED_AT: int(claims.at.timestamp()),
        CWT_ID: claims.paper_id.to_bytes(ID_BYTES),
        PAPER: [kind, claims.version, state, claims.plates],
    }


def _from_cwt(cwt: dict[int, Any]) -> Claims:
    kind, version, state, plates = cwt[PAPER]
    return Claims(
        paper_id=int.from_bytes(cwt[CWT_ID]),
        number=cwt.get(SUBJECT, ""),
        kind=KINDS[kind],
        version=version,
        state=STATES[state],
        plates=plates,
        at=datetime.fromtimestamp(cwt[ISSUED_AT], UTC),
    )


def _header(name: bytes) -> bytes:
    """The protected header: the algorithm and the key's id, nothing else."""
    return cbor2.dumps({ALGORITHM: ES256, KEY_ID: name})


def _to_be_signed(protected: bytes, content: bytes) -> bytes:
    """The Sig_structure (RFC 9052, 4.4)."""
    return cbor2.dumps(["Signature1", protected, b"", content])


def _composed(protected: bytes, content: bytes, signature: bytes) -> str:
    message = cbor2.CBORTag(SIGN1, [protected, {}, content, signature])
    return _base64url(cbor2.dumps(message))


def _check(key: PublicKey, signed: bytes, signature: bytes) -> None:
    """Raise InvalidSignature, or ValueError for the higher of two values."""
    r, s = (int.from_bytes(half) for half in (signature[:SIZE], signature[SIZE:]))
    if len(signature) != 2 * SIZE or s > ORDER // 2:
        raise ValueError("The signature has another form.")
    key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))


def _key(jwk: dict[str, str]) -> PublicKey:
    x, y = (int.from_bytes(_bytes(jwk[axis])) for axis in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, CURVE).public_key()


def _jwk(key: PublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    axes = {"x": numbers.x, "y": numbers.y}
    coordinates = {name: _base64url(value.to_bytes(SIZE)) for name, value in axes.items()}
    return {"kty": "EC", "crv": "P-256"} | coordinates


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))

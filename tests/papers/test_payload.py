"""Codes can be verified by the public keys alone, and only in the one form that was signed."""

import json
import random
import string
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime

import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from notices.papers import payload
from notices.papers.payload import CURVE, KINDS, ORDER, STATES, Claims, key_id, key_set, keys_in
from workflows.vocabulary import Paper, Status

KEY, FOREIGN = (ec.generate_private_key(CURVE) for _key in range(2))
KEYS = {key_id(KEY.public_key()): KEY.public_key()}
PLATES = ("AB 1234-7", "A 5678 B-7")
CLAIMS = Claims(
    paper_id=17,
    number="BY-KOZL-2026-000017-R",
    kind=Paper.CORRECTED_NOTICE,
    version=2,
    state=Status.OUTSTANDING,
    plates=payload.plates_digest(PLATES, "BY-KOZL-2026-000017-R", 17),
    at=datetime(2026, 11, 22, 11, 5, tzinfo=UTC),
)
WITHOUT_NOTICE = CLAIMS._replace(number="", state=None, kind=Paper.TURN_BACK)
CODE = payload.write(CLAIMS, KEY)
LETTERS = string.ascii_letters + string.digits + "-_"


def decoded(code: str) -> bytes:
    return urlsafe_b64decode(code + "=" * (-len(code) % 4))


def encoded(message: bytes) -> str:
    return urlsafe_b64encode(message).rstrip(b"=").decode()


def parts(code: str) -> list[object]:
    return list(cbor2.loads(decoded(code)).value)


def composed(*value: object) -> str:
    return encoded(cbor2.dumps(cbor2.CBORTag(18, list(value))))


@pytest.mark.parametrize("claims", [CLAIMS, WITHOUT_NOTICE])
def test_a_genuine_code_says_what_was_signed(claims: Claims) -> None:
    assert payload.read(payload.write(claims, KEY), KEYS) == claims


def test_equal_facts_give_equal_codes() -> None:
    assert payload.write(CLAIMS, KEY) == CODE


def test_another_program_for_web_tokens_reads_it() -> None:
    [jwk] = key_set(KEYS)["keys"]
    claims = cwt.decode(decoded(CODE), cwt.COSEKey.from_jwk(jwk))
    assert claims[2] == CLAIMS.number
    assert claims[6] == CLAIMS.at.timestamp()
    assert int.from_bytes(claims[7]) == CLAIMS.paper_id


def test_the_lists_of_kinds_and_states_lack_nothing_and_keep_their_places() -> None:
    assert set(KINDS) == set(Paper) and set(STATES) == {None, *Status}
    assert KINDS[0] is Paper.DEFICIENCY_NOTICE and KINDS[9] is Paper.TURN_BACK
    assert STATES[2] is Status.ISSUED and STATES[8] is Status.ANNULLED


def test_plates_are_compared_without_being_told() -> None:
    assert CLAIMS.is_about(("a5678B7", "АВ 1234-7"))
    for plates in ((), PLATES[:1], (*PLATES, "AB 1"), ("AB 1234-8", PLATES[1])):
        assert not CLAIMS.is_about(plates)
    other = payload.plates_digest(PLATES, CLAIMS.number, 18)
    assert other != CLAIMS.plates, "Two papers of a vehicle can be told to be of one."
    assert not any(plate.encode() in decoded(CODE) for plate in PLATES)


def test_the_key_set_gives_the_keys_back_and_no_private_part() -> None:
    text = json.dumps(key_set(KEYS))
    assert payload.read(CODE, keys_in(text)) == CLAIMS
    assert set(json.loads(text)["keys"][0]) == {"kty", "crv", "x", "y", "kid", "alg", "use"}


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "x", '{"keys": 1}', '{"keys": [{"x": "AA", "y": "AA"}]}', b"\xff"]
)
def test_a_faulty_key_set_says_so(text: str | bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (json and cryptography have texts of their own)
        keys_in(text)


def with_header(header: dict[int, object], key: payload.PrivateKey, code: str) -> str:
    """The claims of a code signed anew under another protected header."""
    protected, content = cbor2.dumps(header), parts(code)[2]
    signed = cbor2.dumps(["Signature1", protected, b"", content])
    der = key.sign(signed, ec.ECDSA(payload.SHA256(), deterministic_signing=True))
    r, s = decode_dss_signature(der)
    signature = r.to_bytes(32) + min(s, ORDER - s).to_bytes(32)
    return composed(protected, {}, content, signature)


def signed_otherwise(key: payload.PrivateKey, code: str) -> list[str]:
    """Codes that the key has signed under a header that the register never writes."""
    name = key_id(key.public_key())
    headers = ({1: -257, 4: name}, {1: -7, 2: [99], 4: name, 99: 1}, {4: name}, {4: name, 1: -7})
    return [with_header(header, key, code) for header in headers]


def test_the_protected_header_is_exactly_algorithm_and_key() -> None:
    assert with_header({1: -7, 4: key_id(KEY.public_key())}, KEY, CODE) == CODE
    assert not [code for code in signed_otherwise(KEY, CODE) if payload.read(code, KEYS)]


def other_forms() -> Iterator[tuple[str, str]]:
    """What holds the same claims and signature, or none, and is another text."""
    protected, _empty, content, signature = parts(CODE)
    half = int.from_bytes(signature[32:])
    r, s = decode_dss_signature(KEY.sign(b"other", ec.ECDSA(payload.SHA256())))
    yield "padding", CODE + "=" * (-len(CODE) % 4 or 4)
    yield "space", CODE + " "
    yield "a line's end", CODE + "\n"
    yield "spaces within", f"{CODE[:9]} {CODE[9:]}"
    yield "the other alphabet", CODE.replace("-", "+").replace("_", "/") + "+/"
    yield "unused bits", CODE[:-1] + LETTERS[(LETTERS.index(CODE[-1]) + 1) % 64]
    yield "bytes behind", encoded(decoded(CODE) + b"\0")
    yield "an unprotected header", composed(protected, {4: b"key"}, content, signature)
    yield "no tag", encoded(cbor2.dumps(parts(CODE)))
    yield (
        "the higher value",
        composed(protected, {}, content, signature[:32] + (ORDER - half).to_bytes(32)),
    )
    yield "a longer signature", composed(protected, {}, content, signature + b"\0")
    yield "another signature", composed(protected, {}, content, r.to_bytes(32) + s.to_bytes(32))
    yield "nothing signed", composed(protected, {}, content, bytes(64))
    yield "other claims", composed(protected, {}, content[:-1] + b"x", signature)
    yield (
        "another algorithm",
        composed(cbor2.dumps({1: -35, 4: key_id(KEY.public_key())}), {}, content, signature),
    )
    yield "a foreign key", payload.write(CLAIMS, FOREIGN)
    yield "five parts", composed(protected, {}, content, signature, 0)
    yield "no parts", encoded(cbor2.dumps(cbor2.CBORTag(18, 0)))
    yield "a deep nest", encoded(b"\x81" * 400)
    yield "a huge text", encoded(b"\x7b" + b"\xff" * 8)
    yield "a huge number", encoded(cbor2.dumps(cbor2.CBORTag(5, [10**9, 1])))
    yield "a huge header", composed(cbor2.dumps(cbor2.CBORTag(5, [10**9, 1])), {}, content, b"")
    yield "too much", CODE * 100
    yield "nothing", ""
    yield "no letters", "ў" * 200


@pytest.mark.parametrize(("name", "code"), list(other_forms()))
def test_a_code_has_one_form(name: str, code: str) -> None:
    assert code != CODE and payload.read(code, KEYS) is None, name


def mutated(code: str, dice: random.Random) -> str:
    """The code with a letter or bit changed, moved, lost, doubled, or a stretch overwritten."""
    at, other = dice.randrange(len(code)), dice.randrange(len(code))
    letter = dice.choice(LETTERS)
    flipped = bytearray(decoded(code))
    flipped[at % len(flipped)] ^= 1 << dice.randrange(8)
    return dice.choice(
        (
            code[:at] + letter + code[at + 1 :],
            code[:at] + letter + code[at:],
            code[:at] + code[at + 1 :],
            code[:at],
            code[:at] + code[other] + code[at + 1 :],
            code[:at] + "".join(dice.choices(LETTERS, k=20)) + code[at + 20 :],
            code[:at] + code[at:].swapcase(),
            encoded(bytes(flipped)),
        )
    )


def test_no_mutated_code_is_genuine(long: bool) -> None:
    dice = random.Random(4)  # noqa: S311 (the mutations are no secret)
    codes = {mutated(CODE, dice) for _time in range(24_000 if long else 800)} - {CODE}
    assert len(codes) > (10_000 if long else 400)
    assert not [code for code in codes if payload.read(code, KEYS)]

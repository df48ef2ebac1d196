"""The signed snapshot for booths, and how the browser comes by it."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask

from notices.exit_control.snapshot import claims_for, signed
from notices.models import db
from notices.papers.keys import public_keys, signing_key
from tests.factories import TRACTOR, TRAILER, a_draft, a_notice, of_vehicle, step
from tests.notices.exit_control.test_failures import statements
from tests.notices.test_growth import scans
from tests.notices.test_growth import statements as with_parameters
from tests.pages import Pages
from tests.people import actor, person, place
from workflows.acts import Fined
from workflows.vocabulary import Status

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def claims() -> dict[str, Any]:
    return claims_for(actor("exit_officer"), NOW)


def test_it_holds_what_binds_vehicles_and_nothing_else(app: Flask) -> None:
    a_notice(at=Status.EXITED)
    a_notice(at=Status.ANNULLED, filing=of_vehicle("AB 1"))
    a_draft()
    cleared = a_notice(at=Status.CLEARED, filing=of_vehicle("AB 2"))
    held = a_notice(at=Status.ROUTED)
    excepted = a_notice(at=Status.ROUTED, filing=of_vehicle("AB 3"))
    step("ask_release", excepted, "by_supervisor")
    step("release_exceptionally", excepted, "ru_supervisor")
    told = claims()
    by_number = {notice["number"]: notice for notice in told["notices"]}
    assert by_number.keys() == {cleared.number, held.number, excepted.number}
    assert by_number[held.number] == {
        "number": held.number,
        "status": "held",
        "place": "KGOR",
        "plates": [TRACTOR],
        "others": [TRAILER],
    }
    assert by_number[cleared.number]["status"] == "cleared"
    assert by_number[excepted.number]["until"] - told["iat"] > 0
    assert told["places"]["KGOR"]["name"] == place("KGOR").name
    assert told["exp"] - told["iat"] == timedelta(hours=4).total_seconds()
    assert told["sub"] == str(person("exit_officer").id)
    whole = json.dumps(told, ensure_ascii=False)
    assert "Ёлкін" not in whole and "Ўсход" not in whole


@pytest.mark.parametrize("blocks", [True, False])
def test_an_unpaid_fine_is_told_where_it_keeps_the_vehicle(app: Flask, blocks: bool) -> None:
    app.config["FINE_BLOCKS_EXIT"] = blocks
    notice = a_notice(at=Status.CLEARED)
    step("fine", notice, details=Fined("18/2026", 500_000, "RUB", NOW.date()))
    [told] = claims()["notices"]
    assert ("fine" in told) is blocks


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_signature_is_that_of_the_standards(app: Flask) -> None:
    """RFC 7797, 3: the payload stands in the signing input as it is."""
    key = signing_key(app.config["CODES"])
    made = signed(claims(), key)
    header = json.loads(bytes_of(made["protected"]))
    assert header["alg"] == "ES256" and header["b64"] is False and header["crit"] == ["b64"]
    public = public_keys(app.config["CODES"])[header["kid"].encode()]
    signature = bytes_of(made["signature"])
    halves = (int.from_bytes(half) for half in (signature[:32], signature[32:]))
    der = encode_dss_signature(*halves)
    text = f"{made['protected']}.{made['payload']}".encode()
    public.verify(der, text, ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        public.verify(der, text.replace(b'"iat":1', b'"iat":2'), ec.ECDSA(SHA256()))
    assert json.loads(made["payload"]) == claims()


def test_it_takes_three_statements_and_walks_through_no_table(on_sqlite: Flask) -> None:
    for number in range(3):
        a_notice(filing=of_vehicle(f"AB {number}"))
    who = actor("exit_officer")
    db.session.rollback()
    with statements() as sent:
        claims_for(who, NOW)
    assert len(sent) == 3
    with with_parameters() as asked:
        claims_for(who, NOW)
    assert not [walked for each in asked for walked in scans(*each)]


def test_what_an_open_page_fetches_by_itself_keeps_nobody_signed_in(app: Flask) -> None:
    pages = Pages(app)
    pages.sign_in("exit_officer")
    start = datetime.now(UTC)
    for minutes in (20, 40, 59):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert pages.get("/exit/snapshot").response.mimetype == "application/jose+json"
    with time_machine.travel(start + timedelta(minutes=61)):
        assert pages.get("/exit/snapshot").address.startswith("/sign-in")


def test_the_page_without_the_register_speaks_every_language_and_names_nobody(app: Flask) -> None:
    pages = Pages(app)
    pages.sign_in("exit_officer")
    for language in ("ru", "be", "en"):
        page = pages.get(f"/exit/offline?language={language}")
        assert page.one("html")["lang"] == language
        assert page.all(".languages a")[0]["href"].startswith("/exit/offline?language=")
        assert not page.all("#sign-out") and "csrf_token" not in page.response.text
        assert person("exit_officer").name not in page.response.text
    pages.get("/exit/offline?language=xx", status=404)
    worker = pages.get("/exit/worker.js").response
    assert worker.headers["Service-Worker-Allowed"] == "/exit"

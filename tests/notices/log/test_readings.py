"""Whoever reads a driver's data leaves an entry with the purpose, and the driver gets the list."""

import gzip
import json

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from notices.attempts import subject
from notices.models import LogEntry, Notice, db
from notices.words import LANGUAGE_BUTTON
from tests.factories import a_notice
from tests.pages import Pages
from tests.people import person
from tests.rules.test_presses import corrected
from tests.rules.test_rights import SHOWN, VISITORS, Browser, a_world, requests
from workflows.places import spelling_key
from workflows.vocabulary import Logged, Personal, Status

DRIVER = "Ёлкін"


def readings() -> int:
    """How many there were so far."""
    query = select(func.count()).where(LogEntry.name == Logged.READ)
    number = db.session.scalars(query).one()
    db.session.rollback()
    return number


def names_the_driver(answer: TestResponse) -> bool:
    content = answer.data
    if answer.content_encoding == "gzip":
        content = gzip.decompress(content)
    return DRIVER.encode() in content


def test_no_page_shows_a_driver_without_a_trace(once: Flask) -> None:
    world, silent = a_world(), set()
    for places in (world.here, world.there):
        corrected(db.session.get_one(Notice, places[Status.ROUTED]["notice_id"]))
    for visitor in {visitor.role: visitor for visitor in VISITORS}.values():
        browser = Browser(once, visitor)
        for method, address, case, right in requests(once, visitor, world, in_all=False):
            if (method, case) != ("GET", "own") or right is not SHOWN:
                continue
            for how in ({"method": "GET"}, {"method": "POST", "data": {LANGUAGE_BUTTON: "ru"}}):
                before = readings()
                with once.app_context():
                    answer = browser.client.open(address, **how)
                assert answer.status_code < 500, address
                if not names_the_driver(answer):
                    break
                if readings() == before:
                    silent.add(f"{how['method']} {address}")
    assert not silent, "\n".join(sorted(silent))


@pytest.mark.parametrize("name", ["Ёлкін", "Nobody"])
def test_who_looks_for_a_driver_leaves_a_trace(app: Flask, name: str) -> None:
    notice = a_notice()
    supervisor = Pages(app)
    supervisor.sign_in("ru_supervisor")
    supervisor.get("/supervisor/search", query={"plate": notice.units[0].plate})
    assert readings() == 0
    page = supervisor.get("/supervisor/search", query={"driver": name})
    found = [notice.id] if (notice.number or "") in page.text else []
    logged = LogEntry.name.in_((Logged.SEARCH, Logged.READ))
    sought, *read = db.session.scalars(select(LogEntry).where(logged).order_by(LogEntry.id))
    assert sought.data and sought.data["asked"] == subject("driver", spelling_key(name))
    assert sought.data["found"] == len(found)
    assert sought.data["actor_id"] == person("ru_supervisor").id
    assert [entry.notice_id for entry in read] == found
    assert all(entry.data and entry.data["what"] == Personal.SEARCH for entry in read)
    assert name not in json.dumps(sought.data, ensure_ascii=False)
    auditor = Pages(app)
    auditor.speak("en")
    auditor.sign_in("by_auditor")
    told = auditor.get("/auditor/log").text
    assert "Driver looked for by name" in told and f"Notices found: {len(found)}" in told

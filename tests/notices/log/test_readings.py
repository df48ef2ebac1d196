"""Whoever reads a driver's data leaves an entry with the purpose, and the driver gets the list."""

import gzip

from flask import Flask
from sqlalchemy import func, select

from notices.models import LogEntry, db
from tests.rules.test_rights import SHOWN, VISITORS, Browser, a_world, requests
from workflows.vocabulary import Logged

DRIVER = "Ёлкін"


def readings() -> int:
    """How many there were so far."""
    query = select(func.count()).where(LogEntry.name == Logged.READ)
    number = db.session.scalars(query).one()
    db.session.rollback()
    return number


def test_no_page_shows_a_driver_without_a_trace(once: Flask) -> None:
    world, silent = a_world(), set()
    for visitor in {visitor.role: visitor for visitor in VISITORS}.values():
        browser = Browser(once, visitor)
        for method, address, case, right in requests(once, visitor, world, in_all=False):
            if (method, case) != ("GET", "own") or right is not SHOWN:
                continue
            before = readings()
            with once.app_context():
                answer = browser.client.open(address, method=method)
            content = answer.data
            if answer.content_encoding == "gzip":
                content = gzip.decompress(content)
            if DRIVER.encode() in content and readings() == before:
                silent.add(address)
    assert not silent, "\n".join(sorted(silent))

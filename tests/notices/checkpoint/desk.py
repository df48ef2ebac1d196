"""An officer at the desk of a checkpoint, for tests."""

from dataclasses import replace

from flask import Flask

from notices.models import Notice, db
from tests.factories import a_filing, found
from tests.pages import Pages
from workflows.filing import Filing


def at_desk(app: Flask, login: str = "officer") -> Pages:
    """The pages as an officer reads them, in English."""
    pages = Pages(app)
    pages.sign_in(login)
    pages.speak("en")
    return pages


def filing_of(plate: str, *codes: str) -> Filing:
    """What is found on a lorry with this plate."""
    filing = a_filing(*(found(code) for code in codes or ("M01",)))
    return replace(filing, units=(replace(filing.units[0], plate=plate), filing.units[1]))


def again(notice: Notice) -> Notice:
    """The notice as the register has it now."""
    db.session.expire_all()
    return notice

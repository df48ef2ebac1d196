"""An officer at the desk of a checkpoint, for tests."""

from flask import Flask

from notices.models import Notice, db
from tests.pages import Pages


def at_desk(app: Flask, login: str = "officer") -> Pages:
    """The pages as an officer reads them, in English."""
    pages = Pages(app)
    pages.sign_in(login)
    pages.speak("en")
    return pages


def again(notice: Notice) -> Notice:
    """The notice as the register has it now."""
    db.session.expire_all()
    return notice

"""Milliseconds of each main page, through the whole application."""

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import select

from notices.models import Notice, Place, db
from workflows.vocabulary import Status

from .browser import Browser
from .timing import row, table, timed


def measure(app: Flask) -> None:
    """Print the times of the pages."""
    table("page", "least ms", "median", "95 %")
    for browser, address in everything(app):
        row(address, *timed(lambda a=address, b=browser: b.get(a)))


def everything(app: Flask) -> list[tuple[Browser, str]]:
    """All pages, each with a browser in which its reader is signed in."""
    pages = list(_pages())
    db.session.remove()
    browsers = {login: Browser(app, login) for login, _address in pages}
    return [(browsers[login], address) for login, address in pages]


def _pages() -> Iterator[tuple[str | None, str]]:
    """Who opens which address."""
    exited = _newest(Status.EXITED)
    here = _newest(Status.AT_CHECKPOINT, "KGOR")
    yield None, "/"
    yield None, "/sign-in"
    yield "inspector", "/inspector"
    yield "inspector", f"/inspector/notices/{exited.id}"
    yield "officer", "/checkpoint"
    yield "officer", f"/checkpoint/notices/{here.id}"
    yield "exit-by", "/exit"
    yield "exit-by", "/exit/questions"
    yield "supervisor-ru", "/supervisor"
    yield "supervisor-ru", "/supervisor/checkpoints"
    yield "supervisor-ru", "/supervisor/search?status=exited"
    yield "supervisor-ru", f"/supervisor/search?plate={exited.units[0].plate}"
    yield "supervisor-ru", f"/supervisor/search?driver={exited.driver_surname}"
    yield "supervisor-ru", f"/supervisor/notices/{exited.id}"
    yield "administrator-ru", "/administrator/people"
    yield "administrator-ru", "/administrator/places"
    yield "auditor-by", "/auditor"
    yield "auditor-by", f"/auditor/notices/{exited.id}"


def _newest(status: Status, checkpoint: str | None = None) -> Notice:
    query = select(Notice).where(Notice.status == status).order_by(Notice.id.desc())
    if checkpoint:
        query = query.join(Place, Place.id == Notice.checkpoint_id).where(Place.code == checkpoint)
    return db.session.scalars(query.limit(1)).one()

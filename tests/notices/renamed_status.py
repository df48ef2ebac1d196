"""What is done after the deployment of test_renamed_status.py: the renamed program on the register
from before. It opens, lists, finishes and prints everything.

Arguments: the database, the folder of its application, the checkpoint of the log from before, how
many papers are printed.
"""

import re
import sys
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import func, select, update

from notices.models import Notice, StoredPaper, db, transaction
from notices.papers.queue import drain
from tests.conftest import app_on
from tests.factories import step
from tests.notices.log.tampering import faults, published
from tests.people import sign_in
from workflows.vocabulary import OPEN, Paper, Status

LEFT = {
    Status.DRAFT: ("issue", "route", "receive", "confirm", "release"),
    Status.ISSUED: ("route", "receive", "confirm", "release"),
    Status.ROUTED: ("receive", "confirm", "release"),
    Status.AT_CHECKPOINT: ("withdraw", "receive", "confirm", "release"),
    Status.OUTSTANDING: ("receive", "confirm", "release"),
    Status.CLEARED: ("release",),
    Status.EXITED: (),
    Status.ANNULLED: (),
}
"""The steps before each notice. To withdraw leads back to the status from before the visit."""

LISTS = {
    "inspector": [f"/inspector?status={status}" for status in Status],
    "officer": ["/checkpoint"],
}
NUMBER = re.compile(r"BY-[A-Z]{4}-\d{4}-\d{6}-\w")
FOLLOWING = re.compile(r'href="([^"]+)" rel="next"')
LATER = timedelta(days=1000)


def main(url: str, folder: str, note: str, printed: int) -> None:
    """Fail at the first thing that the renamed status spoils."""
    app = app_on(url, Path(folder))
    with app.app_context():
        upgrade()
        notices = list(db.session.scalars(select(Notice)))
        stood = {notice.id: notice.status for notice in notices}
        numbers = {str(notice.number) for notice in notices if notice.status in OPEN}
        db.session.rollback()
    client = app.test_client()
    open_all(client, stood)
    missing = numbers - listed(client)
    assert not missing, missing
    with app.app_context():
        finish_all(stood)
        assert not faults([note, published()])
        leave_for_later(printed)
    drain(app)
    with app.app_context():
        bytes_of = select(func.count(StoredPaper.sha256))
        assert db.session.scalar(bytes_of) == printed


def open_all(client: FlaskClient, stood: dict[int, Status]) -> None:
    """Read each notice as its inspector and its supervisor do."""
    for login, room in (("inspector", "inspector"), ("by_supervisor", "supervisor")):
        enter(client, login)
        for notice_id, status in stood.items():
            if login == "inspector" or status is not Status.DRAFT:
                answer = client.get(f"/{room}/notices/{notice_id}", follow_redirects=True)
                assert answer.status_code == 200, (login, notice_id, status)


def listed(client: FlaskClient) -> set[str]:
    """All numbers in the lists of those who work with open notices, page by page."""
    numbers: set[str] = set()
    for login, pages in LISTS.items():
        enter(client, login)
        for address in pages:
            text = client.get(address).text
            numbers.update(NUMBER.findall(text))
            found = map(unescape, FOLLOWING.findall(text))
            pages.extend(address for address in found if address not in pages)
    return numbers


def finish_all(stood: dict[int, Status]) -> None:
    """Take each notice to its end by the usual steps."""
    for notice_id, status in stood.items():
        notice = db.session.get_one(Notice, notice_id)
        for name in LEFT[status]:
            step(name, notice)
        over = Status.ANNULLED if status is Status.ANNULLED else Status.EXITED
        assert notice.status is over, (status, notice.status)
        db.session.expunge_all()


def leave_for_later(printed: int) -> None:
    """Let all papers wait but the first ones from before, a refusal that names a status ahead."""
    order = StoredPaper.kind != Paper.TURN_BACK, StoredPaper.id
    first = list(db.session.scalars(select(StoredPaper.id).order_by(*order).limit(printed)))
    later = update(StoredPaper).where(StoredPaper.id.not_in(first))
    with transaction():
        db.session.execute(later.values(due=datetime.now(UTC) + LATER))


def enter(client: FlaskClient, login: str) -> None:
    with client.application.app_context(), client.session_transaction() as session:
        sign_in(session, login)


if __name__ == "__main__":
    _program, url, folder, note, printed = sys.argv
    main(url, folder, note, int(printed))

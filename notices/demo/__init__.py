"""The demonstration: invented data, known passwords, and a word about it on every page."""

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from notices.models import Notice, Person, Register, db
from notices.papers.codes import carrier_code
from workflows.vocabulary import Status

from .accounts import ACCOUNTS, PASSWORD


def is_demonstration() -> bool:
    """Whether the register holds invented data. That never changes, so it is asked once."""
    known: bool | None = current_app.extensions.get("demonstration")
    if known is None:
        register = db.session.get(Register, 1)
        known = register is not None and register.demonstration
        if register:
            current_app.extensions["demonstration"] = known
    return known


def shown_people() -> list[Person]:
    """People of each role on each side, to sign in as; nobody on a real register."""
    if not is_demonstration():
        return []
    order = {account.login: place for place, account in enumerate(ACCOUNTS) if account.shown}
    query = select(Person).options(selectinload(Person.roles))
    people = db.session.scalars(query.where(Person.login.in_(order)))
    return sorted(people, key=lambda person: order[person.login])


def shown_notice() -> tuple[str, str] | None:
    """The number of a notice on its way and its secret code, to be tried out as its carrier."""
    if not is_demonstration():
        return None
    routed = select(Notice).where(Notice.status == Status.ROUTED).order_by(Notice.id.desc())
    notice = db.session.scalars(routed.limit(1)).first()
    return (notice.number or "", carrier_code(notice.id)) if notice else None


def init_demonstration(app: Flask) -> None:
    """Let every page say that it shows a demonstration, and the sign-in page name accounts."""
    app.jinja_env.globals.update(
        is_demonstration=is_demonstration,
        demonstration_people=shown_people,
        demonstration_password=PASSWORD,
        demonstration_notice=shown_notice,
    )

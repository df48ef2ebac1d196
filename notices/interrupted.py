"""Keeps a form that came when its sign-in had ended, for the person for whom its page was made.

Whose page it was stands in its token against forgery, which the register has signed: so nothing is
kept for strangers, and nobody else who signs in at the same browser is given what was typed.
"""

import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from flask import current_app, g, request, session
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict

from .files import store
from .models import InterruptedForm, Notice, Person, db, transaction
from .words import LANGUAGE_BUTTON

INTERRUPTED = "interrupted"
"""The hidden field that says which form goes on."""

TOKEN = "csrf_token"  # noqa: S105 (the name of the field)
KEPT_FOR = timedelta(hours=24)
KEPT_AT_MOST = 3
"""Forms of one owner. Each is as large as a request may be."""

NEVER_KEPT = {TOKEN, "proof", LANGUAGE_BUTTON}
"""With passwords: what proves who presses, and what says how the form is to be shown."""

DOORS = ("account.second_factor", "account.set_up", "carrier.enter")
"""Where a code opens something, besides the pages of Flask-Security. Nothing of them is kept."""

Typed = list[tuple[str, str]]


def owner_of(kind: type[Person | Notice], row_id: int) -> str:
    """A person, or the notice that a carrier has opened, as the owner of forms."""
    return f"{kind.__name__} {row_id}"


def bind_forms(owner: str) -> None:
    """Let the forms of this session's pages say from now on for whom they were made."""
    if _owner_in(session.get(TOKEN, "")) != owner:
        session[TOKEN] = token_for(owner)
        g.pop(TOKEN, None)


def token_for(owner: str) -> str:
    """A token against forgery for the session of this owner."""
    return f"{owner}:{secrets.token_urlsafe(24)}"


def typed() -> Typed:
    """What was typed into the form that was sent, besides passwords and the codes of doors."""
    never = {*NEVER_KEPT, "code"} if _is_door() else NEVER_KEPT
    return [
        (name, text)
        for name, text in request.form.items(multi=True)
        if name not in never and "password" not in name
    ]


def keep() -> InterruptedForm | None:
    """Keep the form that was sent, if its page was made by the register for somebody it knows.

    An earlier one of the same page, and whatever is overdue, is forgotten.
    """
    owner = _owner_of_page()
    db.session.rollback()
    if owner is None or _is_door() or not _is_known(owner):
        return None
    forget_overdue()
    address = request.full_path.rstrip("?")
    files = list(_stored_files())
    with transaction():
        kept = select(InterruptedForm).filter_by(owner=owner).order_by(InterruptedForm.id.desc())
        others = [one for one in db.session.scalars(kept) if one.address != address]
        same = [one for one in db.session.scalars(kept) if one.address == address]
        told = [{"name": name, "value": text} for name, text in typed()]
        form = InterruptedForm(
            owner=owner, at=datetime.now(UTC), address=address, typed=told, files=files
        )
        db.session.add(form)
        left = [file for old in (*same, *others[KEPT_AT_MOST - 1 :]) for file in _delete(old)]
    _remove(left)
    return form


def find(form_id: int, owners: set[str]) -> InterruptedForm | None:
    """A form that one of these owners may go on with."""
    form = db.session.get(InterruptedForm, form_id)
    fresh = form and form.at > datetime.now(UTC) - KEPT_FOR
    return form if form and fresh and form.owner in owners else None


def waiting(owners: set[str]) -> Sequence[InterruptedForm]:
    """The forms that wait for these owners, the newest first."""
    fresh = InterruptedForm.at > datetime.now(UTC) - KEPT_FOR
    query = select(InterruptedForm).where(InterruptedForm.owner.in_(owners), fresh)
    return db.session.scalars(query.order_by(InterruptedForm.id.desc())).all()


def files_of(form: InterruptedForm) -> MultiDict[str, FileStorage]:
    """The files, as if they were sent anew."""
    found: MultiDict[str, FileStorage] = MultiDict()
    for file in form.files:
        content = BytesIO(store().read(file["stored"]))
        sent = FileStorage(content, file["name"], file["field"], file["media_type"])
        found.add(file["field"], sent)
    return found


def forget(form: InterruptedForm) -> None:
    """Forget a form: its owner has it back."""
    with transaction():
        left = _delete(form)
    _remove(left)


def forget_overdue() -> None:
    """Forget what nobody came back for."""
    overdue = select(InterruptedForm).where(InterruptedForm.at <= datetime.now(UTC) - KEPT_FOR)
    with transaction():
        left = [file for form in db.session.scalars(overdue) for file in _delete(form)]
    _remove(left)


def _is_door() -> bool:
    return request.blueprint == "security" or request.endpoint in DOORS


def _owner_of_page() -> str | None:
    """For whom the page was made that has sent this form; nothing that others sign is believed."""
    signer = URLSafeTimedSerializer(str(current_app.secret_key), salt="wtf-csrf-token")
    try:
        token = signer.loads(request.form.get(TOKEN, ""))
    except BadData:
        return None
    return _owner_in(token)


def _owner_in(token: Any) -> str | None:
    owner, colon, _random = str(token).partition(":")
    return owner if colon else None


def _is_known(owner: str) -> bool:
    kind, row_id = owner.split()
    if kind == Person.__name__:
        person = db.session.get(Person, int(row_id))
        return person is not None and person.active
    return db.session.get(Notice, int(row_id)) is not None


def _stored_files() -> Iterator[dict[str, str]]:
    for field, file in request.files.items(multi=True):
        if file.filename:
            stored = f"interrupted/{secrets.token_hex(32)}"
            store().write(stored, file.stream.read())
            yield {
                "field": field,
                "name": file.filename,
                "media_type": file.mimetype,
                "stored": stored,
            }


def _delete(form: InterruptedForm) -> list[str]:
    """Delete the row, and give the names of its files, which go when the row is gone."""
    db.session.delete(form)
    return [file["stored"] for file in form.files]


def _remove(names: list[str]) -> None:
    for name in names:
        store().remove(name)

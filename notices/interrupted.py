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
from sqlalchemy import delete, select
from werkzeug.datastructures import FileStorage, MultiDict

from .files import store
from .models import InterruptedForm, Notice, Person, db, transaction
from .models.base import Json
from .words import LANGUAGE_BUTTON

INTERRUPTED = "interrupted"
"""The hidden field that says which form goes on."""

TOKEN = "csrf_token"  # noqa: S105 (the name of the field)
KEPT_FOR = timedelta(hours=24)
KEPT_AT_MOST = 3
"""Forms of one owner. Each is as large as a request may be."""

NEVER_KEPT = {TOKEN, "proof", "present", LANGUAGE_BUTTON, INTERRUPTED}
"""With passwords: what proves who presses, and what says how the form is to be shown."""

PUT_BY_PAGES = ("seen", "key", "instead", "next", "notice")
"""Hidden fields of pages. A press of which nothing else came is not worth keeping."""

DOORS = ("account.second_factor", "account.set_up", "carrier.enter", "verifier.number")
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
    never = {*NEVER_KEPT, "code"} if is_door() else NEVER_KEPT
    return [
        (name, text)
        for name, text in request.form.items(multi=True)
        if name not in never and "password" not in name
    ]


def is_door() -> bool:
    """Whether the form was sent to where a password or a code opens something."""
    return request.blueprint == "security" or request.endpoint in DOORS


def is_filled_in() -> bool:
    """Whether anything came that the page has not put into the form by itself."""
    sent = any(file.filename for file in request.files.values())
    return sent or any(text.strip() for name, text in typed() if name not in PUT_BY_PAGES)


def keep() -> InterruptedForm | None:
    """Keep the form that was sent, if its page was made by the register for somebody it knows.

    An earlier one of the same page, and whatever is overdue, is forgotten. A file is named by a
    row before it is written and until it is removed, so that none stays for ever.
    """
    owner = _owner_of_page()
    db.session.rollback()
    if owner is None or is_door() or not is_filled_in() or not _is_known(owner):
        return None
    forget_overdue()
    address = request.full_path.rstrip("?")
    sent = list(_files_sent())
    earlier = waiting({owner})
    gone_on_with = [form for form in earlier if str(form.id) == request.form.get(INTERRUPTED)]
    files = [file for form in gone_on_with for file in form.files]
    with transaction():
        form = InterruptedForm(
            owner=owner,
            at=datetime.now(UTC),
            address=address,
            typed=[{"name": name, "value": text} for name, text in typed()],
            files=[*files, *(told for told, _content in sent)],
        )
        db.session.add(form)
    for told, content in sent:
        store().write(told["stored"], content)
    same = [old for old in earlier if old.address == address]
    others = [old for old in earlier if old.address != address]
    _forget((*same, *others[KEPT_AT_MOST - 1 :]), taken_over=files)
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


def files_of(form: InterruptedForm) -> tuple[MultiDict[str, FileStorage], list[str]]:
    """The files, as if they were sent anew, and the names of those that a restore has not brought.

    Backups hold no files of interrupted forms.
    """
    found: MultiDict[str, FileStorage] = MultiDict()
    lost = []
    for file in form.files:
        try:
            content = BytesIO(store().read(file["stored"]))
        except FileNotFoundError:
            lost.append(file["name"])
            continue
        sent = FileStorage(content, file["name"], file["field"], file["media_type"])
        found.add(file["field"], sent)
    return found, lost


def forget(form: InterruptedForm) -> None:
    """Forget a form: its owner has it back."""
    _forget([form])


def forget_overdue() -> None:
    """Forget what nobody came back for. A failure is logged, and stands in nobody's way."""
    overdue = select(InterruptedForm).where(InterruptedForm.at <= datetime.now(UTC) - KEPT_FOR)
    try:
        _forget(db.session.scalars(overdue).all())
    except Exception:
        db.session.rollback()
        current_app.logger.exception("Overdue forms could not be forgotten.")


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


def _files_sent() -> Iterator[tuple[dict[str, str], bytes]]:
    """What is told of each file that was sent, under a new name in the store, and its content."""
    for field, file in request.files.items(multi=True):
        if file.filename:
            told = {
                "field": field,
                "name": file.filename,
                "media_type": file.mimetype,
                "stored": f"interrupted/{secrets.token_hex(32)}",
            }
            yield told, file.stream.read()


def _forget(forms: Sequence[InterruptedForm], taken_over: Sequence[Json] = ()) -> None:
    """Remove the files, then the rows that name them."""
    for form in forms:
        for file in form.files:
            if file not in taken_over:
                store().remove(file["stored"])
    with transaction():
        ids = [form.id for form in forms]
        db.session.execute(delete(InterruptedForm).where(InterruptedForm.id.in_(ids)))

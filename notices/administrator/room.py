"""The room itself, and what its pages share. The other side's people and places are not found."""

import json

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy import select

from notices.changes import Triple
from notices.forms import Form
from notices.models import Person, Place, db
from notices.security import audience
from workflows.vocabulary import Role, Side

room = Blueprint("administrator", __name__, url_prefix="/administrator")
audience(room, Role.ADMINISTRATOR)
ADMINISTRATOR = Role.ADMINISTRATOR
CHANGE_AGAIN = "again"
"""The button that leads from the changes shown back to the form."""


def own_side() -> Side:
    """The state whose people and places the administrator looks after."""
    side: Side = current_user.side
    return side


def own_person(person_id: int) -> Person:
    """A person of the own side, else 404."""
    query = select(Person).where(Person.id == person_id, Person.side == own_side())
    return db.session.scalars(query).one_or_none() or abort(404)


def own_place(code: str) -> Place:
    """A place of the own side, else 404. Who means to change the same one waits for this press."""
    query = select(Place).where(Place.code == code, Place.side == own_side())
    if request.method == "POST":
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none() or abort(404)


def nothing_changed(form: Form) -> None:
    """Say that the form holds what the register holds already."""
    form.form_errors.append(_("Change something first: everything is as it was."))


def were_shown(form: Form, values: tuple[Triple, ...]) -> bool:
    """Whether the form was sent from the page that shows just these changes; notes them for it."""
    before, form.shown.data = form.shown.data, json.dumps(values)
    return bool(before == form.shown.data)

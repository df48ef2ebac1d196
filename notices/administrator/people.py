"""The people of the own side: added, changed, never deleted."""

import secrets
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from notices.absence.delegations import by_holder, roles_of
from notices.absence.form import DelegateForm
from notices.accounts import account_of, state_of
from notices.changes import ABOUT_PEOPLE, Triple, acts_about, changes_in, differences
from notices.forms import StepForm
from notices.keyset import page_of
from notices.models import Event, Person, db
from notices.security import acting_as, hashed
from notices.steps import admit, offered, unmet
from notices.words import done
from workflows.accounts import opening
from workflows.acts import Act, ChangedPerson
from workflows.numbers import CODE_LETTERS

from . import queries
from .forms import AddPersonForm, ChangePersonForm, FindForm, OpenForm
from .room import ADMINISTRATOR, nothing_changed, own_person, own_side, room, were_shown

STEP: dict[str, Any] = {"methods": ["GET", "POST"]}
PASSWORD_LETTERS = 16
"""Of 32 different ones: 80 bits, in groups of four that can be read out on the telephone."""


@room.get("/people")
def people() -> str:
    """Everybody of the own side, by name."""
    form = FindForm(formdata=request.args)
    named = (form.named.data or "") if form.validate() else ""
    query = queries.people_of(own_side(), named)
    listed = page_of(query, Person.name, Person.id, after=request.args.get("after"))
    act = Act(
        acting_as(ADMINISTRATOR), datetime.now(UTC), details=ChangedPerson("", own_side(), ())
    )
    adds = "add_person" in offered(None, act)
    return render_template("administrator/people.html", form=form, listed=listed, adds=adds)


@room.route("/people/add-person", **STEP)
def add_person() -> ResponseReturnValue:
    """A new person, with a one-time password that is shown once."""
    form = AddPersonForm(own_side())
    person = Person(login=form.login.data, side=own_side(), roles=[])
    act = act_about(person, form, *differences({}, form.wanted()))
    admit("add_person", None, act)
    if form.validate_on_submit():
        form.write(person)
        made = give_password(person)
        db.session.add(person)
        if events := form.take(act, ("add_person", None)):
            return told_once(act, events, made)
    page = render_template("administrator/add_person.html", form=form)
    return page, 422 if form.errors else 200


@room.route("/people/<int:person_id>/change-person", **STEP)
def change_person(person_id: int) -> ResponseReturnValue:
    """Everything about a person, and the form to change it."""
    person = own_person(person_id)
    form = ChangePersonForm(person)
    values = differences(state_of(person), form.wanted())
    act = act_about(person, form, *values)
    admit("change_person", None, act)
    if form.validate_on_submit() and values:
        with db.session.no_autoflush:  # The one door looks first at what stands there.
            form.write(person)
        if form.take(act, ("change_person", None)):
            flash(done("change_person"))
            return redirect(url_for(".change_person", person_id=person_id))
    elif form.is_judged() and not form.errors:
        nothing_changed(form)
    page = render_template(
        "administrator/change_person.html",
        person=person,
        form=form,
        delegable=person.id != current_user.id and person.active and roles_of(person),
        stand_ins=by_holder(person, datetime.now(UTC)),
        acts=acts_about(person.login, *ABOUT_PEOPLE),
        changes_in=changes_in,
    )
    return page, 422 if form.errors else 200


@room.route("/people/<int:person_id>/password", **STEP)
def password(person_id: int) -> ResponseReturnValue:
    """A new one-time password for somebody else; whoever knew the old one is signed out."""
    return _open_account(own_person(person_id), "password")


@room.route("/people/<int:person_id>/second-factor", **STEP)
def second_factor(person_id: int) -> ResponseReturnValue:
    """Reset the second step of somebody else's sign-in: one administrator asks, another does it."""
    return _open_account(own_person(person_id), "second_factor")


@room.route("/people/<int:person_id>/agency", **STEP)
def agency(person_id: int) -> ResponseReturnValue:
    """Unbind somebody else's account with the agency; the next sign-in there binds one again."""
    return _open_account(own_person(person_id), "agency")


@room.route("/people/<int:person_id>/delegate", **STEP)
def delegate(person_id: int) -> ResponseReturnValue:
    """Name a colleague who stands in for somebody who is already away."""
    person = own_person(person_id)
    if not roles_of(person):
        abort(404)
    form = DelegateForm(person)
    if form.validate_on_submit():
        act = form.act_of(acting_as(ADMINISTRATOR), form.delegated())
        if form.take(act, ("delegate", None)):
            flash(done("delegate"))
            return redirect(url_for(".change_person", person_id=person_id))
    page = render_template("administrator/delegate.html", person=person, form=form)
    return page, 422 if form.errors else 200


def _open_account(person: Person, field: str) -> ResponseReturnValue:
    """The page of what opens an account, which says what the press will do, and does only that."""
    form, account = OpenForm(), account_of(person.login) or abort(404)
    value = opening(field, account)
    act = act_about(person, form, value)
    admit("change_person", None, act)
    if value[1] == value[2]:
        return redirect(url_for(".change_person", person_id=person.id))
    if not were_shown(form, (value,)) and form.is_judged():
        abort(409)
    if form.validate_on_submit():
        gives = field == "password" and value[2] != "asked"
        made = give_password(person) if gives else ""
        events = form.take(act, ("change_person", None))
        if events and gives:
            return told_once(act, events, made)
        if events:
            flash(done("change_person"))
            return redirect(url_for(".change_person", person_id=person.id))
    reasons = [] if form.errors else unmet("change_person", None, act)
    page = render_template(
        "administrator/open_account.html", person=person, form=form, value=value, reasons=reasons
    )
    return page, 422 if form.errors else 200


def give_password(person: Person) -> str:
    """Make a one-time password; it opens the account even if wrong ones had locked it."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _letter in range(PASSWORD_LETTERS))
    made = "-".join(letters[start : start + 4] for start in range(0, PASSWORD_LETTERS, 4))
    person.password = hashed(made)
    person.one_time_password = True
    person.fs_uniquifier = uuid4().hex
    person.failed_sign_ins, person.locked_until = 0, None
    return made


def act_about(person: Person, form: StepForm, *values: Triple) -> Act:
    """What an administrator means to change about a person, with the fields and their values."""
    about = ChangedPerson(person.login or "", person.side, values)
    return form.act(ADMINISTRATOR, details=about)


def told_once(act: Act, events: list[Event], made: str) -> str:
    """Show a one-time password; a page that is loaded again has it no more."""
    event = events[0]
    return render_template(
        "administrator/password.html",
        login=event.data["subject"],
        password=made if event.at == act.at else None,
    )

"""The people of the own side: added, changed, never deleted."""

import secrets
from datetime import UTC, datetime
from uuid import uuid4

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from notices.absence.delegations import by_holder, roles_of
from notices.absence.form import DelegateForm
from notices.changes import ABOUT_PEOPLE, Triple, acts_about, changes_in, differences
from notices.forms import StepForm
from notices.keyset import page_of
from notices.models import Event, Person, db
from notices.second_factor import take_away
from notices.security import acting_as, hashed
from notices.words import done
from workflows.acts import Changed
from workflows.numbers import CODE_LETTERS

from . import queries
from .forms import AddPersonForm, ChangePersonForm, FindForm, state_of
from .room import ADMINISTRATOR, nothing_changed, own_person, own_side, room

NEW_PASSWORD = (("password", "", "new"),)
RESET_ASKED = (("second_factor", "app", "asked"),)
RESET = (("second_factor", "asked", ""),)
UNBOUND = (("agency", "bound", ""),)
PASSWORD_LETTERS = 16
"""Of 32 different ones: 80 bits, in groups of four that can be read out on the telephone."""


@room.get("/people")
def people() -> str:
    """Everybody of the own side, by name."""
    form = FindForm(formdata=request.args)
    named = (form.named.data or "") if form.validate() else ""
    query = queries.people_of(own_side(), named)
    listed = page_of(query, Person.name, Person.id, after=request.args.get("after"))
    return render_template("administrator/people.html", form=form, listed=listed)


@room.route("/people/add-person", methods=["GET", "POST"])
def add_person() -> ResponseReturnValue:
    """A new person, with a one-time password that is shown once."""
    form = AddPersonForm(own_side())
    if form.validate_on_submit():
        person = Person(login=form.login.data, side=own_side(), roles=[])
        form.write(person)
        password = give_password(person)
        db.session.add(person)
        return told_once(person, password, form, "add_person", differences({}, form.wanted()))
    page = render_template("administrator/add_person.html", form=form)
    return page, 422 if form.errors else 200


@room.route("/people/<int:person_id>/change-person", methods=["GET", "POST"])
def change_person(person_id: int) -> ResponseReturnValue:
    """Everything about a person, and the form to change it."""
    person = own_person(person_id)
    form = ChangePersonForm(person)
    if form.validate_on_submit():
        values = differences(state_of(person), form.wanted())
        if values:
            form.write(person)
            take(form, person, "change_person", values)
            flash(done("change_person"))
            return redirect(url_for(".change_person", person_id=person_id))
        nothing_changed(form)
    page = render_template(
        "administrator/change_person.html",
        person=person,
        form=form,
        password_form=StepForm(formdata=None),
        reset_form=StepForm(formdata=None),
        agency_form=StepForm(formdata=None),
        delegable=person.id != current_user.id and person.active and roles_of(person),
        stand_ins=by_holder(person, datetime.now(UTC)),
        acts=acts_about(person.login, *ABOUT_PEOPLE),
        changes_in=changes_in,
    )
    return page, 422 if form.errors else 200


@room.post("/people/<int:person_id>/password")
def password(person_id: int) -> ResponseReturnValue:
    """A new one-time password for somebody else; whoever knew the old one is signed out."""
    person = own_person(person_id)
    form = StepForm()
    if person.id == current_user.id:
        abort(403)
    if not form.validate_on_submit():
        return redirect(url_for(".change_person", person_id=person_id))
    return told_once(person, give_password(person), form, "change_person", NEW_PASSWORD)


@room.post("/people/<int:person_id>/second-factor")
def second_factor(person_id: int) -> ResponseReturnValue:
    """Reset the second step of somebody else's sign-in: one administrator asks, another does it."""
    person = own_person(person_id)
    form = StepForm()
    if person.id == current_user.id:
        abort(403)
    app = person.authenticator
    both = acting_as(ADMINISTRATOR).persons
    if app and form.validate_on_submit() and app.reset_asked_by not in both:
        asked = app.reset_asked_by is not None
        if asked:
            take_away(person)
            person.fs_uniquifier = uuid4().hex
        else:
            app.reset_asked_by = current_user.id
        take(form, person, "change_person", RESET if asked else RESET_ASKED)
        flash(done("change_person"))
    return redirect(url_for(".change_person", person_id=person_id))


@room.post("/people/<int:person_id>/agency")
def agency(person_id: int) -> ResponseReturnValue:
    """Unbind somebody else's account with the agency; the next sign-in there binds one again."""
    person = own_person(person_id)
    form = StepForm()
    if person.id == current_user.id:
        abort(403)
    if person.agency_accounts and form.validate_on_submit():
        person.agency_accounts.clear()
        person.fs_uniquifier = uuid4().hex
        take(form, person, "change_person", UNBOUND)
        flash(done("change_person"))
    return redirect(url_for(".change_person", person_id=person_id))


@room.route("/people/<int:person_id>/delegate", methods=["GET", "POST"])
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


def give_password(person: Person) -> str:
    """Make a one-time password; it opens the account even if wrong ones had locked it."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _letter in range(PASSWORD_LETTERS))
    made = "-".join(letters[start : start + 4] for start in range(0, PASSWORD_LETTERS, 4))
    person.password = hashed(made)
    person.one_time_password = True
    person.fs_uniquifier = uuid4().hex
    person.failed_sign_ins, person.locked_until = 0, None
    return made


def take(
    form: StepForm, person: Person, name: str, values: tuple[Triple, ...]
) -> tuple[Event, bool]:
    """Commit what is in the session with the act; says whether this press was the first."""
    act = form.act(ADMINISTRATOR, details=Changed(person.login, person.side, values))
    event = form.take(act, (name, None))[0]
    return event, event.at == act.at


def told_once(
    person: Person, made: str, form: StepForm, name: str, values: tuple[Triple, ...]
) -> ResponseReturnValue:
    """Commit a one-time password and show it; a page that is loaded again has it no more."""
    login = person.login
    _event, first = take(form, person, name, values)
    return render_template(
        "administrator/password.html", login=login, password=made if first else None
    )

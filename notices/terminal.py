"""What the command asks at a terminal: who looks after the register first."""

import secrets
import sys
from datetime import UTC, datetime
from uuid import uuid4

import click
from flask_babel import force_locale
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from workflows.acts import Act, ChangedPerson, Triple
from workflows.vocabulary import Role, Side

from .administrator.forms import CommandForm
from .models import Person, db
from .people import command_line, hire, is_weak
from .security import hashed
from .steps import take

COMMAND = f"{sys.executable} -m notices"


def first_administrator() -> None:
    """Ask for the first administrator, or say how to make one where nobody can be asked."""
    if not somebody_types():
        click.echo("Nobody can sign in yet. Make the first administrator:")
        click.echo(f"    {COMMAND} admin LOGIN --side BY")
        click.echo("Make two on each side: who was added by the other signs nothing for the other.")
        return
    click.echo("Nobody can sign in yet. Make the first administrator.")
    side = Side(click.prompt("Side", type=click.Choice(list(Side))))
    name = click.prompt("Surname and names")
    add_administrator(click.prompt("Login"), side, name)


def somebody_types() -> bool:
    """Whether the command runs at a terminal."""
    return sys.stdin.isatty()


def add_administrator(login: str, side: Side, name: str) -> None:
    """Add an administrator of a side, with a password typed or made.

    Login and name obey the rules of the administrators' page.
    """
    form = _judged(login.strip().lower(), name)
    login = form.login.data or ""
    password = chosen_password(login)
    person = Person(login=login, name=form.name.data or "", side=side, password=hashed(password))
    hire(person, Role.ADMINISTRATOR, by=command_line(side), at=datetime.now(UTC))
    click.echo(f"{login} is now an administrator ({side}).")


def forget_app(login: str) -> None:
    """Take away a person's second factor; the history names the command line."""
    person = _person(login)
    if person is None or person.authenticator is None:
        raise click.ClickException(f"No person with the login {login} has an app.")
    _change(person, ("second_factor", "app", ""))
    click.echo(f"{login} has no app any more.")


def new_password(login: str) -> None:
    """Give a person a password, and take the app away: the account is in nobody else's hands."""
    person = _person(login)
    if person is None:
        raise click.ClickException(f"There is no person with the login {login}.")
    app = [("second_factor", "app", "")] if person.authenticator else []
    person.password, person.one_time_password = hashed(chosen_password(login)), False
    person.fs_uniquifier = uuid4().hex
    person.failed_sign_ins, person.locked_until = 0, None
    _change(person, ("password", "", "new"), *app)
    click.echo(f"{login} has a new password and sets up an app at the next sign-in.")


def _judged(login: str, name: str) -> CommandForm:
    with force_locale("en"):
        form = CommandForm(MultiDict({"login": login, "name": name}))
        if not form.validate():
            told = [str(error) for errors in form.errors.values() for error in errors]
            raise click.ClickException(" ".join(told))
    return form


def _person(login: str) -> Person | None:
    return db.session.scalars(select(Person).where(Person.login == login)).one_or_none()


def _change(person: Person, *values: Triple) -> None:
    about = ChangedPerson(person.login, person.side, values)
    act = Act(command_line(person.side), datetime.now(UTC), details=about)
    take(act, ("change_person", None))


def chosen_password(login: str) -> str:
    """A password typed twice; where nobody types, one that is made and shown once."""
    if not somebody_types():
        password = secrets.token_urlsafe(12)
        click.echo(f"Password of {login}, shown only now: {password}")
        return password
    password = click.prompt("Password", hide_input=True, confirmation_prompt="Once more")
    if is_weak(password, login):
        raise click.ClickException(
            "Choose a password of 12 characters or more, not of a few repeated ones, "
            "without the login in it."
        )
    return str(password)

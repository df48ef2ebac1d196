"""What the command asks at a terminal: who looks after the register first."""

import re
import secrets
import sys
from datetime import UTC, datetime

import click
from sqlalchemy import select

from workflows.acts import Act, ChangedPerson
from workflows.vocabulary import Role, Side

from .demo.accounts import PASSWORD
from .models import Person, db
from .people import command_line, hire, is_weak
from .security import hashed
from .steps import take

COMMAND = f"{sys.executable} -m notices"
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


def first_administrator() -> None:
    """Ask for the first administrator, or say how to make one where nobody can be asked."""
    if not somebody_types():
        click.echo("Nobody can sign in yet. Make the first administrator:")
        click.echo(f"    {COMMAND} admin LOGIN --side BY")
        return
    click.echo("Nobody can sign in yet. Make the first administrator.")
    side = Side(click.prompt("Side", type=click.Choice(list(Side))))
    name = click.prompt("Surname and names")
    add_administrator(click.prompt("Login"), side, name)


def somebody_types() -> bool:
    """Whether the command runs at a terminal."""
    return sys.stdin.isatty()


def add_administrator(login: str, side: Side, name: str) -> None:
    """Add an administrator of a side, with a password typed or made."""
    login = login.strip().lower()
    if not LOGIN.fullmatch(login):
        raise click.ClickException(
            "Choose a login of 3 to 60 small Latin letters, digits, dots and hyphens."
        )
    if db.session.scalars(select(Person).where(Person.login == login)).first():
        raise click.ClickException(f"There is a person with the login {login}. Choose another one.")
    password = chosen_password(login)
    person = Person(login=login, name=name, side=side, password=hashed(password))
    hire(person, Role.ADMINISTRATOR, by=command_line(side), at=datetime.now(UTC))
    click.echo(f"{login} is now an administrator ({side}).")


def forget_app(login: str) -> None:
    """Take away a person's second factor; the history names the command line."""
    person = db.session.scalars(select(Person).where(Person.login == login)).one_or_none()
    if person is None or person.authenticator is None:
        raise click.ClickException(f"No person with the login {login} has an app.")
    values = (("second_factor", "app", ""),)
    act = Act(
        command_line(person.side),
        datetime.now(UTC),
        details=ChangedPerson(person.login, person.side, values),
    )
    take(act, ("change_person", None))
    click.echo(f"{login} has no app any more.")


def chosen_password(login: str) -> str:
    """A password typed twice; where nobody types, one that is made and shown once."""
    if not somebody_types():
        password = secrets.token_urlsafe(12)
        click.echo(f"Password of {login}, shown only now: {password}")
        return password
    password = click.prompt("Password", hide_input=True, confirmation_prompt="Once more")
    if is_weak(password, login) or password == PASSWORD:
        raise click.ClickException(
            "Choose a password of 12 characters or more, not of a few repeated ones, "
            "without the login in it."
        )
    return str(password)

"""Looks after administrators, where no administrator can."""

import click

from notices.terminal import add_administrator, forget_app, new_password
from workflows.vocabulary import Side

from .opened import existing_register, opened


@click.command()
@click.argument("login")
@click.option("--side", type=click.Choice(list(Side)), required=True, help="BY or RU.")
@click.option("--name", help="Surname and names; without it the login.")
def admin(login: str, side: str, name: str | None) -> None:
    """Make an administrator of one side."""
    with opened():
        existing_register()
        add_administrator(login, Side(side), login if name is None else name)


@click.command()
@click.argument("login")
def reset_second_factor(login: str) -> None:
    """Forget the app of a person who lost it, where two administrators are not to be had."""
    with opened():
        existing_register()
        forget_app(login)


@click.command()
@click.argument("login")
def reset_password(login: str) -> None:
    """Give a person a new password and forget the app, where two administrators are not to be had,
    or where one of them has made the other.
    """
    with opened():
        existing_register()
        new_password(login)

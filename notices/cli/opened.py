"""What every command begins with: the application, and its register as it must be."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask

from notices import create_app, instance_folder
from notices.config import database_url
from notices.models import Register, db
from notices.schema import is_made, migration, migrations
from notices.terminal import COMMAND

from .told import settings_told

NO_REGISTER = f"There is no register yet. Make it: {COMMAND} init --empty"


def made_app(*, makes_register: bool) -> Flask:
    """The application; where a setting cannot be used, or a register is missing, an instruction.

    An application makes keys. They would stand in the way of a register that is restored later, so
    the database is asked first.
    """
    instance = instance_folder()
    with settings_told():
        made = is_made(database_url(instance), instance)
        if not (made or makes_register):
            raise click.ClickException(NO_REGISTER)
        return create_app()


@contextmanager
def opened(*, makes_register: bool = False) -> Iterator[Flask]:
    """The application on its database, whose connections are closed in the end."""
    app = made_app(makes_register=makes_register)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def existing_register(*, even_older: bool = False) -> Register:
    """The register; where there is none yet, or of another version, an instruction."""
    here = known_migration()
    register = db.session.get(Register, 1)
    if register is None:
        raise click.ClickException(NO_REGISTER)
    if here != migrations()[0] and not even_older:
        kind = "--demo" if register.demonstration else "--empty"
        raise click.ClickException(
            "The register is one of an earlier version. Back it up, then bring it up to date: "
            f"{COMMAND} init {kind}"
        )
    return register


def known_migration() -> str | None:
    """The migration of the database; where a newer program has made it, an instruction."""
    here = migration()
    if here and here not in migrations():
        raise click.ClickException(
            f"The register is one of a later version (migration {here}). Install that version."
        )
    return here

"""Makes the register, serves it, and says how it stands."""

from pathlib import Path

import click
from flask import Flask, current_app
from sqlalchemy import func, select
from sqlalchemy.exc import ProgrammingError

from notices import __version__, privileges
from notices.alone import alone
from notices.backup import remove_unfinished
from notices.config import own_url
from notices.demo import is_demonstration, shown_notice, shown_people
from notices.demo.accounts import PASSWORD
from notices.files import take_in_earlier
from notices.log import sequencer
from notices.messages import queue as messages_queue
from notices.models import Message, Notice, Register, StoredPaper, db, refresh_statistics
from notices.papers.authority import seal_in_use, seals_itself
from notices.people import administrators
from notices.schema import migration
from notices.seed import make_register, seed_reference, upgrade
from notices.server import listen
from notices.terminal import first_administrator
from workflows.vocabulary import Status

from .opened import existing_register, known_migration, opened


@click.command()
@click.option("--empty", is_flag=True, help="No demonstration data and no known passwords.")
def run(empty: bool) -> None:
    """Make the register where there is none, and serve it."""
    with opened(makes_register=True) as app:
        register = make(demonstration=not empty)
        if not empty and not register.demonstration:
            click.echo("This register holds no demonstration data. It is served as it is.")
        if not register.demonstration and not administrators():
            first_administrator()
    serve_pages(app)


@click.command()
@click.option("--demo/--empty", "demonstration", default=None, help="One of them is needed.")
def init(demonstration: bool | None) -> None:
    """Make the register or bring its tables up to date; nothing is overwritten."""
    if demonstration is None:
        raise click.UsageError("Choose --demo or --empty.")
    with opened(makes_register=True):
        register = make(demonstration)
        if demonstration and not register.demonstration:
            raise click.ClickException(
                "This register is a real one, so no demonstration data were added. "
                "Set NOTICES_INSTANCE to a new folder, or DATABASE_URL to a new database."
            )


@click.command()
def serve() -> None:
    """Serve the register on HOST and PORT (127.0.0.1:8000)."""
    with opened() as app:
        existing_register()
    serve_pages(app)


@click.command()
def status() -> None:
    """Count the notices by status, and the papers and messages that are owed."""
    with opened():
        register = existing_register()
        counted = select(Notice.status, func.count()).group_by(Notice.status)
        counts = dict(db.session.execute(counted).all())
        owed = (StoredPaper.sha256.is_(None), StoredPaper.erased_at.is_(None))
        papers = select(func.count()).where(*owed)
        late = select(func.count()).where(Message.settled_at.is_(None), Message.attempts > 0)
        kind = "a demonstration" if register.demonstration else "a register"
        click.echo(f"notices {__version__}: {kind} on {db.engine.dialect.name}, {migration()}")
        for each in Status:
            click.echo(f"{each:14}{counts.get(each, 0):8}")
        click.echo(f"{'papers owed':14}{db.session.scalar(papers):8}")
        click.echo(f"{'letters failed':14}{db.session.scalar(late):8}")


@click.command()
@click.argument("role")
def grant(role: str) -> None:
    """Let a ROLE of PostgreSQL run the service: it works, and cannot rewrite the history."""
    with opened():
        existing_register()
        if db.engine.dialect.name != "postgresql":
            raise click.ClickException("Only PostgreSQL knows roles. Set DATABASE_URL.")
        try:
            privileges.grant(role)
        except ProgrammingError as error:
            raise click.ClickException(f"Nothing was granted: {error.orig}") from error
    click.echo(f"{role} can run the service now. Grant again after each new version.")


def make(demonstration: bool) -> Register:
    """Make or upgrade the register. A demonstration never passes for a real register."""
    with alone(Path(current_app.instance_path) / "being_made", tell_waiting):
        return made_alone(demonstration)


def tell_waiting() -> None:
    """Say why nothing happens while somebody else makes the register."""
    click.echo("Another process is making this register. Waiting until it is done.")


def made_alone(demonstration: bool) -> Register:
    """The same where no other process does so at the same time."""
    known_migration()
    upgrade()
    take_in_earlier(Path(current_app.instance_path))
    seed_reference()
    if seals_itself():
        seal_in_use(current_app.config["SEAL"])
    register = db.session.get(Register, 1)
    if register is None:
        if demonstration:
            click.echo("Filling the demonstration: one working week, about half a minute.")
        register = make_register(demonstration)
    if register.demonstration and not demonstration:
        raise click.ClickException(
            "This register is a demonstration, and its passwords are known. Nothing was changed. "
            "Set NOTICES_INSTANCE to a new folder, or DATABASE_URL to a new database."
        )
    return register


def serve_pages(app: Flask) -> None:
    """Serve until Ctrl+C, and say where."""
    try:
        server = listen(app)
    except (OSError, ValueError) as error:
        raise click.ClickException(
            f"HOST and PORT cannot be used: {error}. Choose others, for example PORT=8001."
        ) from error
    with app.app_context():
        remove_unfinished(Path(app.instance_path))
        refresh_statistics()
        tell_accounts()
    messages_queue.start_at_once(app)
    sequencer.start_at_once(app)
    click.echo(f"Serving on {own_url()} - stop it with Ctrl+C.")
    server.run()
    click.echo("The register has stopped.")


def tell_accounts() -> None:
    """Print whom to sign in as in a demonstration, and what a carrier needs instead."""
    if not is_demonstration():
        return
    click.echo(f"This is a demonstration. Everybody's password is: {PASSWORD}")
    for person in shown_people():
        place = person.place.name["en"] if person.place else ""
        click.echo(f"    {person.login:20}{person.side:4}{person.role_names[0]:20}{place}")
    notice = shown_notice()
    if notice:
        click.echo("A carrier needs no account. Number and code of a notice: {} {}".format(*notice))

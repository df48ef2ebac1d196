"""The command `notices`: makes the register, serves it and looks after it."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO, TextIO

import click
from flask import Flask, current_app
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError, ProgrammingError

from workflows.catalogue import parse_documents
from workflows.places import parse_places
from workflows.reference import FaultyData
from workflows.vocabulary import Logged, Side, Status

from . import __version__, create_app, imports, instance_folder, privileges
from .alone import alone
from .backup import Impossible, back_up, lay_keys, lost_files, remove_unfinished
from .backup import restore as restore_register
from .config import own_url
from .demo import is_demonstration, shown_notice, shown_people
from .demo.accounts import PASSWORD
from .files import replacing, take_in_earlier
from .finding import plates_in
from .keyset import count_of
from .log import verify as verifier
from .log.entries import log_act
from .log.export import exported
from .log.sequencer import Rewritten, continue_log, start_log
from .log.signing import signer
from .messages import queue as messages_queue
from .models import (
    LogCheckpoint,
    Message,
    Notice,
    Register,
    StoredPaper,
    db,
    refresh_statistics,
    transaction,
)
from .papers.authority import new_seal, revoke, seal_in_use, seals, seals_itself
from .papers.keys import rotate
from .papers.offline import verified_offline
from .papers.payload import keys_in
from .papers.queue import work_forever
from .people import administrators
from .retention import schedule
from .retention.carrying_out import finish
from .schema import migration, migrations
from .seed import make_register, seed_reference, upgrade
from .server import listen
from .terminal import COMMAND, add_administrator, first_administrator, forget_app, new_password

LOCKED = {"SQLITE_BUSY", "55P03"}
"""What SQLite and PostgreSQL call it where another process holds a lock for too long."""


def main() -> None:
    """Run a command; what a person can put right is told as an instruction.

    No other account of the machine can read what it writes.
    """
    os.umask(0o077)
    try:
        commands(prog_name="notices")
    except OperationalError as error:
        sys.exit(f"{remedy_for(error)}\n{error.orig}")
    except FaultyData as error:
        sys.exit(f"The reference data are faulty, and nothing was written:\n{error}")


def remedy_for(error: OperationalError) -> str:
    """What to do about a database that is locked, or not there."""
    names = (getattr(error.orig, name, None) for name in ("sqlite_errorname", "sqlstate"))
    if LOCKED.intersection(names):
        return "Another process has locked the register. Start again when it is done."
    return "The database does not answer. Check DATABASE_URL."


@click.group()
@click.version_option(__version__)
def commands() -> None:
    """Run the register of deficiency notices."""


@commands.command()
@click.option("--empty", is_flag=True, help="No demonstration data and no known passwords.")
def run(empty: bool) -> None:
    """Make the register where there is none, and serve it."""
    with opened() as app:
        register = make(demonstration=not empty)
        if not empty and not register.demonstration:
            click.echo("This register holds no demonstration data. It is served as it is.")
        if not register.demonstration and not administrators():
            first_administrator()
    serve_pages(app)


@commands.command()
@click.option("--demo/--empty", "demonstration", required=True, default=None)
def init(demonstration: bool) -> None:
    """Make the register or bring its tables up to date; nothing is overwritten."""
    with opened():
        register = make(demonstration)
        if demonstration and not register.demonstration:
            raise click.ClickException(
                "This register is a real one, so no demonstration data were added. "
                "Set NOTICES_INSTANCE to a new folder, or DATABASE_URL to a new database."
            )


@commands.command()
def serve() -> None:
    """Serve the register on HOST and PORT (127.0.0.1:8000)."""
    with opened() as app:
        existing_register()
    serve_pages(app)


@commands.command()
@click.argument("login")
@click.option("--side", type=click.Choice(list(Side)), required=True, help="BY or RU.")
@click.option("--name", help="Surname and names; without it the login.")
def admin(login: str, side: str, name: str | None) -> None:
    """Make an administrator of one side."""
    with opened():
        existing_register()
        add_administrator(login, Side(side), login if name is None else name)


@commands.command()
def papers() -> None:
    """Render papers, remove unneeded files, continue the log; the servers then run with
    RENDERS_PAPERS=0.
    """
    with opened() as app:
        existing_register()
    remove_unfinished(Path(app.instance_path))
    start_log(app)
    work_forever(app)


@commands.command()
@click.argument("login")
def reset_second_factor(login: str) -> None:
    """Forget the app of a person who lost it, where two administrators are not to be had."""
    with opened():
        existing_register()
        forget_app(login)


@commands.command()
@click.argument("login")
def reset_password(login: str) -> None:
    """Give a person a new password and forget the app, where two administrators are not to be had,
    or where one of them has made the other.
    """
    with opened():
        existing_register()
        new_password(login)


@commands.command()
def messages() -> None:
    """Send the messages that are due until Ctrl+C; the servers then run with SENDS_MESSAGES=0."""
    with opened() as app:
        existing_register()
    messages_queue.work_forever(app)


@commands.command()
def rotate_seal() -> None:
    """Make a new seal for papers; those that bear an earlier one stay valid."""
    with opened() as app:
        existing_register()
        if not seals_itself():
            raise click.ClickException(
                "Papers are sealed with the key that SEAL_PKCS12 or SEAL_PKCS11_MODULE names. "
                "Replace it there; papers that bear the earlier seal stay valid."
            )
        folder = app.config["SEAL"]
        click.echo(f"Papers are sealed with {new_seal(folder, seals(folder))} from now on.")


@commands.command()
@click.argument("name")
@click.confirmation_option(prompt="Without the register, its papers cannot be checked. Go on?")
def revoke_seal(name: str) -> None:
    """Trust the seal NAME (seal-0001, a file of instance/seal/) no longer: its key was taken."""
    folder = made_app().config["SEAL"]
    trusted = {path.stem: path for path in (*seals(folder), *folder.glob("known-*.pem"))}
    if name not in trusted:
        raise click.ClickException(f"Choose one of: {', '.join(sorted(trusted)) or 'none'}")
    revoke(folder, trusted[name])
    click.echo("Give verifiers the new certificates: /seal/ca.pem and /seal/revoked.pem.")
    if not seals_itself():
        click.echo("If papers are still sealed with it, replace it where the environment says.")


@commands.command()
def rotate_codes() -> None:
    """Sign the codes of new papers with a new key; those of old papers stay genuine."""
    with opened() as app:
        existing_register()
        made = rotate(app.config["CODES"])
    click.echo(
        f"Key {made.decode()} signs from now on. Give verifiers the new list of public keys."
    )


@commands.command()
@click.argument("paper")
@click.option("--keys", type=click.File("rb"), required=True, help="From /check/keys.json.")
@click.option(
    "--certificates",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="From /seal/ca.pem, to judge the seal of a PDF.",
)
@click.option(
    "--revoked",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="From /seal/revoked.pem, to know the seals that count no more.",
)
@click.option("--plates", default="", help="Those of the vehicle, with commas, to be compared.")
def verify(
    paper: str, keys: BinaryIO, certificates: Path | None, revoked: Path | None, plates: str
) -> None:
    """Verify a PDF, or the address in a QR code, with the public keys alone.

    Ends with 0 for a genuine paper, 1 for another one, and 3 for a PDF of which only the code was
    checked, because no certificates were given.
    """
    with faults_told():
        public_keys, asked = keys_in(keys.read()), plates_in(plates)
        answer = verified_offline(paper, public_keys, certificates, asked, revoked)
    for line in answer.lines:
        click.echo(line)
    sys.exit(answer.verdict)


@commands.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--apply", is_flag=True, help="Write it; without this only what differs is told.")
def import_documents(file: TextIO, apply: bool) -> None:
    """Take in a newer version of the classifier of documents."""
    with opened(), faults_told():
        existing_register()
        documents, now = parse_documents(json.load(file)), datetime.now(UTC)
        tell_differences(imports.differing_documents(documents, now), apply)
        if apply:
            imports.import_documents(documents)


@commands.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--apply", is_flag=True, help="Write it; without this only what differs is told.")
def import_places(file: TextIO, apply: bool) -> None:
    """Take in a newer list of posts and checkpoints."""
    with opened(), faults_told():
        existing_register()
        changes = imports.differing_places(parse_places(json.load(file)))
        tell_differences(
            (
                f"{'~' if change.row else '+'} {change.code} {field}: {old or '–'} → {new or '–'}"
                for change in changes
                for field, old, new in change.values
            ),
            apply,
        )
        if apply:
            imports.import_places(changes, datetime.now(UTC))


@commands.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def backup(folder: Path) -> None:
    """Copy the register, its files and its keys into FOLDER, while it is in use."""
    with opened(), problems_told():
        existing_register(even_older=True)
        click.echo(f"Backed up to {back_up(folder)}")
        tell_lost_files()


@commands.command()
@click.argument("backup", type=click.Path(path_type=Path, exists=True, file_okay=False))
def restore(backup: Path) -> None:
    """Make the register of a BACKUP in an empty place, and check that nothing is missing."""
    with problems_told():
        lay_keys(backup, instance_folder())
    with opened(), problems_told():
        restore_register(backup)
        click.echo("Restored. Start it with ./run.")
        if db.engine.dialect.name == "postgresql":
            click.echo("Before a role serves it: notices grant ROLE.")
        tell_lost_files()


@commands.command()
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


@commands.command()
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


@commands.command()
def due() -> None:
    """List the notices whose content is to be erased, the oldest first; nothing is changed."""
    with opened():
        existing_register()
        now = datetime.now(UTC)
        for notice in db.session.scalars(schedule.due(now).order_by(Notice.changed_at, Notice.id)):
            named = notice.number or f"draft {notice.id}"
            click.echo(f"{notice.changed_at:%Y-%m-%d}  {notice.status:10}{named}")
        questions = count_of(schedule.due_questions(now))
        click.echo(f"questions at the exit that name no kept notice: {questions}")


@commands.command()
def erase() -> None:
    """Finish erasing what two supervisors have signed, and remove its files."""
    with opened():
        existing_register()
        count, left = finish()
    click.echo(f"Erased: {count}. What is on hold was passed over.")
    for batch_id in left:
        click.echo(
            f"Batch {batch_id}: who has signed it is no longer a supervisor. "
            "Another one of that side goes on with it on its page."
        )


@commands.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True), default="-")
def export_log(file: str) -> None:
    """Write the log as JSON Lines, personal data included, and log that it was done."""
    with opened(), problems_told():
        existing_register()
        with whole(file) as written:
            with transaction():
                log_act(Logged.EXPORT_LOG, actor_name="command line")
            written.writelines(f"{line}\n".encode() for line in exported())


@commands.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1)
def verify_log(arguments: tuple[str, ...]) -> None:
    """Verify an export against checkpoints that you kept: see verify-log --help.

    Without anything, this register's own log is continued, and verified against all its own
    checkpoints.
    """
    if arguments:
        sys.exit(verifier.main(arguments))
    with opened():
        existing_register()
        faults = continued()
        notes = db.session.scalars(select(LogCheckpoint.note)).all()
        key = signer().verifier
        found = verifier.verify(exported(), [verifier.read_checkpoint(note, key) for note in notes])
    found.faults[:0] = faults
    click.echo(verifier.report(found))
    sys.exit(1 if found.faults or found.doubts else 0)


def continued() -> list[str]:
    """Give the entries that wait their leaves; what is wrong with the tree comes back."""
    try:
        continue_log()
    except (Rewritten, LookupError) as error:
        return [f"The log cannot be continued: {error}"]
    return []


def made_app() -> Flask:
    """The application; where a setting cannot be used, an instruction."""
    try:
        return create_app()
    except (ValueError, OSError) as error:
        raise click.ClickException(f"A setting cannot be used. {error}") from error


@contextmanager
def opened() -> Iterator[Flask]:
    """The application on its database, whose connections are closed in the end."""
    app = made_app()
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def whole(file: str) -> AbstractContextManager[IO[bytes]]:
    """A file that is replaced when all is written; pipes and the like are written at once."""
    path = Path(file)
    if file == "-" or (path.exists() and not path.is_file()):
        return click.open_file(file, "wb")
    return replacing(path.resolve())


@contextmanager
def problems_told() -> Iterator[None]:
    """Say what stands in the way of a backup, of restoring it, or of an export."""
    try:
        yield
    except (Impossible, OSError) as problem:
        raise click.ClickException(str(problem)) from problem


def tell_lost_files() -> None:
    """Fail where a paper or a file of evidence is damaged or gone."""
    lost = lost_files()
    if lost:
        raise click.ClickException(f"Damaged or gone, and in no backup: {', '.join(lost)}")


@contextmanager
def faults_told() -> Iterator[None]:
    """Say what is wrong with a file that cannot be used."""
    try:
        yield
    # FaultyData is a ValueError, and so is what is no JSON; too many brackets are none.
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"The file is faulty. Nothing was written.\n{error}") from error


def tell_differences(lines: Iterable[str], apply: bool) -> None:
    """Print what a file says otherwise than the register, and whether it is written."""
    for line in lines:
        click.echo(line)
    click.echo("This is written." if apply else "Nothing was written. Add --apply to write this.")


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


def existing_register(*, even_older: bool = False) -> Register:
    """The register; where there is none yet, or of another version, an instruction."""
    here = known_migration()
    register = db.session.get(Register, 1) if here else None
    if register is None:
        raise click.ClickException(f"There is no register yet. Make it: {COMMAND} init --empty")
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

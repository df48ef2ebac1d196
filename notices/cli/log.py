"""Exports and verifies the log that cannot be rewritten."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

import click
from sqlalchemy import select

from notices.files import replacing
from notices.log import verify as verifier
from notices.log.entries import log_command
from notices.log.export import exported
from notices.log.sequencer import Rewritten, continue_log
from notices.log.signing import last_signed, signer
from notices.models import LogCheckpoint, db
from notices.models.base import one_moment
from workflows.vocabulary import Logged

from .opened import existing_register, opened
from .told import problems_told


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True), default="-")
def export_log(file: str) -> None:
    """Write the log as JSON Lines, personal data included, and log that it was done."""
    with opened(), problems_told():
        existing_register()
        with whole(file) as written:
            log_command(Logged.EXPORT_LOG)
            with one_moment():
                # What is no text, such as half of a surrogate pair, stays an escape.
                lines = (f"{line}\n".encode(errors="backslashreplace") for line in exported())
                written.writelines(lines)


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1)
def verify_log(arguments: tuple[str, ...]) -> None:
    """Verify an export against checkpoints that you kept: see verify-log --help.

    Without anything, this register's own log is continued, and verified against all its own
    checkpoints, and the one that it has signed last.
    """
    if arguments:
        sys.exit(verifier.main(arguments))
    with opened(), problems_told():
        existing_register()
        faults = continued()
        last = last_signed()
        with one_moment():
            notes = {*db.session.scalars(select(LogCheckpoint.note)), last} - {""}
            found = verifier.verify(exported(), list(signed(notes, faults)))
    found.faults[:0] = faults
    click.echo(verifier.report(found))
    sys.exit(1 if found.faults or found.doubts else 0)


def whole(file: str) -> AbstractContextManager[IO[bytes]]:
    """A file that is replaced when all is written; pipes and the like are written at once."""
    path = Path(file)
    if file == "-" or (path.exists() and not path.is_file()):
        return click.open_file(file, "wb")
    return replacing(path.resolve())


def signed(notes: Iterable[str], faults: list[str]) -> Iterator[verifier.Checkpoint]:
    """What checkpoints say; those that the key has not signed are faults."""
    for note in notes:
        try:
            yield verifier.read_checkpoint(note, signer().verifier)
        except ValueError as error:
            faults.append(f"A checkpoint of the register counts for nothing: {error}")


def continued() -> list[str]:
    """Give the entries that wait their leaves; what is wrong with the tree comes back."""
    try:
        continue_log()
    except (Rewritten, LookupError) as error:
        return [f"The log cannot be continued: {error}"]
    return []

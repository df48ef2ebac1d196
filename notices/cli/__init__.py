"""The command `notices`: a module for each subject, in which its commands stand."""

import os
import sys

import click
from sqlalchemy.exc import OperationalError

from notices import __version__
from workflows.reference import FaultyData

from . import backups, keys, log, people, reference, register, retention, verifying, work

LOCKED = {"SQLITE_BUSY", "55P03"}
"""What SQLite and PostgreSQL call it where another process holds a lock for too long."""

COMMANDS = (
    register.run,
    register.init,
    register.serve,
    register.status,
    register.grant,
    people.admin,
    people.reset_second_factor,
    people.reset_password,
    keys.rotate_seal,
    keys.revoke_seal,
    keys.rotate_codes,
    verifying.verify,
    log.export_log,
    log.verify_log,
    work.papers,
    work.messages,
    reference.import_documents,
    reference.import_places,
    backups.backup,
    backups.restore,
    retention.due,
    retention.erase,
)


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


for command in COMMANDS:
    commands.add_command(command)

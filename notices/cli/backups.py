"""Copies the register and makes it again."""

from pathlib import Path

import click

from notices import instance_folder
from notices.backup import back_up, lay_keys, lost_files
from notices.backup import restore as restore_register
from notices.config import database_url
from notices.log.entries import log_command
from notices.log.signing import forget_last_signed, last_signed
from notices.models import db
from workflows.vocabulary import Logged

from .opened import existing_register, opened
from .told import problems_told, settings_told


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def backup(folder: Path) -> None:
    """Copy the register, its files and its keys into FOLDER, while it is in use."""
    with opened(), problems_told():
        existing_register(even_older=True)
        click.echo(f"Backed up to {back_up(folder)}")
        tell_lost_files()


@click.command()
@click.argument("backup", type=click.Path(path_type=Path, exists=True, file_okay=False))
def restore(backup: Path) -> None:
    """Make the register of a BACKUP in an empty place, and check that nothing is missing."""
    instance = instance_folder()
    with settings_told(), problems_told():
        lay_keys(backup, instance, database_url(instance))
    with opened(makes_register=True), problems_told():
        restore_register(backup)
        take_up_log(backup)
        click.echo("Restored. Start it with ./run.")
        if db.engine.dialect.name == "postgresql":
            click.echo("Before a role serves it: notices grant ROLE.")
        tell_lost_files()


def take_up_log(backup: Path) -> None:
    """Go on with the log of a backup, and say in it and aloud that more may have been signed."""
    last = last_signed()
    log_command(Logged.RESTORE, folder=str(backup.resolve()), last_checkpoint=last or None)
    if last:
        forget_last_signed()
        click.echo("Checkpoints signed since then fit no more. Tell all who keep them.")


def tell_lost_files() -> None:
    """Fail where a paper or a file of evidence is damaged or gone."""
    lost = lost_files()
    if lost:
        raise click.ClickException(f"Damaged or gone, and in no backup: {', '.join(lost)}")

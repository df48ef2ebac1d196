"""Replaces the keys that seal papers and sign their codes."""

import click

from notices.log.entries import log_command
from notices.papers.authority import new_seal, revoke, seals, seals_itself
from notices.papers.keys import rotate
from workflows.vocabulary import Logged

from .opened import existing_register, opened


@click.command()
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
        made = new_seal(folder, seals(folder))
        log_command(Logged.ROTATE_SEAL, seal=made.stem)
    click.echo(f"Papers are sealed with {made} from now on.")


@click.command()
@click.argument("name")
@click.confirmation_option(prompt="Without the register, its papers cannot be checked. Go on?")
def revoke_seal(name: str) -> None:
    """Trust the seal NAME (seal-0001, a file of instance/seal/) no longer: its key was taken."""
    with opened() as app:
        folder = app.config["SEAL"]
        trusted = {path.stem: path for path in (*seals(folder), *folder.glob("known-*.pem"))}
        if name not in trusted:
            raise click.ClickException(f"Choose one of: {', '.join(sorted(trusted)) or 'none'}")
        revoke(folder, trusted[name])
        click.echo("Give verifiers the new certificates: /seal/ca.pem and /seal/revoked.pem.")
        if not seals_itself():
            click.echo("If papers are still sealed with it, replace it where the environment says.")
        log_command(Logged.REVOKE_SEAL, seal=name)


@click.command()
def rotate_codes() -> None:
    """Sign the codes of new papers with a new key; those of old papers stay genuine."""
    with opened() as app:
        existing_register()
        made = rotate(app.config["CODES"]).decode()
        log_command(Logged.ROTATE_CODES, key=made)
    click.echo(f"Key {made} signs from now on. Give verifiers the new list of public keys.")

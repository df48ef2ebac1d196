"""Verifies a paper without the register."""

import sys
from pathlib import Path
from typing import BinaryIO

import click

from notices.finding import plates_in
from notices.papers.offline import verified_offline
from notices.papers.payload import keys_in

from .told import faults_told


@click.command()
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

    Ends with 0 for a genuine paper, 1 for another one, 2 for a PDF that cannot be read, and 3 for
    one of which only the code was checked, because no certificates were given.
    """
    try:
        with faults_told():
            public_keys, asked = keys_in(keys.read()), plates_in(plates)
            answer = verified_offline(paper, public_keys, certificates, asked, revoked)
    except OSError as error:
        raise click.BadParameter(str(error), param_hint="PAPER") from error
    for line in answer.lines:
        click.echo(line)
    sys.exit(answer.verdict)

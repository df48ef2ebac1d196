"""Takes in newer reference data."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO

import click

from notices import imports
from workflows.catalogue import parse_documents
from workflows.places import parse_places

from .opened import existing_register, opened
from .told import faults_told


@click.command()
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


@click.command()
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


def tell_differences(lines: Iterable[str], apply: bool) -> None:
    """Print what a file says otherwise than the register, and whether it is written."""
    for line in lines:
        click.echo(line)
    click.echo("This is written." if apply else "Nothing was written. Add --apply to write this.")

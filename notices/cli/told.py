"""Tells as an instruction what stands in the way of a command."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from notices.backup import Impossible


@contextmanager
def settings_told() -> Iterator[None]:
    """Say which setting cannot be used."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise click.ClickException(f"A setting cannot be used. {error}") from error


@contextmanager
def problems_told() -> Iterator[None]:
    """Say what stands in the way of a backup, of restoring it, or of an export."""
    try:
        yield
    except (Impossible, OSError) as problem:
        raise click.ClickException(str(problem)) from problem


@contextmanager
def faults_told() -> Iterator[None]:
    """Say what is wrong with a file that cannot be used."""
    try:
        yield
    # FaultyData is a ValueError, and so is what is no JSON; too many brackets are none.
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"The file is faulty. Nothing was written.\n{error}") from error

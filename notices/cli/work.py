"""Works in the background beside the servers: prints papers, sends messages."""

from pathlib import Path

import click

from notices.backup import remove_unfinished
from notices.log.sequencer import start_log
from notices.messages import queue as messages_queue
from notices.papers.queue import work_forever

from .opened import existing_register, opened


@click.command()
def papers() -> None:
    """Render papers, remove unneeded files, continue the log; the servers then run with
    RENDERS_PAPERS=0.
    """
    with opened() as app:
        existing_register()
    remove_unfinished(Path(app.instance_path))
    start_log(app)
    work_forever(app)


@click.command()
def messages() -> None:
    """Send the messages that are due until Ctrl+C; the servers then run with SENDS_MESSAGES=0."""
    with opened() as app:
        existing_register()
    messages_queue.work_forever(app)

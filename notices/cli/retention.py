"""Says what is to be erased, and finishes erasing it."""

from datetime import UTC, datetime

import click

from notices.keyset import count_of
from notices.log.sequencer import Rewritten
from notices.models import Notice, db
from notices.retention import schedule
from notices.retention.carrying_out import finish

from .opened import existing_register, opened


@click.command()
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


@click.command()
def erase() -> None:
    """Finish erasing what two supervisors have signed, and remove its files."""
    with opened():
        existing_register()
        try:
            count, left = finish()
        except Rewritten as error:
            raise click.ClickException(f"The log cannot be continued: {error}") from error
    click.echo(f"Erased: {count}. What is on hold was passed over.")
    for batch_id in left:
        click.echo(
            f"Batch {batch_id}: who has signed it is no longer a supervisor. "
            "Another one of that side goes on with it on its page."
        )

"""Which fines keep a vehicle."""

from flask import current_app

from workflows.vocabulary import OPEN, Status

from .models import Fine, Notice


def keeping_fines(notice: Notice) -> list[Fine]:
    """The unpaid fines that keep a notice's vehicles, where that is a condition."""
    if not current_app.config["FINE_BLOCKS_EXIT"] or notice.status not in OPEN | {Status.CLEARED}:
        return []
    return [fine for fine in notice.fines if fine.paid_on is None]

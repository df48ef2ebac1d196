"""Pages of the administrator: people and places of the own side, and the common catalogue."""

from flask import render_template, request

from notices.changes import changes_in
from notices.keyset import page_of
from notices.models import Event
from notices.proposals import is_overtaken, waiting_for

from . import catalogue, people, places, proposals, queries
from .room import own_side, room

__all__ = ["catalogue", "people", "places", "proposals", "room"]


@room.get("")
def changed() -> str:
    """What waits for a signature, what the own side changed, and the ways to change more."""
    query = queries.acts_of(own_side())
    listed = page_of(query, Event.id, after=request.args.get("after"), newest_first=True)
    return render_template(
        "administrator/changed.html",
        waiting=waiting_for(own_side()),
        is_overtaken=is_overtaken,
        listed=listed,
        changes_in=changes_in,
    )

"""The posts and checkpoints of the own side: what changes is shown before it is saved."""

from datetime import UTC, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notices.changes import Triple, acts_about, changes_in, differences
from notices.models import Place
from notices.words import done
from workflows.acts import Changed

from . import queries
from .place_form import PlaceForm, state_of
from .room import (
    ADMINISTRATOR,
    CHANGE_AGAIN,
    nothing_changed,
    own_place,
    own_side,
    room,
    were_shown,
)

STOPS_VEHICLES = {"trucks_open", "closed_from", "closed_until", "hours", "capabilities"}


@room.get("/places")
def places() -> str:
    """All places of the own side, and which of them are open."""
    listed = queries.places_of(own_side())
    return render_template("administrator/places.html", places=listed, now=datetime.now(UTC))


@room.route("/places/<code>/change-place", methods=["GET", "POST"])
def change_place(code: str) -> ResponseReturnValue:
    """The form of a place; then what would change; then it is saved, if nothing changed since."""
    place = own_place(code)
    form = PlaceForm(place)
    if form.validate_on_submit() and CHANGE_AGAIN not in request.form:
        values = differences(state_of(place), form.wanted())
        if values and were_shown(form, values):
            return _saved(place, form, values)
        if values:
            return _shown(place, form, values)
        nothing_changed(form)
    page = render_template(
        "administrator/change_place.html",
        place=place,
        form=form,
        acts=acts_about(place.code, "change_place"),
        changes_in=changes_in,
    )
    return page, 422 if form.errors else 200


def _shown(place: Place, form: PlaceForm, values: tuple[Triple, ...]) -> str:
    stops = any(field in STOPS_VEHICLES for field, _old, _new in values)
    return render_template(
        "administrator/check_place.html",
        place=place,
        form=form,
        typed=list(request.form.items(multi=True)),
        changes=changes_in(values),
        waiting=queries.open_notices_at(place) if stops else 0,
    )


def _saved(place: Place, form: PlaceForm, values: tuple[Triple, ...]) -> ResponseReturnValue:
    form.write(place)
    act = form.act(ADMINISTRATOR, details=Changed(place.code, place.side, values))
    form.take(act, ("change_place", None))
    flash(done("change_place"))
    return redirect(url_for(".change_place", code=place.code))

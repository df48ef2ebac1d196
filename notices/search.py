"""Searches the register by what is known of a notice, for those who may find any."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, SQLColumnExpression, select
from sqlalchemy.orm import selectinload
from wtforms import Field, StringField
from wtforms.validators import Length, Optional, ValidationError

from workflows.acts import Actor
from workflows.numbers import number_meant
from workflows.places import spelling_key
from workflows.plates import misreadings, plate_key
from workflows.vins import readings, vin_key
from workflows.vocabulary import Status

from .attempts import subject
from .fields import ChoiceField, DayField
from .forms import Form
from .keyset import Page, count_of, first_of, page_of, unindexed
from .log.entries import log_search
from .models import Carrier, KnownPlate, Notice, Unit
from .words import list_of
from .words.formats import MINSK

LAST_LETTER = "\U0010ffff"
YEARS = range(2000, 2100)
BROAD = 10_000
"""So many ids are sorted in some milliseconds; in a million notices every hundredth is theirs."""

LISTED = (
    selectinload(Notice.units),
    selectinload(Notice.checkpoint),
    selectinload(Notice.carrier),
)
"""A row of a list names the vehicles, the checkpoint and the carrier.

Nothing is joined: the database would join every notice that was found before it sorts them.
"""


@dataclass(frozen=True)
class Found:
    """A page of what was found; `misread` where it is only easily confused with what was asked."""

    page: Page[Notice]
    misread: bool = False


def _text(label: Any) -> StringField:
    return StringField(
        label,
        validators=[Length(max=200, message=_l("Shorten this to %(max)d characters.")), _readable],
    )


def _readable(_form: Form, field: Field) -> None:
    if field.data and not spelling_key(field.data):
        raise ValidationError(_l("Enter letters or digits."))


class SearchForm(Form):
    """Everything by which a notice can be found; what is left empty does not matter."""

    class Meta:
        """A search changes nothing, so that its address can be kept and sent on."""

        csrf = False

    number = _text(_l("Notice number"))
    plate = _text(_l("Plate of the vehicle or trailer"))
    vin = _text(_l("VIN"))
    driver = _text(_l("Driver's surname or its beginning"))
    carrier = _text(_l("Carrier or a part of its name"))
    status = ChoiceField(_l("Status"), default="")
    issued_from = DayField(_l("Issued on this day or later"), validators=[Optional()])
    issued_until = DayField(_l("Issued on this day or earlier"), validators=[Optional()])

    def __init__(self) -> None:
        super().__init__(formdata=request.args)
        self.status.choices = [("", _l("Any")), *((s.value, list_of(s)) for s in Status)]

    def validate_number(self, field: StringField) -> None:
        """Refuse what is typed as a number and is none."""
        if field.data and number_meant(field.data) is None:
            raise ValidationError(
                _l("Check the number. On the paper it looks like BY-KOZL-2026-000017-R.")
            )

    def validate_issued_from(self, field: DayField) -> None:
        """Refuse a day on which there was no register."""
        if field.data and field.data.year not in YEARS:
            raise ValidationError(_l("Enter a day of this century."))

    def validate_issued_until(self, field: DayField) -> None:
        """Refuse a last day that lies before the first."""
        self.validate_issued_from(field)
        if field.data and self.issued_from.data and field.data < self.issued_from.data:
            raise ValidationError(_l("Choose a last day that is not before the first one."))


def search(form: SearchForm, readable: SQLColumnExpression[bool], after: str | None) -> Found:
    """The notices that meet all that was asked, newest first.

    Where nobody has the plate or VIN as typed, those are found that are easily mistaken for it.
    """
    asked = {name: value for name, value in form.data.items() if value}
    days = "issued_from" in asked or "issued_until" in asked
    order = (Notice.issued_at, Notice.id) if days else (Notice.id,)

    def found(meaning: Mapping[str, Condition]) -> Page[Notice]:
        conditions = [meaning[name](value) for name, value in asked.items()]
        ids = select(Notice.id).where(readable, *conditions)
        ids = first_of(ids, *order, after=after, newest_first=True)
        query = select(Notice).where(Notice.id.in_(ids)).options(*LISTED)
        return page_of(query, *order, after=None, newest_first=True)

    exact = found(CONDITIONS | WALKED if _is_broad(asked) else CONDITIONS)
    if exact.rows or not asked.keys() & MISREAD.keys():
        return Found(exact)
    similar = found(CONDITIONS | MISREAD)
    return Found(similar, misread=bool(similar.rows))


def answer(form: SearchForm, readable: SQLColumnExpression[bool], reader: Actor) -> Found | None:
    """What was found for this request; None where nothing was asked, or not in the right way.

    Whoever looks for a driver by name leaves a trace, before anything is shown.
    """
    if not (request.args and form.validate()):
        return None
    found = search(form, readable, request.args.get("after"))
    if name := form.driver.data:
        asked = subject("driver", spelling_key(name))
        log_search(asked, (notice.id for notice in found.page.rows), reader)
    return found


def _is_broad(asked: Mapping[str, Any]) -> bool:
    """Whether so many notices bear a name that the newest are sooner met in their own order."""
    if not asked.keys() & WALKED.keys():
        return False
    bearing = select(Notice.id).where(*(CONDITIONS[name](asked[name]) for name in asked))
    return count_of(select(bearing.limit(BROAD).subquery())) == BROAD


def _on_unit(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Notice.id.in_(select(Unit.notice_id).where(condition))


def _has_plate(text: str) -> ColumnElement[bool]:
    return _on_unit(Unit.plate_key == plate_key(text))


def _looks_like(text: str) -> ColumnElement[bool]:
    known = select(KnownPlate.notice_id).where(KnownPlate.misreading.in_(misreadings(text)))
    return Notice.id.in_(known)


def _begins(column: SQLColumnExpression[str], text: str) -> ColumnElement[bool]:
    key = spelling_key(text)
    return column.between(key, key + LAST_LETTER)


def _carriers_called(text: str) -> Select[int]:
    named = Carrier.name_key.contains(spelling_key(text), autoescape=True)
    return select(Carrier.id).where(named)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), MINSK)


Condition = Callable[[Any], ColumnElement[bool]]
CONDITIONS: dict[str, Condition] = {
    "number": lambda text: Notice.number == number_meant(text),
    "plate": _has_plate,
    "vin": lambda text: _on_unit(Unit.vin == vin_key(text)),
    "driver": lambda text: _begins(Notice.driver_key, text),
    "carrier": lambda text: Notice.carrier_id.in_(_carriers_called(text)),
    "status": lambda status: Notice.status == Status(status),
    "issued_from": lambda day: Notice.issued_at >= _midnight(day),
    "issued_until": lambda day: Notice.issued_at < _midnight(day + timedelta(days=1)),
}
"""What each field of the form asks. The days are those of Minsk and Moscow."""

WALKED: dict[str, Condition] = {
    "driver": lambda text: _begins(unindexed(Notice.driver_key), text),
    "carrier": lambda text: unindexed(Notice.carrier_id).in_(_carriers_called(text)),
}
"""The same without an index, so that the database goes through the newest notices instead."""

MISREAD: dict[str, Condition] = {
    "plate": _looks_like,
    "vin": lambda text: _on_unit(Unit.vin.in_(readings(text))),
}
"""What the fields ask instead where they may have been misread."""

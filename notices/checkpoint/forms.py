"""What an officer types at a checkpoint."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField
from wtforms import Form as AnyForm
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from notices.doubts import plate_doubt
from notices.fields import DayField, MoneyField
from notices.forms import Form, ReasonForm, StepForm
from notices.models import Deficiency, Notice, Unit
from notices.steps import Press
from notices.words import word
from workflows.acts import Fined, Marked, Paid
from workflows.plate_formats import DRAWN
from workflows.plates import could_be_plate, not_among
from workflows.vocabulary import Mark

from .room import own_place

TRAILERS = ("trailer", "second_trailer", "third_trailer", "fourth_trailer")
CURRENCIES = ("RUB", "BYN", "EUR", "USD")


def at_most(count: int) -> Length:
    """The limit of a text."""
    return Length(max=count, message=_l("Shorten this to %(max)d characters."))


def not_after_today(_form: AnyForm, field: Field) -> None:
    """A day that has come, on the calendar of the officer's checkpoint."""
    if field.data and field.data > today():
        raise ValidationError(_l("Enter a day that is not in the future."))


def today() -> date:
    """The day at the officer's checkpoint."""
    return datetime.now(own_place().zone).date()


def looks_like_plate(_form: AnyForm, field: Field) -> None:
    """One plate, as it stands on the vehicle."""
    if field.data and not could_be_plate(field.data):
        raise ValidationError(_l("Check the plate: enter one, with its letters and digits."))


class FindForm(Form):
    """One field for whatever the officer has at hand."""

    class Meta:
        """A search changes nothing."""

        csrf = False

    text = StringField(
        _l("Number, plate or QR code"),
        validators=[
            DataRequired(_l("Enter a number or a plate, or scan the code of a paper.")),
            at_most(500),
        ],
    )


def trailer_plate(label: Any) -> StringField:
    """The plate of a trailer, which need not be there."""
    return StringField(label, [Optional(), at_most(20), looks_like_plate])


class ReceiveForm(StepForm):
    """The plates seen on the vehicle; where they differ from the notice, a second look."""

    tractor = StringField(
        _l("Plate of the tractor, truck or bus"),
        validators=[
            DataRequired(_l("Enter the plate that you see on the vehicle.")),
            at_most(20),
            looks_like_plate,
        ],
    )
    trailer = trailer_plate(_l("Plate of the trailer, if there is one"))
    second_trailer = trailer_plate(_l("Plate of the second trailer, if there is one"))
    third_trailer = trailer_plate(_l("Plate of the third trailer, if there is one"))
    fourth_trailer = trailer_plate(_l("Plate of the fourth trailer, if there is one"))
    differs = BooleanField(_l("I have looked at the plates again: they are as I typed them."))

    def __init__(self, notice: Notice, **kwargs: Any) -> None:
        super().__init__(notice=notice, **kwargs)
        self.units = notice.units
        self.noted = [unit.plate for unit in notice.units]

    def validate_differs(self, field: BooleanField) -> None:
        """Plates that are not those of the notice are looked at twice."""
        if (self.unseen or self.unexpected) and not field.data:
            raise ValidationError(
                _l("Look at the plates again. If they are as you typed them, say so.")
            )

    @property
    def plates(self) -> tuple[str, ...]:
        """The plates typed."""
        typed = (self[name].data for name in ("tractor", *TRAILERS))
        return tuple(plate for plate in typed if plate)

    @property
    def is_long(self) -> bool:
        """Whether there is more than two trailers, on the notice or as typed."""
        return len(self.noted) > 3 or any(self[name].data for name in TRAILERS[2:])

    @property
    def unseen(self) -> tuple[str, ...]:
        """Plates of the notice that are not on the vehicle."""
        return not_among(self.noted, self.plates) if self.plates else ()

    @property
    def unexpected(self) -> tuple[str, ...]:
        """Plates on the vehicle that are not on the notice."""
        return not_among(self.plates, self.noted)

    @property
    def doubts(self) -> dict[str, str]:
        """What is worth another look, by field: plates unlike those of the vehicles expected."""
        drawn = {"tractor": False} | dict.fromkeys(TRAILERS, True)
        return {
            name: self._doubt(self[name].data, [u for u in self.units if (u.kind in DRAWN) is each])
            for name, each in drawn.items()
            if self[name].data in self.unexpected
        }

    def _doubt(self, plate: str, expected: Sequence[Unit]) -> str:
        found = [plate_doubt(plate, unit.country, unit.kind) for unit in expected]
        return found[0] if found and all(found) else ""


class TakeOverForm(ReceiveForm, ReasonForm):
    """A vehicle that came here instead of the checkpoint advised."""


class MarkForm(StepForm):
    """The mark of one deficiency and the evidence for it."""

    mark = RadioField(
        _l("Mark"),
        choices=lambda: [(str(mark), f"{mark} · {word(mark)}") for mark in Mark],
        coerce=Mark,
        validators=[InputRequired(_l("Choose one of the three marks."))],
        validate_choice=False,
    )
    document_number = StringField(_l("Number of the document shown"), [at_most(60)])
    document_date = DayField(_l("Date of the document shown"), [Optional(), not_after_today])
    reason = TextAreaField(_l("Reason"), [at_most(1000)])
    legal_ground = StringField(_l("Legal ground"), [at_most(300)])

    def presses(self, notice: Notice, line: Deficiency) -> list[Press]:
        """What the form asks of the door."""
        marked = Marked(
            line.id,
            self.mark.data,
            document_number=self.document_number.data or "",
            document_date=self.document_date.data,
            legal_ground=self.legal_ground.data or "",
        )
        return [("mark", notice, marked)]


class FineForm(StepForm):
    """A fine as the resolution states it."""

    number = StringField(
        _l("Number of the resolution"),
        [DataRequired(_l("Enter the number of the resolution.")), at_most(60)],
    )
    amount = MoneyField(_l("Amount"), [InputRequired(_l("Enter the amount."))])
    currency = SelectField(_l("Currency"), choices=lambda: [(code, code) for code in CURRENCIES])
    imposed_on = DayField(
        _l("Date of the resolution"),
        [InputRequired(_l("Enter the date of the resolution.")), not_after_today],
    )

    def validate_amount(self, field: MoneyField) -> None:
        """A fine is more than nothing."""
        if field.data == 0:
            raise ValidationError(_l("Enter an amount above zero."))

    def fined(self) -> Fined:
        """The details of the act."""
        return Fined(
            self.number.data or "",
            self.amount.data or 0,
            self.currency.data,
            cast(date, self.imposed_on.data),
        )


class FinePaidForm(StepForm):
    """The receipt of a fine."""

    receipt = StringField(
        _l("Number of the receipt"),
        [DataRequired(_l("Enter the number of the receipt.")), at_most(60)],
    )
    paid_on = DayField(
        _l("Paid on"), [InputRequired(_l("Enter the day of the payment.")), not_after_today]
    )

    def paid(self, fine_id: int) -> Paid:
        """The details of the act."""
        return Paid(fine_id, self.receipt.data or "", cast(date, self.paid_on.data))

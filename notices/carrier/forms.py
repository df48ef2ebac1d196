"""What a carrier types."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, Field, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from notices.forms import StepForm

MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M"]
"""What browsers send, and what a person types where the browser has no calendar."""

FURTHEST_ARRIVAL = timedelta(days=60)


class MomentField(DateTimeLocalField):
    """A day and a time of day."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        instruction = _l("Enter day and time, for example 22.11.2026 14:05.")
        kwargs.setdefault("invalid_value_message", instruction)
        super().__init__(label, validators, format=MOMENT_FORMATS, **kwargs)


class ArrivalForm(StepForm):
    """When the vehicle will be at the checkpoint, by the clock of that place."""

    expected = MomentField(
        _l("Day and time of arrival, by the clock of the checkpoint"),
        [InputRequired(_l("Enter the day and time of arrival."))],
    )

    def __init__(self, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.zone = zone

    def expected_at(self) -> datetime:
        """The instant meant."""
        typed: datetime = self["expected"].data
        return typed.replace(tzinfo=self.zone)

    def validate_expected(self, field: Field) -> None:
        """An arrival lies ahead, and not in another season."""
        if field.data is None:
            return
        ahead = self.expected_at() - datetime.now(UTC)
        if ahead < timedelta():
            raise ValidationError(_l("Enter a time that is still to come."))
        if ahead > FURTHEST_ARRIVAL:
            raise ValidationError(_l("Enter a day within the next 60 days."))


class OtherCheckpointForm(StepForm):
    """Why the advised checkpoint does not suit."""

    reason = TextAreaField(
        _l("Which checkpoint would suit you, and why"),
        validators=[
            DataRequired(_l("Write which checkpoint would suit you, and why.")),
            Length(max=1000, message=_l("Shorten the reason to %(max)d characters.")),
        ],
    )


class ObjectionForm(StepForm):
    """A complaint."""

    reason = TextAreaField(
        _l("What you object to, and why"),
        validators=[
            DataRequired(_l("Write what you object to, and why.")),
            Length(max=4000, message=_l("Shorten the objection to %(max)d characters.")),
        ],
        render_kw={"rows": 10},
    )

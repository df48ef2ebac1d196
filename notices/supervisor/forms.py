"""What a supervisor types."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from notices.fields import BoxesField
from notices.forms import ReasonForm, StepForm
from notices.models import Notice, Place
from notices.words import in_language
from workflows.acts import Destination

Offered = list[tuple[Place, Destination]]
"""Checkpoints, and how the guards see them when the vehicle arrives."""

CHOOSE = _l("Choose the checkpoint to which the vehicle goes.")


class RouteForm(StepForm):
    """The checkpoint to which a vehicle goes, one of those that are offered."""

    checkpoint = RadioField(
        _l("Checkpoint"),
        validators=[InputRequired(CHOOSE)],
        # The stubs do not know these arguments yet.
        invalid_value_message=CHOOSE,  # type: ignore[call-arg]
        invalid_choice_message=CHOOSE,
    )

    def __init__(self, offered: Offered, notice: Notice | None = None, **kwargs: Any) -> None:
        super().__init__(notice=notice, **kwargs)
        self.offered = {place.code: destination for place, destination in offered}
        self.checkpoint.choices = [
            (place.code, f"{in_language(place.name)} ({in_language(place.address)})")
            for place, _destination in offered
        ]

    def destination(self) -> Destination:
        """The checkpoint chosen."""
        return self.offered[self.checkpoint.data]


class RerouteForm(RouteForm, ReasonForm):
    """Another checkpoint, and why."""


class RerouteSeveralForm(RerouteForm):
    """Another checkpoint for several vehicles at once."""

    notices = BoxesField(
        _l("Notices"),
        coerce=int,
        validators=[InputRequired(_l("Choose at least one notice."))],
        invalid_choice_message=_l("One of the notices has moved on. Choose again from the list."),
    )

    def __init__(self, offered: Offered, waiting: list[Notice], **kwargs: Any) -> None:
        super().__init__(offered, **kwargs)
        self.waiting = {notice.id: notice for notice in waiting}
        self.notices.choices = [(notice.id, notice.number or "") for notice in waiting]

    def chosen(self) -> list[Notice]:
        """The notices whose boxes are ticked, in the order of the list."""
        ticked = self.notices.data or []
        return [notice for notice in self.waiting.values() if notice.id in ticked]


class HoldForm(ReasonForm):
    """Who demands that content be kept, and why; `others` are notices on the same vehicles."""

    authority = StringField(
        _l("Who demands it"),
        description=_l("The court or authority, and the number of its paper."),
        validators=[
            InputRequired(_l("Write who demands it.")),
            Length(max=200, message=_l("Shorten this to %(max)d characters.")),
        ],
    )
    others = BooleanField()

    def __init__(self, others: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not others:
            del self.others
            return
        self.others.label.text = ngettext(
            "Keep the other notice on these vehicles too (%(num)d)",
            "Keep the other notices on these vehicles too (%(num)d)",
            others,
        )

    def wants_others(self) -> bool:
        """Whether the other notices are to be kept as well."""
        return self.others is not None and bool(self.others.data)


class ProposeErasureForm(StepForm):
    """The notices of a batch, all of which are ticked at first."""

    notices = BoxesField(
        _l("Notices"),
        coerce=int,
        invalid_choice_message=_l("One of the notices is due no longer. Look at the list again."),
    )

    def __init__(self, due: list[Notice], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.due = {notice.id: notice for notice in due}
        self.notices.choices = [(notice.id, notice.number or "") for notice in due]
        if not self.is_submitted():
            self.notices.data = list(self.due)

    def chosen(self) -> tuple[int, ...]:
        """The notices that are ticked, in the order of the list."""
        ticked = set(self.notices.data or ())
        return tuple(notice_id for notice_id in self.due if notice_id in ticked)

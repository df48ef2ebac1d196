"""The field of the booth, and what a booth that was off line hands in."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import (
    AnyOf,
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from notices.forms import StepForm
from notices.security import acting_as
from workflows.acts import Act, Asked, Offline
from workflows.exit import Facts
from workflows.numbers import read_number
from workflows.printable import PRINTABLE
from workflows.vocabulary import ExitAnswer, ExitReason, Role

from .facts import LONGEST_KEPT, in_short
from .snapshot import is_receipt

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SECONDS = NumberRange(0, 2**33)
"""An instant in seconds since 1970, as claims count them (RFC 7519)."""


LONGEST_HEARD = 2000
"""Characters that are judged of what is handed in; booths once answered more than they kept."""


class AskForm(StepForm):
    """Plates of tractor and trailers, the number of a notice, or the code scanned from a paper."""

    text = StringField(
        _l("Plates, number of a notice, or scanned code"),
        description=_l("Put commas between the plates of tractor and trailers."),
        validators=[
            DataRequired(_l("Type the plates or the number of the notice, or scan its code.")),
            Length(max=200, message=_l("Shorten what you ask to %(max)d characters.")),
        ],
        filters=[in_short],
        render_kw={
            "autofocus": True,
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
        },
    )


class TurnBackForm(StepForm):
    """A turning back; the answer already says why."""

    reason = StringField(
        _l("Remark for the driver (if any)"),
        validators=[Length(max=300, message=_l("Shorten the remark to %(max)d characters."))],
        filters=[lambda text: text or ""],
    )


def legible(text: str | None) -> str:
    """The text, with a question mark for what the papers cannot print: nobody can type it anew."""
    return "".join(sign if PRINTABLE.fullmatch(sign) else "?" for sign in text or "")


def some(text: str) -> str:
    """The text, or a question mark where nothing of it can be seen."""
    return text or "?"


def split(text: str | None) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(text.split(", ")) if text else ()


def instant(seconds: int | None) -> datetime | None:
    """The instant that a booth names, if it names one."""
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


class DecisionForm(StepForm):
    """A decision that a booth has taken off line. A script fills it in; `key` is its id."""

    text = StringField(filters=[in_short, legible, some, lambda text: text[:LONGEST_HEARD]])
    answer = StringField(validators=[AnyOf(list(ExitAnswer))])
    reasons = StringField()
    notices = StringField(filters=[legible])
    lookalikes = StringField(filters=[legible])
    outcome = StringField(filters=[legible], validators=[AnyOf(["", "release", "turn_back"])])
    decided_at = IntegerField(validators=[InputRequired(), SECONDS])
    pressed_at = IntegerField(validators=[Optional(), SECONDS])
    snapshot_at = IntegerField(validators=[Optional(), SECONDS])
    receipt = StringField(filters=[some])
    officer = StringField(validators=[Length(max=120)], filters=[legible])
    reason = StringField(validators=[Length(max=300)], filters=[legible])

    def validate_key(self, field: HiddenField) -> None:
        """Refuse what is no id."""
        if not UUID.fullmatch(field.data or ""):
            raise ValidationError

    def validate_reasons(self, field: StringField) -> None:
        """Refuse what is no reason."""
        if not set(split(field.data)) <= set(ExitReason):
            raise ValidationError

    def offline(self) -> Offline:
        """The decision as the booth tells it."""
        told: dict[str, Any] = self.data
        post_id = acting_as(Role.EXIT_OFFICER).place_id
        secret = current_app.config["SECRET_KEY"]
        return Offline(
            id=told["key"],
            at=datetime.fromtimestamp(told["decided_at"], UTC),
            outcome=told["outcome"],
            pressed_at=instant(told["pressed_at"]),
            snapshot_at=instant(told["snapshot_at"]),
            officer=told["officer"],
            proven=is_receipt(told["receipt"], post_id, told["snapshot_at"], secret),
        )

    def decision(self, facts: Facts) -> Act:
        """The act of answering; the plates are those that the register understands."""
        told: dict[str, Any] = self.data
        act = self.act(Role.EXIT_OFFICER, reason=told["reason"])
        asked = Asked(
            text=told["text"][:LONGEST_KEPT],
            plates=facts.plates,
            answer=ExitAnswer(told["answer"]),
            notices=tuple(filter(None, map(read_number, split(told["notices"])))),
            lookalikes=split(told["lookalikes"]),
            reasons=tuple(map(ExitReason, split(told["reasons"]))),
            offline=self.offline(),
        )
        return replace(act, details=asked)

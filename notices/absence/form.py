"""What is typed about an absence: who stands in, in which role, and from day to day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from notices.changes import differences
from notices.fields import ChoiceField, DayField, Given
from notices.forms import ProofForm
from notices.models import Person
from notices.proof import PROVEN
from notices.words import in_language, word
from workflows.absence import LONGEST_ABSENCE
from workflows.acts import Act, Actor, Delegated
from workflows.vocabulary import Role

from .delegations import colleagues_of, roles_of, timezone_of

A_YEAR = timedelta(days=366)


class ReasonedForm(ProofForm):
    """The end of a delegation; only who ends somebody else's has to say why."""

    reason = TextAreaField(
        _l("Reason"),
        validators=[Length(max=1000, message=_l("Shorten the reason to %(max)d characters."))],
    )

    def act_of(self, actor: Actor, details: Delegated) -> Act:
        """The act, in the own name of who presses."""
        return self.act_by(actor, reason=self.reason.data or "", details=details)


class DelegateForm(ReasonedForm):
    """A new delegation of one person's role."""

    role = ChoiceField(_l("Role"))
    colleague = ChoiceField(
        _l("Who stands in"), validators=[InputRequired(_l("Choose a colleague."))]
    )
    first_day = DayField(_l("First day"), validators=[Given(_l("Enter the first day."))])
    last_day = DayField(
        _l("Last day"),
        description=_l("%(days)d days at most.", days=LONGEST_ABSENCE),
        validators=[Given(_l("Enter the last day."))],
    )

    def __init__(self, holder: Person, **kwargs: Any) -> None:
        super().__init__(PROVEN, **kwargs)
        self.holder = holder
        self.colleagues = {str(person.id): person for person in colleagues_of(holder)}
        self.role.choices = [(role.value, word(role)) for role in roles_of(holder)]
        named = [(key, _named(person)) for key, person in self.colleagues.items()]
        self.colleague.choices = [("", "–"), *named]

    def validate_first_day(self, field: DayField) -> None:
        """Plans reach no farther than a year."""
        if field.data and abs(field.data - self.today()) > A_YEAR:
            raise ValidationError(_l("Enter a day within a year from today."))

    validate_last_day = validate_first_day

    def today(self) -> date:
        """The day at the holder's place."""
        return datetime.now(UTC).astimezone(ZoneInfo(timezone_of(self.holder))).date()

    def delegated(self) -> Delegated:
        """What was typed, with what follows from it."""
        holder, role = self.holder, Role(self.role.data)
        colleague = self.colleagues[self.colleague.data]
        first_day, last_day = cast(date, self.first_day.data), cast(date, self.last_day.data)
        told = {
            "stand_in": colleague.name,
            "delegated_role": role,
            "first_day": first_day.isoformat(),
            "last_day": last_day.isoformat(),
        }
        return Delegated(
            subject=holder.login,
            side=holder.side,
            values=differences({}, told),
            holder_id=holder.id,
            delegate_id=colleague.id,
            role=role,
            first_day=first_day,
            last_day=last_day,
            timezone=timezone_of(holder),
            place_id=holder.place_id if role is Role.CHECKPOINT_OFFICER else None,
        )


def _named(person: Person) -> str:
    """A colleague among others of the same name."""
    where = in_language(person.place.name) if person.place else word(person.side)
    return f"{person.name}, {where}"

"""What an administrator types about a person."""

import json
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp, ValidationError

from notices.accounts import state_of
from notices.changes import changes_in, differences
from notices.fields import BoxesField, ChoiceField
from notices.forms import Form, ProofForm
from notices.models import Event, HeldRole, Person, Place
from notices.proof import PROVEN
from notices.steps import Press
from notices.words import in_language, word
from workflows.acts import Act
from workflows.vocabulary import Language, PlaceKind, Role, Side

from .queries import is_taken, other_administrators, places_of

OFFICES = (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)
ROLES = {
    Side.BY: (Role.INSPECTOR, Role.EXIT_OFFICER, *OFFICES),
    Side.RU: (Role.CHECKPOINT_OFFICER, Role.EXIT_OFFICER, *OFFICES),
}
WORKS_AT = {
    Role.INSPECTOR: PlaceKind.EXTERNAL_POST,
    Role.EXIT_OFFICER: PlaceKind.EXTERNAL_POST,
    Role.CHECKPOINT_OFFICER: PlaceKind.CHECKPOINT,
}
WHERE = {
    PlaceKind.EXTERNAL_POST: _l(
        "Choose an external border post: inspectors and exit officers work there."
    ),
    PlaceKind.CHECKPOINT: _l("Choose a checkpoint: checkpoint officers work there."),
}
LOGIN_TAKEN = _l("Choose another login: somebody has this one.")


def line(label: Any, most: int, *validators: Any) -> StringField:
    """One line of text."""
    too_long = _l("Shorten this to %(max)d characters.")
    return StringField(label, validators=[*validators, Length(max=most, message=too_long)])


class FindForm(Form):
    """A person by name or login."""

    class Meta:
        """A search changes nothing."""

        csrf = False

    named = line(_l("Part of the name or beginning of the login"), 120)


class LoginForm(Form):
    """The login of a new person, who keeps it for ever."""

    login = line(
        _l("Login"),
        60,
        DataRequired(_l("Enter the login.")),
        Regexp(
            r"[a-z0-9][a-z0-9._-]{2,}\Z",
            message=_l(
                "Write the login with at least three small Latin letters, digits, full stops,"
                " hyphens or low lines."
            ),
        ),
    )

    def validate_login(self, field: StringField) -> None:
        """Nobody else signs in with it."""
        if is_taken(field.data or ""):
            raise ValidationError(LOGIN_TAKEN)


class NameForm(Form):
    """How a person is called."""

    name = line(_l("Surname and given names"), 120, DataRequired(_l("Enter the name.")))


class CommandForm(LoginForm, NameForm):
    """What the command line is given about an administrator."""

    class Meta:
        """No other site can press a key there."""

        csrf = False


class PersonForm(ProofForm, NameForm):
    """Who a person is, and what they may do where."""

    stamp = line(_l("Personal number stamp, if there is one"), 20)
    roles = BoxesField(
        _l("Roles"), validators=[InputRequired(_l("Choose at least one role."))], coerce=Role
    )
    place = ChoiceField(_l("Works at"))
    language = ChoiceField(_l("Language of the pages"))

    def __init__(self, side: Side, **kwargs: Any) -> None:
        super().__init__(PROVEN, **kwargs)
        self.places = {place.code: place for place in places_of(side)}
        self.roles.choices = [(role, word(role)) for role in ROLES[side]]
        named = [(code, in_language(place.name)) for code, place in self.places.items()]
        self.place.choices = [("", _l("At no place")), *named]
        self.language.choices = [(code.value, word(code)) for code in Language]

    def validate_roles(self, _field: BoxesField) -> None:
        """Nobody works at two kinds of places, and who audits does nothing else."""
        if Role.AUDITOR in (self.roles.data or []) and len(self.roles.data or []) > 1:
            raise ValidationError(
                _l("Choose auditor alone: who audits the register changes nothing in it.")
            )
        if len(self._kinds()) > 1:
            raise ValidationError(
                _l(
                    "Choose either checkpoint officer or exit officer: one works at a checkpoint,"
                    " the other at an external border post."
                )
            )

    def validate_place(self, _field: ChoiceField) -> None:
        """Who works at a kind of place has one of that kind; the others have none."""
        place, kinds = self.chosen_place(), self._kinds()
        if len(kinds) == 1 and (place is None or place.kind not in kinds):
            raise ValidationError(WHERE[next(iter(kinds))])
        if self.roles.data and not kinds and place:
            raise ValidationError(
                _l(
                    "Choose no place: supervisors, administrators and auditors"
                    " work for the whole state."
                )
            )

    def chosen_place(self) -> Place | None:
        """Where the person works."""
        return self.places.get(self.place.data or "")

    def wanted(self) -> dict[str, str]:
        """What the history will say of the person."""
        return {
            "name": self.name.data or "",
            "stamp": self.stamp.data or "",
            "roles": ", ".join(sorted(self.roles.data or [])),
            "place": self.place.data or "",
            "language": self.language.data,
        }

    def write(self, person: Person) -> None:
        """Write what was typed into the row."""
        wanted, place = self.roles.data or [], self.chosen_place()
        person.name, person.stamp = self.name.data or "", self.stamp.data or ""
        person.language = Language(self.language.data)
        person.place_id = place.id if place else None
        kept = [held for held in person.roles if held.name in wanted]
        held = {row.name for row in kept}
        person.roles = kept + [HeldRole(name=role) for role in wanted if role not in held]

    def _kinds(self) -> set[PlaceKind]:
        return {WORKS_AT[role] for role in self.roles.data or [] if role in WORKS_AT}


class AddPersonForm(PersonForm, LoginForm):
    """A new person: the login first, then everything else."""

    def take(self, act: Act, *presses: Press) -> list[Event]:
        """Add the person, unless a colleague has given somebody the login at the same moment."""
        try:
            return super().take(act, *presses)
        except IntegrityError:
            if not is_taken(self.login.data or ""):
                raise
            self.login.errors = [LOGIN_TAKEN]
            return []


class ChangePersonForm(PersonForm):
    """Another role, another place, or an account that is closed or opened again.

    `shown` is how the person stood when the page was made. What is as it was shown is left as it
    stands now, whatever a colleague has made of it since. What was changed keeps what it was shown
    with until it is judged, also where the page comes in another language or after a new sign-in.
    """

    active = BooleanField(_l("The account is in use"))
    shown = HiddenField()

    def __init__(self, person: Person) -> None:
        super().__init__(
            person.side,
            name=person.name,
            stamp=person.stamp,
            roles=person.role_names,
            place=person.place.code if person.place else "",
            language=person.language,
            active=person.active,
        )
        self.person = person
        self.stands = state_of(person)
        self.changed = differences(self._as_shown(), self.wanted())
        changed = {field: old for field, old, _new in self.changed}
        for field in self.stands.keys() - changed.keys():
            self[field].data = self[field].object_data
        self.shown.data = json.dumps(self.stands | changed)

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse to overwrite what a colleague has changed since the page was made."""
        for field, old, new in self.changed:
            if self.stands[field] not in (old, new):
                [now] = changes_in([(field, "", self.stands[field])])
                self[field].errors = [
                    _(
                        "A colleague has changed this meanwhile: %(now)s. Look at it, then save"
                        " again.",
                        now=now.new or "–",
                    )
                ]
        self.shown.data = json.dumps(self.stands)
        return not self.errors and bool(super().validate(extra_validators))

    def _as_shown(self) -> dict[str, str]:
        try:
            shown = json.loads(self.shown.data or "")
        except (RecursionError, ValueError):
            return self.stands
        is_state = isinstance(shown, dict) and shown.keys() == self.stands.keys()
        return shown if is_state else self.stands

    def validate_roles(self, field: BoxesField) -> None:
        """Roles from before that nobody is given any more stand in the way of no other change."""
        if self._gives():
            super().validate_roles(field)

    def validate_place(self, field: ChoiceField) -> None:
        """The same for the place."""
        if self._gives():
            super().validate_place(field)

    def validate_active(self, field: BooleanField) -> None:
        """The last administrator stays one."""
        was = self.person.active and Role.ADMINISTRATOR in self.person.role_names
        stays = field.data and Role.ADMINISTRATOR in (self.roles.data or [])
        if was and not stays and not other_administrators(self.person):
            raise ValidationError(
                _l("Make somebody else an administrator first: this is the last one.")
            )

    def _gives(self) -> bool:
        """Whether the person is to do something else, or somewhere else, or again."""
        return any(
            field in ("roles", "place") or (field, new) == ("active", "yes")
            for field, _old, new in self.changed
        )

    def wanted(self) -> dict[str, str]:
        """What the history will say of the person."""
        return super().wanted() | {"active": "yes" if self.active.data else "no"}

    def write(self, person: Person) -> None:
        """Write what was typed into the row."""
        super().write(person)
        person.active = bool(self.active.data)


class OpenForm(ProofForm):
    """Opens an account anew; `shown` is what the page says that the press will do."""

    shown = HiddenField()

    def __init__(self) -> None:
        super().__init__(PROVEN)

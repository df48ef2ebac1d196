"""What an administrator types about a post or a checkpoint."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from notices.fields import BoxesField, DayField
from notices.forms import StepForm
from notices.models import Place
from notices.words import word
from workflows.places import HOURS, spelling_key
from workflows.vocabulary import Capability, Language, PlaceKind

from .forms import line


def note(label: Any) -> TextAreaField:
    """A short text in one language."""
    too_long = _l("Shorten this to %(max)d characters.")
    return TextAreaField(label, validators=[Length(max=500, message=too_long)])


class PlaceForm(StepForm):
    """When and for what a place is open, and what it is called.

    `shown` holds the changes that the administrator has been shown: only those are saved.
    """

    trucks_open = BooleanField(_l("Open to trucks"))
    closed_from = DayField(_l("First day of a closure"), validators=[Optional()])
    closed_until = DayField(_l("Last day of the closure, if it is known"), validators=[Optional()])
    hours = line(_l("Opening hours"), 11, DataRequired(_l("Enter the opening hours.")))
    capabilities = BoxesField(
        _l("What can be checked here"),
        validators=[InputRequired(_l("Choose at least one."))],
        coerce=Capability,
    )
    name_ru = line(_l("Name in Russian"), 120, DataRequired(_l("Enter the name in Russian.")))
    name_be = line(_l("Name in Belarusian"), 120, DataRequired(_l("Enter the name in Belarusian.")))
    name_en = line(_l("Name in English"), 120, DataRequired(_l("Enter the name in English.")))
    note_ru = note(_l("Note in Russian"))
    note_be = note(_l("Note in Belarusian"))
    note_en = note(_l("Note in English"))
    shown = HiddenField()

    def __init__(self, place: Place) -> None:
        super().__init__(data=_values_of(place))
        self.capabilities.choices = [(one.value, word(one)) for one in Capability]
        if place.kind is PlaceKind.EXTERNAL_POST:
            del self.capabilities

    def validate_closed_until(self, field: DayField) -> None:
        """A closure ends after it began."""
        first = self.closed_from.data
        if field.data and first is None:
            raise ValidationError(_l("Enter the first day of the closure as well."))
        if field.data and first and field.data < first:
            raise ValidationError(_l("Choose a last day that is not before the first one."))

    def validate_hours(self, field: StringField) -> None:
        """The hours of one day, from the earlier to the later."""
        opens, _dash, closes = (field.data or "").partition("-")
        if not re.fullmatch(HOURS, field.data or "") or opens >= closes:
            raise ValidationError(
                _l("Enter the hours as 08:00-20:00. A place that never shuts has 00:00-24:00.")
            )

    def validate_note_en(self, _field: TextAreaField) -> None:
        """A note is written in every language, or in none."""
        if 0 < sum(bool(self[f"note_{language}"].data) for language in Language) < len(Language):
            raise ValidationError(_l("Write the note in all three languages, or in none."))

    def wanted(self) -> dict[str, str]:
        """What the history will say of the place."""
        return _told(self.data)

    def write(self, place: Place) -> None:
        """Write what was typed into the row; earlier names still find the place."""
        place.trucks_open = bool(self.trucks_open.data)
        place.closed_from, place.closed_until = self.closed_from.data, self.closed_until.data
        place.hours = self.hours.data or ""
        if self.capabilities:
            place.capabilities = sorted(self.capabilities.data or [])
        place.name = {code.value: self[f"name_{code}"].data for code in Language}
        noted = {code.value: self[f"note_{code}"].data for code in Language}
        place.note = noted if any(noted.values()) else None
        keys = place.spelling_keys.strip("|").split("|")
        keys += [spelling_key(name) for name in place.name.values()]
        place.spelling_keys = f"|{'|'.join(sorted(set(keys)))}|"


def state_of(place: Place) -> dict[str, str]:
    """What the history says of a place as it stands."""
    return _told(_values_of(place))


def _values_of(place: Place) -> dict[str, Any]:
    return {
        "trucks_open": place.trucks_open,
        "closed_from": place.closed_from,
        "closed_until": place.closed_until,
        "hours": place.hours,
        "capabilities": [Capability(code) for code in place.capabilities],
        **{f"name_{code}": place.name[code] for code in Language},
        **{f"note_{code}": (place.note or {}).get(code, "") for code in Language},
    }


def _told(values: dict[str, Any]) -> dict[str, str]:
    """The values as the history keeps them: codes, days as 2026-11-22, yes and no."""
    days = {name: values[name] for name in ("closed_from", "closed_until")}
    return {
        "trucks_open": "yes" if values["trucks_open"] else "no",
        **{name: day.isoformat() if day else "" for name, day in days.items()},
        "hours": values["hours"],
        "capabilities": ", ".join(sorted(values.get("capabilities") or [])),
        **{name: values[name] or "" for name in values if name.startswith(("name_", "note_"))},
    }

"""The form of one page of a draft: read from what was typed, now or earlier, never from rows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, Field, HiddenField, SelectField, StringField
from wtforms import Form as AnyForm
from wtforms.csrf.core import CSRF, CSRFTokenField

from notices.fields import PercentField
from notices.forms import Form, PlainText
from notices.words import LANGUAGE_BUTTON

from .parts import pairs_of

ANOTHER = "another"
"""The name of the button that saves the page and offers one more of its parts."""

Typed = Mapping[str, str]
"""The fields of a page as typed, by name; a field that was left alone may be absent."""

Told = list[tuple[str, str]]
"""Labels and answers in words."""


class TokenOnly(CSRF):
    """Puts the token into the page. `CSRFProtect` checks it before any view runs, so that a page
    made of saved answers, which hold no token, can be judged as well.
    """

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:  # noqa: ARG002
        """The token of the session."""
        return str(generate_csrf())

    def validate_csrf_token(self, form: Any, field: CSRFTokenField) -> None:
        """Nothing is left to check."""


class PageForm(Form):
    """A page of a draft. `parts` are forms within the form, each with names of its own."""

    class Meta(PlainText):
        """Settings of the form."""

        csrf_class = TokenOnly

    def __init__(self, typed: Typed | None = None, **kwargs: Any) -> None:
        self.parts: tuple[AnyForm, ...] = ()
        self.judged = LANGUAGE_BUTTON not in (typed or {})
        super().__init__(formdata=_formdata(typed), **kwargs)

    def __iter__(self) -> Iterator[Field]:
        return chain(super().__iter__(), *self.parts)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the page and all its parts hold; every fault is found at once.

        A page that was sent only to switch the language is not judged.
        """
        return self.judged and all(
            [super().validate(extra_validators), *(part.validate() for part in self.parts)]
        )

    @property
    def errors(self) -> dict[str | None, Any]:
        """The faults of the page and its parts, by field."""
        found: dict[str | None, Any] = dict(super().errors)
        for part in self.parts:
            found |= {field.name: field.errors for field in part if field.errors}
        return found

    def typed(self, sent: Typed) -> dict[str, str]:
        """Those of the sent fields that belong to this page, to be saved as they were typed.

        Texts are saved without superfluous blanks, so that a page saved again has not changed.
        """
        fields = [f for f in self if f.name in sent and not isinstance(f, CSRFTokenField)]
        texts = {f.name: f.data or "" for f in fields if isinstance(f, StringField)}
        return {field.name: sent[field.name] for field in fields} | texts

    def told(self) -> list[tuple[str, Told]]:
        """The answers in words, under headings."""
        return [("", answers(self))]

    def doubts(self) -> list[str]:
        """What is worth another look, and in nobody's way."""
        return []


class PartForm(AnyForm):
    """A form within a page. The page holds the token."""

    class Meta(PlainText):
        """Settings of the form."""

        csrf = False


def part(form: type[PartForm], typed: Typed | None, prefix: str) -> Any:
    """A form within a page; its fields are named `prefix-field`."""
    return form(formdata=_formdata(typed), prefix=prefix)


def offered(slots: Sequence[str], typed: Typed | None, given: str) -> Sequence[str]:
    """The slots up to the last one written in, at least one, and one more where that is asked for.

    `given` is the field that has an answer from the start.
    """
    texts = {name: text for name, text in (typed or {}).items() if text.strip()}
    written = {name.partition("-")[0] for name in texts if not name.endswith(f"-{given}")}
    another = ANOTHER in texts
    filled = [place for place, slot in enumerate(slots, start=1) if slot in written]
    return slots[: max(filled, default=0 if another else 1) + another]


def answers(form: AnyForm, besides: Collection[str] = ()) -> Told:
    """The filled fields of a form in words, besides those that are shown in another way."""
    shown = ((str(f.label.text), answer(f)) for f in form if f.short_name not in besides)
    return [(label, text) for label, text in shown if text]


def answer(field: Field) -> str:
    """What was answered to one field, in words; nothing where it was left empty."""
    if isinstance(field, HiddenField):
        return ""
    if isinstance(field, BooleanField):
        return str(_("Yes")) if field.data else ""
    if isinstance(field, SelectField):
        return str(dict(pairs_of(field)).get(field.data, "")) if field.data else ""
    if isinstance(field, StringField):
        return str(field.data or "")
    if isinstance(field, DateField):
        return f"{field.data:%d.%m.%Y}" if field.data else ""
    typed = str(field.raw_data[0]).strip() if field.raw_data else str(field.data or "")
    return f"{typed} %" if isinstance(field, PercentField) else typed


def _formdata(typed: Typed | None) -> MultiDict[str, str] | None:
    return None if typed is None else MultiDict(typed)

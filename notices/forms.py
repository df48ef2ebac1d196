"""What all forms share: the hidden fields of a press, and switching the language half-way."""

import secrets
import unicodedata
from datetime import UTC, datetime
from typing import Any

from flask import abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from wtforms import HiddenField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import Select

from workflows.acts import Act, Actor
from workflows.machine import Refused
from workflows.printable import PRINTABLE
from workflows.vocabulary import Role

from .models import Event, Notice
from .presses import press
from .proof import LONGEST_PROOF, can_type, needs_proof
from .security import acting_as, standing_in
from .steps import Press, take, unmet
from .words import LANGUAGE_BUTTON, reason
from .words.fields import FieldTexts

AUTOSAVE = "autosave"
"""`filing.js` sends the page under this name while it is being filled in."""

ASKED_FOR_BY = {
    "reason_given": "reason",
    "plates_recorded": "plates",
    "checkpoint_named": "checkpoint",
    "another_checkpoint": "checkpoint",
    "checkpoint_open": "checkpoint",
    "checkpoint_able": "checkpoint",
    "mark_reasoned": "reason",
    "mark_grounded": "legal_ground",
    "mark_evidenced": "document_number",
    "mark_dated": "document_date",
    "mark_within_limit": "mark",
    "paid_after_imposed": "paid_on",
    "takes_effect_later": "effective_from",
    "role_held": "role",
    "one_stand_in": "first_day",
    "another_person": "colleague",
    "third_person": "colleague",
    "own_roles_kept": "roles",
    "colleague_able": "colleague",
    "colleague_there": "colleague",
    "days_in_order": "last_day",
    "days_to_come": "first_day",
    "not_too_long": "last_day",
    "absence_reasoned": "reason",
    "authority_named": "authority",
}
"""The field that satisfies a guard, where a form has it; other refusals concern the whole form."""


def plain(text: str | None) -> str | None:
    """What was typed, without space around it and without characters that nobody can see.

    A hyphen that never breaks (U+2011) is a plain one: papers divide words by the other.
    """
    if text is None:
        return None
    lines = unicodedata.normalize("NFC", text).replace("\u2011", "-").splitlines()
    spaced = ("".join(" " if sign.isspace() else sign for sign in line) for line in lines)
    return "\n".join("".join(filter(str.isprintable, line)) for line in spaced).strip()


def one_line(text: str | None) -> str | None:
    """What was typed into a field of one line; browsers let no line break into it."""
    return text and " ".join((plain(text) or "").splitlines())


def printable(_form: Any, field: Any) -> None:
    """Validator: refuses the first character that the papers' fonts lack, by name."""
    odd = PRINTABLE.sub("", field.data or "")[:1]
    if odd:
        raise ValidationError(
            _("Replace the character “%(character)s”: the papers cannot print it.", character=odd)
        )


class Choices(Select):
    """A list of choices. WTForms takes ten times as long for each of them, and there are 250
    countries.
    """

    @classmethod
    def render_option(cls, choice: Any) -> Markup:  # type: ignore[override]
        """One choice; none of this register's has attributes of its own."""
        selected = "selected " if choice.selected else ""
        label = escape(choice.label or choice.value)
        return Markup(f'<option {selected}value="{escape(choice.value)}">{label}</option>')  # noqa: S704


class PlainText(FlaskForm.Meta):  # type: ignore[misc]
    """Reads every text of a form plainly, except passwords, and speaks the register's words."""

    def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
        """Put `plain` before the field's own filters, and `printable` after its own rules."""
        kind = unbound_field.field_class
        if not issubclass(kind, StringField) or issubclass(kind, PasswordField):
            return super().bind_field(form, unbound_field, options)
        read = plain if issubclass(kind, TextAreaField | HiddenField) else one_line
        options["filters"] = [read, *unbound_field.kwargs.get("filters", ())]
        field = super().bind_field(form, unbound_field, options)
        field.validators = (*field.validators, printable)
        return field

    def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
        """Lists of choices are long; see `Choices`."""
        if type(field.widget) is Select:
            field.widget = Choices()
        return super().render_field(field, render_kw)

    def get_translations(self, _form: Any) -> FieldTexts:
        """The words for what WTForms says by itself."""
        return FieldTexts()


class Form(FlaskForm):  # type: ignore[misc]
    """A form that is not judged when it was sent only to switch the language."""

    Meta = PlainText

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether the form was sent and holds."""
        return self.is_judged() and bool(self.validate(extra_validators))

    def is_judged(self) -> bool:
        """Whether the form was sent to do something, and not only to switch the language."""
        return self.is_submitted() and LANGUAGE_BUTTON not in request.form


def capacity() -> str:
    """Under which delegation the person acts; nothing in the own name."""
    delegation = standing_in()
    return str(delegation.id) if delegation else ""


def new_key() -> str:
    """The key of a press."""
    return secrets.token_urlsafe(12)


class StepForm(Form):
    """A form that takes a step or act: `seen` is the page's revision, `key` the press, `instead`
    the capacity.
    """

    seen = HiddenField()
    key = HiddenField(default=new_key)
    instead = HiddenField(default=capacity)

    def __init__(self, notice: Notice | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if notice is not None and not self.is_submitted():
            self.seen.data = str(notice.revision)

    def act(self, role: Role, **what: Any) -> Act:
        """The value that goes to the door; `what` are the other fields of `Act`."""
        return self.act_by(acting_as(role), **what)

    def act_by(self, actor: Actor, **what: Any) -> Act:
        """The same where it is known who acts, and in whose name.

        409 where the page was opened in another capacity than the one in which it is sent.
        """
        if self.instead.data != capacity():
            abort(409)
        seen = self.seen.data or ""
        return Act(
            actor=actor,
            at=datetime.now(UTC),
            seen=int(seen[:9]) if seen.isdecimal() else None,
            key=(self.key.data or "")[:40] or None,
            press=press() if self.key.data else None,
            **what,
        )

    def take(self, act: Act, *presses: Press) -> list[Event]:
        """Take the steps, or show beside the fields what stands in the way and give nothing."""
        try:
            return take(act, *presses)
        except Refused as refusal:
            self._show(refusal.reasons)
            return []

    def judge(self, name: str, act: Act) -> bool:
        """Whether an act without a notice could be taken; shows beside the fields what hinders."""
        self._show(unmet(name, None, act))
        return not self.errors

    def _show(self, reasons: list[str]) -> None:
        for guard in reasons:
            name = ASKED_FOR_BY.get(guard, "")
            if name in self:
                self[name].errors = [*self[name].errors, reason(guard)]
            else:
                self.form_errors.append(reason(guard))


class ReasonForm(StepForm):
    """A step that needs nothing but a reason."""

    reason = TextAreaField(
        _l("Reason"),
        validators=[
            InputRequired(_l("Write the reason.")),
            Length(max=1000, message=_l("Shorten the reason to %(max)d characters.")),
        ],
    )


class ProofForm(StepForm):
    """A step before which whoever signed in long ago proves anew who presses.

    What was typed stays in the form until the proof is right.
    """

    proof = PasswordField(
        _l("Your password, or the code of your app"),
        description=_l("You signed in some time ago. This shows that it is you who presses."),
        validators=[
            InputRequired(_l("Enter your password, or the code of your app.")),
            Length(max=LONGEST_PROOF, message=_l("Shorten the password to %(max)d characters.")),
        ],
        render_kw={"autocomplete": "current-password"},
    )

    def __init__(self, step: str, notice: Notice | None = None, **kwargs: Any) -> None:
        super().__init__(notice=notice, **kwargs)
        if not needs_proof(step):
            del self.proof
        elif not can_type():
            self.proof.validators = [
                InputRequired(_l("Show through your agency that it is you, then press again."))
            ]

    def validate_proof(self, _field: PasswordField) -> None:
        """A right one is judged before the form is made, which then asks for none."""
        raise ValidationError(
            _("This is neither your password nor the code of your app. Enter it again.")
        )


class ProofReasonForm(ProofForm, ReasonForm):
    """The same for a step that needs a reason."""

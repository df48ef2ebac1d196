"""The forms of the own account."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from notices.forms import Form, ProofForm, StepForm, new_key
from notices.proof import shows_app
from notices.second_factor import counter_of

ANY_CODE = _l(
    "The six digits that your app shows now. Without your telephone, one of the recovery codes that"
    " you have kept."
)
WRONG_CODE = _l("This code is not right, or it was used before. Enter another one.")
TYPED_CODE = {
    "autocomplete": "one-time-code",
    "autocapitalize": "characters",
    "spellcheck": "false",
}


def code_field(label: Any) -> StringField:
    """A code of the app, or one for recovery."""
    return StringField(
        label,
        description=ANY_CODE,
        validators=[
            InputRequired(_l("Enter the code.")),
            Length(max=40, message=_l("Shorten the code to %(max)d characters.")),
        ],
        render_kw=TYPED_CODE,
    )


class SecondFactorForm(Form):
    """The second half of a sign-in; `key` is the press."""

    code = code_field(_l("Code"))
    key = HiddenField(default=new_key)
    next = HiddenField()


class AppForm(StepForm):
    """What changes the second step of somebody who has an app: it is still in their own hands."""

    present = code_field(_l("Code of your present app"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge the code when everything else holds, so that no attempt is wasted."""
        if not super().validate(extra_validators):
            return False
        if self.present is not None and not shows_app(self.present.data or "", self.key.data or ""):
            self.present.errors = [WRONG_CODE]
        return not self.errors


class SetUpForm(ProofForm, AppForm):
    """The first code of a new app shows that it has read the key.

    Who has an app already shows that as well; who has none proves anew who presses.
    """

    code = StringField(
        _l("Code"),
        description=_l("The six digits that your app shows now."),
        validators=[
            InputRequired(_l("Enter the code.")),
            Length(max=40, message=_l("Shorten the code to %(max)d characters.")),
        ],
        render_kw=TYPED_CODE | {"inputmode": "numeric"},
    )
    next = HiddenField()

    counter = 0
    """The interval whose code the new app has shown."""

    def __init__(self, step: str, secret: str, *, has_app: bool, **kwargs: Any) -> None:
        super().__init__("" if has_app else step, **kwargs)
        self.secret = secret
        if has_app:
            self.code.label.text = _l("Code of the new app")
            self.code.description = _l("The six digits that the new app shows now.")
        else:
            del self.present

    def validate_code(self, field: StringField) -> None:
        """Judge the new app first, so that no recovery code is used up by a slip."""
        self.counter = counter_of(field.data or "", self.secret)
        if not self.counter:
            raise ValidationError(
                _l("This is not what the app shows for this key. Enter the code again.")
            )

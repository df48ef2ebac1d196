"""The forms of the own account."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from notices.forms import Form, ProofForm

TYPED_CODE = {
    "autocomplete": "one-time-code",
    "autocapitalize": "characters",
    "spellcheck": "false",
}


class SecondFactorForm(Form):
    """The second half of a sign-in."""

    code = StringField(
        _l("Code"),
        description=_l(
            "The six digits that your app shows now. Without your telephone, one of the recovery"
            " codes that you have kept."
        ),
        validators=[
            InputRequired(_l("Enter the code.")),
            Length(max=40, message=_l("Shorten the code to %(max)d characters.")),
        ],
        render_kw=TYPED_CODE,
    )
    next = HiddenField()


class SetUpForm(ProofForm):
    """The first code of a new app shows that it has read the key."""

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

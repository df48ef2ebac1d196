"""The field of the booth."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from notices.forms import StepForm

from .facts import in_short


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

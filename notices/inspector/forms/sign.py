"""How the driver takes note of the findings."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import ValidationError

from notices.forms import StepForm
from notices.words import word
from workflows.acts import Signed
from workflows.vocabulary import Acknowledgement

from .parts import line, one_of_few

STROKE = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})+)+")
LONGEST_STROKE, SHORTEST_STROKE = 20_000, 40
"""Characters of the path that `signature.js` draws on a field of 600 by 200."""


class SignForm(StepForm):
    """The driver signs on screen or on paper, or refuses before a witness."""

    how = one_of_few(
        _l("How the driver takes note"),
        _l("Choose how the driver takes note."),
        lambda: [(how, word(how)) for how in Acknowledgement],
    )
    witness = line(_l("Name of the witness of the refusal"), 120, description="")
    stroke = HiddenField()

    def validate_witness(self, field: StringField) -> None:
        """A refusal has a witness."""
        if self.how.data == Acknowledgement.REFUSED and not field.data:
            raise ValidationError(_("Enter the name of the witness of the refusal."))

    def validate_stroke(self, field: HiddenField) -> None:
        """A signature on screen is a drawn line, and nothing but a line."""
        if self.how.data != Acknowledgement.ON_SCREEN:
            return
        drawn = field.data or ""
        if len(drawn) > LONGEST_STROKE:
            raise ValidationError(_("Clear the field and have the driver sign with fewer strokes."))
        if len(drawn) < SHORTEST_STROKE or not STROKE.fullmatch(drawn):
            raise ValidationError(_("Have the driver sign in the field, or choose another way."))

    def signed(self) -> Signed:
        """What was chosen; a stroke or a witness of another way is left out."""
        how = Acknowledgement(self.how.data)
        kept: dict[Acknowledgement, dict[str, Any]] = {
            Acknowledgement.ON_SCREEN: {"stroke": self.stroke.data},
            Acknowledgement.REFUSED: {"witness": self.witness.data},
        }
        return Signed(how, **kept.get(how, {}))

"""Evidence for one deficiency, or for the notice as a whole."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField

from notices.attachments import fit_upload
from notices.forms import StepForm
from notices.models import Notice
from notices.words import in_language

from .parts import Chosen

WHOLE = "notice"


class AttachForm(StepForm):
    """A photo or a PDF."""

    deficiency = SelectField(
        _l("What it shows"), validate_choice=False, validators=[Chosen(_l("Choose what it shows."))]
    )
    file = FileField(
        _l("Photo or PDF"),
        description=_l("JPEG, PNG, WebP or PDF of at most 10 MB."),
        validators=[FileRequired(_l("Choose the file.")), fit_upload],
        render_kw={"accept": "image/jpeg,image/png,image/webp,application/pdf"},
    )

    def __init__(self, notice: Notice) -> None:
        super().__init__(notice=notice)
        self.deficiency.choices = [
            *(
                (str(line.id), f"{line.position}. {in_language(line.entry.title)}")
                for line in notice.deficiencies
            ),
            (WHOLE, _("The notice as a whole")),
        ]

    @property
    def deficiency_id(self) -> int | None:
        """The row of the deficiency that was chosen; None for the whole notice."""
        return None if self.deficiency.data == WHOLE else int(self.deficiency.data)

"""What is given to be checked beside number and code."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from notices.forms import Form


class FileForm(Form):
    """A paper as a file."""

    file = FileField(
        _l("The paper as a PDF file"),
        description=_l("The file is looked at and not kept."),
        validators=[FileRequired(_l("Choose the file."))],
        render_kw={"accept": ".pdf,application/pdf"},
    )

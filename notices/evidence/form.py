"""The form by which an inspector, an officer or a carrier hands in evidence."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, MultipleFileField
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import FileStorage
from wtforms import Field, SelectField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from notices.forms import StepForm
from notices.models import Deficiency, Event, Notice
from notices.unneeded import still_kept
from notices.words import in_language
from workflows.acts import Attached
from workflows.vocabulary import Role

from .uploads import plain_name, taken_in

FILES_AT_MOST = 10
WHOLE_NOTICE = 0
PHOTOS = "image/jpeg,image/png,image/webp"
"""Without HEIC a telephone hands its photos over as JPEG."""


class EvidenceForm(StepForm):
    """Photos and PDFs for one deficiency, or for the notice as a whole.

    Each file is kept as soon as it has come, so that none is lost where another one is refused:
    `kept` holds what was kept so far, signed, until the form holds and all of it is attached.
    """

    deficiency = SelectField(_l("What it shows"), coerce=int)
    camera = FileField(
        _l("Take a photo"), render_kw={"accept": "image/jpeg", "capture": "environment"}
    )
    files = MultipleFileField(
        _l("Photos or PDF"),
        description=_l("Up to 10 files: JPEG, PNG, WebP or PDF, each of at most 10 MB."),
        render_kw={"accept": f"{PHOTOS},application/pdf"},
    )
    kept = SelectMultipleField(
        _l("Already received"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, notice: Notice, lines: Iterable[Deficiency] | None = None) -> None:
        super().__init__(notice=notice)
        lines = notice.deficiencies if lines is None else lines
        titles = [(line.id, f"{line.position}. {in_language(line.entry.title)}") for line in lines]
        self.deficiency.choices = [*titles, (WHOLE_NOTICE, _("The notice as a whole"))]
        self.notice = notice
        self.refused: list[str] = []
        self.received: dict[str, Attached] = {}
        self.kept.choices = []

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether the form holds. What has come is kept in any case."""
        if self.is_submitted():
            self._receive()
        return super().validate_on_submit(extra_validators)

    def validate_files(self, field: Field) -> None:
        """Something is handed in, and nothing of it was refused."""
        if not self.received and not self.refused:
            raise ValidationError(_("Choose the photo or PDF."))
        field.errors = [*field.errors, *self.refused]

    def attach(self, role: Role) -> list[Event]:
        """Take the act for each file, or show what stands in the way and give nothing."""
        deficiency_id = self.deficiency.data or None
        files = [replace(one, deficiency_id=deficiency_id) for one in self.received.values()]
        return self.take(self.act(role), *(("attach", self.notice, file) for file in files))

    def _receive(self) -> None:
        earlier = map(self._read, self.kept.data or ())
        self.received = {one.sha256: one for one in earlier if one}
        sent = [file for file in (self.camera.data, *(self.files.data or ())) if file]
        for file in sent[:FILES_AT_MOST]:
            self._receive_one(file)
        if left := [plain_name(file.filename or "") for file in sent[FILES_AT_MOST:]]:
            self.refused.append(
                _(
                    "Up to %(max)d files can be sent at a time. Send these next: %(names)s",
                    max=FILES_AT_MOST,
                    names=", ".join(left),
                )
            )
        signed = {self._signer.dumps(asdict(one)): one for one in self.received.values()}
        self.kept.choices = [(text, one.file_name) for text, one in signed.items()]
        self.kept.data = list(signed)

    def _receive_one(self, file: FileStorage) -> None:
        try:
            received = taken_in(file)
        except ValidationError as refusal:
            self.refused.append(f"{plain_name(file.filename or '')}: {refusal}")
        else:
            self.received[received.sha256] = received

    def _read(self, signed: str) -> Attached | None:
        try:
            file = Attached(**self._signer.loads(signed))
        except BadData:
            return None
        if still_kept(file.sha256, file.thumbnail):
            return file
        self.refused.append(_("%(name)s is no longer here. Send it again.", name=file.file_name))
        return None

    @property
    def _signer(self) -> URLSafeSerializer:
        """What was kept for one notice cannot be attached to another."""
        key = current_app.config["SECRET_KEY"]
        return URLSafeSerializer(key, salt=f"evidence of {self.notice.id}")

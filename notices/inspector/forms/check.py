"""The press of the check page, which files what the page has shown and nothing else."""

from typing import Any

from wtforms import HiddenField

from notices.forms import ReasonForm, StepForm
from notices.inspector.drafts import saved
from notices.models import Notice


class CheckForm(StepForm):
    """Issues a draft; `saved` is when its answers were last saved before they were shown."""

    saved = HiddenField()

    def __init__(self, notice: Notice, **kwargs: Any) -> None:
        super().__init__(notice=notice, **kwargs)
        if not self.is_submitted():
            self.saved.data = saved(notice)


class CorrectForm(CheckForm, ReasonForm):
    """Files a correction."""

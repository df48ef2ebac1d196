"""The question about earlier open notices over the same deficiency."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from notices.models import Notice
from notices.words import word
from workflows.vocabulary import DuplicateAnswer

from .page import PageForm, Typed
from .parts import one_of_few


class EarlierForm(PageForm):
    """One answer for each earlier notice; the subclass made by `earlier_form` has the fields."""

    def duplicates(self) -> tuple[tuple[int, DuplicateAnswer], ...]:
        """The answers given so far, by the earlier notice's row."""
        return tuple(
            (int(field.name.removeprefix("notice")), DuplicateAnswer(field.data))
            for field in self
            if field.name.startswith("notice") and not field.errors and field.data
        )


def earlier_form(earlier: Iterable[Notice], typed: Typed | None) -> EarlierForm:
    """The question about each of the notices."""
    fields = {
        f"notice{notice.id}": one_of_few(
            _("Notice %(number)s names the same deficiency", number=notice.number),
            _l("Say whether this is the same case as the earlier notice."),
            lambda: [(answer, word(answer)) for answer in DuplicateAnswer],
        )
        for notice in earlier
    }
    kind: type[EarlierForm] = type("EarlierNoticesForm", (EarlierForm,), fields)
    return kind(typed)

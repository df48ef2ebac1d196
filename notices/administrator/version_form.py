"""What the forms share that propose the next version of something."""

from datetime import UTC, date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from notices.changes import FIELDS, Triple, differences, label_in
from notices.fields import DayField
from notices.forms import StepForm
from notices.models import CatalogueEntry, LimitRow
from workflows.acts import Proposed
from workflows.catalogue import earliest_day
from workflows.vocabulary import Language, ProposalKind, Side


def one_line(typed: str | None) -> str:
    """The text on one line, as papers and pages print it."""
    return " ".join((typed or "").split())


def text(name: str, language: Language, most: int) -> TextAreaField:
    """One text in one language, of at most so many characters."""
    return TextAreaField(
        label_in(name, language),
        validators=[
            DataRequired(_l("Write this text: it must be there in all three languages.")),
            Length(max=most, message=_l("Shorten this to %(max)d characters.")),
        ],
        filters=[one_line],
        render_kw={"lang": language.value, "rows": 2 if most <= 200 else 4},
    )


class VersionForm(StepForm):
    """The next version of something, `before` being what can be proposed otherwise of the newest.

    `shown` holds the changes that the administrator has been shown: only those are proposed.
    """

    kind: ProposalKind
    effective_from = DayField(
        FIELDS["effective_from"][0],
        validators=[InputRequired(_l("Enter the day from which the version applies."))],
    )
    shown = HiddenField()

    def __init__(
        self, newest: CatalogueEntry | LimitRow, before: dict[str, str], **data: Any
    ) -> None:
        self.newest, self.before = newest, before
        day: date = earliest_day(datetime.now(UTC))
        super().__init__(data={**before, "effective_from": day, **data})

    def told(self) -> dict[str, str]:
        """What was typed, as the history keeps it."""
        return dict(self.data)

    def changed(self) -> tuple[Triple, ...]:
        """What differs from the newest version; fields that it does not have stay out."""
        typed = {name: value for name, value in self.told().items() if name in self.before}
        return differences(self.before, typed)

    def proposed(self, side: Side) -> Proposed:
        """What goes to the door."""
        day = ("effective_from", "", str(self.effective_from.data))
        return Proposed(
            subject=self.newest.code,
            side=side,
            values=(day, *self.changed()),
            kind=self.kind,
            base=self.newest.version,
        )

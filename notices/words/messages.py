"""Words of the messages to a carrier, in the reader's language."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import current_app
from flask_babel import gettext as _

from workflows.vocabulary import MessageKind

from .codes import word
from .formats import at, in_language
from .steps import next_step

if TYPE_CHECKING:
    from notices.models import Message


def letter(message: "Message") -> str:
    """A message as a letter: what to do, where and by when, and where all of it stands."""
    notice = message.notice
    place = notice.checkpoint or notice.post
    overdue = message.kind is MessageKind.OVERDUE
    found_at = f"{current_app.config['PUBLIC_URL'].rstrip('/')}/carrier"
    what_to_do = (
        _("Present the vehicle as soon as you can. It stays held until the removal is confirmed.")
        if overdue
        else next_step(notice)
    )
    return "\n".join(
        (
            _("Notice %(number)s", number=notice.number),
            word(message.kind),
            "",
            what_to_do,
            "",
            f"{_('Present by')}: {at(notice.deadline, place)}",
            f"{word(place.kind)}: {in_language(place.name)}, {in_language(place.address)}",
            "",
            _("What to bring stands here; have the secret code of the notice ready:"),
            f"{found_at}?{urlencode({'number': notice.number})}",
        )
    )

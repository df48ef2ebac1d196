"""Words of the messages to a carrier and of alerts, in the reader's language."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import current_app
from flask_babel import gettext as _

from workflows.vocabulary import MessageKind

from .codes import word
from .formats import at, in_language
from .steps import next_step

if TYPE_CHECKING:
    from notices.models import ExitQuestion, Message


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


def alert_heading(question: "ExitQuestion") -> str:
    """What has happened, and to which vehicle."""
    vehicle = ", ".join(question.plates) or question.text
    if question.outcome == "report_exit":
        return str(_("Left though held: %(vehicle)s", vehicle=vehicle))
    return str(_("Tried to leave though held: %(vehicle)s", vehicle=vehicle))


def alert(question: "ExitQuestion") -> str:
    """Which vehicle, where, when, and by which notices it is held."""
    lines = [alert_heading(question), ""]
    if question.place:
        lines.append(in_language(question.place.name))
    lines += [
        f"{_('Asked')}: {at(question.offline_at or question.asked_at, question.place)}",
        f"{_('Notices')}: {', '.join(question.notices)}",
        *(word(reason, "ExitReason") for reason in question.reasons),
        "",
        f"{current_app.config['PUBLIC_URL'].rstrip('/')}/supervisor",
    ]
    return "\n".join(lines)

"""What the page of the booth brings along that answers without the register."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_security import current_user

from notices.finding import SEPARATORS
from notices.models import Place
from notices.papers.keys import public_keys
from notices.papers.payload import key_set
from notices.words import MINSK, word
from workflows.exit import ANSWER_HOLDS, LIKE_A_NUMBER
from workflows.plates import (
    CONFUSED,
    COUNTRY_SIGNS,
    KYRGYZ,
    LONGEST,
    PROVINCES,
    SHAPES,
    SHORTEST,
    TELLING,
    WITH_REGION,
)
from workflows.printable import PRINTABLE
from workflows.vocabulary import ExitAnswer, ExitReason, Status

from .facts import LONGEST_KEPT, SCANNED


def known_offline() -> dict[str, Any]:
    """What its scripts know: keys, how plates are folded and told apart, how many characters can be
    asked, for how many seconds an answer holds, and the words.
    """
    place: Place | None = current_user.place
    return {
        "keys": key_set(public_keys(current_app.config["CODES"]))["keys"],
        "shapes": {chr(one): chr(other) for one, other in SHAPES.items()},
        "confused": {chr(one): chr(other) for one, other in CONFUSED.items()},
        "signs": COUNTRY_SIGNS,
        "provinces": PROVINCES,
        "with_region": WITH_REGION,
        "shortest": SHORTEST,
        "telling": TELLING,
        "kyrgyz": KYRGYZ.pattern,
        "longest": LONGEST,
        "longest_text": LONGEST_KEPT,
        "separators": SEPARATORS.pattern,
        "printable": PRINTABLE.pattern,
        "scanned": SCANNED.pattern,
        "number": LIKE_A_NUMBER.pattern,
        "holds": ANSWER_HOLDS.total_seconds(),
        "zone": str(place.zone if place else MINSK),
        "answers": {answer: word(answer) for answer in ExitAnswer},
        "reasons": {reason: word(reason) for reason in ExitReason},
        "statuses": {
            "held": word(ExitAnswer.HELD),
            "cleared": word(Status.CLEARED),
            "exited": _("Exceptional exit permit until"),
        },
        "minutes": _("%(minutes)s min", minutes="{minutes}"),
        "hours": _("%(hours)s h %(minutes)s min", hours="{hours}", minutes="{minutes}"),
    }

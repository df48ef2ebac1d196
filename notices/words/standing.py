"""Words for what has become of a genuine paper."""

from flask_babel import lazy_gettext as _l

from notices.papers.standing import Standing, Verified
from workflows.vocabulary import Paper

from .formats import at

STANDINGS = {
    Standing.CURRENT: _l("Genuine and valid"),
    Standing.MOVED: _l(
        "Genuine, but where or when to report has changed: see the newest paper of the notice"
    ),
    Standing.FREED: _l("Genuine; the notices named in it no longer keep the vehicle"),
    Standing.SUPERSEDED: _l("Genuine, but replaced by version %(version)s"),
    Standing.CORRECTED: _l(
        "Genuine, but the notice was corrected since: see its version %(version)s"
    ),
    Standing.WITHDRAWN: _l("Genuine, but the confirmation was withdrawn"),
    Standing.ANNULLED: _l("Genuine, but the notice is annulled"),
    Standing.CLEARED: _l("Genuine; everything is removed"),
    Standing.EXITED: _l("Genuine; the vehicle has left the Union State"),
    Standing.ERASED: _l("Genuine when issued; its content was erased at the end of its time"),
}
UNTIL = {
    Standing.CURRENT: _l("Genuine and valid until %(when)s"),
    Standing.RELEASED: _l(
        "Genuine; the vehicle is released by way of exception until %(when)s, not by removal"
    ),
    Standing.EXPIRED: _l("Genuine, but it expired on %(when)s: the vehicle must not leave with it"),
    Standing.HELD_AGAIN: _l(
        "Genuine, but the exceptional release expired on %(when)s: only supervisors of both states"
        " can release the vehicle anew"
    ),
}
"""What is told of the papers of an exceptional release with which nobody has left yet."""

OF_KIND = {
    (Standing.WITHDRAWN, Paper.RECORD_OF_PRESENTATION): _l(
        "Genuine, but the presentation was withdrawn"
    ),
    (Standing.CORRECTED, Paper.TURN_BACK): _l(
        "Genuine, but a notice named in it was corrected since"
    ),
}
"""What is told of one kind of paper in other words than of the rest."""


def standing(verified: Verified, kind: Paper) -> str:
    """What is told of a paper of this kind."""
    of_kind = OF_KIND.get((verified.standing, kind))
    words = of_kind or (UNTIL if verified.until else STANDINGS)[verified.standing]
    return str(words) % {"version": verified.version, "when": at(verified.until)}

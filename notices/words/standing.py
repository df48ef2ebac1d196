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
}
"""What is told of the papers of an exceptional release with which nobody has left yet."""

REPLACED = _l("Genuine, but replaced by version %(version)s")
PRESENTATION_WITHDRAWN = _l("Genuine, but the presentation was withdrawn")


def standing(verified: Verified, kind: Paper) -> str:
    """What is told of a paper of this kind."""
    if verified.until:
        return str(UNTIL[verified.standing] % {"when": at(verified.until)})
    if verified.standing is Standing.SUPERSEDED:
        return str(REPLACED % {"version": verified.version})
    if verified.standing is Standing.WITHDRAWN and kind is Paper.RECORD_OF_PRESENTATION:
        return str(PRESENTATION_WITHDRAWN)
    return str(STANDINGS[verified.standing])

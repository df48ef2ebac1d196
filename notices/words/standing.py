"""Words for what has become of a genuine paper."""

from flask_babel import lazy_gettext as _l

from notices.papers.standing import Standing, Verified
from workflows.vocabulary import Paper

STANDINGS = {
    Standing.CURRENT: _l("Genuine and valid"),
    Standing.WITHDRAWN: _l("Genuine, but the confirmation was withdrawn"),
    Standing.ANNULLED: _l("Genuine, but the notice is annulled"),
    Standing.CLEARED: _l("Genuine; everything is removed"),
    Standing.EXITED: _l("Genuine; the vehicle has left the Union State"),
    Standing.ERASED: _l("Genuine when issued; its content was erased at the end of its time"),
}
REPLACED = _l("Genuine, but replaced by version %(version)s")
PRESENTATION_WITHDRAWN = _l("Genuine, but the presentation was withdrawn")


def standing(verified: Verified, kind: Paper) -> str:
    """What is told of a paper of this kind."""
    if verified.standing is Standing.SUPERSEDED:
        return str(REPLACED % {"version": verified.version})
    if verified.standing is Standing.WITHDRAWN and kind is Paper.RECORD_OF_PRESENTATION:
        return str(PRESENTATION_WITHDRAWN)
    return str(STANDINGS[verified.standing])

"""What a paper carries beside its facts: the signed address, and the carrier's secret code."""

from hashlib import sha256

from flask import current_app

from notices.models import StoredPaper, db
from workflows.numbers import is_secret_code, secret_code
from workflows.vocabulary import Status

from . import payload
from .keys import public_keys, signing_key


def sign(paper: StoredPaper, *, left: bool = True) -> None:
    """Give an ordered paper its code. It never gets another one, whatever becomes of the keys.

    The code tells no state where the vehicle has not `left` though the notice counts as exited.
    """
    notice = paper.facts["notice"] or {"number": "", "units": ()}
    number, event = notice["number"], paper.event
    plates = paper.facts["plates"] or [unit["plate"] for unit in notice["units"]]
    claims = payload.Claims(
        paper_id=paper.id,
        number=number,
        kind=paper.kind,
        version=paper.version,
        state=Status(event.status_to) if left and event.status_to else None,
        plates=payload.plates_digest(plates, number, paper.id),
        at=event.at,
    )
    paper.code = payload.write(claims, signing_key(current_app.config["CODES"]))


def address_of(paper: StoredPaper) -> str:
    """The address that the paper's QR code holds; the paper's row stands behind it."""
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}/q/{paper.code}"


def paper_behind(text: str) -> StoredPaper | None:
    """The paper whose address, or payload alone, this is; None where it is not genuine.

    Nor is it where the row is another paper's, or that of no event.
    """
    code = text.rpartition("/q/")[2]
    claims = payload.read(code, public_keys(current_app.config["CODES"]))
    paper = db.session.get(StoredPaper, claims.paper_id) if claims else None
    if claims is None or paper is None or paper.code not in (code, digest_of(code)):
        return None
    return paper if paper.event and is_about(claims, paper) else None


def is_about(claims: payload.Claims, paper: StoredPaper) -> bool:
    """Whether a code says the same as the row and the facts of a paper, erased ones included."""
    try:
        number = (paper.facts["notice"] or {"number": ""})["number"]
    except (LookupError, TypeError):  # They were edited.
        return False
    said = (claims.paper_id, claims.number, claims.kind, claims.version)
    return said == (paper.id, number, paper.kind, paper.version)


def digest_of(code: str) -> str:
    """What an erased paper keeps of its code: to know it again, and nothing that is in it."""
    return sha256(code.encode()).hexdigest()


def carrier_code(notice_id: int) -> str:
    """The carrier's secret code for a notice; it is stored nowhere."""
    return secret_code(current_app.config["REGISTER_KEY"], notice_id)


def opens(notice_id: int, typed: str) -> bool:
    """Whether what was typed is the notice's code."""
    return is_secret_code(typed, current_app.config["REGISTER_KEY"], notice_id)

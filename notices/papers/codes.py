"""What a paper carries beside its facts: the signed address, and the carrier's secret code."""

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from notices.models import StoredPaper, db
from workflows.numbers import is_secret_code, secret_code


def signer(key: bytes) -> URLSafeSerializer:
    """Sign and read payloads with the register's key."""
    return URLSafeSerializer(key, salt="paper")


def address_of(paper: StoredPaper) -> str:
    """The address that the paper's QR code holds; the paper's row stands behind it."""
    payload = signer(current_app.config["REGISTER_KEY"]).dumps(paper.id)
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}/q/{payload}"


def paper_behind(text: str) -> StoredPaper | None:
    """The paper whose address, or payload alone, this is; None where it is not genuine."""
    payload = text.strip().rpartition("/q/")[2]
    try:
        paper_id = signer(current_app.config["REGISTER_KEY"]).loads(payload)
    except BadData:
        return None
    return db.session.get(StoredPaper, paper_id)


def carrier_code(notice_id: int) -> str:
    """The carrier's secret code for a notice; it is stored nowhere."""
    return secret_code(current_app.config["REGISTER_KEY"], notice_id)


def opens(notice_id: int, typed: str) -> bool:
    """Whether what was typed is the notice's code."""
    return is_secret_code(typed, current_app.config["REGISTER_KEY"], notice_id)

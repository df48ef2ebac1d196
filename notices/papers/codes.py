"""The signed address in the QR code of a paper."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from notices.models import StoredPaper, db


def signer(key: bytes) -> URLSafeSerializer:
    """Sign and read payloads with the register's key."""
    return URLSafeSerializer(key, salt="paper")


def address_of(paper: StoredPaper, public_url: str, key: bytes) -> str:
    """The address that the paper's QR code holds; the paper's row stands behind it."""
    return f"{public_url.rstrip('/')}/q/{signer(key).dumps(paper.id)}"


def paper_behind(text: str) -> StoredPaper | None:
    """The paper whose address, or payload alone, this is; None where it is not genuine."""
    payload = text.strip().rpartition("/q/")[2]
    try:
        paper_id = signer(current_app.config["REGISTER_KEY"]).loads(payload)
    except BadSignature:
        return None
    return db.session.get(StoredPaper, paper_id)

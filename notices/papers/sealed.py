"""Looks at the seal of a PDF: the program of a child, which lives as long as one question."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from .authority import public
from .examined import Examined, Seal
from .loops import result_of


def judge(pdf: bytes, certificates: str) -> Examined:
    """What the seal says to those who trust the certificates in a file, or of a register."""
    path = Path(certificates)
    return examined(pdf, [path.read_bytes()] if path.is_file() else public(path))


def examined(pdf: bytes, ours: Sequence[bytes]) -> Examined:
    """What the seal of a PDF says to those who trust these certificates (PEM).

    A paper of the register has one seal, which covers the whole file. Anything else is broken.
    """
    try:
        seals = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if not seals:
            return Examined(Seal.NONE)
        return _judged(seals, ours)
    except Exception:  # noqa: BLE001 (a file made by anyone may break a reader in any way)
        return Examined(Seal.BROKEN)


def _judged(seals: Sequence[EmbeddedPdfSignature], ours: Sequence[bytes]) -> Examined:
    [seal] = seals
    at = seal.self_reported_timestamp or datetime.now(UTC)
    trusted = [one for pem in ours for one in load_certs_from_pemder_data(pem)]
    # Of those that we trust, only the register's own authority issues seals for others. The
    # certificate need not be valid today: it was when the paper was sealed.
    context = ValidationContext(
        trust_roots=[one for one in trusted if one.ca],
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    status = result_of(async_validate_pdf_signature(seal, context, skip_diff=True))
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    if not (status.intact and status.valid and whole):
        return Examined(Seal.BROKEN)
    holder = status.signing_cert
    kept = holder.sha256 in [one.sha256 for one in trusted]
    mine = status.trusted or (kept and holder.not_valid_before <= at <= holder.not_valid_after)
    by = holder.subject.native
    name = by.get("organization_name") or by.get("common_name") or ""
    return Examined(Seal.OURS if mine else Seal.FOREIGN, str(name), at.astimezone(UTC).isoformat())

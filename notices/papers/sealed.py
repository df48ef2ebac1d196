"""Looks at the seal of a PDF: the program of a child, which lives as long as one question."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from asn1crypto.x509 import Certificate
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from .authority import Revoked, public, public_revoked, revoked_in
from .examined import Examined, Seal
from .loops import result_of


def judge(pdf: bytes, certificates: str, revoked: str = "") -> Examined:
    """What the seal says to those who trust the certificates in a file, or of a register, but not
    those in another file.
    """
    path = Path(certificates)
    if path.is_file():
        taken = revoked_in(Path(revoked).read_bytes()) if revoked else []
        return examined(pdf, [path.read_bytes()], taken)
    return examined(pdf, public(path), revoked_in(public_revoked(path)))


def examined(pdf: bytes, ours: Sequence[bytes], revoked: Sequence[Revoked] = ()) -> Examined:
    """What the seal of a PDF says to those who trust these certificates (PEM).

    A paper of the register has one seal, which covers the whole file. Anything else is broken.
    """
    try:
        seals = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if not seals:
            return Examined(Seal.NONE)
        return _judged(seals, ours, revoked)
    except Exception:  # noqa: BLE001 (a file made by anyone may break a reader in any way)
        return Examined(Seal.BROKEN)


def _judged(
    seals: Sequence[EmbeddedPdfSignature], ours: Sequence[bytes], revoked: Sequence[Revoked]
) -> Examined:
    [seal] = seals
    at = seal.self_reported_timestamp or datetime.now(UTC)
    taken = {one.sha256: each for each in revoked for one in _loaded(each.pem)}
    trusted = [one for pem in ours for one in _loaded(pem) if one.sha256 not in taken]
    status = _status(seal, trusted, at)
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    if not (status.intact and status.valid and whole):
        return Examined(Seal.BROKEN)
    holder = status.signing_cert
    kept = holder.sha256 in [one.sha256 for one in trusted]
    mine = status.trusted or (kept and holder.not_valid_before <= at <= holder.not_valid_after)
    mine = mine and holder.sha256 not in taken
    by = holder.subject.native
    name = str(by.get("organization_name") or by.get("common_name") or "")
    told = (name, at.astimezone(UTC).isoformat())
    if mine:
        return Examined(Seal.OURS, *told)
    # Who took an authority's key certifies seals that nobody has listed.
    by_taken = (each for each in revoked if _status(seal, _loaded(each.pem), at).trusted)
    one = taken.get(holder.sha256) or next(by_taken, None)
    if one:
        return Examined(Seal.REVOKED, *told, one.at.isoformat() if one.at else "")
    return Examined(Seal.FOREIGN, *told)


def _status(
    seal: EmbeddedPdfSignature, trusted: Sequence[Certificate], at: datetime
) -> PdfSignatureStatus:
    # Of those that we trust, only the register's own authority issues seals for others. The
    # certificate need not be valid today: it was when the paper was sealed.
    context = ValidationContext(
        trust_roots=[one for one in trusted if one.ca],
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    return result_of(async_validate_pdf_signature(seal, context, skip_diff=True))


def _loaded(pem: bytes) -> list[Certificate]:
    return list(load_certs_from_pemder_data(pem))

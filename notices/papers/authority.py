"""The register's own certificate authority and the seals that it certifies, in one folder.

`authority.pem` and each `seal-NNNN.pem` hold a key (EC P-256) with its certificate and are readable
by the owner only. A seal that is no longer used keeps its certificate and loses its key.
`known-*.pem` are the certificates of seals that came from elsewhere or from an earlier authority.
`revoked-*.pem` count for nothing; they tell what was taken out and when (a line before the
certificate, as RFC 7468 allows), and keep its number taken.
"""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

AUTHORITY_LASTS = timedelta(days=30 * 365)
SEAL_LASTS = timedelta(days=3 * 365)
ORGANISATION = "Register of deficiency notices"
"""Whose seal it is, unless the environment says so."""

FROM_ELSEWHERE = ("SEAL_PKCS12", "SEAL_PKCS11_MODULE")
SKEW = timedelta(hours=1)
"""How far the clock of who checks a paper may be behind."""

USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
REVOKED = "Revoked: "
BLOCK = re.compile(
    rf"(?:{REVOKED}(\S+)\n)?(-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n?)", re.DOTALL
)
Pair = tuple[ec.EllipticCurvePrivateKey, x509.Certificate]


class Revoked(NamedTuple):
    """A certificate (PEM) that counts no more, and since when."""

    pem: bytes
    at: datetime | None  # Not kept by the register of an earlier version.

    @property
    def serial(self) -> str:
        """Its serial number, as readers of PDFs show it."""
        return f"{x509.load_pem_x509_certificate(self.pem).serial_number:X}"


def organisation() -> str:
    """The name in the certificates."""
    return os.environ.get("ORGANISATION", ORGANISATION)


def seals_itself() -> bool:
    """Whether the register's own seal is used, and none that is set in the environment."""
    return not any(name in os.environ for name in FROM_ELSEWHERE)


def seal_in_use(folder: Path) -> Path:
    """The newest seal; it is made where there is none, or where the last one has expired."""
    made = seals(folder)
    return made[-1] if made and _can_seal(made[-1]) else new_seal(folder, made)


def new_seal(folder: Path, made: list[Path]) -> Path:
    """Make the seal that follows those made, and leave them without their keys.

    Of several who do so at once, one makes it and all get the same.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = folder / "authority.pem"
    if not authority.exists():
        _write_once(authority, _authority)
    last = max(map(_number, (*made, *folder.glob("revoked-seal-*.pem"))), default=0)
    path = folder / f"seal-{last + 1:04}.pem"
    _write_once(path, lambda: _seal(authority))
    for earlier in made:
        _forget_key(earlier)
    return path


def revoke(folder: Path, seal: Path) -> None:
    """Trust no paper that bears this seal any longer, whenever it claims to be sealed.

    If it is the register's own, a new authority certifies a new seal: who took the key of one could
    take that of the other, which lay beside it. The other seals stay known by their certificates.
    """
    made, revoked = seals(folder), certificate(seal)
    authority = folder / "authority.pem"
    if seal in made:
        for other in made:
            if other != seal:
                keep_known(folder, certificate(other))
        if authority.exists():
            _put_away(authority, f"authority-of-{seal.name}")
    for path in (*made, *folder.glob("known-*.pem")):
        if certificate(path) == revoked:
            _put_away(path, path.name)
    if seal in made:
        new_seal(folder, seals(folder))


def seals(folder: Path) -> list[Path]:
    """Every seal that the authority has certified, the newest last."""
    return sorted(folder.glob("seal-*.pem"))


def certificate(path: Path) -> x509.Certificate:
    """The certificate in a file, beside its key or alone."""
    return x509.load_pem_x509_certificate(path.read_bytes())


def keep_known(folder: Path, own: x509.Certificate) -> None:
    """Keep the certificate of a seal from elsewhere, for papers that outlive it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"known-{own.fingerprint(hashes.SHA256()).hex()[:16]}.pem"
    if not path.exists():
        _write_once(path, lambda: _pem(own))


def public(folder: Path) -> list[bytes]:
    """The certificates (PEM) with which anyone can check papers of this register: its authority's,
    and those of seals from elsewhere themselves, without the authorities that issued them.
    """
    return [
        _pem(certificate(path))
        for path in (folder / "authority.pem", *sorted(folder.glob("known-*.pem")))
        if path.exists()
    ]


def public_revoked(folder: Path) -> bytes:
    """The certificates (PEM) that count no more, each with the time since when before it.

    No key is told, also where somebody has put one away by hand.
    """
    texts = (path.read_text() for path in sorted(folder.glob("revoked-*.pem")))
    return "".join(found[0] for text in texts for found in BLOCK.finditer(text)).encode()


def revoked_in(text: bytes) -> list[Revoked]:
    """What `public_revoked` tells. Raises ValueError for another text."""
    return [
        Revoked(pem.encode(), datetime.fromisoformat(at) if at else None)
        for at, pem in BLOCK.findall(text.decode())
    ]


def _can_seal(path: Path) -> bool:
    pem = path.read_bytes()
    lasts = x509.load_pem_x509_certificate(pem).not_valid_after_utc
    return b"PRIVATE KEY" in pem and lasts > datetime.now(UTC)


def _number(path: Path) -> int:
    return int(path.stem.rpartition("-")[2])


def _forget_key(path: Path) -> None:
    if b"PRIVATE KEY" in path.read_bytes():
        _replace(path, _pem(certificate(path)))


def _put_away(path: Path, name: str) -> None:
    at = f"{REVOKED}{datetime.now(UTC).isoformat(timespec='seconds')}\n".encode()
    _replace(path, at + _pem(certificate(path)))
    path.rename(path.with_name(f"revoked-{name}"))


def _authority() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Certificate authority of the register")
    builder = _certificate(name, name, key.public_key(), AUTHORITY_LASTS).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    usage = _usage(key_cert_sign=True, crl_sign=True)
    made = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    return _pem_of_key(key) + _pem(made)


def _seal(authority: Path) -> bytes:
    issuer_key, issuer = _pair(authority)
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Seal of the register")
    builder = _certificate(name, issuer.subject, key.public_key(), SEAL_LASTS)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    made = (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(above, critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    return _pem_of_key(key) + _pem(made)


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, lasts: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number())
    builder = builder.not_valid_before(now - SKEW).not_valid_after(now + lasts)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _name(what: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation()),
            x509.NameAttribute(NameOID.COMMON_NAME, what),
        ]
    )


def _usage(**may: bool) -> x509.KeyUsage:
    return x509.KeyUsage(**dict.fromkeys(USAGES, False) | may)


def _pair(path: Path) -> Pair:
    pem = path.read_bytes()
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path} holds no key on an elliptic curve.")
    return key, x509.load_pem_x509_certificate(pem)


def _pem(one: x509.Certificate) -> bytes:
    return one.public_bytes(serialization.Encoding.PEM)


def _pem_of_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write_once(path: Path, make: Callable[[], bytes]) -> None:
    """The file appears whole or not at all, and once, readable by the owner only.

    What was revoked never appears again.
    """
    if path.with_name(f"revoked-{path.name}").exists():
        return
    with NamedTemporaryFile(dir=path.parent) as file, suppress(FileExistsError):
        file.write(make())
        file.flush()
        os.link(file.name, path)


def _replace(path: Path, content: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)

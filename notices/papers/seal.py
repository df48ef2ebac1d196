"""Seals papers: PAdES B-B, and B-T where an authority tells the time (ETSI EN 319 142-1).

Part of the program of the child that prints papers: nobody else loads keys or pyHanko. The seal is
prepared while the paper is being written and filled in afterwards, so that a paper is one revision
and stays PDF/A and PDF/UA.
"""

import os
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pydyf
from asn1crypto.cms import CMSAttributes
from cryptography import x509
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.sign.signers.pdf_cms import Signer, SimpleSigner
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .archival import MAIN_LANGUAGE
from .authority import keep_known, organisation, seal_in_use, seals_itself
from .loops import result_of

FIELD = "Seal"
RANGE = "[0 0000000000 0000000000 0000000000]"
MARGIN = 256
"""Bytes that one seal may be longer than another of the same key and time-stamp authority."""

TSA_PATIENCE = 10
TRIAL = sha256(b"Nothing is signed by this.").digest()


class Undissolved(pydyf.Dictionary):  # type: ignore[misc]
    """A dictionary that stands in the file as it is, so that the seal can be filled in."""

    compressible = False


class Seal(NamedTuple):
    """What papers are sealed with.

    `time_stamps` is an authority's address, or empty. `attributes` are what is signed (RFC 5652,
    `SignedAttributes` in DER), for the digest TRIAL: for another paper no other byte of them is
    different, and to make them anew takes as long as a sixth of a paper. `room` is what a seal
    takes in the file, in bytes.
    """

    signer: Signer
    time_stamps: str
    attributes: bytes
    room: int = 0

    def prepare(self, pdf: pydyf.PDF, title: str) -> None:
        """Put an invisible signature field with an empty seal into the paper and its tags."""
        value = Undissolved(
            {
                "Type": "/Sig",
                "Filter": "/Adobe.PPKLite",
                "SubFilter": "/ETSI.CAdES.detached",
                "Name": pydyf.String(organisation()),
                "M": pydyf.String(f"D:{datetime.now(UTC):%Y%m%d%H%M%S}Z"),
                "ByteRange": RANGE,
                "Contents": f"<{'0' * 2 * self.room}>",
            }
        )
        pdf.add_object(value)
        add_field(pdf, value, title)

    def close(self, pdf: bytes) -> bytes:
        """Sign everything but the seal itself."""
        hole = f"/Contents <{'0' * 2 * self.room}>".encode()
        start = pdf.index(hole) + len(b"/Contents ")
        end = pdf.index(b">", start) + 1
        signed = f"[0 {start} {end} {len(pdf) - end}]".ljust(len(RANGE)).encode()
        at = pdf.rindex(RANGE.encode(), 0, start)
        before, after = pdf[:at] + signed + pdf[at + len(RANGE) : start], pdf[end:]
        seal = self.signature(sha256(before + after).digest())
        if len(seal) > self.room:
            raise ValueError(f"The seal has {len(seal)} bytes, and there is room for {self.room}.")
        return before + b"<" + seal.hex().ljust(2 * self.room, "0").encode() + b">" + after

    def signature(self, digest: bytes) -> bytes:
        """The CMS signature (DER) of a SHA-256."""
        attributes = CMSAttributes.load(self.attributes.replace(TRIAL, digest))
        stamps = self.time_stamps
        stamper = HTTPTimeStamper(stamps, timeout=TSA_PATIENCE) if stamps else None
        signing = self.signer.async_sign_prescribed_attributes(
            "sha256", attributes, timestamper=stamper
        )
        return bytes(result_of(signing).dump())


def add_field(pdf: pydyf.PDF, value: pydyf.Dictionary, title: str) -> None:
    """Add an invisible signature field to the first page and, as a form, to the tags."""
    page = pdf.objects[pdf.pages["Kids"][0]]
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    document, numbers = _object(pdf, root["K"][0]), _object(pdf, root["ParentTree"])["Nums"]
    key = max(numbers[::2]) + 1
    nothing = pydyf.Array([0, 0, 0, 0])
    look = pydyf.Stream([], {"Type": "/XObject", "Subtype": "/Form", "BBox": nothing})
    look.extra["Resources"] = pydyf.Dictionary()
    pdf.add_object(look)
    field = pydyf.Dictionary({"Type": "/Annot", "Subtype": "/Widget", "FT": "/Sig", "F": 132})
    field |= {"T": pydyf.String(FIELD), "TU": pydyf.String(title), "V": value.reference}
    field |= {"Rect": nothing, "P": page.reference, "StructParent": key}
    field["AP"] = pydyf.Dictionary({"N": look.reference})
    pdf.add_object(field)
    reference = pydyf.Dictionary({"Type": "/OBJR", "Obj": field.reference, "Pg": page.reference})
    element = pydyf.Dictionary({"Type": "/StructElem", "S": "/Form", "P": document.reference})
    element |= {"Pg": page.reference, "Alt": pydyf.String(title), "K": pydyf.Array([reference])}
    element["Lang"] = pydyf.String(MAIN_LANGUAGE)
    pdf.add_object(element)
    document["K"].append(element.reference)
    numbers.extend([key, element.reference])
    page.setdefault("Annots", pydyf.Array()).append(field.reference)
    fields = pydyf.Array([field.reference])
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": fields, "SigFlags": 3})


def _object(pdf: pydyf.PDF, reference: bytes) -> pydyf.Dictionary:
    return pdf.objects[int(reference.split()[0])]


def seal_from(folder: Path) -> Seal:
    """The seal that the environment sets, or the register's own. Raises OSError or ValueError."""
    stamps = os.environ.get("TSA_URL", "")
    if "SEAL_PKCS11_MODULE" in os.environ:
        return _on_token(folder, stamps)
    path = seal_in_use(folder) if seals_itself() else Path(os.environ["SEAL_PKCS12"])
    return _loaded(path, path.stat().st_mtime_ns, folder, stamps)


@cache
def _loaded(path: Path, _changed: int, folder: Path, stamps: str) -> Seal:
    if seals_itself():
        return _ready(_own(path, folder / "authority.pem"), stamps)
    signer = SimpleSigner.load_pkcs12_data(
        path.read_bytes(), (), passphrase=_secret("SEAL_PKCS12_PASSWORD")
    )
    _remember(signer, folder)
    return _ready(signer, stamps)


def _own(path: Path, authority: Path) -> SimpleSigner:
    pem = path.read_bytes()
    above = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    above.register_multiple(load_certs_from_pemder_data(authority.read_bytes()))
    [certificate] = load_certs_from_pemder_data(pem)
    return SimpleSigner(
        signing_cert=certificate,
        signing_key=load_private_key_from_pemder_data(pem, None),
        cert_registry=above,
    )


@cache
def _on_token(folder: Path, stamps: str) -> Seal:
    """The key that stays in its token (PKCS#11)."""
    # Needs python-pkcs11, which only those with a token install.
    from pyhanko.config.pkcs11 import TokenCriteria  # noqa: PLC0415
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session  # noqa: PLC0415

    session = open_pkcs11_session(
        os.environ["SEAL_PKCS11_MODULE"],
        token_criteria=TokenCriteria(label=os.environ["SEAL_PKCS11_TOKEN"]),
        user_pin=(_secret("SEAL_PKCS11_PIN") or b"").decode() or None,
    )
    signer = PKCS11Signer(session, cert_label=os.environ["SEAL_PKCS11_LABEL"])
    _remember(signer, folder)
    return _ready(signer, stamps)


def _secret(name: str) -> bytes | None:
    """A password from the file that `NAME_FILE` names, or from `NAME`."""
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_bytes().rstrip(b"\r\n")
    return os.environ[name].encode() if name in os.environ else None


def _remember(signer: Signer, folder: Path) -> None:
    """Keep whose seal it is. Who has issued the certificate seals for others too."""
    if signer.signing_cert is None:
        raise ValueError("The seal has no certificate of its own.")
    keep_known(folder, x509.load_der_x509_certificate(signer.signing_cert.dump()))


def _ready(signer: Signer, stamps: str) -> Seal:
    """Sign nothing once: that shows how long a seal is, and that the key can be used."""
    attributes = result_of(signer.signed_attrs(TRIAL, "sha256", use_pades=True)).dump()
    seal = Seal(signer, stamps, attributes)
    return seal._replace(room=len(seal.signature(TRIAL)) + MARGIN)

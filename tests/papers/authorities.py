"""Authorities of the outside world: one that certifies a seal, and one that tells the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

PEM = serialization.Encoding.PEM


Issuer = tuple[bytes, bytes]
"""The key and the certificate of who certifies others (PEM)."""


def key_and_certificate(
    name: str, *purposes: x509.ObjectIdentifier, issuer: Issuer | None = None, ca: bool = False
) -> tuple[bytes, bytes]:
    """An RSA key and a certificate that it has signed itself, unless there is an issuer (PEM)."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)])
    now = datetime.now(UTC)
    above = x509.load_pem_x509_certificate(issuer[1]).subject if issuer else subject
    number = x509.random_serial_number()
    builder = x509.CertificateBuilder(above, subject, key.public_key(), number)
    builder = builder.not_valid_before(now - timedelta(days=1))
    builder = builder.not_valid_after(now + timedelta(days=30))
    usage = [not ca, not ca, False, False, False, ca, ca, False, False]
    builder = builder.add_extension(x509.KeyUsage(*usage), critical=True)
    builder = builder.add_extension(x509.BasicConstraints(ca, None), critical=True)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=True)
    secret = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    signer = private_key(issuer[0]) if issuer else key
    return secret, builder.sign(signer, hashes.SHA256()).public_bytes(PEM)


def private_key(pem: bytes) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def pkcs12_file(path: Path, name: str, password: bytes, issuer: Issuer | None = None) -> Path:
    """A seal of an organisation, as its authority hands it out, with the chain where it has one."""
    secret, certificate = key_and_certificate(name, issuer=issuer)
    key = private_key(secret)
    chain = [x509.load_pem_x509_certificate(issuer[1])] if issuer else None
    encryption = serialization.BestAvailableEncryption(password)
    holder = x509.load_pem_x509_certificate(certificate)
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", key, holder, chain, encryption))
    return path


@contextmanager
def time_stamps() -> Iterator[str]:
    """The address of an authority that tells the time (RFC 3161)."""
    secret, certificate = key_and_certificate("Time", ExtendedKeyUsageOID.TIME_STAMPING)
    [holder] = load_certs_from_pemder_data(certificate)
    stamper = DummyTimeStamper(holder, load_private_key_from_pemder_data(secret, None))

    class Authority(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            answer = stamper.request_tsa_response(tsp.TimeStampReq.load(asked)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Authority) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()

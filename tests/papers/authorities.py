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


def key_and_certificate(name: str, *purposes: x509.ObjectIdentifier) -> tuple[bytes, bytes]:
    """An RSA key and a certificate that it has signed itself (PEM)."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), 1)
    builder = builder.not_valid_before(now - timedelta(days=1))
    builder = builder.not_valid_after(now + timedelta(days=30))
    usage = [True, True, *[False] * 7]
    builder = builder.add_extension(x509.KeyUsage(*usage), critical=True)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=True)
    secret = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return secret, builder.sign(key, hashes.SHA256()).public_bytes(PEM)


def pkcs12_file(path: Path, name: str, password: bytes) -> Path:
    """A seal of an organisation, as its authority hands it out."""
    secret, certificate = key_and_certificate(name)
    key = serialization.load_pem_private_key(secret, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    encryption = serialization.BestAvailableEncryption(password)
    holder = x509.load_pem_x509_certificate(certificate)
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", key, holder, None, encryption))
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

"""The key of the log, and notes signed with it (C2SP signed-note and tlog-checkpoint).

Key and name of the log stand in one text, as Go's package `note` writes them, so that the name
stays the same wherever the register is moved: `PRIVATE+KEY+name+id+key`.
"""

from base64 import b64decode, b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app

from notices.config import secret

ED25519 = b"\1"
MARK = "PRIVATE+KEY+"


class Signer(NamedTuple):
    """The name of a log and its private key."""

    name: str
    key: Ed25519PrivateKey

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell the keys of one name apart."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self._public).digest()[:4]

    @property
    def verifier(self) -> str:
        """The public key in the form that verifiers take."""
        public = b64encode(ED25519 + self._public).decode()
        return f"{self.name}+{self.key_id.hex()}+{public}"

    @property
    def _public(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def checkpoint(self, size: int, head: bytes) -> str:
        """The signed note about the head of a tree."""
        text = f"{self.name}\n{size}\n{b64encode(head).decode()}\n"
        signature = b64encode(self.key_id + self.key.sign(text.encode())).decode()
        return f"{text}\n— {self.name} {signature}\n"


def signer() -> Signer:
    """The signer of this register's log, from LOG_KEY or the folder `log` of the instance."""
    address = urlsplit(current_app.config["PUBLIC_URL"])
    name = f"{address.netloc}{address.path.rstrip('/')}/log"
    folder = Path(current_app.instance_path) / "log"
    return read_signer(secret(folder, "LOG_KEY", lambda: new_key(name)))


def new_key(name: str) -> str:
    """A new private key of a log with this name."""
    made = Signer(name, Ed25519PrivateKey.generate())
    private = b64encode(ED25519 + made.key.private_bytes_raw()).decode()
    return f"{MARK}{name}+{made.key_id.hex()}+{private}"


@lru_cache(maxsize=1)
def read_signer(text: str) -> Signer:
    """The signer that a private key's text stands for."""
    name, _key_id, private = text.strip().removeprefix(MARK).split("+", 2)
    return Signer(name, Ed25519PrivateKey.from_private_bytes(b64decode(private)[1:]))

"""The key of the log, and notes signed with it (C2SP signed-note and tlog-checkpoint).

Key and name of the log stand in one text, as Go's package `note` writes them, so that the name
stays the same wherever the register is moved: `PRIVATE+KEY+name+id+key`.
"""

import os
from base64 import b64decode, b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app

from notices.config import secret
from notices.files import replacing

ED25519 = b"\1"
MARK = "PRIVATE+KEY+"
LAST = "last_checkpoint"
"""The file of an instance with what it signed last. It is in no backup: one is older than it."""


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


def last_signed() -> str:
    """The note that this instance signed last; empty where it has signed none."""
    path = Path(current_app.instance_path) / LAST
    return path.read_text("utf-8") if path.exists() else ""


def keep_last_signed(note: str) -> None:
    """Keep what was signed where whoever rules the database does not reach it.

    All may read it, as it is published anyway: so the service reads what root has signed.
    """
    with replacing(Path(current_app.instance_path) / LAST) as file:
        os.fchmod(file.fileno(), 0o644)
        file.write(note.encode())


def forget_last_signed() -> None:
    """Go on from whatever the database holds, as after a restoring."""
    (Path(current_app.instance_path) / LAST).unlink(missing_ok=True)


def new_key(name: str) -> str:
    """A new private key of a log with this name."""
    made = Signer(name, Ed25519PrivateKey.generate())
    private = b64encode(ED25519 + made.key.private_bytes_raw()).decode()
    return f"{MARK}{name}+{made.key_id.hex()}+{private}"


def check_key(instance: Path) -> None:
    """Raise ValueError where the log of an instance has a key that cannot be used."""
    if os.environ.get("LOG_KEY") or (instance / "log" / "log_key").exists():
        read_signer(secret(instance / "log", "LOG_KEY"))


@lru_cache(maxsize=1)
def read_signer(text: str) -> Signer:
    """The signer that a private key's text stands for. Raises ValueError, which names the part that
    is wrong and never tells the key.
    """
    parts = text.strip().removeprefix(MARK).split("+", 2)
    if not text.startswith(MARK) or len(parts) < 3:
        raise _wrong("other parts")
    name, key_id, private = parts
    try:
        kind, *key = b64decode(private, validate=True)
        signer = Signer(name, Ed25519PrivateKey.from_private_bytes(bytes(key)))
    except ValueError:
        raise _wrong("a key that is not 33 bytes in base64") from None
    if bytes([kind]) != ED25519 or signer.key_id.hex() != key_id:
        raise _wrong("another id than that of its name and key")
    return signer


def _wrong(what: str) -> ValueError:
    return ValueError(f"LOG_KEY: Give the whole text {MARK}name+id+key. This one has {what}.")

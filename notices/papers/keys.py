"""The keys that sign QR codes: files of the register, the newest one signs.

A key appears whole or not at all. When a newer one has taken its place, its file keeps only the
public half, for the papers that it has signed.
"""

import os
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from notices.config import write_once

from .payload import CURVE, PrivateKey, PublicKey, PublicKeys, key_id

PRIVATE = b"PRIVATE KEY"


def signing_key(folder: Path) -> PrivateKey:
    """The newest key. The first one is made when it is wanted."""
    while True:
        newest = _key(_files(folder)[-1])
        if isinstance(newest, PrivateKey):
            return newest
        # Rotated just now: a newer one lies beside it.


def public_keys(folder: Path) -> PublicKeys:
    """All keys that have ever signed, by their id."""
    keys = [_public(_key(path)) for path in _files(folder)]
    return {key_id(key): key for key in keys}


def rotate(folder: Path) -> bytes:
    """Let a new key sign from now on, forget the private half of the last one; give the new id."""
    last = _files(folder)[-1]
    made = _make(folder, int(last.stem) + 1)
    public = _public(_key(last))
    with NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(last)
    return key_id(_public(_key(made)))


def _files(folder: Path) -> list[Path]:
    """The files of the keys, the oldest first; there is always one."""
    return sorted(folder.glob("*.pem")) or [_make(folder, 1)]


def _make(folder: Path, number: int) -> Path:
    key = ec.generate_private_key(CURVE)
    path = folder / f"{number:04d}.pem"
    folder.mkdir(parents=True, exist_ok=True)
    write_once(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def _key(path: Path) -> PrivateKey | PublicKey:
    kept = path.stat()
    return _read(path, kept.st_ino, kept.st_mtime_ns)


@lru_cache(maxsize=64)
def _read(path: Path, _file: int, _changed: int) -> PrivateKey | PublicKey:
    """The key in a file, read once as long as the file stays what it is."""
    pem = path.read_bytes()
    key = load_pem_private_key(pem, None) if PRIVATE in pem else load_pem_public_key(pem)
    if not isinstance(key, PrivateKey | PublicKey):
        raise TypeError(f"{path.name} holds no key of P-256.")
    return key


def _public(key: PrivateKey | PublicKey) -> PublicKey:
    return key.public_key() if isinstance(key, PrivateKey) else key

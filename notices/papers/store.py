"""Keeps the bytes of papers under their SHA-256. What is once written is never changed."""

import os
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import current_app


def keep(pdf: bytes) -> str:
    """Write the bytes durably under their digest, and give the digest."""
    digest = sha256(pdf).hexdigest()
    path = path_of(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        # A reader finds the whole paper or none, even after a loss of power.
        Path(file.name).replace(path)
        _flush_folder(path.parent)
    return digest


def path_of(digest: str) -> Path:
    """Where the bytes with this digest lie."""
    return Path(current_app.config["PAPERS"]) / f"{digest}.pdf"


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

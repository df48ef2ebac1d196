"""Keeps papers and evidence under their SHA-256: in a folder, or wherever fsspec reaches.

What is once written is never changed until it is erased. Whatever is read is checked against its
digest.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import IO, Any, NamedTuple, Protocol

from flask import Response, current_app, request, send_file

UNFINISHED = "unfinished"
"""Where files of a folder are written before they get their names."""


class DamagedFile(Exception):
    """What is stored under a digest is no longer what was kept, or is gone."""


class Store(Protocol):
    """Where bytes lie under their names."""

    def read(self, name: str) -> bytes:
        """The bytes; raises FileNotFoundError."""

    def write(self, name: str, content: bytes) -> None:
        """Write the bytes durably; a reader finds all of them or none."""

    def remove(self, name: str) -> None:
        """Remove the bytes, if there are any; papers and evidence only when they are erased."""

    def remove_unfinished(self, before: datetime) -> None:
        """Remove what writers have left behind that died before this instant."""


class Folder(NamedTuple):
    """A folder of this machine."""

    root: Path

    def read(self, name: str) -> bytes:
        """Read a file."""
        return (self.root / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all, also where the power is lost."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.root / UNFINISHED
        unfinished.mkdir(exist_ok=True)
        with replacing(path, unfinished) as file:
            file.write(content)

    def remove(self, name: str) -> None:
        """Remove a file."""
        (self.root / name).unlink(missing_ok=True)

    def remove_unfinished(self, before: datetime) -> None:
        """Remove files that never got their names."""
        for path in (self.root / UNFINISHED).glob("*"):
            with suppress(FileNotFoundError):  # It has its name by now.
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()


class Remote(NamedTuple):
    """A store such as `s3://bucket/prefix`; fsspec is loaded only where there is one."""

    url: str

    def read(self, name: str) -> bytes:
        """Fetch an object."""
        system, root = self._opened()
        content: bytes = system.cat_file(f"{root}/{name}")
        return content

    def write(self, name: str, content: bytes) -> None:
        """Put an object."""
        system, root = self._opened()
        system.pipe_file(f"{root}/{name}", content)

    def remove(self, name: str) -> None:
        """Remove an object."""
        system, root = self._opened()
        with suppress(FileNotFoundError):
            system.rm_file(f"{root}/{name}")

    def remove_unfinished(self, before: datetime) -> None:
        """An object is there whole or not at all."""

    def _opened(self) -> tuple[Any, str]:
        """The file system, which fsspec keeps for each process, because it survives no fork."""
        from fsspec import url_to_fs  # noqa: PLC0415

        system, root = url_to_fs(self.url)
        return system, root.rstrip("/")


def store() -> Store:
    """The store of `STORAGE_URL`."""
    url: str = current_app.config["STORAGE_URL"]
    return Remote(url) if "://" in url else Folder(Path(url))


def keep(content: bytes) -> str:
    """Write the bytes under their digest where they are not kept whole, and give the digest."""
    digest = sha256(content).hexdigest()
    try:
        read(digest)
    except DamagedFile:
        store().write(name_of(digest), content)
    return digest


def read(digest: str) -> bytes:
    """The bytes with this digest. Raises DamagedFile where a single one of them has changed."""
    try:
        content = store().read(name_of(digest))
    except FileNotFoundError as error:
        raise DamagedFile(digest) from error
    if sha256(content).hexdigest() != digest:
        raise DamagedFile(digest)
    return content


def served(digest: str, media_type: str, name: str, *, as_attachment: bool = False) -> Response:
    """The bytes as an answer under a name, or 304 where the reader has them.

    They are given whole, whatever range is asked for: a copy is one answer.
    """
    if request.if_none_match.contains(digest):
        response = Response(status=304)
        response.set_etag(digest)
        return response
    return send_file(
        BytesIO(read(digest)),
        mimetype=media_type,
        as_attachment=as_attachment,
        download_name=name,
        etag=digest,
        conditional=False,
    )


@contextmanager
def as_local(digests: Iterable[str]) -> Iterator[dict[str, Path]]:
    """Where files lie on this machine, by digest; remote ones are fetched for the while.

    Damaged ones are left out and logged.
    """
    opened = store()
    with TemporaryDirectory() as folder:
        found = {}
        for digest in digests:
            try:
                content = read(digest)
            except DamagedFile:
                current_app.logger.critical("The stored file %s is damaged or gone.", digest)
                continue
            if isinstance(opened, Folder):
                found[digest] = opened.root / name_of(digest)
            else:
                found[digest] = Path(folder) / digest
                found[digest].write_bytes(content)
        yield found


def take_in_earlier(instance: Path) -> None:
    """Move what version 0.1.0 kept in two folders of the instance into the one store, unless the
    store is such a folder.
    """
    opened = store()
    root = opened.root.resolve() if isinstance(opened, Folder) else Path()
    for path in [*instance.glob("papers/*.pdf"), *instance.glob("attachments/??/*")]:
        if path.resolve() != root / name_of(path.name):
            keep(path.read_bytes())
            path.unlink()


@contextmanager
def replacing(path: Path, unfinished: Path | None = None) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` once it is whole and durable, or leaves it as it was.

    Until then it lies in `unfinished`, or beside.
    """
    with NamedTemporaryFile(dir=unfinished or path.parent, delete=False) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _flush_folder(path.parent)


def name_of(digest: str) -> str:
    """Where the bytes with this digest lie in the store."""
    return f"{digest[:2]}/{digest}"


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Papers and evidence lie under their digests, in a folder, in memory or on S3."""

import os
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask

from notices.files import DamagedFile, as_local, keep, read, served, store, take_in_earlier

STORES = ["folder", "memory://files", "s3"]


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """A server that speaks S3, with a bucket. The names of its keys mean nothing."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 (half a second)

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    names = {"AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_DEFAULT_REGION": "us-east-1"}
    names |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in names.items():
            patch.setenv(name, value)
        import s3fs  # noqa: PLC0415

        s3fs.S3FileSystem().mkdir("register")
        yield "s3://register/files"
        server.stop()


@pytest.fixture(params=STORES)
def app(request: pytest.FixtureRequest, once: Flask, tmp_path: Path) -> Flask:
    """An application with an empty store of each kind; the store knows no database."""
    urls = {"folder": str(tmp_path)}
    url = request.getfixturevalue("s3") if request.param == "s3" else request.param
    once.config["STORAGE_URL"] = urls.get(request.param, url)
    return once


def name_of(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


def test_what_is_kept_is_read_by_its_digest(app: Flask) -> None:
    digest = keep(b"paper")
    assert digest == sha256(b"paper").hexdigest() == keep(b"paper")
    assert read(digest) == b"paper"
    with as_local([digest]) as paths:
        assert paths[digest].read_bytes() == b"paper"


def test_a_change_of_one_byte_is_noticed_and_healed_by_the_file_itself(app: Flask) -> None:
    digest = keep(b"evidence")
    store().write(name_of(digest), b"evidenca")
    with pytest.raises(DamagedFile, match=digest):
        read(digest)
    with as_local([digest]) as paths:
        assert paths == {}
    assert keep(b"evidence") == digest and read(digest) == b"evidence"


def test_what_is_gone_is_damaged_too(app: Flask) -> None:
    with pytest.raises(DamagedFile):
        read("0" * 64)


def test_a_reader_who_has_the_file_gets_nothing_again(app: Flask) -> None:
    digest = keep(b"paper")
    with app.test_request_context():
        answer = served(digest, "application/pdf", "дазвол.pdf")
        answer.direct_passthrough = False
        assert answer.data == b"paper" and answer.get_etag() == (digest, False)
        assert "UTF-8''%D0%B4" in answer.headers["Content-Disposition"]
    with app.test_request_context(headers={"If-None-Match": f'"{digest}"'}):
        assert served(digest, "application/pdf", "a.pdf").status_code == 304


def test_an_existing_file_is_never_written_again(once: Flask) -> None:
    digest = keep(b"paper")
    path = Path(once.config["STORAGE_URL"]) / name_of(digest)
    before = path.stat()
    keep(b"paper")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_file_appears_whole_and_is_flushed_before_it_has_its_name(
    once: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    flush, rename = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda file: (seen.append("flush"), flush(file)))
    monkeypatch.setattr(Path, "replace", lambda a, b: (seen.append("name"), rename(a, b))[1])
    digest = keep(b"whole")
    assert seen == ["flush", "name", "flush"]
    folder = Path(once.config["STORAGE_URL"]) / digest[:2]
    assert [path.name for path in folder.iterdir()] == [digest]


def test_many_who_keep_the_same_at_once_keep_it_once(once: Flask) -> None:
    def keep_it() -> None:
        with once.app_context():
            keep(b"the same")

    threads = [threading.Thread(target=keep_it) for _thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    digest = sha256(b"the same").hexdigest()
    folder = Path(once.config["STORAGE_URL"]) / digest[:2]
    assert [path.name for path in folder.iterdir()] == [digest]


def test_what_earlier_versions_kept_is_taken_in(once: Flask, tmp_path: Path) -> None:
    paper, photo = sha256(b"paper").hexdigest(), sha256(b"photo").hexdigest()
    for path, content in (
        (f"papers/{paper}.pdf", b"paper"),
        (f"attachments/{photo[:2]}/{photo}", b"photo"),
    ):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_bytes(content)
    take_in_earlier(tmp_path)
    take_in_earlier(tmp_path)
    assert read(paper) == b"paper" and read(photo) == b"photo"
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_the_store_itself_keeps_in_such_a_folder_stays(once: Flask, tmp_path: Path) -> None:
    once.config["STORAGE_URL"] = str(tmp_path / "elsewhere" / ".." / "attachments")
    digest = keep(b"photo")
    take_in_earlier(tmp_path)
    assert read(digest) == b"photo"

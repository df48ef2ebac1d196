"""Every file is needed by a row, or noted and removed in time, whoever dies in between."""

import os
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from notices.evidence.uploads import taken_in
from notices.files import DamagedFile, Folder, name_of, read, store
from notices.models import StoredPaper, UnneededFile, db, transaction
from notices.papers.printer import Printer
from notices.papers.queue import _deliver, work
from notices.steps import take
from notices.unneeded import WAITS, keep, note, remove_unneeded_files
from tests.factories import a_notice, an_act
from tests.notices.evidence.files import a_file, a_photo
from tests.notices.test_races import results_of


@pytest.fixture
def own_store(app: Flask, tmp_path: Path) -> Path:
    """A store without what other tests have left."""
    app.config["STORAGE_URL"] = str(tmp_path / "store")
    return tmp_path / "store"


def noted() -> set[str]:
    """The digests that are noted."""
    return {name.rpartition("/")[2] for name in db.session.scalars(select(UnneededFile.name))}


def let_a_day_pass() -> None:
    with transaction():
        db.session.execute(update(UnneededFile).values(due=datetime.now(UTC)))
    remove_unneeded_files()


def test_what_is_handed_in_and_never_attached_goes_after_a_day(own_store: Path) -> None:
    notice = a_notice()
    attached, left = (taken_in(a_file(a_photo(size=(40, 20 + n)))) for n in range(2))
    take(an_act("inspector", attached), ("attach", notice))
    assert noted() == {left.sha256, left.thumbnail}
    remove_unneeded_files()
    assert read(left.sha256) and read(left.thumbnail)
    let_a_day_pass()
    assert read(attached.sha256) and read(attached.thumbnail)
    files = {path.name for path in own_store.rglob("*") if path.is_file()}
    assert files == {attached.sha256, attached.thumbnail}
    assert noted() == set()


@pytest.mark.usefixtures("own_store")
def test_a_paper_that_is_printed_twice_has_one_file() -> None:
    notice = a_notice()
    paper = select(StoredPaper).where(StoredPaper.notice_id == notice.id)
    paper_id = db.session.scalars(paper).all()[0].id
    [first], [second] = keep(b"%PDF one"), keep(b"%PDF two")
    for digest in (first, second, first):
        _deliver(paper_id, digest, 8)
    remove_unneeded_files()
    assert read(first) and noted() == set()
    with pytest.raises(DamagedFile):
        read(second)


@pytest.mark.usefixtures("own_store")
def test_whoever_prints_removes_what_is_due(app: Flask) -> None:
    with transaction():
        db.session.execute(update(StoredPaper).values(due=datetime.now(UTC) + WAITS))
        note([name_of("00")], datetime.now(UTC))
    store().write(name_of("00"), b"")
    work(app, Printer(app.config["SEAL"]))
    with pytest.raises(FileNotFoundError):
        store().read(name_of("00"))
    assert noted() == set()


@pytest.mark.usefixtures("own_store")
def test_bytes_that_are_handed_in_again_wait_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    [digest] = keep(b"the same")
    with transaction():
        note([name_of(digest)], datetime.now(UTC))
    remove_unneeded_files()
    assert read(digest) and noted() == {digest}

    def away(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(Folder, "remove", away)
        let_a_day_pass()
    assert read(digest) and noted() == {digest}
    let_a_day_pass()
    assert noted() == set()


def test_two_who_note_the_same_files_never_wait_for_one_another(on_postgresql: Flask) -> None:
    names = [f"{number:03}" for number in range(60)]

    def note_in(order: list[str]) -> None:
        with transaction():
            note(order, datetime.now(UTC) + WAITS)

    for _round in range(3):
        both = (partial(note_in, names), partial(note_in, names[::-1]))
        assert results_of(on_postgresql, *both) == [None, None]


def test_a_file_that_was_not_written_to_its_end_goes_after_a_day(own_store: Path) -> None:
    for days in (0, 2):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "replace", lambda *_: None)
            keep(str(days).encode())
    new, old = (own_store / "unfinished").iterdir()
    _age(old, timedelta(days=2))
    remove_unneeded_files()
    assert new.exists() and not old.exists()


def _age(path: Path, by: timedelta) -> None:
    then = (datetime.now(UTC) - by).timestamp()
    os.utime(path, (then, then))

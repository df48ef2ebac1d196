"""The keys of codes: made once, private, and old codes outlive them."""

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from notices.papers.keys import public_keys, rotate, signing_key
from notices.papers.payload import PrivateKey, key_id, read, write
from tests.papers.test_payload import CLAIMS


def name_of(key: PrivateKey) -> bytes:
    return key_id(key.public_key())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of keys that does not exist yet."""
    return tmp_path / "codes"


def at_once(work: Callable[[Path], object], folder: Path) -> list[object]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(work, [folder] * 32))


def test_many_that_begin_at_once_make_one_key_that_only_the_owner_reads(folder: Path) -> None:
    assert len(set(at_once(lambda folder: name_of(signing_key(folder)), folder))) == 1
    [file] = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(public_keys(folder)) == [name_of(signing_key(folder))]


def test_old_codes_stay_genuine_when_a_new_key_signs(folder: Path) -> None:
    old = write(CLAIMS, signing_key(folder))
    made = rotate(folder)
    new = write(CLAIMS, signing_key(folder))
    assert name_of(signing_key(folder)) == made and new != old
    assert read(old, public_keys(folder)) == read(new, public_keys(folder)) == CLAIMS


def test_the_private_half_of_an_old_key_is_forgotten(folder: Path) -> None:
    signing_key(folder)
    rotate(folder)
    rotate(folder)
    private = [file.name for file in folder.iterdir() if b"PRIVATE" in file.read_bytes()]
    assert private == ["0003.pem"] and len(public_keys(folder)) == 3


def test_one_who_signs_meanwhile_always_has_a_key(folder: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        rotating = pool.submit(lambda: [rotate(folder) for _time in range(20)])
        while not rotating.done():
            assert read(write(CLAIMS, signing_key(folder)), public_keys(folder)) == CLAIMS
    assert len(public_keys(folder)) == 21

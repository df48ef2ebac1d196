"""What is handed in is shown to a virus scanner first, and not taken while there is no answer."""

import socket
from pathlib import Path

import pytest
from flask import Flask

from notices.config import of_socket
from notices.evidence.uploads import taken_in
from tests.notices.evidence.clamd import VIRUS, clamd
from tests.notices.evidence.files import a_file, a_photo, a_scan, refusal_of

NOT_CHECKED = "No file can be checked"


pytestmark = pytest.mark.usefixtures("web")


@pytest.mark.parametrize("by", ["host", "path"])
def test_what_carries_a_virus_is_refused_and_the_rest_is_taken(
    web: Flask, by: str, tmp_path: Path
) -> None:
    with clamd(socket=tmp_path / "clamd.ctl" if by == "path" else None) as address:
        web.config["CLAMD"] = address
        assert taken_in(a_file(a_photo(size=(900, 700)))).media_type == "image/jpeg"
        assert taken_in(a_file(a_scan())).media_type == "application/pdf"
        assert "malicious software" in refusal_of(a_scan() + b"\n%" + VIRUS)


@pytest.mark.parametrize(
    "says", [b"", b"stream: OK", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK\0 or not"]
)
def test_another_answer_than_clean_takes_nothing(web: Flask, says: bytes) -> None:
    with clamd(says) as web.config["CLAMD"]:
        assert NOT_CHECKED in refusal_of(a_photo())


def test_a_daemon_that_is_not_there_or_silent_takes_nothing(
    web: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.config["CLAMD"] = "/nowhere/clamd.ctl"
    assert NOT_CHECKED in refusal_of(a_photo())
    monkeypatch.setattr("notices.evidence.viruses.PATIENCE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        web.config["CLAMD"] = silent.getsockname()
        assert NOT_CHECKED in refusal_of(a_photo())


def test_the_setting_is_a_path_or_a_host_with_its_port() -> None:
    assert of_socket("clamav:3310") == ("clamav", 3310)
    assert of_socket("/run/clamav/clamd.ctl") == "/run/clamav/clamd.ctl"
    assert of_socket("") == ""
    with pytest.raises(ValueError, match="whole number"):
        of_socket("clamav")

"""Settings of a register: its keys, and the address of its database."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import make_url

from notices import cli, create_app, schema
from notices.config import FROM_ENVIRONMENT, database_url, secret, settings
from notices.readers import yes_or_no
from notices.server import listen


def test_a_key_is_made_once_however_many_processes_start_at_the_same_time(tmp_path: Path) -> None:
    together = Barrier(8)

    def start() -> str:
        together.wait()
        return secret(tmp_path / "instance", "REGISTER_KEY")

    with ThreadPoolExecutor(8) as pool:
        keys = {each.result() for each in [pool.submit(start) for _ in range(8)]}
    assert len(keys) == 1 and len(keys.pop()) == 43
    (file,) = (tmp_path / "instance").iterdir()
    assert file.name == "register_key" and file.stat().st_mode & 0o777 == 0o600


def test_no_other_account_of_the_machine_reads_the_register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier, written = tmp_path / "register.sqlite", tmp_path / "export.jsonl"
    earlier.touch(0o644)
    create_app(INSTANCE=tmp_path)
    assert earlier.stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(cli, "commands", lambda **_how: written.touch())
    usual = os.umask(0o022)
    cli.main()
    os.umask(usual)
    assert written.stat().st_mode & 0o777 == 0o600


def test_a_key_from_the_environment_is_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "given " * 6)
    assert secret(tmp_path, "SECRET_KEY") == "given " * 6
    assert not list(tmp_path.iterdir())


def test_a_key_that_can_be_guessed_is_refused_and_an_empty_one_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGISTER_KEY", "x" * 31)
    with pytest.raises(ValueError, match="REGISTER_KEY has fewer than 32"):
        secret(tmp_path, "REGISTER_KEY")
    monkeypatch.setenv("REGISTER_KEY", "")
    assert len(secret(tmp_path, "REGISTER_KEY")) == 43


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_each_spelling_of_a_postgresql_address_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://register@db/notices")
    assert database_url(tmp_path) == "postgresql+psycopg://register@db/notices"


def test_without_an_address_the_register_is_a_file_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert database_url(tmp_path) == f"sqlite:///{tmp_path}/register.sqlite"


@pytest.mark.parametrize("name", ["a % sign", "50%25", "why?x=1", "number #1", "Реестр"])
def test_a_folder_may_have_any_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert make_url(database_url(tmp_path / name)).database == f"{tmp_path}/{name}/register.sqlite"
    monkeypatch.setattr(schema, "MIGRATIONS", tmp_path / name)
    assert schema.config().get_main_option("script_location") == str(tmp_path / name)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("::1", "http://[::1]:8001"),
        ("[::1]", "http://[::1]:8001"),
    ],
)
def test_an_address_of_ipv6_stands_in_brackets(
    once: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, url: str
) -> None:
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("PORT", "8001")
    monkeypatch.delenv("PUBLIC_URL", raising=False)
    assert create_app(INSTANCE=tmp_path).config["PUBLIC_URL"] == url
    monkeypatch.setenv("PORT", "0")
    listen(once).close()


@pytest.mark.parametrize("host", ["", "[]"])
def test_an_empty_host_is_that_of_the_machine_alone(
    once: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("PORT", "")
    assert settings(tmp_path)["PUBLIC_URL"] == "http://127.0.0.1:8000"
    monkeypatch.setenv("PORT", "0")
    server = listen(once)
    server.close()
    assert server.effective_host == "127.0.0.1"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [(name, "true") for name, read in FROM_ENVIRONMENT.items() if read is yes_or_no]
    + [
        ("DEADLINE_DAYS", "0"),
        ("DEADLINE_DAYS", "-5"),
        ("DEADLINE_DAYS", "ten"),
        ("SESSION_IDLE", "1h"),
        ("FRESH_MINUTES", "confirm:30"),
        ("PUBLIC_URL", "register.example"),
        ("PUBLIC_URL", ""),
        ("PUBLIC_URL", "https://register.example:99999"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:///file::memory:?uri=true"),
        ("STORAGE_URL", ""),
        ("STORAGE_URL", "foo://bucket"),
        ("OSRM_URL", "foo"),
        ("TSA_URL", "foo"),
        ("TSA_URL", "https://[time"),
        ("SEAL_PKCS12", "/nonexistent"),
        ("SEAL_PKCS12", ""),
        ("SEAL_PKCS12_PASSWORD_FILE", "/"),
        ("SEAL_PKCS11_PIN_FILE", "/nonexistent"),
        ("SMTP_URL", "host:25"),
        ("SMTP_URL", "smtp://mail.example:abc"),
        ("SMTP_URL", "smtp://mail.example:0"),
        ("MAIL_FROM", "nobody"),
        ("ALERTS_TO", "xx"),
        ("ALERTS_TO", "a@by.example, b@ru.example"),
        ("RATELIMIT_STORAGE_URI", "foo://x"),
        ("RATELIMIT_STORAGE_URI", "memcached://x"),
        ("RATELIMIT_STORAGE_URI", ""),
    ],
)
def test_a_setting_that_means_nothing_is_refused_by_its_name_and_makes_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, wrong: str
) -> None:
    monkeypatch.setenv(name, wrong)
    with pytest.raises(ValueError, match=rf"^{name}: (Choose|Give|Name) "):
        settings(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_mail_server_needs_a_sender_and_its_password_is_never_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_URL", "smtps://name:secret@")
    with pytest.raises(ValueError, match=r"^SMTP_URL: Give ") as refused:
        settings(tmp_path)
    assert "secret" not in str(refused.value)
    monkeypatch.setenv("SMTP_URL", "smtps://name:secret@mail.example")
    with pytest.raises(ValueError, match=r"^MAIL_FROM: Give "):
        settings(tmp_path)
    monkeypatch.setenv("MAIL_FROM", "Register <register@example.org>")
    monkeypatch.setenv("ALERTS_TO", "a@by.example b@ru.example")
    assert settings(tmp_path)["ALERTS_TO"] == ("a@by.example", "b@ru.example")


def test_what_is_left_empty_is_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = ("OSRM_URL", "TSA_URL", "SMTP_URL", "MAIL_FROM", "ALERTS_TO", "CLAMD")
    for name in empty:
        monkeypatch.setenv(name, "")
    assert not any(settings(tmp_path).get(name) for name in empty)


def test_a_server_that_prints_no_papers_need_not_see_the_key_of_the_seal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEAL_PKCS12", "/nonexistent")
    monkeypatch.setenv("RENDERS_PAPERS", "0")
    assert settings(tmp_path)["RENDERS_PAPERS"] is False


def test_behind_https_no_setting_takes_the_cookie_off_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://register.example")
    monkeypatch.setenv("SESSION_COOKIE_SECURE", "0")
    monkeypatch.setenv("FINE_BLOCKS_EXIT", "1")
    found = settings(tmp_path)
    assert found["SESSION_COOKIE_SECURE"] is found["FINE_BLOCKS_EXIT"] is True


def test_the_server_lets_through_what_the_pages_refuse_by_themselves(
    once: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "0")
    server = listen(once)
    server.close()
    assert server.adj.max_request_body_size > once.config["MAX_CONTENT_LENGTH"]

"""Settings: defaults, then the environment, then what the caller of `create_app` gives."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from .providers import providers
from .readers import (
    at_least_one,
    choice,
    mail_addresses,
    of_socket,
    or_nothing,
    rates_url,
    readable_file,
    sender,
    storage_url,
    url_of,
    whole_number,
    yes_or_no,
)

EMBEDDED = "register.sqlite"
SHORTEST_KEY = 32
KEYS = ("SECRET_KEY", "SECURITY_PASSWORD_SALT", "REGISTER_KEY")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
DEFAULTS: dict[str, Any] = {
    "DEADLINE_DAYS": 10,
    "FINE_BLOCKS_EXIT": False,
    "RETENTION_YEARS": {"notice": 5, "draft": 1, "question": 1},
    "OSRM_URL": "",
    "CLAMD": "",
    "RENDERS_PAPERS": True,
    "SENDS_MESSAGES": True,
    "SMTP_URL": "",
    "MAIL_FROM": "",
    "ALERTS_TO": (),
    "TRUSTED_PROXIES": None,
    "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
    "BABEL_DEFAULT_LOCALE": "ru",
    "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
    "SESSION_IDLE": timedelta(minutes=60),
    "SESSION_LASTS": timedelta(hours=12),
    "SECOND_FACTOR": "",
    "FRESH_MINUTES": {
        "confirm": 30,
        "release": 60,
        "annul": 10,
        "ask_annulment": 10,
        "reopen": 10,
        "ask_release": 10,
        "release_exceptionally": 10,
        "lift_hold": 10,
        "sign_erasure": 10,
        "account": 10,
    },
    "WTF_CSRF_TIME_LIMIT": None,
    "BOOTSTRAP_SERVE_LOCAL": True,
    # A failing statement is logged, what it was to write is not.
    "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
    "RATELIMIT_STORAGE_URI": "memory://",
    "RATELIMIT_HEADERS_ENABLED": True,
}


def fresh_minutes(text: str) -> dict[str, int]:
    """How long a proof counts, by step, from `confirm=30 release=60`; the others stay as they are.

    ValueError for a step that is not asked about.
    """
    return by_name("FRESH_MINUTES", text)


def retention_years(text: str) -> dict[str, int]:
    """How long content is kept, by kind, from `notice=5 question=1`; the others stay as they are.

    ValueError for an unknown kind, or less than a year.
    """
    found = by_name("RETENTION_YEARS", text)
    if min(found.values()) < 1:
        raise ValueError("Nothing is erased before a year has passed.")
    return found


def by_name(setting: str, text: str) -> dict[str, int]:
    """The default numbers of a setting, and those given as `name=number` instead of them."""
    default: dict[str, int] = DEFAULTS[setting]
    given = (part.partition("=") for part in text.split())
    return default | {choice(name, *default): whole_number(number) for name, _is, number in given}


FROM_ENVIRONMENT: dict[str, Callable[[str], Any]] = {
    "PUBLIC_URL": url_of("https", "http"),
    "STORAGE_URL": storage_url,
    "DEADLINE_DAYS": at_least_one,
    "FINE_BLOCKS_EXIT": yes_or_no,
    "OSRM_URL": or_nothing(url_of("https", "http")),
    "CLAMD": of_socket,
    "TRUSTED_PROXIES": whole_number,
    "RENDERS_PAPERS": yes_or_no,
    "SENDS_MESSAGES": yes_or_no,
    "SMTP_URL": or_nothing(url_of("smtps", "smtp")),
    "MAIL_FROM": sender,
    "ALERTS_TO": mail_addresses,
    "SESSION_COOKIE_SECURE": yes_or_no,
    "RATELIMIT_STORAGE_URI": rates_url,
    "SECOND_FACTOR": lambda text: choice(text, "required", "offered"),
    "SESSION_IDLE": lambda text: timedelta(minutes=at_least_one(text)),
    "FRESH_MINUTES": fresh_minutes,
    "RETENTION_YEARS": retention_years,
}


OF_SEAL: dict[str, Callable[[str], Any]] = {
    "TSA_URL": or_nothing(url_of("https", "http")),
    "SEAL_PKCS12": readable_file,
    "SEAL_PKCS12_PASSWORD_FILE": or_nothing(readable_file),
    "SEAL_PKCS11_PIN_FILE": or_nothing(readable_file),
}
"""What the child reads that prints papers. Other processes need not see its key."""


def read(readers: dict[str, Callable[[str], Any]]) -> dict[str, Any]:
    """Settings that the environment gives; ValueError, which names the one that cannot be used."""
    found = {}
    for name in (name for name in readers if name in os.environ):
        try:
            found[name] = readers[name](os.environ[name])
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
    return found


def settings(instance: Path) -> dict[str, Any]:
    """All settings of the register whose files lie in `instance`.

    Keys are made there when all that is given is judged: what is refused leaves nothing behind.
    """
    found = read(FROM_ENVIRONMENT)
    if found.get("RENDERS_PAPERS", DEFAULTS["RENDERS_PAPERS"]):
        read(OF_SEAL)
    if found.get("SMTP_URL") and not found.get("MAIL_FROM"):
        raise ValueError("MAIL_FROM: Give the e-mail address that letters come from.")
    given = (
        DEFAULTS
        | {"PUBLIC_URL": own_url(), "STORAGE_URL": str(instance / "files")}
        | found
        | behind(found.get("PUBLIC_URL", ""))
        | {
            "SQLALCHEMY_DATABASE_URI": database_url(instance),
            "OIDC": providers(os.environ),
            "CODES": instance / "codes",
            "SEAL": instance / "seal",
        }
    )
    for name in KEYS:
        given_key(name)
    keys = {name: secret(instance, name) for name in KEYS}
    return given | keys | {"REGISTER_KEY": keys["REGISTER_KEY"].encode()}


def behind(public_url: str) -> dict[str, Any]:
    """What follows from the public address: which hosts are answered, and how cookies are kept.

    The machine itself may ask by its own names. Over HTTPS the cookie is bound to the very host
    (the prefix `__Host-`, RFC 6265bis).
    """
    public = urlsplit(public_url)
    if not public.hostname:
        return {}
    found: dict[str, Any] = {"TRUSTED_HOSTS": [public.hostname, *LOOPBACK]}
    if public.scheme == "https":
        found |= {"SESSION_COOKIE_SECURE": True, "SESSION_COOKIE_NAME": "__Host-session"}
    return found


def address() -> tuple[str, str]:
    """Where to serve: host and port. An address of IPv6 may stand in brackets, as in a URL.

    What is empty is not set: an empty host would be every one of the machine.
    """
    host = os.environ.get("HOST", "").strip("[]") or "127.0.0.1"
    return host, os.environ.get("PORT") or "8000"


def own_url() -> str:
    """The address that a browser on this machine asks."""
    host, port = address()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def database_url(instance: Path) -> str:
    """`DATABASE_URL`, through psycopg 3 where it is PostgreSQL, or the embedded SQLite file.

    ValueError for any other database, and for SQLite without a file that keeps what is written.
    """
    embedded = URL.create("sqlite", database=str(instance / EMBEDDED))
    url = os.environ.get("DATABASE_URL", embedded.render_as_string())
    scheme, _, rest = url.partition("://")
    if scheme in ("postgres", "postgresql"):
        scheme = "postgresql+psycopg"
    try:
        database = make_url(f"{scheme}://{rest}").database or ""
        choice(scheme, "postgresql+psycopg", "sqlite")
        if scheme == "sqlite" and (not database or database.startswith((":memory:", "file:"))):
            raise ValueError("This is no file.")
    except (ValueError, ArgumentError) as error:
        raise ValueError(
            "DATABASE_URL: Give postgresql://user:password@host/name, or leave it out."
        ) from error
    return f"{scheme}://{rest}"


def random_text() -> str:
    """A new key of 256 bits."""
    return secrets.token_urlsafe(32)


def given_key(name: str) -> str:
    """A key from the environment, or nothing; ValueError for one that is too short to be a key."""
    given = os.environ.get(name, "")
    if 0 < len(given) < SHORTEST_KEY:
        raise ValueError(f"{name} has fewer than {SHORTEST_KEY} characters: guessable.")
    return given


def secret(folder: Path, name: str, make: Callable[[], str] = random_text) -> str:
    """A key from the environment, or from a file of its own that only the owner can read.

    ValueError for one that is too short to be a key.
    """
    if given := given_key(name):
        return given
    path = folder / name.lower()
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_once(path, make().encode())
    return path.read_text()


def close_to_others(file: Path) -> None:
    """Let no other account of the machine read a file that there is, if it is our own."""
    with suppress(OSError):
        file.chmod(0o600)


def write_once(path: Path, content: bytes) -> None:
    """Make a file that only the owner can read, or leave the one that is there.

    It appears whole or not at all, and once, however many processes make it at the same time.
    """
    with NamedTemporaryFile(dir=path.parent) as file, suppress(FileExistsError):
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        os.link(file.name, path)

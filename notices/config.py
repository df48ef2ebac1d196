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

from .providers import providers

EMBEDDED = "register.sqlite"
SHORTEST_KEY = 32
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


def choice(text: str, *choices: str) -> str:
    """One of the choices; ValueError for anything else."""
    if text not in choices:
        raise ValueError(f"{text!r} is none of {choices}")
    return text


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


def of_socket(text: str) -> str | tuple[str, int]:
    """The path of a socket, or host and port from `host:port`; ValueError for neither."""
    host, _colon, port = text.rpartition(":")
    return text if text.startswith("/") or not text else (host, int(port))


def by_name(setting: str, text: str) -> dict[str, int]:
    """The default numbers of a setting, and those given as `name=number` instead of them."""
    default: dict[str, int] = DEFAULTS[setting]
    given = dict(part.split("=") for part in text.split())
    return default | {choice(name, *default): int(number) for name, number in given.items()}


FROM_ENVIRONMENT: dict[str, Callable[[str], Any]] = {
    "PUBLIC_URL": str,
    "DEADLINE_DAYS": int,
    "FINE_BLOCKS_EXIT": lambda text: text == "1",
    "OSRM_URL": str,
    "CLAMD": of_socket,
    "TRUSTED_PROXIES": int,
    "RENDERS_PAPERS": lambda text: text == "1",
    "SENDS_MESSAGES": lambda text: text == "1",
    "SMTP_URL": str,
    "MAIL_FROM": str,
    "ALERTS_TO": lambda text: tuple(text.split()),
    "SESSION_COOKIE_SECURE": lambda text: text == "1",
    "RATELIMIT_STORAGE_URI": str,
    "SECOND_FACTOR": lambda text: choice(text, "required", "offered"),
    "SESSION_IDLE": lambda text: timedelta(minutes=int(text)),
    "FRESH_MINUTES": fresh_minutes,
    "RETENTION_YEARS": retention_years,
}


def settings(instance: Path) -> dict[str, Any]:
    """All settings of the register whose files lie in `instance`."""
    found = {
        name: read(os.environ[name])
        for name, read in FROM_ENVIRONMENT.items()
        if name in os.environ
    }
    keys = {name: secret(instance, name) for name in ("SECRET_KEY", "SECURITY_PASSWORD_SALT")}
    return (
        DEFAULTS
        | {"PUBLIC_URL": "http://{}:{}".format(*address())}
        | behind(os.environ.get("PUBLIC_URL", ""))
        | found
        | keys
        | {
            "REGISTER_KEY": secret(instance, "REGISTER_KEY").encode(),
            "SQLALCHEMY_DATABASE_URI": database_url(instance),
            "OIDC": providers(os.environ),
            "CODES": instance / "codes",
            "SEAL": instance / "seal",
            "STORAGE_URL": os.environ.get("STORAGE_URL", str(instance / "files")),
        }
    )


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
    """Where to serve: host and port."""
    return os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")


def database_url(instance: Path) -> str:
    """`DATABASE_URL`, through psycopg 3 where it is PostgreSQL, or the embedded SQLite file."""
    url = os.environ.get("DATABASE_URL", f"sqlite:///{instance / EMBEDDED}")
    return url.replace("postgres://", "postgresql://").replace(
        "postgresql://", "postgresql+psycopg://"
    )


def random_text() -> str:
    """A new key of 256 bits."""
    return secrets.token_urlsafe(32)


def secret(folder: Path, name: str, make: Callable[[], str] = random_text) -> str:
    """A key from the environment, or from a file of its own that only the owner can read.

    ValueError for one that is too short to be a key.
    """
    if given := os.environ.get(name):
        if len(given) < SHORTEST_KEY:
            raise ValueError(f"{name} has fewer than {SHORTEST_KEY} characters: guessable.")
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

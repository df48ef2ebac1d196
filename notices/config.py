"""Settings: defaults, then the environment, then what the caller of `create_app` gives."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

DEFAULTS: dict[str, Any] = {
    "DEADLINE_DAYS": 10,
    "FINE_BLOCKS_EXIT": False,
    "OSRM_URL": "",
    "RENDERS_PAPERS": True,
    "SENDS_MESSAGES": True,
    "SMTP_URL": "",
    "MAIL_FROM": "",
    "TRUSTED_PROXIES": 0,
    "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
    "BABEL_DEFAULT_LOCALE": "ru",
    "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
    "WTF_CSRF_TIME_LIMIT": None,
    "BOOTSTRAP_SERVE_LOCAL": True,
}
FROM_ENVIRONMENT: dict[str, Callable[[str], Any]] = {
    "PUBLIC_URL": str,
    "DEADLINE_DAYS": int,
    "FINE_BLOCKS_EXIT": lambda text: text == "1",
    "OSRM_URL": str,
    "TRUSTED_PROXIES": int,
    "RENDERS_PAPERS": lambda text: text == "1",
    "SENDS_MESSAGES": lambda text: text == "1",
    "SMTP_URL": str,
    "MAIL_FROM": str,
    "SESSION_COOKIE_SECURE": lambda text: text == "1",
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
        | found
        | keys
        | {
            "REGISTER_KEY": secret(instance, "REGISTER_KEY").encode(),
            "SQLALCHEMY_DATABASE_URI": database_url(instance),
            "CODES": instance / "codes",
            "SEAL": instance / "seal",
            "STORAGE_URL": os.environ.get("STORAGE_URL", str(instance / "files")),
        }
    )


def address() -> tuple[str, str]:
    """Where to serve: host and port."""
    return os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")


def database_url(instance: Path) -> str:
    """`DATABASE_URL`, through psycopg 3 where it is PostgreSQL, or the embedded SQLite file."""
    url = os.environ.get("DATABASE_URL", f"sqlite:///{instance / 'register.sqlite'}")
    return url.replace("postgres://", "postgresql://").replace(
        "postgresql://", "postgresql+psycopg://"
    )


def secret(instance: Path, name: str) -> str:
    """A key from the environment, or from a file of its own that only the owner can read."""
    if name in os.environ:
        return os.environ[name]
    path = instance / name.lower()
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        write_once(path, secrets.token_urlsafe(32).encode())
    return path.read_text()


def write_once(path: Path, content: bytes) -> None:
    """Make a file that only the owner can read, or leave the one that is there.

    It appears whole or not at all, and once, however many processes make it at the same time.
    """
    with NamedTemporaryFile(dir=path.parent) as file, suppress(FileExistsError):
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        os.link(file.name, path)

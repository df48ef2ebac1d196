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
    "TRUSTED_PROXIES": 0,
    "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
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
            "PAPERS": instance / "papers",
            "ATTACHMENTS": instance / "attachments",
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


def random_text() -> str:
    """A new key of 256 bits."""
    return secrets.token_urlsafe(32)


def secret(folder: Path, name: str, make: Callable[[], str] = random_text) -> str:
    """A key from the environment, or from a file of its own that only the owner can read.

    The file appears whole or not at all, and once, however many processes start at the same time.
    """
    if name in os.environ:
        return os.environ[name]
    path = folder / name.lower()
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=folder) as file, suppress(FileExistsError):
            file.write(make())
            file.flush()
            os.link(file.name, path)
    return path.read_text()

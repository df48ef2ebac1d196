"""What a setting may say: each reader gives its value, or raises ValueError with an instruction.

No address is told in an instruction: it may hold a password.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from limits.errors import ConfigurationError
from limits.storage import storage_from_string

LARGEST = 65_535
"""Of the numbers that are set: days, years, minutes, proxies and ports."""

MAIL_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+", re.ASCII)
"""One address without quotation marks (RFC 5322, 3.4.1)."""


def choice(text: str, *choices: str) -> str:
    """One of the choices."""
    if text not in choices:
        raise ValueError(f"Choose one of {', '.join(choices)}, not {text!r}.")
    return text


def yes_or_no(text: str) -> bool:
    """1 or 0."""
    return choice(text, "0", "1") == "1"


def whole_number(text: str, least: int = 0) -> int:
    """A whole number that is neither too small nor too large."""
    if not text.isdecimal() or not least <= int(text) <= LARGEST:
        raise ValueError(f"Give a whole number from {least} to {LARGEST}, not {text!r}.")
    return int(text)


def at_least_one(text: str) -> int:
    """A whole number above 0."""
    return whole_number(text, least=1)


def url_of(*schemes: str) -> Callable[[str], str]:
    """The reader of an address with one of these schemes, a host and, if any, a port."""

    def read(text: str) -> str:
        with suppress(ValueError):  # Of the port.
            parts = urlsplit(text)
            if parts.scheme in schemes and parts.hostname and parts.port != 0:
                return text
        begins = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ValueError(f"Give an address: {begins}, a host and, if any, a port to {LARGEST}.")

    return read


def or_nothing(read: Callable[[str], str]) -> Callable[[str], str]:
    """The same reader, which takes an empty text for nothing."""
    return lambda text: text and read(text)


def storage_url(text: str) -> str:
    """A folder, or an address that fsspec opens."""
    if not text.strip():
        raise ValueError("Name a folder or an address, or leave this setting out.")
    scheme, is_address, _rest = text.partition("://")
    if is_address:
        from fsspec import get_filesystem_class  # noqa: PLC0415 (few registers need it)

        try:
            get_filesystem_class(scheme)
        except (ValueError, ImportError) as error:
            raise ValueError(f"Name a folder, or an address of another kind: {error}") from error
    return text


def rates_url(text: str) -> str:
    """The address of a store that counts for several servers."""
    try:
        storage_from_string(text)
    except (ValueError, ConfigurationError) as error:
        raise ValueError(
            "Give memory://, or an address such as redis://host:6379 (needs `pip install redis`)."
        ) from error
    return text


def of_socket(text: str) -> str | tuple[str, int]:
    """The path of a socket, or host and port from `host:port`."""
    host, _colon, port = text.rpartition(":")
    return text if text.startswith("/") or not text else (host, at_least_one(port))


def mail_addresses(text: str) -> tuple[str, ...]:
    """E-mail addresses with spaces between."""
    if not all(map(MAIL_ADDRESS.fullmatch, text.split())):
        raise ValueError("Give nothing but e-mail addresses, with spaces between.")
    return tuple(text.split())


def sender(text: str) -> str:
    """An e-mail address, which may stand after a name: `Register <register@example.org>`."""
    if text and not MAIL_ADDRESS.fullmatch(parseaddr(text)[1]):
        raise ValueError("Give the e-mail address that letters come from.")
    return text


def readable_file(text: str) -> str:
    """A file that can be read."""
    try:
        Path(text).open("rb").close()
    except OSError as error:
        raise ValueError(f"Name a file that can be read: {error}") from error
    return text

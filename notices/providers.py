"""The OpenID providers of the agencies, one for each side, as the settings name them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from workflows.vocabulary import Side

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Provider:
    """A provider that proves who the people of one side are, and how this register is known there.

    `login_claim` names the claim that holds the login, for the first sign-in. `second_factor` are
    the values of `amr` or `acr` by which it says that more than a password was given.
    """

    side: Side
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    login_claim: str = "preferred_username"
    second_factor: frozenset[str] = frozenset()


def providers(environment: Mapping[str, str]) -> dict[Side, Provider]:
    """The provider of each side that has one; ValueError where a setting is missing or unsafe."""
    return {
        side: _provider(side, environment)
        for side in Side
        if environment.get(f"OIDC_ISSUER_{side.upper()}")
    }


def is_safe(url: str) -> bool:
    """Whether an address is encrypted, or of this machine."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or parts.hostname in LOOPBACK)


def _provider(side: Side, environment: Mapping[str, str]) -> Provider:
    def setting(name: str, default: str = "") -> str:
        return environment.get(f"OIDC_{name}_{side.upper()}", default)

    file = setting("CLIENT_SECRET_FILE")
    secret = Path(file).read_text().strip() if file else setting("CLIENT_SECRET")
    issuer, client_id = setting("ISSUER"), setting("CLIENT_ID")
    if not is_safe(issuer):
        raise ValueError(f"OIDC_ISSUER_{side.upper()} must begin with https://")
    if not client_id or not secret:
        raise ValueError(f"OIDC_CLIENT_ID_{side.upper()} and its secret are missing")
    return Provider(
        side,
        issuer,
        client_id,
        secret,
        setting("LOGIN_CLAIM", Provider.login_claim),
        frozenset(setting("SECOND_FACTOR").split()),
    )

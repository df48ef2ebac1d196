"""Asks a provider who somebody is: OpenID Connect, authorization code flow with PKCE.

The provider is asked to have the person prove it anew each time (`prompt`, `max_age`), because
people share desks: what an earlier one left signed in there counts for nobody.
"""

import hmac
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from joserfc.errors import JoseError
from requests import RequestException

from .providers import Provider, is_safe

TIMEOUT = 5
"""Seconds for each of the four requests; the server's threads are few."""

SKEW = 60
"""Seconds that the provider's clock may be wrong."""

SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signatures with a key pair alone, whatever else the provider offers."""

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LONGEST_SUBJECT = 255
Asked = dict[str, Any]


class ProviderAway(Exception):
    """The provider does not answer, or not as one."""


class NotBelieved(Exception):
    """What came back is not the provider's answer to what this browser asked a moment ago."""


@dataclass(frozen=True)
class Proven:
    """Who it is, by the provider's word. `login` is empty where it does not tell."""

    issuer: str
    subject: str
    login: str
    second_factor: bool


def ask(provider: Provider, back: str, language: str) -> tuple[str, Asked]:
    """The address where the person proves it to the provider, and what to keep for the answer."""
    with _told_apart():
        made = _client(provider).create_authorization_url(
            back, prompt="login", max_age="0", ui_locales=language
        )
    kept = {name: made[name] for name in ("state", "nonce", "code_verifier")}
    return made["url"], kept | {"at": int(time.time())}


def judge(provider: Provider, asked: Asked, back: str, answer: Mapping[str, str]) -> Proven:
    """Who it is, if the answer is the provider's to what was `asked`; else NotBelieved."""
    same = hmac.compare_digest(answer.get("state", "").encode(), asked["state"].encode())
    if not same or answer.get("iss", provider.issuer) != provider.issuer or "code" not in answer:
        raise NotBelieved(answer.get("error", "state, issuer or code"))
    with _told_apart():
        client = _client(provider)
        token = client.fetch_access_token(
            back, code=answer["code"], code_verifier=asked["code_verifier"]
        )
        claims = client.parse_id_token(
            token,
            asked["nonce"],
            claims_options={
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
                "auth_time": {"essential": True},
            },
            leeway=SKEW,
        )
        return _proven(provider, claims, asked["at"])


def _client(provider: Provider) -> FlaskOAuth2App:
    """A client that knows the provider as it describes itself now: its keys may have changed."""
    client = FlaskOAuth2App(
        FlaskIntegration(provider.side),
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=provider.issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT,
            "max_redirects": 0,
        },
    )
    told = client.load_server_metadata()
    if told.get("issuer") != provider.issuer:
        raise NotBelieved(f"{told.get('issuer')} instead of {provider.issuer}")
    if not all(is_safe(told.get(endpoint, "")) for endpoint in ENDPOINTS):
        raise NotBelieved("an endpoint is missing or not encrypted")
    told["id_token_signing_alg_values_supported"] = SIGNED_BY
    return client


def _proven(provider: Provider, claims: Mapping[str, Any], asked_at: int) -> Proven:
    subject, login = claims["sub"], claims.get(provider.login_claim, "")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotBelieved("sub")
    if claims["auth_time"] < asked_at - SKEW:
        raise NotBelieved("auth_time")
    methods = {claims.get("acr"), *claims.get("amr", ())}
    return Proven(
        provider.issuer,
        subject,
        login if isinstance(login, str) else "",
        second_factor=not provider.second_factor.isdisjoint(methods),
    )


@contextmanager
def _told_apart() -> Iterator[None]:
    try:
        yield
    except RequestException as error:
        raise ProviderAway(str(error)) from error
    except (OAuthError, JoseError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise NotBelieved(repr(error)) from error

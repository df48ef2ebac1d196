"""A local imitation of an OpenID provider: discovery, token endpoint with PKCE, keys.

Nobody types a password there: `prove` gives what the browser brings back for the person named.
"""

import base64
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from notices.providers import Provider
from tests.local_server import served
from workflows.vocabulary import Side

SECRET = "secret of the client"
Claims = dict[str, Any]


class OpenIdProvider:
    """The imitation while it runs. Tests change what it tells: `metadata`, `key`, `moved`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.key = ECKey.generate_key("P-256", {"kid": "1"})
        self.published = self.key
        self.algorithm = "ES256"
        self.moved = False
        self.metadata: dict[str, Any] = {
            "issuer": url,
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
            "jwks_uri": f"{url}/keys",
            "id_token_signing_alg_values_supported": ["none", "HS256", "ES256"],
        }
        self.codes: dict[str, Claims] = {}
        self.asked: dict[str, str] = {}

    def settings(self, side: Side, **more: Any) -> dict[Side, Provider]:
        """The setting that names this provider for a side."""
        return {side: Provider(side, self.url, "notices", SECRET, **more)}

    def prove(self, address: str, subject: str, **claims: Any) -> dict[str, str]:
        """The arguments with which the browser that was sent to `address` comes back."""
        self.asked = {name: one[0] for name, one in parse_qs(urlsplit(address).query).items()}
        code, now = secrets.token_urlsafe(), int(time.time())
        self.codes[code] = {
            "iss": self.url,
            "sub": subject,
            "aud": "notices",
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": self.asked["nonce"],
            **claims,
        }
        return {"code": code, "state": self.asked["state"]}

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, Claims]:
        """What the token endpoint answers; a code is taken once, with its verifier."""
        basic = base64.b64encode(f"notices:{SECRET}".encode()).decode()
        digest = sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        right = (
            authorization == f"Basic {basic}"
            and challenge == self.asked["code_challenge"]
            and self.asked["code_challenge_method"] == "S256"
            and form["redirect_uri"] == self.asked["redirect_uri"]
            and form["code"] in self.codes
        )
        if not right:
            return 400, {"error": "invalid_grant"}
        told = self.codes.pop(form["code"])
        claims = {name: value for name, value in told.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.key.kid}
        if self.algorithm == "none":
            parts = (json.dumps(part).encode() for part in (header, claims))
            signed = ".".join(base64.urlsafe_b64encode(p).decode().rstrip("=") for p in parts) + "."
        else:
            signed = jwt.encode(header, claims, self.key, algorithms=[self.algorithm])
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": signed}


@contextmanager
def openid_provider() -> Iterator[OpenIdProvider]:
    """Listen on a free port for as long as the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if running.moved and self.path != "/elsewhere":
                self.answer(302, {}, location=f"{running.url}/elsewhere")
                return
            answers = {
                "/.well-known/openid-configuration": running.metadata,
                "/elsewhere": running.metadata,
                "/keys": KeySet([running.published]).as_dict(private=False),
            }
            self.answer(200, answers[self.path])

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: one[0] for name, one in parse_qs(body).items()}
            self.answer(*running.token(form, self.headers["Authorization"]))

        def answer(self, status: int, told: object, **headers: str) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with served(Handler) as address:
        running = OpenIdProvider(address)
        yield running

"""Signing in through an organisation's own provider: it says who somebody is, we say whether they may come in.

Loaded only where a provider is set. The flow is that of OpenID Connect with a code, PKCE always, whatever the
provider says it knows; what comes back is tied to the browser that began by a cookie of its own.
"""

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from data.identity.account import new_token
from data.identity.errors import IdentityError

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
BEGUN_FOR_S = 600.0
_MOST_BEGUN = 1000
_WAIT_S = 10.0
_SKEW_S = 60
_FAILED = "The provider did not confirm who you are. Begin again; if that stays, tell an administrator."


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """How this installation is known to the provider."""

    issuer: str
    id: str
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.issuer)
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
            msg = "The provider of PASSAGE_OIDC_ISSUER must be reached over https; mend the address."
            raise IdentityError(msg)


@dataclass(frozen=True, slots=True)
class _Begun:
    nonce: str
    verifier: str
    back: str
    at: float


class Provider:
    """The provider people of this installation sign in with."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._begun: dict[str, _Begun] = {}
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """What people know the provider by: its host."""
        return urlsplit(self._client.issuer).hostname or "the provider"

    def begin(self, back: str) -> tuple[str, str]:
        """Where to send a browser, and the word it brings back to `back`."""
        about = self._about()
        state, begun = new_token(), _Begun(new_token(), secrets.token_urlsafe(64), back, time.monotonic())
        with self._lock:
            ends = time.monotonic() - BEGUN_FOR_S
            kept = [(word, one) for word, one in self._begun.items() if one.at > ends]
            self._begun = {**dict(kept[-_MOST_BEGUN:]), state: begun}
        asked = {
            "response_type": "code",
            "client_id": self._client.id,
            "redirect_uri": back,
            "scope": "openid email profile",
            "state": state,
            "nonce": begun.nonce,
            "code_challenge": create_s256_code_challenge(begun.verifier),
            "code_challenge_method": "S256",
        }
        return f"{about['authorization_endpoint']}?{urlencode(asked)}", state

    def finish(self, state: str, code: str) -> tuple[str, ...]:
        """What the provider knows somebody by: its own number for them, and their confirmed address.

        Raises
        ------
        IdentityError
            When what came back is not what was begun, or the provider's word does not hold.
        """
        with self._lock:
            begun = self._begun.pop(state, None)
        if begun is None or time.monotonic() - begun.at > BEGUN_FOR_S:
            raise IdentityError(_FAILED)
        about = self._about()
        claims = self._claims(about, self._token(about, begun, code), begun.nonce)
        is_confirmed = claims.get("email_verified") is True and isinstance(claims.get("email"), str)
        return (str(claims["sub"]), *([str(claims["email"])] if is_confirmed else []))

    def _about(self) -> dict[str, Any]:
        about = _json(httpx.Request("GET", f"{self._client.issuer}/.well-known/openid-configuration"))
        if about.get("issuer") != self._client.issuer:
            raise IdentityError(_FAILED)
        return about

    def _token(self, about: dict[str, Any], begun: _Begun, code: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": begun.back,
            "code_verifier": begun.verifier,
            "client_id": self._client.id,
            "client_secret": self._client.secret,
        }
        return str(_json(httpx.Request("POST", about["token_endpoint"], data=form)).get("id_token", ""))

    def _claims(self, about: dict[str, Any], token: str, nonce: str) -> dict[str, Any]:
        keys = KeySet.import_key_set(_json(httpx.Request("GET", about["jwks_uri"])))  # type: ignore[arg-type]
        rules = jwt.JWTClaimsRegistry(
            leeway=_SKEW_S,
            iss={"essential": True, "value": self._client.issuer},
            aud={"essential": True, "value": self._client.id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
        )
        try:
            claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            rules.validate(claims)
        except (JoseError, ValueError) as fault:
            raise IdentityError(_FAILED) from fault
        return claims


def _json(request: httpx.Request) -> dict[str, Any]:
    try:
        with httpx.Client(timeout=_WAIT_S, follow_redirects=False) as asking:
            answer = asking.send(request).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as fault:
        raise IdentityError(_FAILED) from fault
    if not isinstance(answer, dict):
        raise IdentityError(_FAILED)
    return answer

"""Logging in with client credentials [doc]: one token for reading, one for the user in whose name we write.

A token belongs to a subject. Listings demand a site admin, which the credential's own service user is good for
[client]; the author of a write is the token's subject. Tokens of several subjects live side by side.
"""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import orjson

from connectors.addresses import require_safe
from connectors.errors import ConnectorError, LoginFailed, RateLimited, Unavailable, UnexpectedReply
from connectors.pacing import retry_after
from connectors.types import Json

REFRESH_EARLY = 60.0
"""Seconds before its end at which a token is replaced: a request must not outlive its token."""

ASSUMED_TTL = 3600.0
"""Life of a token whose reply does not say [client]."""

_TOKEN = re.compile(r"[!-~]{1,16384}")
"""What can stand in a header. Anything else would be quoted by the errors of the library that refuses it."""

CREDENTIAL_HINT = (
    "compare client_id and client_secret with the credential in Greenhouse under Configure > Dev Center > "
    "API Credentials (type Harvest V3); a rotated secret dies within a week"
)

Flow = Generator[httpx.Request, httpx.Response, str]


@dataclass(frozen=True, slots=True)
class Token:
    """``fresh_until`` is seconds since the epoch, by our clock."""

    text: str
    fresh_until: float


class ClientCredentials(httpx.Auth):
    """Adds a bearer token to every request, and repeats a request once with a new token after a 401.

    A 401 proves that nothing was carried out [client], so the repetition is safe for writes too.
    """

    def __init__(
        self,
        *,
        system: str,
        auth_url: str,
        client_id: str,
        client_secret: str,
        acts_as: str | None,
        now: Callable[[], float],
    ) -> None:
        self._system = system
        self._token_url = f"{require_safe(auth_url)}/token"
        self._basic = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        self._acts_as = acts_as
        self._now = now
        self._tokens: dict[str | None, Token] = {}
        self._lock = threading.Lock()
        self.calls = 0

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        subject = None if request.method == "GET" else self._acts_as
        token = yield from self._token(subject, request)
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code != 401:
            return
        token = yield from self._token(subject, request, refused=token)
        request.headers["Authorization"] = f"Bearer {token}"
        self.calls += 1
        yield request

    def service_claims(self) -> Mapping[str, Any]:
        """What the reading token says about itself; empty before the first read."""
        token = self._tokens.get(None)
        return {} if token is None else claims(token.text)

    def _token(self, subject: str | None, request: httpx.Request, *, refused: str | None = None) -> Flow:
        # The lock is held while the token is fetched, so that many threads at the start make one token.
        with self._lock:
            known = self._tokens.get(subject)
            if known is not None and known.text != refused and self._now() < known.fresh_until:
                return known.text
            self.calls += 1
            response = yield self._token_request(subject, request)
            response.read()
            token = self._read(response, subject)
            self._tokens[subject] = token
            return token.text

    def _token_request(self, subject: str | None, request: httpx.Request) -> httpx.Request:
        form = {"grant_type": "client_credentials"} | ({} if subject is None else {"sub": subject})
        return httpx.Request(
            "POST",
            self._token_url,
            data=form,
            headers={"Authorization": f"Basic {self._basic}", "Accept": "application/json"},
            extensions=request.extensions,  # carries the client's timeouts; without them httpx waits for ever
        )

    def _read(self, response: httpx.Response, subject: str | None) -> Token:
        try:
            body = orjson.loads(response.content)
        except orjson.JSONDecodeError:
            body = None
        if response.status_code != 200:
            raise refusal(response.status_code, body, response.headers, system=self._system, acting=subject is not None)
        token = read_token(body, now=self._now())
        if token is None:
            raise UnexpectedReply("the token server's reply holds no token", system=self._system, status=200)
        return token


def read_token(body: Json, *, now: float) -> Token | None:
    """A token reply in any of its spellings: ``expires_in``, ``expires_at``, ``expires`` or no end at all."""
    token = body.get("access_token") if isinstance(body, dict) else None
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        return None
    ttl = _ttl(body, now)
    # A life shorter than two minutes is halved instead, or no token would ever count as fresh.
    return Token(token, now + ttl - min(REFRESH_EARLY, ttl / 2))


def _ttl(body: Mapping[str, Any], now: float) -> float:
    try:
        if body.get("expires_in") is not None:
            return max(0.0, float(body["expires_in"]))
        ends_at = body.get("expires_at") or body["expires"]
        return max(0.0, datetime.fromisoformat(ends_at).timestamp() - now)
    except (KeyError, TypeError, ValueError):
        return ASSUMED_TTL


def refusal(status: int, body: Json, headers: Mapping[str, str], *, system: str, acting: bool) -> ConnectorError:
    """Why no token was given. The vendor's text echoes the client id, so none of it is repeated."""
    if status == 429:
        return RateLimited(
            "the token server said slow down", system=system, status=status, retry_after=retry_after(headers)
        )
    if status >= 500:
        return Unavailable("the token server failed", system=system, status=status)
    if status not in {400, 401, 403}:
        return UnexpectedReply("the token server answered something else", system=system, status=status)
    reason, hint = _login_reason(status, body if isinstance(body, dict) else {}, acting=acting)
    return LoginFailed(reason, system=system, status=status, hint=hint)


def _login_reason(status: int, body: Mapping[str, Any], *, acting: bool) -> tuple[str, str]:
    if body.get("error") == "invalid_client":
        return "the client id or the client secret is wrong", CREDENTIAL_HINT
    if "client ID suffix" in str(body.get("message")):
        return "the client id is malformed", CREDENTIAL_HINT
    if status == 400 and acting:
        return "no token is given for the acting user", "set acts_as to the id of an active Greenhouse user"
    return "the token server refused the login", CREDENTIAL_HINT


def claims(token: str) -> Mapping[str, Any]:
    """The claims of a JWT, unverified: good for naming an account, never for trusting one. Empty when unreadable."""
    try:
        part = token.split(".")[1]
        found = orjson.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError):  # no second part, not base64, not JSON
        return {}
    return found if isinstance(found, dict) else {}

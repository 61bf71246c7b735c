"""The token server [doc, client: refusals measured]: client credentials in, JWT-shaped tokens out."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from connectors.greenhouse.sandbox.org import Org, iso
from connectors.sandbox import Answer, Call

CLIENT_ID_SUFFIX = "-greenhouse-sandbox"
"""The vendor refuses ids without its suffix, which is not published; this is ours."""

SILO = 1

_GRANTS = "authorization_code, refresh_token, client_credentials, urn:ietf:params:oauth:grant-type:token-exchange"


class Tokens:
    """Credentials and the tokens given out for them. Old tokens stay good when new ones are made [client]."""

    def __init__(
        self, org: Org, *, client_id: str, client_secret: str, granted: Callable[[], frozenset[str] | None]
    ) -> None:
        self._org = org
        self._granted = granted
        self.client_id, self.client_secret = client_id, client_secret
        self._given: dict[str, tuple[int, float]] = {}

    def revoke(self) -> None:
        """As if every token had been forgotten."""
        self._given.clear()

    def answer(self, call: Call) -> Answer:
        """``POST /token``."""
        credentials = _basic(call.headers.get("authorization", ""))
        if credentials is None:
            return Answer(401, {"message": "Unauthorized", "errorId": "err-1"})
        if not credentials[0].endswith(CLIENT_ID_SUFFIX):
            text = f"client_id={credentials[0]} does not contain a valid client ID suffix"
            return Answer(400, {"message": text, "errorId": "err-2"})
        if credentials != (self.client_id, self.client_secret):
            return Answer(401, {"error": "invalid_client"})
        form: Mapping[str, Any] = call.body if isinstance(call.body, dict) else {}
        grant = form.get("grant_type")
        if grant is None:
            return Answer(400, {"message": "Must include `grant_type` parameter in /token request"})
        if grant != "client_credentials":
            return Answer(400, {"message": f"grant_type={grant} is invalid, please use one of: {_GRANTS}"})
        return self._grant(form.get("sub"))

    def _grant(self, sub: str | None) -> Answer:
        subject = self._service_user() if sub is None else self._user(sub)
        if subject is None:
            return Answer(400, {"message": "sub is invalid"})  # [guess]
        knobs, now = self._org.knobs, self._org.clock.now()
        text = _jwt({"sub": str(subject), "silo": SILO, "jti": len(self._given) + 1, **self._scope()})
        self._given[text] = (subject, now + knobs.token_ttl)
        body: dict[str, Any] = {"access_token": text, "token_type": "Bearer"}
        if knobs.ttl_field == "expires_in":
            body["expires_in"] = int(knobs.token_ttl)
        elif knobs.ttl_field is not None:
            body[knobs.ttl_field] = iso(datetime.fromtimestamp(now + knobs.token_ttl, UTC))
        return Answer(200, body)

    def subject(self, call: Call) -> int | None:
        """The user that the request's token acts for, or None when the token is not good."""
        scheme, _, text = call.headers.get("authorization", "").partition(" ")
        subject, ends_at = self._given.get(text, (None, 0.0))
        return subject if scheme == "Bearer" and self._org.clock.now() < ends_at else None

    def _scope(self) -> dict[str, str]:
        granted = self._granted() if self._org.knobs.tokens_tell_scopes else None
        return {} if granted is None else {"scope": " ".join(sorted(granted))}

    def _service_user(self) -> int:
        return int(self._org.rows("users", _service=True)[0]["id"])

    def _user(self, sub: str) -> int | None:
        found = self._org.tables["users"].get(int(sub)) if sub.isdecimal() else None
        return None if found is None or found["deactivated"] else int(found["id"])


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _, encoded = header.partition(" ")
    try:
        name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if scheme == "Basic" and colon else None


def _jwt(claims: Mapping[str, Any]) -> str:
    header, payload = (base64.urlsafe_b64encode(orjson.dumps(part)) for part in ({"alg": "none"}, claims))
    return b".".join((header.rstrip(b"="), payload.rstrip(b"="), b"sandbox")).decode()

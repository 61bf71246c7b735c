"""Reading Greenhouse's error bodies: ``{"message", "errors": ["text" | {"field": "text"}]}`` [client].

The texts may repeat what we sent, so none is copied: field names that look like field names are, and a few texts that
are known word for word become words of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from connectors import replies
from connectors.errors import ConnectorError, Invalid, LoginFailed, NotPermitted
from connectors.greenhouse.auth import CREDENTIAL_HINT
from connectors.http import Reply
from connectors.types import Json

_FIELD = re.compile(r"[a-z][a-z0-9_]{0,59}(?:[.\[][a-z0-9_.\]]{1,60})?")

_KNOWN_TEXTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^When passing a cursor, do not include other query params\.$"), "a cursor must travel alone"),
    (re.compile(r"^Application must be '[a-z_]+', is currently '[a-z_]+'$"), "the application is in another state"),
)


class Explainer:
    """Turns the replies of one system into errors, where the usual reading of the status says too little."""

    def __init__(self, system: str) -> None:
        self._system = system

    def __call__(self, reply: Reply, path: str) -> ConnectorError | None:
        system, status, request = self._system, reply.status, request_id(reply)
        if status in {400, 422}:
            reason, names = f"{path}: {refused_rule(reply.body)}", refused_fields(reply.body)
            return Invalid(reason, fields=names, system=system, status=status, request_id=request)
        if status == 401:
            reason = "a fresh token was refused"
            return LoginFailed(reason, hint=CREDENTIAL_HINT, system=system, status=status, request_id=request)
        if status == 403:
            return NotPermitted(f"{path} is not permitted", system=system, status=status, request_id=request)
        return None


def request_id(reply: Reply) -> str | None:
    return reply.request_id or replies.request_id(reply.headers, "x-greenhouse-request-id")


def refused_fields(body: Json) -> tuple[str, ...]:
    """Names of the fields that an error body complains about, each once, in its order."""
    return tuple(dict.fromkeys(name for name in _named(body) if _FIELD.fullmatch(name)))


def refused_rule(body: Json) -> str:
    """One sentence about what was refused, in our words."""
    for text in (item for item in _errors(body) if isinstance(item, str)):
        for pattern, rule in _KNOWN_TEXTS:
            if pattern.match(text):
                return rule
    fields = refused_fields(body)
    return f"refused: {', '.join(fields)}" if fields else "a value or a combination is refused"


def _errors(body: Json) -> list[Json]:
    errors = body.get("errors") if isinstance(body, Mapping) else None
    return errors if isinstance(errors, list) else []


def _named(body: Json) -> Iterator[str]:
    for item in _errors(body):
        if not isinstance(item, Mapping):
            continue
        if set(item) == {"field", "message"}:  # the older spelling [doc v1]
            yield str(item["field"])
        else:
            yield from map(str, item)

"""What a reply means before a vendor's own reading of it: its body, its name, its status. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import orjson

from connectors.errors import (
    ConnectorError,
    Invalid,
    LoginFailed,
    Missing,
    NotPermitted,
    RateLimited,
    ServerFailedDuringWrite,
    Unavailable,
    UnexpectedReply,
)
from connectors.types import Json

MAX_NESTING = 200
"""Levels of a reply that are always taken. The writer of JSON gives up sooner (254) than the reader (1024): what is
nested deeper could be read and not be stored."""

_LEVELS_OF_OURS = 32
"""Room for what a record is wrapped in when it is stored."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9_.:/=+-]{1,128}")


class Unreadable(ValueError):
    """The body is no JSON, or nested too deep."""


def decoded(raw: bytes) -> Json:
    """A body as JSON, None when it is empty. Raises Unreadable."""
    try:
        body = orjson.loads(raw) if raw.strip() else None
        if raw.count(b"{") + raw.count(b"[") > MAX_NESTING:
            _require_writable(body)
    except (orjson.JSONDecodeError, TypeError) as error:
        raise Unreadable("the reply is not JSON, or nested too deep") from error
    return body


def _require_writable(body: Json) -> None:
    for _ in range(_LEVELS_OF_OURS):
        body = [body]
    orjson.dumps(body)  # raises TypeError


def told_time(headers: Mapping[str, str]) -> float | None:
    """What time it was for the server, in seconds since the epoch; None when it did not say [RFC 9110, 6.6.1]."""
    try:
        return parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (ValueError, OverflowError):
        return None


def request_id(headers: Mapping[str, str], name: str) -> str | None:
    """What a vendor calls a request, for its support. It goes into errors and logs, so prose is none."""
    given = headers.get(name, "")
    return given if _REQUEST_ID.fullmatch(given) else None


def usual_error_class(status: int, *, writing: bool) -> type[ConnectorError]:
    """What a status means when the vendor has no reading of its own."""
    if status == 429:
        return RateLimited
    if status >= 500:
        return ServerFailedDuringWrite if writing and status != 503 else Unavailable
    if 300 <= status < 400:
        return UnexpectedReply
    return {401: LoginFailed, 403: NotPermitted, 404: Missing}.get(status, Invalid)


def in_words(status: int) -> str:
    """What happened to a request that got this status."""
    if 300 <= status < 400:
        return "was answered with a redirect, which is not followed"
    return "was refused" if status < 500 else "failed"

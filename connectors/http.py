"""One road to the wire for all vendors: authentication, pacing, bounded replies, careful retries, redacted log.

Reads are retried here, because repeating them is harmless. Writes are sent once: only a "slow down" (which proves that
nothing happened) is waited out; everything else goes back to the plan as the error that says what is known.
"""

from __future__ import annotations

import random
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx
import orjson
import structlog
import tenacity

from connectors import pacing
from connectors.errors import (
    ConnectorError,
    Invalid,
    LoginFailed,
    Missing,
    NotPermitted,
    RateLimited,
    ReplyLost,
    ServerFailedDuringWrite,
    Transient,
    Unavailable,
    UnexpectedReply,
)
from connectors.pacer import Closed, Pacer
from connectors.pacing import retry_after
from connectors.permits import may_write
from connectors.types import Json

log = structlog.get_logger("talentsync.http")

MAX_REPLY_BYTES = 64 * 1024 * 1024
"""A reply larger than this is refused: a megabyte on the wire can unpack to a gigabyte in memory."""

WHOLE_CALL_SECONDS = 60.0
"""httpx bounds each read, not the call: a server that drips a byte a second would hold us for ever."""

READ_ATTEMPTS = 6
READ_RETRY_SECONDS = 180.0

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. ``body`` is decoded JSON, or None when there was none. Header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    body: Json

    @property
    def request_id(self) -> str | None:
        return self.headers.get("x-request-id")


Explain = Callable[[Reply, str], ConnectorError | None]
"""A vendor's own reading of an error reply: (reply, path) -> error, or None for the usual reading of the status."""


class InsecureAddress(ValueError):
    """Credentials would travel in the clear."""


def require_safe(url: str) -> str:
    """The URL without its trailing slash. Raises InsecureAddress unless it is https or on this machine."""
    parts = urlsplit(url)
    on_loopback = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if parts.scheme != "https" and not (parts.scheme == "http" and on_loopback):
        raise InsecureAddress("the address must start with https:// (plain http is only accepted for 127.0.0.1)")
    return url.rstrip("/")


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that we trust. Reading them takes longer than everything else a client does at its start."""
    return httpx.create_ssl_context()


class HttpClient:
    """Sends requests for one vendor account. Threads may share it.

    ``explain`` lets a vendor read its own error bodies first; ``dice`` and ``pacer`` carry randomness and time in.
    """

    def __init__(
        self,
        *,
        system: str,
        base_url: str,
        auth: httpx.Auth | None,
        pacer: Pacer,
        explain: Explain | None = None,
        headers: Mapping[str, str] | None = None,
        dice: random.Random | None = None,
    ) -> None:
        self.system = system
        self.base_url = require_safe(base_url)
        self._pacer = pacer
        self._explain = explain or (lambda reply, path: None)
        self._dice = dice or random.Random()
        self.calls = 0
        self._counting = threading.Lock()
        self._client = httpx.Client(
            auth=auth,
            timeout=httpx.Timeout(30.0, connect=10.0),
            follow_redirects=False,
            verify=_trusted(),
            headers={"Accept": "application/json", "User-Agent": "talentsync", **(headers or {})},
            limits=httpx.Limits(max_connections=32, max_keepalive_connections=16),
        )

    def close(self) -> None:
        self._client.close()

    def read(self, path: str, params: Mapping[str, Any] | None = None) -> Reply:
        """GET, retried while the failure is Transient, bounded in tries and in time."""
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type((Transient, ReplyLost, UnexpectedReply)),
            stop=self._stop,
            wait=self._wait_for,
            sleep=self._pacer.sleep,
            reraise=True,
        )
        try:
            return retrying(self._send, "GET", path, params=params, writing=False)
        except ReplyLost as lost:
            # For a read nothing is ambiguous: no whole reply means that the way to the vendor is down.
            raise Unavailable(lost.reason, system=self.system) from lost

    def write(self, method: str, path: str, body: Json = None) -> Reply:
        """Send a write once. A 429 proves that it was not carried out, so only that is repeated."""
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(RateLimited),
            stop=self._stop,
            wait=self._wait_for,
            sleep=self._pacer.sleep,
            reraise=True,
        )
        return retrying(self._send, method, path, body=body, writing=True)

    def _stop(self, state: tenacity.RetryCallState) -> bool:
        """Enough tries, enough time, or a wait ahead that the caller had better not sit out."""
        spent = (state.seconds_since_start or 0.0) + state.upcoming_sleep
        return state.attempt_number >= READ_ATTEMPTS or spent >= READ_RETRY_SECONDS

    def _wait_for(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        retry_after = error.retry_after if isinstance(error, ConnectorError) else None
        return pacing.backoff(state.attempt_number, retry_after=retry_after, dice=self._dice)

    def _send(
        self, method: str, path: str, *, params: Mapping[str, Any] | None = None, body: Json = None, writing: bool
    ) -> Reply:
        try:
            turn = self._pacer.wait()
        except Closed as closed:
            reason = "the vendor told us to stop for a while"
            raise RateLimited(reason, system=self.system, retry_after=closed.seconds) from closed
        if writing and not may_write():
            raise Unavailable("it took too long until this could be sent", system=self.system)
        url = path if path.startswith(("http://", "https://")) else f"{self.base_url}{path}"
        where = urlsplit(url).path
        content = None if body is None else orjson.dumps(body)
        headers = {} if content is None else {"Content-Type": "application/json"}
        with self._counting:
            self.calls += 1
        started = time.monotonic()
        try:
            with self._client.stream(method, url, params=params, content=content, headers=headers) as response:
                raw = self._read_body(response, deadline=started + WHOLE_CALL_SECONDS)
        except _NEVER_SENT as error:
            raise Unavailable(f"no connection ({type(error).__name__})", system=self.system) from error
        except (httpx.TransportError, httpx.DecodingError, _TooSlow) as error:
            raise ReplyLost(f"{method} {where}: no whole reply ({type(error).__name__})", system=self.system) from error
        lower = {name.lower(): value for name, value in response.headers.items()}
        self._pacer.learn(turn, response.status_code, lower)
        log.debug("http.reply", system=self.system, method=method, path=where, status=response.status_code)
        return self._judge(response.status_code, lower, raw, method=method, where=where, writing=writing)

    def _read_body(self, response: httpx.Response, *, deadline: float) -> bytes:
        raw = bytearray()
        for chunk in response.iter_bytes():
            raw += chunk
            if len(raw) > MAX_REPLY_BYTES:
                raise UnexpectedReply("the reply is larger than 64 MiB", system=self.system)
            if time.monotonic() > deadline:
                raise _TooSlow
        return bytes(raw)

    def _judge(
        self, status: int, headers: Mapping[str, str], raw: bytes, *, method: str, where: str, writing: bool
    ) -> Reply:
        try:
            body = orjson.loads(raw) if raw.strip() else None
        except orjson.JSONDecodeError as error:
            if status < 400:
                self._unreadable(method, where, status, writing=writing, cause=error)
            body = None
        reply = Reply(status, headers, body)
        if status < 300:
            return reply
        explained = self._explain(reply, where)
        raise explained if explained is not None else self._usual_error(reply, method, where, writing=writing)

    def _unreadable(self, method: str, where: str, status: int, *, writing: bool, cause: Exception) -> NoReturn:
        reason = f"{method} {where}: the reply is not JSON"
        # A write that was answered with success but not readably has happened; what it made must be looked up.
        error = ReplyLost if writing else UnexpectedReply
        raise error(reason, system=self.system, status=status) from cause

    def _usual_error(self, reply: Reply, method: str, where: str, *, writing: bool) -> ConnectorError:
        kind = usual_error_class(reply.status, writing=writing)
        return kind(
            f"{method} {where} was refused" if reply.status < 500 else f"{method} {where} failed",
            system=self.system,
            status=reply.status,
            request_id=reply.request_id,
            retry_after=retry_after(reply.headers),
        )


class _TooSlow(Exception):
    """The whole call took longer than WHOLE_CALL_SECONDS."""


def usual_error_class(status: int, *, writing: bool) -> type[ConnectorError]:
    """What a status means when the vendor has no reading of its own."""
    if status == 429:
        return RateLimited
    if status >= 500:
        return ServerFailedDuringWrite if writing and status != 503 else Unavailable
    if 300 <= status < 400:
        return UnexpectedReply
    return {401: LoginFailed, 403: NotPermitted, 404: Missing}.get(status, Invalid)

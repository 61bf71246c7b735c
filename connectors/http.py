"""One road to the wire for all vendors: authentication, pacing, bounded replies, careful retries, redacted log.

Credentials go to the origin of ``base_url`` and nowhere else: redirects are not followed, links elsewhere are refused,
no cookie is kept.

Reads are retried here, because repeating them is harmless. Writes are sent once: only a "slow down" (which proves that
nothing happened) is waited out; everything else goes back to the plan as the error that says what is known.
"""

from __future__ import annotations

import random
import re
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

import httpx
import orjson
import structlog
import tenacity

from connectors import pacing, request_ids
from connectors.addresses import require_safe
from connectors.errors import ConnectorError, Invalid, RateLimited, ReplyLost, Transient, Unavailable, UnexpectedReply
from connectors.hurry import ending_at
from connectors.pacer import Closed, Pacer
from connectors.pacing import retry_after
from connectors.paging import ForeignLink, require_same_origin
from connectors.permits import may_write
from connectors.replies import Unreadable, decoded, in_words, request_id, told_time, usual_error_class
from connectors.transport import ENCODING, TooLarge, Transport
from connectors.types import Json

log = structlog.get_logger("talentsync.http")

MAX_REPLY_BYTES = 64 * 1024 * 1024
"""A reply larger than this is refused: a megabyte on the wire can unpack to a gigabyte in memory."""

WHOLE_CALL_SECONDS = 60.0
"""httpx bounds each wait, not the call: a server that drips a byte a second would hold us for ever."""

READ_ATTEMPTS = 6
READ_RETRY_SECONDS = 180.0

_NEVER_SENT = (
    *(httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol),
    httpx.ProxyError,  # only https goes through a proxy, which carries nothing before it has agreed to
)

_HEADERS = {"Accept": "application/json", "Accept-Encoding": ENCODING, "User-Agent": "talentsync"}

_PATH = re.compile(r'/[!"$->@-\[\]-~]*')
"""Visible ASCII without ``?``, ``#`` and the backslash."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. ``body`` is decoded JSON, or None when there was none. Header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    body: Json

    @property
    def request_id(self) -> str | None:
        return request_id(self.headers, "x-request-id")


Explain = Callable[[Reply, str], ConnectorError | None]
"""A vendor's own reading of an error reply: (reply, path) -> error, or None for the usual reading of the status."""


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that we trust. Reading them takes longer than everything else a client does at its start.

    The environment may name others to trust (``SSL_CERT_FILE``, ``SSL_CERT_DIR``). Nothing switches the check off.
    """
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
        now: Callable[[], float] = time.time,
    ) -> None:
        self.system = system
        self.base_url = require_safe(base_url)
        self._pacer = pacer
        self._explain = explain or (lambda reply, path: None)
        self._dice = dice or random.Random()
        self._now = now
        self.calls = 0
        self.ahead_seconds: float | None = None
        self._counting = threading.Lock()
        self._client = httpx.Client(
            auth=auth,
            timeout=httpx.Timeout(30.0, connect=10.0),
            follow_redirects=False,
            transport=Transport(verify=_trusted(), most_bytes=MAX_REPLY_BYTES),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            headers={**_HEADERS, **(headers or {})},
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
        reply = retrying(self._send, method, path, body=body, writing=True)
        request_ids.tell(reply.request_id)
        return reply

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
        url = self._address(path)
        where = urlsplit(url).path
        content = None if body is None else orjson.dumps(body)
        headers = {} if content is None else {"Content-Type": "application/json"}
        with self._counting:
            self.calls += 1
        started = time.monotonic()
        try:
            with ending_at(started + WHOLE_CALL_SECONDS):
                response = self._client.request(method, url, params=params, content=content, headers=headers)
        except _NEVER_SENT as error:
            raise Unavailable(f"no connection ({type(error).__name__})", system=self.system) from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise ReplyLost(f"{method} {where}: no whole reply ({type(error).__name__})", system=self.system) from error
        except TooLarge as error:
            # A write may have been carried out, whatever was to be said about it.
            kind = ReplyLost if writing else UnexpectedReply
            raise kind("the reply is larger than 64 MiB", system=self.system) from error
        lower = {name.lower(): value for name, value in response.headers.items()}
        self._pacer.learn(turn, response.status_code, lower)
        told = told_time(lower)
        if told is not None:
            self.ahead_seconds = told - self._now()
        log.debug("http.reply", system=self.system, method=method, path=where, status=response.status_code)
        return self._judge(response.status_code, lower, response.content, method=method, where=where, writing=writing)

    def _address(self, path: str) -> str:
        """Where a path, or a link of the vendor's, leads. Ids in paths come from outside: none may lead elsewhere."""
        if not path.startswith("/") or path.startswith("//"):
            try:
                return require_same_origin(path, base_url=self.base_url)
            except ForeignLink as error:
                raise UnexpectedReply(str(error), system=self.system) from error
        if not _PATH.fullmatch(path) or any(unquote(step) in {".", ".."} for step in path.split("/")):
            raise Invalid("a path, or an id in it, is written as none is", system=self.system)
        return f"{self.base_url}{path}"

    def _judge(
        self, status: int, headers: Mapping[str, str], raw: bytes, *, method: str, where: str, writing: bool
    ) -> Reply:
        try:
            body = decoded(raw)
        except Unreadable as error:
            if status < 400:
                self._unreadable(method, where, status, writing=writing, cause=error)
            body = None
        reply = Reply(status, headers, body)
        if status < 300:
            return reply
        explained = self._explain(reply, where)
        raise explained if explained is not None else self._usual_error(reply, method, where, writing=writing)

    def _unreadable(self, method: str, where: str, status: int, *, writing: bool, cause: Exception) -> NoReturn:
        reason = f"{method} {where}: {cause}"
        # A write that was answered with success but not readably has happened; what it made must be looked up.
        error = ReplyLost if writing else UnexpectedReply
        raise error(reason, system=self.system, status=status) from cause

    def _usual_error(self, reply: Reply, method: str, where: str, *, writing: bool) -> ConnectorError:
        kind = usual_error_class(reply.status, writing=writing)
        return kind(
            f"{method} {where} {in_words(reply.status)}",
            system=self.system,
            status=reply.status,
            request_id=reply.request_id,
            retry_after=retry_after(reply.headers),
        )

"""A stand-in server of a vendor. Subclasses give the vendor's routes, admission rules and state; this gives the rest.

A request goes: planted fault? -> `admit` (authentication, limits; in the vendor's own order) -> route -> journal.
All of it happens under one lock, so a sandbox behaves like a database with one writer and tests are exact.

Beside the vendor's own paths there is ``/_sandbox/…``, by which a rehearsal in another process can look and act:
``GET journal``, ``GET state``, ``POST act``, ``POST faults``, ``DELETE faults``, ``POST clock``, and ``hooks`` (see
:mod:`connectors.sandbox.hooks_desk`).
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import orjson
from starlette.routing import compile_path

from connectors.sandbox.clock import SandboxClock
from connectors.sandbox.faults import Faults
from connectors.sandbox.hooks import Mailroom
from connectors.sandbox.journal import Entry, Journal
from connectors.types import Json


@dataclass(frozen=True, slots=True)
class Call:
    """A request as a route sees it. Header names are lower-case; ``body`` is decoded JSON or form fields."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes = b""
    body: Json = None
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply. ``body=None`` sends no body at all."""

    status: int = 200
    body: Json = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        return b"" if self.body is None else orjson.dumps(self.body)


Route = tuple[str, str, Callable[[Call], Answer]]
"""Method, path with ``{placeholders}``, handler."""


class Sandbox(ABC):
    """State and rules of one pretended vendor account. ``serve`` puts it on a port."""

    vendor: str
    login_paths: ClassVar[frozenset[str]] = frozenset()
    """Paths where a POST only logs in: it changes nothing that a user could see."""

    hooks: Mailroom | None = None
    """What the vendor tells by itself; None where it has no webhooks."""

    clock_is_told = True
    """Whether replies say what time it is for the vendor."""

    def __init__(self, *, clock: SandboxClock | None = None) -> None:
        self.clock = clock or SandboxClock()
        self.journal = Journal()
        self.faults = Faults()
        self.lock = threading.RLock()
        self._table = [(method, compile_path(path)[0], handler) for method, path, handler in self.routes()]

    @abstractmethod
    def routes(self) -> Sequence[Route]:
        """The vendor's paths, most specific first."""

    @abstractmethod
    def admit(self, call: Call, *, known_path: bool) -> Answer | None:
        """The refusal for a request that may not go on (no such path, no credentials, too many), or None."""

    @abstractmethod
    def settings(self, base_url: str) -> dict[str, str]:
        """Connector settings (as in ``talentsync.yaml``) that log in to this sandbox at ``base_url``."""

    @abstractmethod
    def act(self, action: str, **arguments: Any) -> Any:
        """Do what a human could do in the vendor's own pages. Raises ValueError for an unknown action."""

    @abstractmethod
    def state(self) -> dict[str, Any]:
        """Everything that a user of the vendor could see, as plain JSON that can be compared between two runs."""

    def writes(self, *, since: int = 0) -> tuple[Entry, ...]:
        """Requests after the first ``since`` that could have changed something: logging in does not count."""
        return tuple(entry for entry in self.journal.writes(since=since) if entry.path not in self.login_paths)

    def decorate(self, answer: Answer) -> Answer:
        """Add what every reply of the vendor carries (limit headers, for example)."""
        return answer

    def too_many(self, retry_after: float | None) -> Answer:
        """The vendor's "slow down"."""
        headers = {} if retry_after is None else {"Retry-After": str(int(retry_after) + 1)}
        return Answer(429, {"message": "Too Many Requests"}, headers)

    def failure(self, status: int) -> Answer:
        """The vendor's way of being broken."""
        return Answer(status, {"message": "Internal Server Error" if status == 500 else "Service Unavailable"})

    def nullable(self) -> frozenset[str]:
        """Field names that the vendor may leave null in a reply (for the ``nulls`` fault)."""
        return frozenset()

    def answer(self, call: Call) -> Answer:
        """Carry out one request by the vendor's rules."""
        with self.lock:
            handler, params = self._match(call)
            refusal = self.admit(call, known_path=handler is not None)
            if refusal is not None:
                return self.decorate(refusal)
            assert handler is not None, "admit must refuse unknown paths"  # noqa: S101  # states the contract
            routed = Call(call.method, call.path, call.query, call.headers, call.raw, call.body, params)
            return self.decorate(handler(routed))

    def _match(self, call: Call) -> tuple[Callable[[Call], Answer] | None, dict[str, str]]:
        for method, pattern, handler in self._table:
            found = pattern.match(call.path)
            if found and method == call.method:
                return handler, found.groupdict()
        return None, {}


def decode_body(raw: bytes, content_type: str) -> Json:
    """JSON or form fields; None for an empty body. Raises ValueError for JSON that is not."""
    if not raw:
        return None
    if "x-www-form-urlencoded" in content_type:
        return dict(parse_qsl(raw.decode("utf-8", "replace")))
    return orjson.loads(raw)

"""HTTP for strangers: uvicorn's httptools protocol, with bounds on what a connection may cost before it has said
anything worth hearing, and with a lane of its own for requests that arrive as a whole.

uvicorn by itself holds half a request for ever, takes headers of any size, and counts no connections.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from syncengine.serve.receiver.clerk import Reply
from syncengine.serve.receiver.requests import BEGAN, Headers, Scope

Lane = Callable[[Scope, bytes, Reply], bool]
"""Deals with a whole request without a task of its own. False when it is none for it, and has to go the usual way."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """``head_bytes`` is for the request line and all headers; ``head_seconds`` for their arrival, from the first byte,
    or from when the connection was made; ``idle_seconds`` for silence between two requests."""

    head_bytes: int = 32 * 1024
    head_seconds: float = 10.0
    idle_seconds: int = 30
    connections: int = 1000


@dataclass(slots=True)
class Crowd:
    """The connections of one server. ``unheard`` are those that have no whole request under way, who has waited longest
    first. When too many are open, that one makes room: a client with something to say says it at once, and is not
    among them for long. ``under_way`` counts requests in the lane."""

    bounds: Bounds
    lane: Lane | None = None
    unheard: dict[GuardedProtocol, None] = field(default_factory=dict)
    under_way: int = 0

    def make_room(self, connections: int) -> None:
        if connections > self.bounds.connections and self.unheard:
            next(iter(self.unheard)).hang_up()


class GuardedProtocol(HttpToolsProtocol):
    """One connection. The bounds, and all connections, are in ``config.crowd``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._crowd: Crowd = cast(Any, self.config).crowd
        self._bounds = self._crowd.bounds
        self._deadline: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        """Runs while the other side does not read what we answer."""
        self._heads = True
        """Whether we are in, or before, the head of a request."""
        self._begun = False
        """Whether a request has begun and not ended."""
        self._ended = False
        """Whether one has ended in what is just being read."""
        self._refused = False
        self._fed = self._body_bytes = self._spent = 0
        """Bytes of the request so far: all, those of its body, and the rest: head, framing, trailers."""
        self._reading = False
        self._held: tuple[RequestResponseCycle, Any] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._crowd.unheard[self] = None
        self._crowd.make_room(len(self.connections))
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        self._crowd.unheard.pop(self, None)
        self._disarm()
        if self._stalled is not None:
            self._stalled.cancel()
        super().connection_lost(exc)
        self._unset_keepalive_if_required()

    def hang_up(self) -> None:
        """End the connection at once. What was not answered is sent again by whoever means it."""
        self._refused = True
        self._crowd.unheard.pop(self, None)
        self._disarm()
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        before = self._body_bytes
        self._fed += len(data)
        self._reading = True
        super().data_received(data)
        self._reading = False
        self._account(len(data), self._body_bytes - before)
        if self._spent > self._bounds.head_bytes + self._body_bytes:
            self._refuse(431)
        if self._held is not None:
            held, self._held = self._held, None
            self._begin(*held)

    def _account(self, size: int, of_body: int) -> None:
        ended, self._ended = self._ended, False
        if ended:
            # Of what came together with the end of a request, the beginning of the next is not told apart. One read
            # is bounded anyway.
            self._spent, self._body_bytes, self._fed = 0, 0, size
        else:
            self._spent += size - of_body
        if self._heads and self._deadline is None and (self._begun or not ended) and not self.transport.is_closing():
            self._arm()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begun = True
        cast(dict[str, Any], self.scope)[BEGAN] = time.perf_counter()

    def on_headers_complete(self) -> None:
        self._disarm()
        self._heads = False
        if self._fed > self._bounds.head_bytes and self._head_size() > self._bounds.head_bytes:
            self._refuse(431)
        if not self._refused:
            super().on_headers_complete()
            self.headers = []  # for trailers, which nobody reads

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._heads = self._ended = True
        self._begun = False
        self._crowd.unheard.pop(self, None)
        if not self._refused:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._crowd.unheard.pop(self, None)
        if not self.transport.is_closing() and (self.cycle.response_complete or self.cycle.more_body):
            self._crowd.unheard[self] = None

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(self._bounds.head_seconds, self.hang_up)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stalled is not None:
            self._stalled.cancel()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        if self._reading:  # what came with the head is, nearly always, the whole request
            self._held = (cycle, app)
        else:
            self.loop.call_soon(self._begin, cycle, app)

    def _begin(self, cycle: RequestResponseCycle, app: Any) -> None:
        if self._refused or self.transport.is_closing():
            return
        lane = self._crowd.lane
        if lane is not None and not cycle.more_body:
            self._crowd.under_way += 1
            if lane(cast(Scope, cycle.scope), bytes(cycle.body), partial(self._reply, cycle)):
                return
            self._crowd.under_way -= 1
        super()._start_asgi_task(cycle, app)

    def _reply(self, cycle: RequestResponseCycle, status: int, headers: Headers) -> None:
        """Answer a request of the lane."""
        self._crowd.under_way -= 1
        if cycle.disconnected or self.transport.is_closing():
            return
        cycle.response_started = cycle.response_complete = True
        lines = b"".join([b"%s: %s\r\n" % each for each in headers])
        end = _KEEP if cycle.keep_alive else _CLOSE
        self.transport.write(STATUS_LINE[status] + lines + end)
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()

    def _refuse(self, status: int) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self.hang_up()  # another answer is due first, or this one has begun
            return
        self._refused = True
        self._disarm()
        self.transport.write(STATUS_LINE[status] + _CLOSE)
        self.transport.close()

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + _AROUND for name, value in self.headers)

    def _arm(self) -> None:
        self._deadline = self.loop.call_later(self._bounds.head_seconds, self.hang_up)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


_KEEP = b"content-length: 0\r\n\r\n"
_CLOSE = b"content-length: 0\r\nconnection: close\r\n\r\n"
_AROUND = len(b": \r\n")

"""Carries webhooks: one thread, real HTTP, and another attempt when the sandbox's clock says so.

The thread knows nothing of the sandbox, so it cannot hold its lock. It is there from the first delivery until `close`.
"""

from __future__ import annotations

import heapq
import threading
from dataclasses import replace

import httpx

from connectors.sandbox.clock import SandboxClock
from connectors.sandbox.hooks_rules import Attempt, Customs, Parcel

TIMEOUT = 5.0
"""Seconds that a receiver has for each step of an answer."""


class Courier:
    """The parcels of one sandbox. While it is not open they wait. All methods may be called from any thread."""

    def __init__(self, clock: SandboxClock, customs: Customs) -> None:
        self._clock, self._customs = clock, customs
        self._news = threading.Condition()
        self._queue: list[tuple[float, int, Parcel]] = []
        self._taken = 0
        self._attempts: list[Attempt] = []
        self._open = self._busy = False
        self._thread: threading.Thread | None = None
        self.lost = 0
        """Deliveries given up after the last attempt."""

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """Everything that was tried, in order."""
        with self._news:
            return tuple(self._attempts)

    @property
    def waiting(self) -> int:
        """Deliveries that will be tried (again)."""
        with self._news:
            return len(self._queue) + self._busy

    def open(self) -> None:
        with self._news:
            self._open = True
            self._set_out()

    def close(self) -> None:
        """End the thread and its connections. What is still on its way stays and waits for another `open`."""
        with self._news:
            self._open = False
            thread, self._thread = self._thread, None
            self._news.notify_all()
        if thread is not None:
            self._clock.unwatch(self._look)
            thread.join()

    def take(self, parcel: Parcel, *, after: float = 0.0) -> None:
        """Deliver it ``after`` seconds of the sandbox's time."""
        with self._news:
            self._put(parcel, after=after)
            self._set_out()

    def forget(self, hook: str) -> None:
        """Deliver nothing more to a hook."""
        with self._news:
            self._queue = [entry for entry in self._queue if entry[2].hook != hook]
            heapq.heapify(self._queue)
            self._news.notify_all()

    def flush(self, *, timeout: float) -> None:
        """Wait until nothing is due. Raises RuntimeError when not open, TimeoutError after ``timeout`` seconds."""
        with self._news:
            if self._queue and not self._open:
                raise RuntimeError("the sandbox is not being served: its webhooks wait")
            if not self._news.wait_for(self._is_idle, timeout):
                raise TimeoutError(f"webhooks are still on their way after {timeout} seconds")

    def try_once(self, parcel: Parcel) -> bool:
        """Deliver it here and now. Returns whether it was accepted; there is no second attempt."""
        with _client() as client:
            status = _post(client, parcel)
        with self._news:
            self._note(parcel, status)
        return self._is_accepted(status)

    def _is_idle(self) -> bool:
        return not self._busy and not (self._queue and self._queue[0][0] <= self._clock.now())

    def _is_accepted(self, status: int | None) -> bool:
        return status is not None and self._customs.accepts(status)

    def _put(self, parcel: Parcel, *, after: float) -> None:
        self._taken += 1  # what is due at the same time goes out in the order in which it came
        heapq.heappush(self._queue, (self._clock.now() + after, self._taken, parcel))
        self._news.notify_all()

    def _set_out(self) -> None:
        if not self._open or self._thread is not None or not self._queue:
            return
        self._clock.watch(self._look)
        self._thread = threading.Thread(target=self._carry, name="sandbox-hooks", daemon=True)
        self._thread.start()

    def _look(self) -> None:
        """The clock was moved."""
        with self._news:
            self._news.notify_all()

    def _carry(self) -> None:
        with _client() as client:
            while (parcel := self._next()) is not None:
                status = _post(client, parcel)
                with self._news:
                    self._settle(parcel, status)

    def _next(self) -> Parcel | None:
        """Waits for something to be due; None at the end."""
        with self._news:
            while self._open:
                wait = self._queue[0][0] - self._clock.now() if self._queue else None
                if wait is not None and wait <= 0:
                    self._busy = True
                    return heapq.heappop(self._queue)[2]
                self._news.wait(wait)
            return None

    def _settle(self, parcel: Parcel, status: int | None) -> None:
        self._busy = False
        self._note(parcel, status)
        if not self._is_accepted(status):
            self._try_again(replace(parcel, tries=parcel.tries + 1))
        self._news.notify_all()

    def _try_again(self, parcel: Parcel) -> None:
        if parcel.tries > len(self._customs.waits):
            self.lost += 1
        else:
            self._put(parcel, after=self._customs.waits[parcel.tries - 1])

    def _note(self, parcel: Parcel, status: int | None) -> None:
        number, now = parcel.tries + 1, self._clock.now()
        self._attempts.append(Attempt(parcel.id, parcel.hook, parcel.event, number, now, status))


def _client() -> httpx.Client:
    return httpx.Client(timeout=TIMEOUT, trust_env=False)  # no proxy of this machine's user belongs to the vendor


def _post(client: httpx.Client, parcel: Parcel) -> int | None:
    try:
        reply = client.post(parcel.url, content=parcel.posting.content, headers=dict(parcel.posting.headers))
    except httpx.HTTPError:
        return None
    return reply.status_code

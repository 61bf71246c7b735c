"""Storing proved deliveries durably: whoever waits at the same time shares one commit.

Requests wait in the event loop; one thread writes. A delivery is answered only after the commit that has it. A commit
that fails has stored nothing, and exactly those who waited for it are told so: the vendor sends them again.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog

from syncengine.serve.receiver.meters import Meters
from syncengine.store import Store, inbox
from syncengine.store.inbox import Arrival
from syncengine.store.troubles import StoreTrouble

log = structlog.get_logger("talentsync.receiver")

ROOM, ROOM_BYTES = 2_000, 64 * 1024 * 1024
"""Deliveries that may wait, and the bytes of their bodies together. Who comes then is told to come again."""

BATCH = 200
PATIENCE_SECONDS = 10.0
"""How long a delivery waits for its commit. What is stored later than that is recognised when it is sent again."""

Verdict = bool | BaseException
"""Whether a delivery is new, or why it could not be stored."""

Tell = Callable[[Verdict], None]


@dataclass(slots=True, eq=False)
class _Waiting:
    """A delivery, and whom to tell when it is stored, or when it is ``late`` (of the event loop's time)."""

    arrival: Arrival
    tell: Tell
    late: float
    told: bool = False


class Busy(Exception):
    """There is no room for more, the store cannot be written, or it took too long. Nothing is promised."""


class Intake:
    """``heard`` is called, by the writing thread, after each commit that has something new."""

    def __init__(
        self,
        store: Store,
        *,
        heard: Callable[[], None],
        meters: Meters,
        room: int = ROOM,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._store = store
        self._heard = heard
        self._meters = meters
        self._room = room
        self._patience = patience
        self._queue: deque[_Waiting] = deque()
        self._something = threading.Event()
        self._impatient: deque[_Waiting] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._came = self._went = 0
        """Bytes of bodies: one is counted by the event loop, the other by the writing thread."""
        self._over = False
        self._troubled = False
        self._thread = threading.Thread(target=self._write, name="talentsync-intake", daemon=True)
        meters.waiting.set_function(lambda: len(self._queue))

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Store what waits, and end the thread. Nobody may come any more."""
        self._over = True
        self._something.set()
        self._thread.join(timeout=self._patience)  # a store that hangs for longer hangs without us

    def put(self, arrival: Arrival, tell: Tell) -> None:
        """Have a delivery stored. ``tell`` is called, in the event loop that this is called from, when it is: with
        True for a new one; with Busy, or what made storing it fail, when it is not. Raises Busy."""
        if self._over or len(self._queue) >= self._room or self._came - self._went > ROOM_BYTES:
            raise Busy
        loop = self._loop or self._begin()
        waiting = _Waiting(arrival, tell, loop.time() + self._patience)
        self._impatient.append(waiting)
        self._came += len(arrival.body)
        self._queue.append(waiting)
        if not self._something.is_set():
            self._something.set()
        if self._timer is None:
            self._timer = loop.call_later(self._patience, self._look_at_the_clock, loop)

    def _begin(self) -> asyncio.AbstractEventLoop:
        self._loop = asyncio.get_running_loop()
        return self._loop

    def _look_at_the_clock(self, loop: asyncio.AbstractEventLoop) -> None:
        """Send away those who have waited for too long. One timer does for all."""
        self._drop_told()
        while self._impatient and self._impatient[0].late <= loop.time():
            _tell(self._impatient[0], Busy())
            self._drop_told()
        self._timer = None
        if self._impatient:
            self._timer = loop.call_at(self._impatient[0].late, self._look_at_the_clock, loop)

    def _drop_told(self) -> None:
        while self._impatient and self._impatient[0].told:
            self._impatient.popleft()

    def _write(self) -> None:
        """Whatever happens to one batch, the next one is tried."""
        while not (self._over and not self._queue):
            self._something.wait()
            self._something.clear()
            while batch := self._next_batch():
                self._answer(batch, self._stored(batch))

    def _next_batch(self) -> list[_Waiting]:
        batch = [self._queue.popleft() for _ in range(min(len(self._queue), BATCH))]
        self._went += sum(len(each.arrival.body) for each in batch)
        return batch

    def _stored(self, batch: Sequence[_Waiting]) -> Sequence[Verdict]:
        """What becomes of each: whether it is new, or why it could not be stored."""
        try:
            return self._commit([each.arrival for each in batch])
        except StoreTrouble as error:
            self._say_once(error)
            return [Busy()] * len(batch)
        except Exception as error:  # one that cannot be stored must not keep out the others
            if len(batch) == 1:
                log.error("receiver.defect", exc_info=error)
                return [error]
            return [verdict for each in batch for verdict in self._stored([each])]

    def _commit(self, arrivals: Sequence[Arrival]) -> Sequence[bool]:
        with self._store.write() as connection:
            verdicts = inbox.take(connection, arrivals)
        self._meters.batches.observe(len(arrivals))
        if self._troubled:
            self._troubled = False
            log.warning("receiver.stores_again")
        if any(verdicts):
            self._say_heard()
        return verdicts

    def _say_heard(self) -> None:
        try:
            self._heard()
        except Exception as error:  # it is stored; whoever was to be told looks by itself, too
            log.error("receiver.defect", exc_info=error)

    def _say_once(self, error: StoreTrouble) -> None:
        if not self._troubled:
            log.error("receiver.cannot_store", error=type(error).__name__, answered=503)
        self._troubled = True

    def _answer(self, batch: Sequence[_Waiting], verdicts: Sequence[Verdict]) -> None:
        assert self._loop is not None  # noqa: S101  # they came from it
        with suppress(RuntimeError):  # the loop has ended, and all who waited with it
            self._loop.call_soon_threadsafe(self._wake, batch, verdicts)

    def _wake(self, batch: Sequence[_Waiting], verdicts: Sequence[Verdict]) -> None:
        for waiting, verdict in zip(batch, verdicts, strict=True):
            if not waiting.told:  # it may have waited too long
                _tell(waiting, verdict)
        self._drop_told()


def _tell(waiting: _Waiting, verdict: Verdict) -> None:
    waiting.told = True
    try:
        waiting.tell(verdict)
    except Exception as error:  # one connection that fails must not keep the others waiting
        log.error("receiver.defect", exc_info=error)

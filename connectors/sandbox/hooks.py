"""The mailroom of a sandbox: who wants to be told of what, and what may go wrong on the way.

It sends while the sandbox is served, and not before. Without subscriptions nothing is put into words and there is no
thread.
"""

from __future__ import annotations

import random
import threading
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import httpx

from connectors.sandbox.clock import SandboxClock
from connectors.sandbox.hooks_courier import Courier
from connectors.sandbox.hooks_rules import Attempt, Customs, Hook, Parcel
from connectors.types import Json

FLUSH_SECONDS = 30.0


@dataclass(slots=True)
class HookKnobs:
    """May be turned at any time. ``drop``: events are lost, as if the vendor had never sent them. ``twice``: every
    delivery is sent twice under one id. ``delay``: seconds of the sandbox's time before the first attempt."""

    drop: bool = False
    twice: bool = False
    delay: float = 0.0


class Mailroom:
    """The webhooks of one sandbox."""

    def __init__(self, clock: SandboxClock, customs: Customs) -> None:
        self.knobs = HookKnobs()
        self.dropped = 0
        """Deliveries that the knob has lost."""
        self._customs = customs
        self._courier = Courier(clock, customs)
        self._lock = threading.Lock()
        self._hooks: dict[str, Hook] = {}
        self._held: list[Parcel] | None = None

    @property
    def hooks(self) -> tuple[Hook, ...]:
        return tuple(self._hooks.values())

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """Everything that was tried, pings included, in order."""
        return self._courier.attempts

    @property
    def waiting(self) -> int:
        """Deliveries that will be tried (again); held ones count."""
        with self._lock:
            return self._courier.waiting + len(self._held or ())

    @property
    def lost(self) -> int:
        """Deliveries given up after the last attempt."""
        return self._courier.lost

    def subscribe(self, url: str, *, secret: str, events: Collection[str] | None = None, ping: bool = True) -> Hook:
        """Send ``events``, all without it, to ``url``. A ping that is not accepted leaves the hook disabled; without
        ``ping`` nobody is asked. Raises ValueError for an address or an event that cannot be."""
        hook = Hook(uuid.uuid4().hex, _checked(url), secret, self._known(events))
        return self._save(hook, ping=ping)

    def enable(self, id_: str) -> Hook:
        """What a human does about a disabled hook: it is saved again, with a ping. Raises KeyError."""
        return self._save(replace(self._hooks[id_], active=True), ping=True)

    def unsubscribe(self, id_: str) -> None:
        """Send it nothing more, not even what is on its way. Raises KeyError."""
        with self._lock:
            del self._hooks[id_]
            self._held = self._held and [parcel for parcel in self._held if parcel.hook != id_]
        self._courier.forget(id_)

    def wants(self, event: str) -> bool:
        return any(hook.wants(event) for hook in self.hooks)

    def tell(self, event: str, payload: Callable[[], Json]) -> None:
        """Something happened. ``payload`` is asked only when somebody wants to know."""
        wanting = [hook for hook in self.hooks if hook.wants(event)] if self._hooks else []
        if wanting and self.knobs.drop:
            self.dropped += len(wanting)
        elif wanting:
            told = payload()
            for hook in wanting:
                self._send(self._parcel(hook, event, told))

    def hold(self) -> None:
        """Collect from now on instead of sending."""
        with self._lock:
            self._held = [] if self._held is None else self._held

    def release(self, *, shuffle: random.Random | None = None) -> int:
        """Send what was held, in an order thrown with the dice of ``shuffle``, and hold no more. Returns how many."""
        with self._lock:
            held, self._held = self._held or [], None
            if shuffle is not None:
                shuffle.shuffle(held)
            for parcel in held:
                self._courier.take(parcel)
        return len(held)

    def flush(self, *, timeout: float = FLUSH_SECONDS) -> None:
        """Wait until all that is due was tried; what is held, delayed or waits for another attempt is not due. Raises
        TimeoutError, and RuntimeError when the sandbox is not being served."""
        self._courier.flush(timeout=timeout)

    def open(self) -> None:
        """Begin to send: the sandbox is being served."""
        self._courier.open()

    def close(self) -> None:
        """Send no more: thread and connections are gone afterwards."""
        self._courier.close()

    def _known(self, events: Collection[str] | None) -> frozenset[str] | None:
        unknown = sorted(set(events or ()) - self._customs.events)
        if unknown:
            raise ValueError(f"no such event: {', '.join(unknown)}; known: {', '.join(sorted(self._customs.events))}")
        return None if events is None else frozenset(events)

    def _save(self, hook: Hook, *, ping: bool) -> Hook:
        if ping and self._customs.ping is not None:
            hook = replace(hook, active=self._courier.try_once(self._parcel(hook, *self._customs.ping)))
        with self._lock:
            self._hooks = {**self._hooks, hook.id: hook}
        return hook

    def _parcel(self, hook: Hook, event: str, payload: Json) -> Parcel:
        # New in every process: a receiver that remembers another run must not take this for a repetition.
        id_ = str(uuid.uuid4())
        posting = self._customs.write(event, payload, secret=hook.secret, id_=id_)
        return Parcel(id_, hook.id, event, hook.url, posting)

    def _send(self, parcel: Parcel) -> None:
        with self._lock:
            for _ in range(2 if self.knobs.twice else 1):
                if self._held is not None:
                    self._held.append(parcel)
                else:
                    self._courier.take(parcel, after=self.knobs.delay)


def _checked(url: str) -> str:
    try:
        parsed = urlsplit(str(httpx.URL(url)))
        sound = parsed.scheme in {"http", "https"} and parsed.hostname and parsed.port != 0
    except (httpx.InvalidURL, ValueError):
        sound = False
    if not sound:
        raise ValueError("a webhook needs an address like https://host/path")
    return url

"""The rate budget of vendor accounts, shared by all processes on all hosts through Redis."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from connectors.pacer import Home
from connectors.pacers import Meter, Pacers
from connectors.pacing import Terms
from syncengine.budget.fallback import HomeWithFallback, Watch
from syncengine.budget.home import SharedHome

__all__ = ["HomeWithFallback", "SharedHome", "Watch", "connect", "shared_pacers"]

PATIENCE = 0.5
"""Seconds that a request waits for Redis at most: for the connection, and again for the answer."""


def connect(url: str) -> redis.Redis:
    """A client that gives up soon and does not try again by itself: there is a fallback."""
    return redis.Redis.from_url(
        url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=Retry(NoBackoff(), 0)
    )


def shared_pacers(
    client: redis.Redis,
    *,
    shares: Mapping[str, float] | None = None,
    clock: Callable[[], float] | None = None,
) -> Pacers:
    """Pacers that share their budgets with everybody on the same Redis.

    ``shares`` is our part of a system's limit, by system. ``clock`` replaces the clock of the Redis server (in tests
    whose time is not real).
    """
    watch = Watch()

    def home(meter: Meter, terms: Terms, *, now: Callable[[], float]) -> Home:
        shared = SharedHome(client, meter.key, terms, now=clock)
        return HomeWithFallback(shared, terms, watch=watch, now=now)

    return Pacers(home, shares=shares)

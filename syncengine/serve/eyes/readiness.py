"""Whether this process should be sent webhooks, and how everything stands around it. Only a store that does not answer
makes it unready; whatever else is amiss is shown, as what is degraded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from syncengine.serve.eyes.around import RedisSeen, RedisWatch
from syncengine.serve.eyes.samples import PRESENT_SECONDS
from syncengine.settings import Settings
from syncengine.store import Store, services
from syncengine.store.figures import Figures, figures
from syncengine.store.gates import Gate
from syncengine.work.gates import closed_by
from syncengine.work.telling import lane_name

Json = dict[str, Any]

NO_STORE: Json = {"ready": False, "why": ["store"], "store": {"reachable": False}}
"""What is said while the store does not answer: nothing else is known then."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """One look. ``systems`` are those of the configuration."""

    now: float
    engine: str
    systems: tuple[str, ...]
    figures: Figures
    redis: RedisSeen | None

    @property
    def is_leaderless(self) -> bool:
        """Whether there was a daemon within a day, which did not end in good order, and none leads now. One that was
        stopped is not missed."""
        daemons = [each for each in self.figures.services if each.kind == "daemon"]
        fresh = (each for each in daemons if self.now - each.seen_at < PRESENT_SECONDS)
        return bool(daemons) and all(each.state != services.LEADS for each in fresh)


def look(store: Store, settings: Callable[[], Settings], redis: RedisWatch, *, now: float) -> Readiness:
    """Raises StoreTrouble."""
    with store.read() as connection:
        found = figures(connection, now=now)
    engine = store.engine.dialect.name
    systems = tuple(sorted(each.name for each in settings().systems))
    return Readiness(now, engine, systems, found, redis.look())


def as_json(seen: Readiness) -> Json:
    """Everything, for whoever has the token. Names, times, counts and what closed a system; nothing of any record.

    Whatever is amiss around a store that answers makes no process unready: webhooks can be stored, and a load balancer
    must not take them away."""
    return {
        "ready": True,
        "why": [],
        "degraded": list(_degraded(seen)),
        "store": {"reachable": True, "engine": seen.engine},
        "redis": _redis(seen.redis),
        "systems": {name: _system(seen, name) for name in seen.systems},
        "deliveries": {
            system: {"unfollowed": left.count, "oldest_seconds": round(seen.now - left.at, 1)}
            for system, left in sorted(seen.figures.unfollowed.items())
        },
        "waiting": [
            {
                "lane": lane_name(each.lane),
                "held_for": each.held_for,
                "people": each.people,
                "oldest_due_seconds": round(max(0.0, seen.now - each.oldest_due), 1),
            }
            for each in seen.figures.waiting
        ],
        "services": [
            {
                "kind": each.kind,
                "state": each.state,
                "host": each.host,
                "seen_seconds": round(seen.now - each.seen_at, 1),
            }
            for each in seen.figures.services
        ],
        "last_pass": _last_pass(seen.figures),
        "chores": {
            name: {"started_at": _time(each.started_at), "ended_at": _time(each.ended_at)}
            for name, each in sorted(seen.figures.chores.items())
        },
    }


def _degraded(seen: Readiness) -> Iterator[str]:
    if seen.redis is not None and not seen.redis.answers:
        yield "redis"
    if seen.is_leaderless:
        yield "leader"
    for name in seen.systems:
        if not seen.figures.gates.get(name, Gate(name)).is_open:
            yield f"system {name}"


def _redis(redis: RedisSeen | None) -> Json:
    return {"configured": redis is not None, "answers": None if redis is None else redis.answers}


def _system(seen: Readiness, name: str) -> Json:
    closed = closed_by(seen.figures.gates.get(name, Gate(name)))
    held = sum(each.people for each in seen.figures.waiting if each.held_for == name)
    if closed is None:
        return {"state": "open", "held": held}
    return {
        "state": "paused" if closed.paused else "down",
        "why": closed.why,
        "since": _time(closed.since),
        "next_probe": _time(closed.probe_at),
        "held": held,
    }


def _last_pass(found: Figures) -> Json | None:
    row = found.last_pass
    if row is None:
        return None
    times = {"started_at": _time(row["started_at"]), "ended_at": _time(row["ended_at"])}
    return {"id": row["id"], "command": row["command"], "outcome": row["outcome"], **times}


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")

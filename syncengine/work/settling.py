"""Settling: storing what all sides agreed on, as read back, once a plan was carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from mappings.canonical import FIELDS, Value
from mappings.keys import same
from syncengine.core.model import POLICY_SIDE, Side
from syncengine.core.reconcile import settled_fields
from syncengine.store import Store, settled, wakes
from syncengine.store.queue import Lease
from syncengine.work import fencing
from syncengine.work.carry_out import Done
from syncengine.work.facts import FactLoader, Facts
from syncengine.work.planning import Planned


class Settler:
    """Stores baselines.

    For a field that we wrote, the baseline is what the vendor shows after the write. For every other field it is what
    the plan was made from: an edit that arrived meanwhile is then still news, and `settle` says that there is some.
    """

    def __init__(self, store: Store, loader: FactLoader, *, now: Callable[[], float]) -> None:
        self._store = store
        self._loader = loader
        self._now = now

    def settle(self, lease: Lease, facts: Facts, planned: Planned, done: Done) -> bool:
        """Store the baselines of one person. True when a record shows something that the plan did not know. Raises
        LeaseLost."""
        fresh = {side.system: side for side in self._load(facts).sides} if done.written else {}
        baselines: dict[str, dict[str, Value]] = {}
        news = False
        for side in planned.sides:
            shown = fresh.get(side.system, side)
            if shown.ref is None and side.role != "policy":
                continue
            if side.ref is not None and shown.ref != side.ref:
                news = True  # another record leads by now: what was planned for the former one settles nothing
                continue
            written = done.written.get(side.system, set())
            now = dict(shown.now) if side.ref is None and side.role != "policy" else _agreed(side, shown, written)
            news = news or (side.ref is not None and _has_news(side, shown, written))
            baselines[side.system] = settled_fields(replace(side, now=now), planned.plan, failed=frozenset(done.failed))
        with self._store.write() as connection:
            fencing.require(connection, lease, now=self._now())
            kept = {name: fields for name, fields in baselines.items() if fields or name == POLICY_SIDE}
            records = {side.system: ref for side in planned.sides if (ref := fresh.get(side.system, side).ref)}
            settled.settle(connection, facts.person, kept, now=self._now(), records=records)
            day = planned.plan.wake_on
            wakes.keep(connection, facts.person, due_at=midnight(day) if day else None, why="its day comes")
        return news

    def _load(self, facts: Facts) -> Facts:
        with self._store.read() as connection:
            return self._loader.load(connection, [facts.person])[0]


def midnight(day: date) -> float:
    """When a day begins, in seconds since the epoch: in UTC, as in everything that is planned."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def _agreed(side: Side, shown: Side, written: set[str]) -> Mapping[str, Value]:
    return {**side.now, **{name: value for name, value in shown.now.items() if name in written}}


def _has_news(side: Side, shown: Side, written: set[str]) -> bool:
    return any(
        name not in written and (name not in side.now or not same(FIELDS[name], value, side.now[name]))
        for name, value in shown.now.items()
    )

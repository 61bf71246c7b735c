"""How a person stands: every field with where it comes from and who decides about it, restrictions, and lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from mappings.canonical import FIELDS
from mappings.policy import Policy
from syncengine.core.lifecycle import Derived
from syncengine.core.model import PersonId, Side
from syncengine.core.restrictions import RESTRICTIONS
from syncengine.front.timeline.origins import FieldTold, ValueTold, origin_of, since_when, source_of
from syncengine.store import bygone, former
from syncengine.store.bygone import Written
from syncengine.store.former import State
from syncengine.work.facts import FactLoader, Facts
from syncengine.work.planning import Planner

_CANDIDATE = "candidate"
_APART = frozenset({*RESTRICTIONS, "pools"})
"""Told by themselves."""

States = Mapping[tuple[str, str], Sequence[State]]


@dataclass(frozen=True, slots=True)
class Restricted:
    """One restriction in force, by the record that shows it."""

    name: str
    system: str
    ref_id: str
    since: float


@dataclass(frozen=True, slots=True)
class PoolTold:
    """One list of the policy that the person is in, or should be in. ``rule`` decides about it, None where none does;
    ``why`` is what that rule said."""

    pool: str
    systems: tuple[str, ...]
    wanted: bool
    rule: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One person now, under a policy."""

    policy: Policy
    fields: tuple[FieldTold, ...]
    restrictions: tuple[Restricted, ...]
    pools: tuple[PoolTold, ...]


def standing_of(
    connection: sa.Connection, person: PersonId, *, loader: FactLoader, policy: Policy, now: float
) -> Standing:
    """Of somebody who is there. ``loader`` knows the lists that are bound to the policy's pools."""
    [facts] = loader.load(connection, [person])
    records = [side for side in (*facts.sides, *facts.seconds) if side.ref is not None]
    states = {(side.system, side.ref or ""): _states(connection, side) for side in records}
    writes = bygone.writes_for(connection, bygone.all_of(connection, person, now))
    derived = Planner(policy, today=datetime.fromtimestamp(now, UTC).date).derive(facts)
    return Standing(
        policy=policy,
        fields=tuple(_fields(facts, records, states, writes, policy)),
        restrictions=tuple(_restrictions(states)),
        pools=tuple(_pools(records, derived)),
    )


def _states(connection: sa.Connection, side: Side) -> list[State]:
    return former.states_of(connection, system=side.system, kind=_CANDIDATE, ref_ids=[side.ref or ""])


def _fields(
    facts: Facts, records: Sequence[Side], states: States, writes: Sequence[Written], policy: Policy
) -> Iterator[FieldTold]:
    for name in FIELDS:
        if name in _APART:
            continue
        values = [_value(name, side, facts, states, writes) for side in records if name in side.now]
        if any(each.value not in (None, "", ()) or each.parked or each.by_hand for each in values):
            yield FieldTold(name, policy.fields.get(name), tuple(values), source_of(name, values))


def _value(name: str, side: Side, facts: Facts, states: States, writes: Sequence[Written]) -> ValueTold:
    place = (side.system, name)
    return ValueTold(
        system=side.system,
        ref_id=side.ref or "",
        value=side.now[name],
        origin=origin_of(name, states[side.system, side.ref or ""], writes),
        parked=place in facts.parked,
        dropped=place in facts.dropped,
        by_hand=next((each for each in facts.said if (each.system, each.field) == place), None),
    )


def _restrictions(states: States) -> Iterator[Restricted]:
    for name in RESTRICTIONS:
        for (system, ref_id), own in states.items():
            if own[-1].fields.get(name) is True:
                yield Restricted(name, system, ref_id, since_when(own, partial(_holds, name)).since)


def _holds(restriction: str, fields: Mapping[str, Any]) -> bool:
    return fields.get(restriction) is True


def _pools(records: Sequence[Side], derived: Derived) -> Iterator[PoolTold]:
    inside: dict[str, list[str]] = {}
    for side in records:
        pools = side.now.get("pools")
        for pool in pools if isinstance(pools, tuple) else ():
            inside.setdefault(pool, []).append(side.system)
    decision = derived.decision
    said = {verdict.pool: verdict.why for verdict in decision.verdicts if verdict.pool is not None}
    for pool in sorted({*inside, *decision.wanted}):
        systems = tuple(dict.fromkeys(inside.get(pool, ())))
        yield PoolTold(pool, systems, pool in decision.wanted, decision.because.get(pool), said.get(pool, ""))

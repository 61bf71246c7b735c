"""Several records of one person in one system.

One of them leads: fields, pools and notes are merged with it and written to it. The others are second records. Nothing
is made or overwritten there, and yet they are the same person: what restricts any record restricts them all, and a
list that the person must not be in is left by every record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mappings.canonical import FIELDS, Field, Fields, Value
from mappings.keys import keyed
from syncengine.core.merge import is_empty
from syncengine.core.model import Change, Operation, Side
from syncengine.core.reconcile import FORBIDDEN
from syncengine.core.restrictions import Restrictions


@dataclass(frozen=True, slots=True)
class Contender:
    """One living record. ``linked`` grows with every link that is made: the lower, the longer the record is known."""

    ref: str
    linked: int
    active_at: datetime | None = None


def leading(contenders: Sequence[Contender], *, agreed_with: str | None) -> str:
    """Which record leads: the one that was last agreed with, while it lives; else the one with the latest activity; of
    those equally active, or when nobody tells, the one that was linked first."""
    if any(each.ref == agreed_with for each in contenders):
        return agreed_with or ""
    return min(contenders, key=_by_activity).ref


def _by_activity(contender: Contender) -> tuple[float, int]:
    return -(contender.active_at.timestamp() if contender.active_at else 0.0), contender.linked


def inherited(base: Fields, now: Fields) -> Fields:
    """What can be taken as agreed with a record that takes the place of another one. ``base`` is what had been agreed
    with the other; ``now`` is what the new one shows.

    What the new one does not show is not taken for removed: for such a field it meets the others for the first time.
    Pools are the exception: those that it is in are agreed on, and about the rest see :func:`lost_pools`.
    """
    kept = {name: value for name, value in base.items() if name in FIELDS and _still_agreed(FIELDS[name], value, now)}
    if "pools" in base and "pools" in now:
        kept["pools"] = tuple(pool for pool in _members(base["pools"]) if pool in _members(now["pools"]))
    return kept


def _still_agreed(field: Field, base: Value, now: Fields) -> bool:
    if field.name not in now:
        return True
    shown = now[field.name]
    if field.shape == "set":
        return keyed(field, base).keys() <= keyed(field, shown).keys()
    return is_empty(base) or not is_empty(shown)


def lost_pools(base: Fields, now: Fields) -> frozenset[str]:
    """Pools in which the former record was, as agreed, and the one in its place is not. Nobody took the person out:
    whoever wants them there wants it anew."""
    return frozenset(_members(base.get("pools"))) - frozenset(_members(now.get("pools")))


def without_pools(base: Fields, pools: Collection[str]) -> Fields:
    """A baseline in which nobody agreed on being in these pools."""
    if not pools or "pools" not in base:
        return base
    return {**base, "pools": tuple(pool for pool in _members(base["pools"]) if pool not in pools)}


def _members(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def spread(records: Iterable[Side], *, settable: Collection[str], restrictions: Restrictions) -> Iterable[Operation]:
    """Restrictions that some record of the person lacks, written to it. They are set and never lifted. ``settable``
    are the restrictions that the policy lets us set."""
    wanted = {"private": restrictions.private, "do_not_contact": restrictions.do_not_contact}
    for side in records:
        changes = tuple(
            Change(name, side.now[name], True, "restricted on another record of this person")
            for name, holds in wanted.items()
            if holds and name in settable and name in side.abilities.writable and side.now.get(name) is False
        )
        if changes:
            yield Operation("update", side.system, side.ref, changes)


def withdraw(second: Side, forbidden_pools: Collection[str]) -> Iterable[Operation]:
    """Lists that a second record must leave."""
    for pool in _members(second.now.get("pools")):
        if pool in forbidden_pools:
            yield Operation("remove_from_pool", second.system, second.ref, pool=pool, why=FORBIDDEN)

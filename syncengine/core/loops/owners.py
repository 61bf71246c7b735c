"""Fields of which each side takes the other's word.

What both sides are to show is worked out and written; if the pass is cut short before it is settled, it is worked out
again from what is shown by then, and must ask for nothing more. Where each side takes the other's value, they swap,
and swap back: at every pass for as long as none is settled, and in the order of accidents after that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations, product

from mappings.canonical import FIELDS, Field, Shape, Value
from mappings.policy import FieldRule, Policy, Role
from syncengine.core.loops.loop import Loop
from syncengine.core.merge import merge
from syncengine.core.model import Abilities, Side
from syncengine.core.restrictions import RESTRICTIONS

_ABLE = Abilities(frozenset(), frozenset())
_CASTS: tuple[tuple[tuple[str, Role], ...], ...] = (
    (("ats", "ats"), ("crm", "crm")),
    (("crm", "crm"), ("ats", "ats")),
    (("ats", "ats"), ("crm", "crm"), ("crm-2", "crm")),
)
"""In the order in which they are written: the record that is written last is then the newest."""
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
_PASSES = 12

_Shown = Mapping[str, Value]


def swaps(policy: Policy) -> Iterator[Loop]:
    """A loop for each field that does not come to rest. With one owner for both sides, all do."""
    tried: dict[object, bool] = {}
    for name, rule in policy.fields.items():
        if not rule.owner_in or not rule.write or name in RESTRICTIONS:
            continue
        shape = FIELDS[name].shape
        key = (shape, *sorted(rule.owner_in.items()), rule.write, rule.clear)
        if key not in tried:
            tried[key] = rests(shape, rule)
        if not tried[key]:
            yield Loop(_words(rule), about=name)


def rests(shape: Shape, rule: FieldRule) -> bool:
    """Do sides come to rest, whatever they showed before and show now?"""
    field = Field("value", shape, "", key="exact")
    return all(
        _comes_to_rest(field, rule, cast, base, now, order, settles=settles)
        for cast in _CASTS
        for base, now in _values(field, len(cast))
        for order in _orders(rule, len(cast))
        for settles in (False, True)
    )


def _values(field: Field, sides: int) -> Iterator[tuple[Value | None, tuple[Value, ...]]]:
    """What all showed when they agreed (None when they never did), and what each shows now."""
    values: Sequence[Value] = [("a",), ("b",), ("a", "b"), ()] if field.shape == "set" else ["a", "b", None]
    agreed: Sequence[Value] = [("a", "b")] if field.shape == "set" else ["z"]
    for now in product(values if sides == 2 else values[:-1], repeat=sides):
        yield from ((base, now) for base in (*agreed, None))


def _orders(rule: FieldRule, sides: int) -> Iterable[tuple[int, ...]]:
    """Who changed the record first, where it matters."""
    return permutations(range(sides)) if "newest" in rule.owner_in.values() else [tuple(range(sides))]


def _comes_to_rest(
    field: Field,
    rule: FieldRule,
    cast: Sequence[tuple[str, Role]],
    base: Value | None,
    now: Sequence[Value],
    order: Sequence[int],
    *,
    settles: bool,
) -> bool:
    shown = {name: value for (name, _), value in zip(cast, now, strict=True)}
    agreed: dict[str, _Shown] = {name: {} if base is None else {field.name: base} for name, _ in cast}
    changed = {name: place for (name, _), place in zip(cast, order, strict=True)}
    for number in range(_PASSES):
        sides = [
            Side(name, role, {field.name: shown[name]}, agreed[name], _ABLE, ref="1", changed_at=_at(changed[name]))
            for name, role in cast
        ]
        merged = merge(field, sides, rule)
        written = {name: merged.wanted[name] for name, role in cast if name in merged.wanted and role in rule.write}
        if not written:
            return True
        shown |= written
        changed |= {name: 10 * (number + 1) + place for place, name in enumerate(written)}
        if settles and (merged.conflict is None or merged.conflict.winner is not None):
            agreed = {name: {field.name: value} for name, value in shown.items()}
    return False


def _at(minutes: int) -> datetime:
    return _LONG_AGO + timedelta(minutes=minutes)


def _words(rule: FieldRule) -> str:
    ats, crm = rule.owner_in["ats"], rule.owner_in["crm"]
    return (
        f"edited on both sides, the ATS takes the value of: {ats}, and the CRM that of: {crm}; then they have swapped,"
        " and swap again; and so on for ever"
    )

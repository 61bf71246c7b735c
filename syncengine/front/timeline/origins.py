"""Where the values of records come from: typed there, there from the start, or written by us, and then from where.
Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mappings.canonical import FIELDS, Value
from mappings.keys import same
from mappings.policy import FieldRule
from syncengine.front.timeline.seeing import fields_of, is_echo
from syncengine.store.bygone import Written
from syncengine.store.former import State
from syncengine.store.overrides import Override

How = Literal["first seen", "edited there", "written"]


@dataclass(frozen=True, slots=True)
class Origin:
    """How a value came to be where it is, and since when (seconds since the epoch). ``write`` is ours, where it was."""

    how: How
    since: float
    write: Written | None = None


@dataclass(frozen=True, slots=True)
class ValueTold:
    """What one record shows in a field. ``parked`` and ``dropped`` say that it is not written, until a human acts or
    the facts change; ``by_hand`` is what a human wanted there instead of a refused value."""

    system: str
    ref_id: str
    value: Value
    origin: Origin
    parked: bool = False
    dropped: bool = False
    by_hand: Override | None = None


@dataclass(frozen=True, slots=True)
class FieldTold:
    """One field over all records. ``rule`` is the policy's, None where it has none; ``came_from`` is the system in
    which somebody typed the value that we carried on, None where we carried none."""

    name: str
    rule: FieldRule | None
    values: tuple[ValueTold, ...]
    came_from: str | None = None


def since_when(states: Sequence[State], holds: Callable[[Mapping[str, Any]], bool]) -> State:
    """The state with which that began to hold for good. ``states`` are those of one record, the oldest first; it holds
    in the last one."""
    begun = states[-1]
    for state in reversed(states):
        if not holds(state.fields):
            break
        begun = state
    return begun


def origin_of(name: str, states: Sequence[State], writes: Sequence[Written]) -> Origin:
    """Where the value of a field in the last state comes from."""
    value = states[-1].fields.get(name)
    begun = since_when(states, lambda fields: fields.get(name) == value)
    for write in writes:
        if is_echo(write, begun) and name in fields_of(write):
            return Origin("written", begun.since, write)
    return Origin("first seen" if begun is states[0] else "edited there", begun.since)


def source_of(name: str, values: Sequence[ValueTold]) -> str | None:
    """The system from which we carried a value on: the last one where somebody typed it before we wrote it."""
    carried = [each for each in values if each.origin.how == "written"]
    typed = [each for each in values if each.origin.how != "written"]
    found = [
        source
        for source in typed
        for each in carried
        if same(FIELDS[name], source.value, each.value) and source.origin.since <= each.origin.since
    ]
    return max(found, key=lambda each: each.origin.since).system if found else None

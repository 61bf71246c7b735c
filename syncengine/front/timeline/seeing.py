"""What happened to a record there: when it was first seen, what humans changed in it, when it was gone and back. What
we wrote ourselves is told by the write. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import inf

from syncengine.front.timeline.event import Changed, Event, What, named
from syncengine.store.bygone import Written
from syncengine.store.former import State

_SHOWN_OF_APPLICATIONS = ("status", "stage_name")


def is_echo(write: Written, state: State) -> bool:
    """Did a record begin to say this with our own write? The answer to a write is stored together with its end."""
    if (write.system, write.ref_id) != (state.system, state.ref_id) or write.state not in {"done", "found"}:
        return False
    return write.sent_at is not None and write.ended_at is not None and write.sent_at <= state.since <= write.ended_at


def fields_of(write: Written) -> set[str]:
    """Names of the canonical fields that it was about."""
    pools = {"pools"} if write.pool else set[str]()
    return {change["field"] for change in write.changes} | pools


def seen(
    states: Sequence[State], writes: Sequence[Written], *, linked_at: float, until: float | None = None
) -> Iterator[Event]:
    """What happened to one record, whose states these are, the oldest first. ``linked_at`` is when it was first
    anybody's, ``until`` when it stopped to be the person's."""
    states = [state for state in states if until is None or state.since < until]
    if not states:
        return
    yield from _first(states[0], writes, linked_at)
    for before, now in pairwise(states):
        if before.until != now.since:
            yield from _beginning(now)
        else:
            yield from _step(before, now, [write for write in writes if is_echo(write, now)])


def seen_of_child(states: Sequence[State], theirs: Callable[[State], bool]) -> Iterator[Event]:
    """What happened to a record that belongs to others, while it belonged to one of the person's. When it is moved to
    somebody else's the move is told, and nothing that came after it."""
    if states and theirs(states[0]):
        yield from _first(states[0], (), linked_at=inf)
    for before, now in pairwise(states):
        if theirs(now):
            yield from _step(before, now, ()) if before.until == now.since else _beginning(now)
        elif theirs(before) and before.parent_id != now.parent_id:
            yield _moved(before, now)


def _first(state: State, writes: Sequence[Written], linked_at: float) -> Iterator[Event]:
    made_by_us = any(write.verb == "create" and is_echo(write, state) for write in writes)
    if state.since > linked_at and not made_by_us:
        yield from _beginning(state)
    elif not made_by_us:
        said = {name: state.fields[name] for name in _SHOWN_OF_APPLICATIONS if name in state.fields}
        of = {} if state.parent_id is None else {"belongs_to": state.parent_id, **said}
        yield Event(state.since, "first seen", named(state.record), said=of)


def _step(before: State, now: State, echoes: Sequence[Written]) -> Iterator[Event]:
    record = named(now.record)
    if before.gone != now.gone:
        what: What = "gone" if now.gone else "back"
        yield Event(now.since, what, record)
    if before.parent_id != now.parent_id:
        yield _moved(before, now)
    ours = {name for write in echoes for name in fields_of(write)}
    changes = tuple(change for change in differences(before, now) if change.field not in ours)
    if changes:
        yield Event(now.since, "changed", record, changes=changes, said={"with_our_write": True} if echoes else {})


def _moved(before: State, now: State) -> Event:
    return Event(now.since, "moved", named(now.record), said={"from": before.parent_id, "to": now.parent_id})


def _beginning(state: State) -> Iterator[Event]:
    """What it said before was not kept."""
    yield Event(state.since, "history begins", named(state.record))


def differences(before: State, now: State) -> Iterator[Changed]:
    """Field by field. The order of a set means nothing, and a field that is not shown is as good as empty."""
    for name in sorted(before.fields.keys() | now.fields.keys()):
        was, value = before.fields.get(name), now.fields.get(name)
        if _plain(was) != _plain(value):
            yield Changed(name, was, value)


def _plain(value: object) -> object:
    if isinstance(value, tuple | list):
        return sorted(map(str, value)) or None
    return None if value == "" else value

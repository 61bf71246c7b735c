"""Taking back what was written to a field."""

from __future__ import annotations

from collections.abc import Sequence

from mappings.canonical import FIELDS, Field, Value
from mappings.keys import keyed, same
from syncengine.core.merge import is_empty
from syncengine.core.model import Change
from syncengine.core.restrictions import RESTRICTIONS
from syncengine.core.undoing.model import Why, Write, change_of, value_of
from syncengine.core.undoing.record import Made, Record
from syncengine.core.undoing.sets import taken_back


def take_back_field(name: str, of: Record, made: Made) -> None:
    touching = [each for each in of.history if each.verb in {"update", "create"} and change_of(each, name) is not None]
    chain = [each for each in touching if of.is_target(each) and each.verb == "update"]
    by_hand = next((each for each in chain if _is_by_hand(change_of(each, name))), None)
    obstacle = _obstacle(name, of)
    if by_hand is not None:
        made.leave(chain, name, "human", "somebody typed it by hand for this record")
    elif obstacle is not None:
        made.leave(chain, name, *obstacle)
    elif _is_restored(FIELDS[name], touching, of):
        made.restore(chain, name, None)
    elif FIELDS[name].shape == "set":
        _several_values(FIELDS[name], chain, of, made)
    else:
        _singlevalue_of(FIELDS[name], chain, touching, of, made)


def _is_restored(about: Field, touching: Sequence[Write], of: Record) -> bool:
    """Did we put it back already, and does it show what the vendor made of that?"""
    last = touching[-1]
    return last.undoes in of.targets and _as_shown(about, of.now[about.name], last)


def _is_by_hand(change: Change | None) -> bool:
    return change is not None and change.why.startswith("by ") and change.why.endswith(" by hand")


def _obstacle(name: str, of: Record) -> tuple[Why, str] | None:
    if name in RESTRICTIONS:
        return "restricted", "a restriction is never lifted by an undo"
    if name not in FIELDS or name not in of.abilities.writable:
        return "irreversible", f"this system cannot change {name}"
    if name not in of.now:
        return "unshown", f"{name} is not shown at the moment"
    return None


def _singlevalue_of(about: Field, chain: Sequence[Write], touching: Sequence[Write], of: Record, made: Made) -> None:
    first, last = chain[_last_start(about, chain)], chain[-1]
    back, ours = value_of(first, about.name, before=True), value_of(last, about.name)
    now = of.now[about.name]
    later = of.later(chain, touching)
    if same(about, now, back) and later is None:
        made.restore(chain, about.name, None)
    elif later is not None:
        made.leave(chain, about.name, "later", was_written_later(later))
    elif not same(about, now, ours) and not _as_shown(about, now, last):
        made.leave(chain, about.name, "edited", "edited since by somebody", now=now)
    else:
        made.restore(chain, about.name, Change(about.name, now, None if is_empty(back) else back, of.why))


def _last_start(about: Field, chain: Sequence[Write]) -> int:
    """The place of the first write since somebody else changed the value: what that one replaced is what they made of
    it, and comes back."""
    start = 0
    for at in range(1, len(chain)):
        before, was = chain[at - 1], value_of(chain[at], about.name, before=True)
        if not same(about, was, value_of(before, about.name)) and not _as_shown(about, was, before):
            start = at
    return start


def _as_shown(about: Field, now: Value, last: Write) -> bool:
    """Is it what the vendor made of what we wrote?"""
    return about.name in last.shown and same(about, now, last.shown[about.name])


def was_written_later(later: Write) -> str:
    return f"written again later, by {later.id} in {later.run}; undo that first: talentsync undo {later.id}"


def _several_values(about: Field, chain: Sequence[Write], of: Record, made: Made) -> None:
    steps = [
        (keyed(about, value_of(each, about.name, before=True)), keyed(about, value_of(each, about.name)))
        for each in chain
    ]
    capacity = of.abilities.capacity.get(about.name)
    found = taken_back(about, steps, now=of.now[about.name], capacity=capacity)
    if found.crowded:
        made.leave(chain, about.name, "full", "somebody put something else in the place of what was there")
    if same(about, found.value, of.now[about.name]):
        if not found.crowded:
            made.restore(chain, about.name, None)
        return
    made.restore(chain, about.name, Change(about.name, of.now[about.name], found.value, of.why))

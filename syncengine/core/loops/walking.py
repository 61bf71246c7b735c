"""People under rules that ask for pools, pass after pass, until they rest or come by a place where they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from mappings.policy import Policy
from syncengine.core.loops.cases import cases
from syncengine.core.loops.knots import around, cut_down, knots
from syncengine.core.loops.loop import Event, Loop
from syncengine.core.loops.steps import FRESH, Pools, State, Steps
from syncengine.core.loops.wording import loop_of

_SMALL = 6
"""In a knot of so many pools humans may put somebody into any of them at once, in a larger one into one."""
MOST_STEPS = 10_000
"""So many passes are made for each knot, the shortest ways first. A circle beyond is not found."""


def circles(policy: Policy) -> list[Loop]:
    """A circle for each knot of pools that has one.

    The search is complete for small knots: people start in any pools, as humans put them there, in every situation
    that the rules can tell apart, and go on from wherever they come to rest, in any other pools and situation. It is
    bounded for large ones, by the constants here and in :mod:`cases`; what it finds is a circle all the same.
    """
    return [loop for knot in knots(policy) if (loop := _circle(policy, around(policy, knot))) is not None]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where somebody rests, and how they came there."""

    state: State
    events: tuple[Event, ...] = ()


def _circle(policy: Policy, pools: Pools) -> Loop | None:
    steps = Steps(cut_down(policy, pools))
    events = [Event(case, put) for put, case in product(_put(pools), cases(steps.policy))]
    places = [_Place(FRESH)]
    known = {FRESH}
    for place in places:  # grows while it is gone through
        for event in events:
            way = steps.way(event.case, State(event.pools, place.state.base, place.state.before))
            if way.circle:
                return loop_of(way.circle, steps, events=(*place.events, event))
            if way.end not in known:
                known.add(way.end)
                places.append(_Place(way.end, (*place.events, event)))
            if steps.made > MOST_STEPS:
                return None
    return None


def _put(pools: Pools) -> Iterator[Pools]:
    """Where humans may have put somebody."""
    most = len(pools) if len(pools) <= _SMALL else 1
    for size in range(most + 1):
        yield from map(frozenset, combinations(sorted(pools), size))

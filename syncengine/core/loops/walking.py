"""People under rules that ask for pools, pass after pass, until they rest or come by a place where they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from mappings.policy import Policy
from syncengine.core.lifecycle import Derived
from syncengine.core.loops.cases import cases
from syncengine.core.loops.knots import around, cut_down, knots
from syncengine.core.loops.loop import Case, Event, Loop
from syncengine.core.loops.steps import FRESH, Pools, State, Steps
from syncengine.core.loops.wording import worded

_SMALL = 6
"""Around a knot of so many pools humans may put somebody into any of them at once; around a larger one into one."""
MOST_STEPS = 20_000
"""So many steps are made for each knot, shortest ways first. A circle beyond is not found."""


def circles(policy: Policy) -> list[Loop]:
    """A circle for each knot of pools that has one.

    The search is complete for knots that are small: starting with people in any pools, as humans put them there, in
    every situation that the rules can tell apart, and going on, from wherever they came to rest, with any other. It is
    bounded for large ones, by the constants here and of :mod:`cases`: what it finds is a circle all the same.
    """
    return [loop for knot in knots(policy) if (loop := _circle(policy, around(policy, knot))) is not None]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where somebody rests, and how they came there."""

    state: State
    events: tuple[Event, ...] = ()


def _circle(policy: Policy, pools: frozenset[str]) -> Loop | None:
    small = cut_down(policy, pools)
    people = cases(small)
    steps = Steps(small)
    places = [_Place(FRESH)]
    known = {FRESH}
    for place in places:  # grows while it is gone through
        for shown, case in _next(pools, people):
            start = State(shown, place.state.base, place.state.before)
            way = steps.way(case, start)
            event = Event(case, shown)
            if way.circle:
                return _loop(small, (*place.events, event), [steps.derived(case, state) for state in way.circle], way.circle)
            if way.end not in known:
                known.add(way.end)
                places.append(_Place(way.end, (*place.events, event)))
            if steps.made > MOST_STEPS:
                return None
    return None

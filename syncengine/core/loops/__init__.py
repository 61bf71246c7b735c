"""Can a policy come to rest? Finds those that could write for ever. Pure.

There are two roads to it. Rules about pools may ask for pools that rules decide about: whoever comes into one leaves
the other, and therefore leaves the first (:mod:`walking`). And the sides of a field may each take the other's value
(:mod:`owners`).

Pushes are no third one: somebody is pushed only while no record of them is known in the ATS, and nothing that we do
takes such a record away. A push leads from one situation into another, once; both are walked.
"""

from __future__ import annotations

from mappings.policy import Policy
from syncengine.core.loops.loop import Event, Loop
from syncengine.core.loops.owners import swaps
from syncengine.core.loops.walking import circles

__all__ = ["Event", "Loop", "loops"]


def loops(policy: Policy) -> list[Loop]:
    """Every circle of fields, and one for each knot of pools that has any. A policy without conditions on pools in its
    rules, and without owners by side, costs nothing."""
    return [*swaps(policy), *circles(policy)]

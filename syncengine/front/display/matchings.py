"""How it is decided who is who, in words and figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from syncengine.core.matching.verdicts import Costs
from syncengine.front.display.words import count
from syncengine.front.matching import Doubt, Force


def doubt_lines(doubt: Doubt) -> Iterator[str]:
    """The thresholds, what they cost, and what is to be expected."""
    force, found = doubt.force, doubt.expected
    yield f"Records are {thresholds(force.costs)}."
    if found.links or found.questions:
        yield (
            f"With these costs: {count(found.links, 'link')} by comparing, {found.wrong:.1f} expected wrong; "
            f"{count(found.questions, 'question')}, {found.same:.1f} expected to be one person."
        )
    if force.set_aside:
        yield (
            f"The model {force.set_aside} was trained from another one than {force.model} and does not count; "
            "train again with: talentsync match train"
        )


def thresholds(costs: Costs) -> str:
    """What is in force, and where it comes from."""
    ghost, wrong = costs.ghost, costs.wrong_merge
    return (
        f"linked from {percent(costs.link_at)}, asked about from {percent(costs.review_at)} "
        f"(a ghost costs {ghost:g} questions, a wrong merge {wrong:g})"
    )


def percent(share: float) -> str:
    """With as many digits as it takes to tell it from 0 and from 100."""
    for digits in (1, 2, 3, 4):
        told = f"{100 * share:.{digits}f}"
        if float(told) not in {0.0, 100.0} or share in {0.0, 1.0}:
            return f"{told.rstrip('0').rstrip('.')} %"
    return "above 99.9999 %" if share > 0.5 else "below 0.0001 %"


def doubt_json(doubt: Doubt) -> dict[str, Any]:
    found = doubt.expected
    return {
        **force_json(doubt.force),
        "links": found.links,
        "expected_wrong": round(found.wrong, 3),
        "questions": found.questions,
        "expected_same": round(found.same, 3),
    }


def force_json(force: Force) -> dict[str, Any]:
    costs = force.costs
    return {
        "model": force.model,
        "trained": force.trained,
        "set_aside": force.set_aside,
        "link_at": costs.link_at,
        "review_at": costs.review_at,
        "cost_of_ghost": costs.ghost,
        "cost_of_wrong_merge": costs.wrong_merge,
    }

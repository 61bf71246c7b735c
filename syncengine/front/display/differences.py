"""What has moved, in words: between two plans, and between a plan and the world. They show personal data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import RenderableType

from syncengine.front.display.words import count, plain, table
from syncengine.plans import Difference, Moved, Stale

FEW = 20
"""So many people are shown one by one unless more are asked for."""


def differences_shown(found: Sequence[Difference], *, everybody: bool) -> Iterator[RenderableType]:
    if not found:
        yield "The two plans say the same."
        return
    shown = found if everybody else found[:FEW]
    for each in shown:
        yield f"{plain(each.name) or '(no name)'}  [{each.person}]  {each.how}"
        yield from (f"  {line}" for line in map(_between, each.moved))
    yield from more_lines(len(found) - len(shown))
    hows = Counter(each.how for each in found)
    yield table("From the one to the other", ("people", "number"), sorted(hows.items()))


def differences_json(found: Iterable[Difference]) -> dict[str, Any]:
    return {
        "people": [
            {
                "person": each.person,
                "name": each.name,
                "how": each.how,
                "changes": [
                    {"what": moved.what, "system": moved.system, "field": moved.field}
                    | {"old": moved.planned, "new": moved.now}
                    for moved in each.moved
                ],
            }
            for each in found
        ]
    }


def _between(moved: Moved) -> str:
    return plain(f"{moved.what}: {moved.planned}; now: {moved.now}")


def stale_lines(stale: Sequence[Stale], *, everybody: bool) -> Iterator[str]:
    """Each stale person, with what was planned and what is so now."""
    shown = stale if everybody else stale[:FEW]
    for each in shown:
        yield f"{plain(each.name) or '(no name)'}  [{each.person}]  {plain(each.records)}"
        yield from (f"  {line}" for line in map(moved_line, each.moved))
        if each.same_records:
            yield "  (its records show what they showed: the day, or what somebody decided, makes the difference)"
    yield from more_lines(len(stale) - len(shown))


def more_lines(left: int) -> Iterator[str]:
    if left > 0:
        yield f"... and {count(left, 'more person', 'more people')}: see -v or --json"


def stale_json(stale: Iterable[Stale]) -> list[dict[str, Any]]:
    return [
        {
            "person": each.person,
            "name": each.name,
            "records": list(each.records),
            "same_records": each.same_records,
            "moved": moved_json(each.moved),
        }
        for each in stale
    ]


def moved_json(moved: Iterable[Moved]) -> list[dict[str, Any]]:
    return [
        {"what": each.what, "system": each.system, "field": each.field, "planned": each.planned, "now": each.now}
        for each in moved
    ]


def moved_line(moved: Moved) -> str:
    return plain(f"{moved.what}: in the plan {moved.planned}; now {moved.now}")

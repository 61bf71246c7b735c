"""A record that is not made after all takes along what would have been written to it."""

from __future__ import annotations

from dataclasses import replace

from syncengine.core.model import Plan


def without_creation(plan: Plan, system: str) -> Plan:
    """The plan without the record that it would make in a system."""
    kept = tuple(each for each in plan.operations if each.system != system or each.ref is not None)
    return replace(plan, operations=kept)

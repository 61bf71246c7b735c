"""What systems will show once a plan is carried out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mappings.canonical import Value
from syncengine.core.model import Change, Operation, Side
from syncengine.work.planning import Planned


def pools_after(planned: Planned) -> dict[str, frozenset[str]]:
    """By CRM, the pools that the person's leading record will be in."""
    sides = [side for side in planned.sides if side.role == "crm"]
    return {side.system: _pools(side, planned.plan.operations) for side in sides}


def values_after(planned: Planned) -> dict[tuple[str, str], Value]:
    """By system and field, what leading records will show, pools apart."""
    shown = {
        (side.system, name): value
        for side in planned.sides
        if side.role != "policy"
        for name, value in side.now.items()
        if name != "pools"
    }
    for side in planned.sides:
        written = changes_to(side, planned.plan.operations)
        shown.update({(side.system, change.field): change.value for change in written if change.field != "pools"})
    return shown


def changes_to(side: Side, operations: Iterable[Operation]) -> Iterator[Change]:
    """What is written to the leading record of a side, field by field."""
    for operation in operations:
        if operation.system == side.system and operation.ref == side.ref:
            yield from operation.changes


def _pools(side: Side, operations: Iterable[Operation]) -> frozenset[str]:
    pools = set(_members(side.now.get("pools")))
    for operation in operations:
        if operation.system != side.system or operation.ref != side.ref:
            continue
        if operation.verb == "add_to_pool" and operation.pool:
            pools.add(operation.pool)
        elif operation.verb == "remove_from_pool" and operation.pool:
            pools.discard(operation.pool)
        pools.update(*(_members(change.value) for change in operation.changes if change.field == "pools"))
    return frozenset(pools)


def _members(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()

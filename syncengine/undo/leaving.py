"""What a system refuses while something is taken back: it is left as it is and told, and waits for nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from connectors.errors import ConnectorError
from mappings.compile import Unsayable
from syncengine.core.model import Operation
from syncengine.core.undoing import Compensation, Left, names_of
from syncengine.store import Store
from syncengine.work.asking import Asker
from syncengine.work.facts import Facts


class Leaving(Asker):
    """Collects refusals of one undoing of one person."""

    def __init__(self, store: Store, *, now: Callable[[], float]) -> None:
        super().__init__(store, now=now)
        self.left: list[Left] = []

    def park(
        self,
        facts: Facts,
        operation: Operation,
        *,
        why: str,
        fields: tuple[str, ...] = (),
        error: ConnectorError | Unsayable | None = None,
    ) -> None:
        for what in fields or tuple(names_of(operation)):
            self.left.append(Left(operation.undoes, operation.system, operation.ref, what, "refused", why))

    def still_due(self, operation: Operation) -> Operation | None:
        """What of a write was not refused."""
        refused = {each.what for each in self.left if (each.system, each.ref) == (operation.system, operation.ref)}
        if not refused & set(names_of(operation)):
            return operation
        changes = tuple(change for change in operation.changes if change.field not in refused)
        return replace(operation, changes=changes) if changes else None

    def undone(self, found: Compensation) -> dict[str, Any]:
        """What came of it, to be kept: names, ids and reasons, and no value."""
        return {"left": [left_row(each) for each in (*found.left, *self.left)]}


def left_row(left: Left) -> dict[str, Any]:
    names = ("operation", "system", "ref", "what", "code", "why")
    return {name: getattr(left, name) for name in names}


def left_of(undone: Mapping[str, Any]) -> Sequence[Left]:
    return [Left(**row) for row in undone.get("left", ())]

"""A human's word about one field of one system in a plan: it is written there in the place of what was refused, and it
is said nowhere else.

The value is no edit of that system. Until it is settled the merge must not see it, or it would travel to the others:
after a crash between the write and its settling, that is how it would look. It stands for what was refused: what takes
the place of that takes its place, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from mappings.canonical import FIELDS, Value
from mappings.keys import keyed, same
from syncengine.core.model import Change, Operation, Plan, Side
from syncengine.store.overrides import Override
from syncengine.work.fingerprints import shows, still_said


class Word:
    """What was said by hand about one person. ``fields`` are those that the policy merges."""

    def __init__(self, said: Sequence[Override], sides: Sequence[Side], *, fields: Collection[str]) -> None:
        merged = [each for each in said if each.field in fields]
        self._sides = {side.system: side for side in sides}
        self._holds = {(each.system, each.field): each for each in merged if still_said(each, sides)}
        self._gives_way = [each for each in merged if _is_overtaken(each, sides) and not still_said(each, sides)]

    def before(self, sides: Sequence[Side]) -> tuple[Side, ...]:
        """The sides as the merge is to see them: as if what was said by hand had not been written, where it was not
        settled; as if what was refused had been, where something new comes in its place."""
        for said in self._holds.values():
            sides = [_unwritten(side, said) if side.system == said.system else side for side in sides]
        for said in self._gives_way:
            sides = [_as_wanted(side, said) if side.system == said.system else side for side in sides]
        return tuple(sides)

    def put_into(self, plan: Plan) -> Plan:
        """The plan with what was said by hand. A system that shows the value already is not written."""
        if not self._holds and not self._gives_way:
            return plan
        written = (self._put_into(operation) for operation in plan.operations)
        return replace(plan, operations=tuple(each for each in written if each is not None))

    def _put_into(self, operation: Operation) -> Operation | None:
        if operation.verb not in {"create", "update"}:
            return operation
        changes = [self._put(change, operation.system) for change in operation.changes]
        if operation.verb == "create":
            changes += self._added(operation)
        due = tuple(change for change in changes if change is not None)
        return replace(operation, changes=due) if due or operation.verb == "create" else None

    def _put(self, change: Change, system: str) -> Change | None:
        """The change as it is to be made; None where nothing is to be done."""
        said = self._holds.get((system, change.field))
        if said is None:
            overtaken = any((each.system, each.field) == (system, change.field) for each in self._gives_way)
            return replace(change, was=self._sides[system].now[change.field]) if overtaken else change
        if shows(said, tuple(self._sides.values())):
            return None
        return replace(change, value=said.value, why=_why(said))

    def _added(self, operation: Operation) -> Iterator[Change]:
        """What a new record is to have though no system shows it: a name that the vendor insists on, for instance."""
        creatable = self._sides[operation.system].abilities.creatable
        for (system, name), said in self._holds.items():
            if system == operation.system and name in creatable and name not in operation.fields:
                yield Change(name, None, said.value, _why(said))


def _is_overtaken(said: Override, sides: Sequence[Side]) -> bool:
    """Of a list: is what was refused gone from all others, and something new there? A scalar needs no such care, and a
    mere removal takes nothing away that a human typed."""
    field = FIELDS[said.field]
    own = next((side for side in sides if side.system == said.system), None)
    if field.shape != "set" or own is None or not _is_settled(said, own):
        return False
    others = [side for side in sides if side.system != said.system]
    now = {key for side in others for key in keyed(field, side.now.get(said.field))}
    before = {key for side in others for key in keyed(field, side.base.get(said.field))}
    refused = keyed(field, said.instead).keys() - keyed(field, said.value).keys()
    return bool(refused) and not refused & now and bool(now - before)


def _is_settled(said: Override, side: Side) -> bool:
    return shows(said, [side]) and same(FIELDS[said.field], side.base.get(said.field), said.value)


def _unwritten(side: Side, said: Override) -> Side:
    if not shows(said, [side]):
        return side
    empty: Value = () if FIELDS[said.field].shape == "set" else None
    return replace(side, now={**side.now, said.field: side.base.get(said.field, empty)})


def _as_wanted(side: Side, said: Override) -> Side:
    wanted = {said.field: said.instead}
    return replace(side, now={**side.now, **wanted}, base={**side.base, **wanted})


def _why(said: Override) -> str:
    return f"by {said.actor} by hand"

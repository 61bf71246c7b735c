"""What would be written of a letter if it were not parked: a plan from what is known now, without asking a system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from syncengine.core.model import Operation
from syncengine.store.letters import Letter
from syncengine.work.apply import parked_names
from syncengine.work.facts import Facts
from syncengine.work.planning import Planner


def would_write(planner: Planner, facts: Facts, letter: Letter) -> Iterator[Operation]:
    """The operations that the letter is about; of a letter about a whole person, all in its system."""
    about = {(letter.system, name) for name in letter.names}
    plan = planner.plan(replace(facts, parked=facts.parked - about, dropped=facts.dropped - about)).plan
    for operation in plan.operations:
        if operation.system != letter.system:
            continue
        if not letter.names:
            yield operation
        elif set(parked_names(operation, seconds=facts.second_refs)) & set(letter.names):
            yield _of_letter(operation, letter)


def _of_letter(operation: Operation, letter: Letter) -> Operation:
    """Of an update, the fields that the letter names."""
    if operation.verb != "update":
        return operation
    names = {name.partition("@")[0] for name in letter.names}
    return replace(operation, changes=tuple(change for change in operation.changes if change.field in names))

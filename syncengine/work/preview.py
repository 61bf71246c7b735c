"""What a pass would write, counted and listed, without writing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from syncengine.core.model import PersonId, Plan
from syncengine.store import Store, people, queue
from syncengine.work.facts import FactLoader, Facts
from syncengine.work.planning import Planner

BATCH = 500


@dataclass(slots=True)
class Preview:
    """Counts over many plans. Keys are (system, ...) tuples; ``held`` counts remarks by their code, ``reasons``
    by their text; both count people. ``requests`` is the least that the writes cost, by system; ``mails`` counts what
    the vendors may mail to candidates, by effect. ``wakes`` says about whom something comes about on a later day,
    ``asking`` about whom a human is to be asked."""

    people: int = 0
    with_writes: int = 0
    creates: Counter[str] = field(default_factory=Counter)
    updates: Counter[str] = field(default_factory=Counter)
    fields: Counter[tuple[str, str]] = field(default_factory=Counter)
    joins: Counter[tuple[str, str]] = field(default_factory=Counter)
    leaves: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    conflicts: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    mails: Counter[str] = field(default_factory=Counter)
    wakes: dict[PersonId, date] = field(default_factory=dict)
    asking: list[PersonId] = field(default_factory=list)

    def add(self, plan: Plan) -> None:
        self.people += 1
        self.with_writes += bool(plan.operations)
        if plan.wake_on is not None:
            self.wakes[plan.person] = plan.wake_on
        if any(remark.review for remark in plan.remarks):
            self.asking.append(plan.person)
        for operation in plan.operations:
            self.requests[operation.system] += 1
            self.mails.update(operation.mails)
            if operation.verb == "create":
                self.requests[operation.system] += 1  # the look for somebody who is there already
                self.creates[operation.system] += 1
                self._births(plan, operation.system)
            elif operation.verb == "update":
                self.updates[operation.system] += 1
                self.fields.update((operation.system, change.field) for change in operation.changes)
            elif operation.verb == "note":
                self.notes[operation.system] += 1
            else:
                moves = self.joins if operation.verb == "add_to_pool" else self.leaves
                moves[(operation.system, operation.pool or "")] += 1
        for conflict in plan.conflicts:
            (self.conflicts if conflict.winner else self.undecided)[conflict.field] += 1
        self.held.update({remark.code for remark in plan.remarks})
        self.reasons.update({remark.text for remark in plan.remarks})

    def _births(self, plan: Plan, system: str) -> None:
        """Pools that a new record is put into as it is made."""
        for operation in plan.operations:
            for change in operation.changes:
                if operation.system == system and change.field == "pools" and isinstance(change.value, tuple):
                    self.joins.update((system, pool) for pool in change.value)


class Previewer:
    """Plans people without running them."""

    def __init__(self, store: Store, loader: FactLoader, planner: Planner) -> None:
        self._store = store
        self._loader = loader
        self._planner = planner

    def plans(self, *, only_due: bool, progress: Callable[[int], None] | None = None) -> Iterator[tuple[Facts, Plan]]:
        """Plans of all people, or of those that wait for a run, by the order of ids, each with what it rests on."""
        after = ""
        done = 0
        while True:
            with self._store.read() as connection:
                batch: list[PersonId] = (
                    queue.pending(connection, after=after, limit=BATCH)
                    if only_due
                    else people.all_people(connection, after=after, limit=BATCH)
                )
                if not batch:
                    return
                found = self._loader.load(connection, batch)
            for facts in found:
                yield facts, self._planner.plan(facts).plan
            after = batch[-1]
            done += len(batch)
            if progress is not None:
                progress(done)

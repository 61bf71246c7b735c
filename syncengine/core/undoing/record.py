"""One record of which something is taken back, and what has been decided about that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mappings.canonical import Fields, Value
from syncengine.core.model import Abilities, Change, Operation
from syncengine.core.undoing.model import Compensation, Left, Ref, Situation, Why, Write, standing, value_of


@dataclass(frozen=True, slots=True)
class Record:
    """One record with all that was written to it, oldest first. ``targets`` are the ids of what is to be taken back."""

    record: Ref
    history: Sequence[Write]
    targets: set[str]
    situation: Situation
    why: str

    @property
    def now(self) -> Fields:
        return self.situation.shown[self.record]

    @property
    def abilities(self) -> Abilities:
        return self.situation.abilities.get(self.record[0], Abilities(frozenset(), frozenset()))

    def is_target(self, write: Write) -> bool:
        return write.id in self.targets

    def is_ours(self, write: Write) -> bool:
        """Does it belong to this undoing: one of the targets, or what took one of them back already?"""
        return write.id in self.targets or write.undoes in self.targets

    def later(self, chain: Sequence[Write], all_of_it: Sequence[Write]) -> Write | None:
        """A write after these that is no part of them, and was not taken back."""
        after = [each for each in all_of_it if not self.is_ours(each) and each.at > chain[-1].at]
        gone = {each.undoes for each in after}
        ids = {each.id for each in after}
        kept = [each for each in standing(after) if each.undoes not in ids and each.id not in gone]
        return kept[-1] if kept else None


@dataclass(slots=True)
class Made:
    """What has been decided so far. ``changes`` go by the write that they take back. ``concerned`` are the ids of what
    had not been taken back when the undo began, ``open`` of what has not been now."""

    concerned: set[str]
    open: set[str]
    why: str
    changes: dict[str, list[Change]] = field(default_factory=dict)
    writes: dict[str, Write] = field(default_factory=dict)
    moves: list[Operation] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    restored: dict[Ref, set[str]] = field(default_factory=dict)
    held: dict[tuple[str, str], Value] = field(default_factory=dict)
    unfinished: set[str] = field(default_factory=set)

    def concerns(self, chain: Sequence[Write]) -> bool:
        return any(each.id in self.concerned for each in chain)

    def leave(self, chain: Sequence[Write], what: str, code: Why, why: str, *, now: Value = None) -> None:
        """It is the same thing that all of these wrote. What was taken back earlier is nobody's concern any more."""
        if not self.concerns(chain):
            return
        last = chain[-1]
        self.left.append(Left(last.id, last.system, last.ref, what, code, why, now))
        self.unfinished |= {each.id for each in chain}

    def restore(self, chain: Sequence[Write], name: str, change: Change | None) -> None:
        """``change`` is what is missing to that."""
        if change is not None and not self.concerns(chain):
            return
        write = chain[0]
        self.restored.setdefault(write.record, set()).add(name)
        self.held[(write.system, name)] = value_of(chain[-1], name)
        if change is not None:
            self.changes.setdefault(write.id, []).append(change)
            self.writes[write.id] = write

    def compensation(self) -> Compensation:
        updates = [
            Operation("update", write.system, write.ref, tuple(self.changes[id_]), why=self.why, undoes=id_)
            for id_, write in self.writes.items()
        ]
        operations = (*updates, *self.moves)
        busy = {each.undoes for each in operations} | self.unfinished
        return Compensation(
            operations=operations,
            left=tuple(self.left),
            restored={record: frozenset(names) for record, names in self.restored.items()},
            held=self.held,
            covered=frozenset(self.open - busy),
        )

"""Writes that were made, and what takes them back, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from mappings.canonical import Fields, Value
from syncengine.core.model import Abilities, Change, Operation

WITHDRAWN = "withdrawn:"
"""Before the key of a note that takes the place of one that was withdrawn."""

WITHDRAWN_TEXT = "Withdrawn: what was noted here was undone."

Ref = tuple[str, str | None]
"""System and ref id of a record."""

Why = Literal["edited", "later", "irreversible", "restricted", "gone", "unshown", "mail", "refused", "full", "human"]


@dataclass(frozen=True, slots=True)
class Write:
    """A write that was made, as the journal has it. ``shown`` is what the record showed right after it, as far as that
    is known: vendors rewrite what they are given. ``undoes`` is the write that it took back."""

    id: str
    run: str
    verb: str
    system: str
    ref: str | None
    at: float
    changes: tuple[Change, ...] = ()
    pool: str | None = None
    note_key: str | None = None
    undoes: str | None = None
    shown: Fields = field(default_factory=dict)

    @property
    def record(self) -> Ref:
        return self.system, self.ref


@dataclass(frozen=True, slots=True)
class Left:
    """Something that is not taken back. ``what`` is a field, ``pool KEY``, ``note`` or ``record``; ``now`` is what the
    record shows in its place, for screens only."""

    operation: str
    system: str
    ref: str | None
    what: str
    code: Why
    why: str
    now: Value = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of one person's records. ``shown`` are living ones; ``forbidden`` the pools that the person is not
    put back into, each with why; ``closed`` says why nothing at all may be written about the person."""

    shown: Mapping[Ref, Fields]
    abilities: Mapping[str, Abilities]
    forbidden: Mapping[str, str] = field(default_factory=dict)
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Compensation:
    """What takes the writes back. ``restored`` are, by record, the fields that are, or will be, as they were before;
    ``held`` is all that must not be written again: (system, name as it would be parked), and the value that was undone;
    ``covered`` are writes of which nothing is left to take back."""

    operations: tuple[Operation, ...] = ()
    left: tuple[Left, ...] = ()
    restored: Mapping[Ref, frozenset[str]] = field(default_factory=dict)
    held: Mapping[tuple[str, str], Value] = field(default_factory=dict)
    covered: frozenset[str] = frozenset()


def standing(writes: Sequence[Write]) -> list[Write]:
    """Those writes that were not taken back. One whose taking back was taken back stands again."""
    by_undone: dict[str, list[Write]] = {}
    for each in writes:
        if each.undoes is not None:
            by_undone.setdefault(each.undoes, []).append(each)

    def stands(write: Write) -> bool:
        return not any(stands(each) for each in by_undone.get(write.id, ()) if takes_back(each, write))

    return [each for each in writes if stands(each)]


def takes_back(undo: Write, write: Write) -> bool:
    """Whether a write that undoes another one undoes it as a whole: who is taken out of a list that they were made in
    is still there."""
    return write.verb != "create" or undo.verb == "erase"


def change_of(write: Write, name: str) -> Change | None:
    return next((each for each in write.changes if each.field == name), None)


def value_of(write: Write, name: str, *, before: bool = False) -> Value:
    change = change_of(write, name)
    assert change is not None, "only writes of the field are asked"  # noqa: S101  # states the contract
    return change.was if before else change.value


def names_of(operation: Operation) -> Iterator[str]:
    """What a write that takes something back is about, in the words of :class:`Left`."""
    if operation.pool is not None:
        yield f"pool {operation.pool}"
    elif operation.note is not None:
        yield "note"
    else:
        yield from sorted(operation.fields)

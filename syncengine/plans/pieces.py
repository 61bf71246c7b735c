"""The smallest things of a plan that can be as planned or not: one field of one record, one list, one note."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from mappings.canonical import Value
from syncengine.core.model import Change, NoteText, Operation
from syncengine.plans.entries import spelt

Kind = Literal["create", "born", "field", "pool", "note"]
"""A record is made; one field that it is made with; one field of an update; one move; one note."""


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """``record`` is the ref's id, and "" while the record is yet to be made. ``name`` is a field, a pool or the key of
    a note; of one that takes the place of others, the topic of that row, since its key follows from its text."""

    system: str
    record: str
    kind: Kind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is planned for a piece. ``was`` is the value that it replaces; of a note, whether it is private."""

    value: Value
    was: Value = None


Pieces = dict[Piece, Aim]


def pieces(operations: Iterable[Operation], *, records: Collection[str]) -> Pieces:
    """What operations consist of. A record that is not among ``records`` is one that was made meanwhile."""
    found: Pieces = {}
    for operation in operations:
        ref = operation.ref if operation.ref and spelt(operation.system, operation.ref) in records else ""
        found.update(_pieces(operation, ref))
    return found


def allowed(
    operations: Iterable[Operation], pieces_allowed: Collection[Piece], *, records: Collection[str]
) -> Iterator[Operation]:
    """Of these operations, what consists of these pieces alone. Only an update can be cut down."""
    for operation in operations:
        own = pieces([operation], records=records).keys()
        if own <= set(pieces_allowed):
            yield operation
        elif operation.verb == "update":
            names = {piece.name for piece in own & set(pieces_allowed)}
            if names:
                yield replace(operation, changes=tuple(each for each in operation.changes if each.field in names))


def _pieces(operation: Operation, ref: str) -> Iterator[tuple[Piece, Aim]]:
    system = operation.system
    if operation.verb in {"add_to_pool", "remove_from_pool"}:
        yield Piece(system, ref, "pool", operation.pool or ""), Aim(operation.verb == "add_to_pool")
    elif operation.note is not None:
        yield Piece(system, ref, "note", _name(operation.note)), _text(operation.note)
    elif operation.verb == "create":
        yield Piece(system, "", "create"), Aim(_pushed(operation))
        yield from (_field(system, "", "born", change) for change in operation.changes)
    else:
        yield from (_field(system, ref, "field", change) for change in operation.changes)


def _field(system: str, ref: str, kind: Kind, change: Change) -> tuple[Piece, Aim]:
    return Piece(system, ref, kind, change.field), Aim(change.value, change.was)


def _name(note: NoteText) -> str:
    return note.rolling.topic if note.rolling else note.key


def _text(note: NoteText) -> Aim:
    """Names of users who are not known yet are put into it before it is written: nobody knows its text until then."""
    to_come = note.rolling is not None and bool(note.rolling.unnamed)
    return Aim(None if to_come else note.body, was=note.private)


def _pushed(operation: Operation) -> tuple[str, ...] | None:
    push = operation.push
    return None if push is None else tuple(str(each or "") for each in (push.as_, push.job, push.source, push.owner))

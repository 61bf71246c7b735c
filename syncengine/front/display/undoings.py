"""What an undo would do, and how it went, for people and machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from syncengine.core.model import Operation
from syncengine.core.undoing import Left
from syncengine.front.display.codes import FINE, UNFINISHED
from syncengine.front.display.words import command, count, plain, table
from syncengine.passes.undoing import Prospect, Undone
from syncengine.undo.parting import Parted

MANY = 20
"""Rows that are shown of each kind; JSON has all."""


def prospect_shown(found: Prospect, *, config: Path) -> Iterator[RenderableType]:
    """What would be done, grouped, before anybody agrees."""
    if not found.is_something:
        yield f"Nothing of {found.target} is left that can be undone."
        yield from _left_shown(found.left, found.sentences)
        return
    if found.going_on:
        yield f"{found.target} is being undone in {found.going_on}; this goes on with it."
    yield f"Undoing {found.target} is about {count(found.people, 'person', 'people')}."
    yield from _parted_shown(found.parted)
    updates = [each for each in found.operations if each.verb == "update"]
    rows = [
        (_record(each), change.field, _value(change.was), _value(change.value))
        for each in updates
        for change in each.changes
    ]
    yield from _table("Fields restored", ("record", "field", "now", "then"), rows)
    moves = [(_record(each), _MOVES[each.verb], each.pool or "") for each in found.operations if each.verb in _MOVES]
    yield from _table("Lists", ("record", "", "list"), moves)
    notes = [(_record(each),) for each in found.operations if each.verb == "note"]
    yield from _table("Notes taken back", ("record",), notes)
    yield from _left_shown(found.left, found.sentences)
    yield f"It takes about {count(found.requests, 'request')}. Records are read afresh: what changed meanwhile stays."


def undone_shown(done: Undone, *, config: Path) -> Iterator[RenderableType]:
    """How it went."""
    writes = ", ".join(f"{number} {what}" for what, number in sorted(done.written.items())) or "nothing to write"
    yield f"Undone: {done.target}, in {done.run} ({writes})."
    yield from _parted_summary(done.parted)
    yield from _left_shown(done.left, done.sentences)
    if done.waiting:
        why = f" for {', '.join(done.systems)}" if done.systems else ""
        yield f"{count(done.waiting, 'person waits', 'people wait')}{why}; the next pass goes on with it, and so does:"
        yield f"  {command(f'undo {done.target} --yes', config)}"
    yield f"To undo that: {command(f'undo {done.run}', config)}"


def exit_code(done: Undone) -> int:
    return UNFINISHED if done.waiting else FINE


def prospect_json(found: Prospect) -> dict[str, Any]:
    return {
        "target": found.target,
        "going_on": found.going_on,
        "people": found.people,
        "parted": [asdict(each) for each in found.parted],
        "operations": [_operation_json(each) for each in found.operations],
        "left": [asdict(each) for each in found.left],
        "remarks": list(found.sentences),
        "requests": found.requests,
    }


def undone_json(done: Undone) -> dict[str, Any]:
    return {
        "target": done.target,
        "run": done.run,
        "people": done.people,
        "waiting": done.waiting,
        "written": dict(done.written),
        "parted": [asdict(each) for each in done.parted],
        "left": [{name: value for name, value in asdict(each).items() if name != "now"} for each in done.left],
        "remarks": list(done.sentences),
        "exit_code": exit_code(done),
    }


_MOVES = {"add_to_pool": "back into", "remove_from_pool": "out of"}


def _operation_json(operation: Operation) -> dict[str, Any]:
    return {
        "undoes": operation.undoes,
        "verb": operation.verb,
        "record": _record(operation),
        "changes": [{"field": each.field, "was": each.was, "value": each.value} for each in operation.changes],
        "pool": operation.pool,
    }


def _parted_shown(parted: Sequence[Parted]) -> Iterator[RenderableType]:
    rows = [(each.record, "becomes part of" if each.united else "taken from", each.former) for each in parted]
    yield from _table("Links", ("record", "", "person"), rows)


def _parted_summary(parted: Sequence[Parted]) -> Iterator[RenderableType]:
    united = sum(each.united for each in parted)
    if len(parted) > united:
        yield f"{count(len(parted) - united, 'record')} taken apart from who it was linked to."
    if united:
        yield f"{count(united, 'record')} put together again."


def _left_shown(left: Sequence[Left], sentences: Sequence[str]) -> Iterator[RenderableType]:
    """Alike ones count together: what a vendor makes irreversible is the same for many."""
    alike = Counter((each.system, each.what, each.why) for each in left)
    yield from _table(
        "Left as it is", ("system", "what", "number", "why"), [(a, b, n, c) for (a, b, c), n in alike.most_common()]
    )
    yield from map(plain, sentences)


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[RenderableType]:
    if not rows:
        return
    yield table(f"{title} ({len(rows)})", columns, rows[:MANY])
    if len(rows) > MANY:
        yield f"  ... and {len(rows) - MANY} more; --json has all."


def _record(operation: Operation) -> str:
    return f"{operation.system}:{operation.ref}"


def _value(value: object) -> str:
    return "-" if value is None or value == () else plain(value)

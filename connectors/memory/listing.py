"""Listing a world page by page, with cursors that can be stored and resumed.

A listing covers the changes after revision ``start`` up to ``until``, which is fixed when the listing starts. A row
that changes meanwhile gets a later revision and so belongs to the next listing, which starts at ``until``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from connectors.errors import CursorGone
from connectors.memory.fields import Row
from connectors.memory.world import MemoryWorld
from connectors.types import Cursor, Kind


@dataclass(frozen=True, slots=True)
class Place:
    """Where a listing stands. ``until`` is None between listings."""

    start: int = 0
    until: int | None = None
    read_to: int = 0

    def cursor(self) -> Cursor:
        return Cursor(json.dumps(asdict(self)))


def read_place(cursor: Cursor | None, *, system: str) -> Place:
    """Raises CursorGone when the text is not one of our cursors."""
    if cursor is None:
        return Place()
    gone = CursorGone("the resume point cannot be read", system=system)
    try:
        told = json.loads(cursor)
    except ValueError as error:
        raise gone from error
    if not isinstance(told, dict) or told.keys() != {"start", "until", "read_to"}:
        raise gone
    if not all(isinstance(number, int) for name, number in told.items() if (name, number) != ("until", None)):
        raise gone
    return Place(**told)


def walk(world: MemoryWorld, kind: Kind, place: Place) -> Iterator[tuple[list[Row], Place, bool]]:
    """Rows, the place after them, and whether the listing is complete."""
    if place.until is None:
        place = Place(start=place.start, until=_end_of_the_visible(world, kind), read_to=place.start)
    last_row: list[Row] = []
    while True:
        rows = [
            row for row in world.rows(kind, after=place.read_to) if _revision(world, kind, row) <= (place.until or 0)
        ]
        page, more = rows[: world.page_size], len(rows) > world.page_size
        shown = last_row + page if world.mischief.duplicate_rows else page
        if not more:
            yield shown, Place(start=place.until or 0), True
            return
        last_row = page[-1:]
        place = replace(place, read_to=_revision(world, kind, page[-1]))
        yield shown, place, False


def _end_of_the_visible(world: MemoryWorld, kind: Kind) -> int:
    """The last revision before the first row that is not shown yet: a listing that went beyond would lose that row."""
    hidden = [_revision(world, kind, row) for row in world.rows(kind) if world.hides(row)]
    return min(hidden) - 1 if hidden else world.revision


def _revision(world: MemoryWorld, kind: Kind, row: Row) -> int:
    return world.changed_at(kind, row["id"])

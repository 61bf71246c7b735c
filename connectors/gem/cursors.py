"""Where a listing stands, as a cursor that survives a restart: which leg of it, which page, and since when.

A listing is a row of legs walked one after the other. Pages are counted, not keyed [doc], so rows that vanish while we
read move the others up; a total that shrinks gives that away, and then we step back as far as rows can have moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from connectors.types import Cursor, Kind

PAGE_SIZE = 100
"""The most that Gem gives [doc]."""

OVERLAP_SECONDS = 300
"""How far a window reaches back before the last listing began: clocks differ, and filters may exclude their edge."""


class BadCursor(ValueError):
    """The text is not a cursor of this kind of listing."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One list to walk. Legs of a listing are walked in the order of their names."""

    name: str
    path: str
    params: Mapping[str, str | int]


class Position(BaseModel):
    """``started`` (Unix seconds) is when the listing began; the next one looks for changes since then.

    ``after`` is the start of this listing's window, None for a full listing. ``furthest`` is the last page seen of this
    leg, ``total`` the vendor's count when it was seen. ``done``: nothing is left of the listing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    started: int
    after: int | None = None
    leg: str = ""
    page: int = 1
    furthest: int = 0
    total: int | None = None
    done: bool = False

    def cursor(self) -> Cursor:
        return Cursor(self.model_dump_json(exclude_defaults=True))


def begin(kind: Kind, since: Cursor | None, *, now: float) -> Position:
    """Where to go on, or where to start. Raises BadCursor."""
    if since is None:
        return Position(kind=kind, started=int(now))
    try:
        position = Position.model_validate_json(since)
    except ValidationError as error:
        raise BadCursor("not a cursor") from error
    if position.kind != kind:
        raise BadCursor("a cursor of another kind")
    if not position.done:
        return position
    return Position(kind=kind, started=int(now), after=max(1, position.started - OVERLAP_SECONDS))


def remaining(position: Position, legs: Sequence[Leg]) -> list[tuple[Leg, Position]]:
    """The legs that are left to walk, each with where to start on it."""
    left = sorted((leg for leg in legs if leg.name >= position.leg), key=lambda leg: leg.name)
    return [(leg, position if leg.name == position.leg else enter(position, leg)) for leg in left]


def enter(position: Position, leg: Leg) -> Position:
    """The first page of a leg."""
    return position.model_copy(update={"leg": leg.name, "page": 1, "furthest": 0, "total": None})


def following(position: Position, *, total: int | None, more: bool) -> Position | None:
    """The next page of this leg after the one just read, or None after the last. ``total`` is the count it told."""
    new_ground = position.page > position.furthest
    moved_up = max(0, (position.total or 0) - total) if new_ground and total is not None else 0
    if new_ground:
        position = position.model_copy(update={"furthest": position.page, "total": total})
    back_to = max(1, position.page - -(-moved_up // PAGE_SIZE))
    if back_to < position.page:
        return position.model_copy(update={"page": back_to})
    return position.model_copy(update={"page": position.page + 1}) if more else None

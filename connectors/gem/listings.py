"""Listing a kind page by page: which legs it has, full or since a cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connectors.errors import CursorGone, Unsupported
from connectors.gem import cursors, rows
from connectors.gem.cursors import Leg, Position
from connectors.gem.wire import Wire
from connectors.types import Cursor, Kind, Page

SMALL: dict[Kind, Leg] = {
    "pool": Leg("all", "/projects", {"sort": "asc", "is_archived": "false"}),
    "user": Leg("all", "/users", {}),
    "custom_field": Leg("all", "/custom_fields", {"scope": "team", "sort": "asc"}),
}
"""Kinds that are small and tell no changes: always listed in full."""


def pages(wire: Wire, kind: Kind, since: Cursor | None, *, watched: Sequence[str], now: float) -> Iterator[Page]:
    """The pages of a listing. Raises Unsupported, CursorGone."""
    if kind not in {"candidate", "membership", *SMALL}:
        raise Unsupported(f"{kind} has no listing", system=wire.system)
    try:
        position = cursors.begin(kind, since, now=now)
    except cursors.BadCursor as bad:
        raise CursorGone(str(bad), system=wire.system, hint="list anew") from bad
    return _walk(wire, position, legs(position, watched))


def legs(position: Position, watched: Sequence[str]) -> list[Leg]:
    """What has to be read for a listing."""
    if position.kind == "candidate":
        return _candidate_legs(position.after)
    if position.kind == "membership":
        return _membership_legs(position.after, watched)
    return [SMALL[position.kind]]


def _candidate_legs(after: int | None) -> list[Leg]:
    path = "/candidates"
    if after is None:
        return [Leg("all", path, {"sort": "asc"})]
    # Nobody documents whether `updated_after` shows candidates that never changed since they were made: ask for both.
    return [
        Leg("1-updated", path, {"sort": "asc", "updated_after": after}),
        Leg("2-created", path, {"sort": "asc", "created_after": after}),
    ]


def _membership_legs(after: int | None, watched: Sequence[str]) -> list[Leg]:
    """One log per watched pool. A full listing has none: present members are told by candidates' ``project_ids``."""
    if after is None:
        return []
    path = "/project_candidate_membership_log"
    return [Leg(pool, path, {"project_id": pool, "changed_after": after, "sort": "asc"}) for pool in watched]


def _walk(wire: Wire, position: Position, legs: Sequence[Leg]) -> Iterator[Page]:
    done = Position(kind=position.kind, started=position.started, done=True).cursor()
    left = cursors.remaining(position, legs)
    if not left:
        yield Page((), done, last=True)
    for number, (leg, start) in enumerate(left, 1):
        upcoming = left[number][1] if number < len(left) else None
        at: Position | None = start
        while at is not None and at is not upcoming:
            read = wire.page(leg.path, leg.params, page=at.page)
            items = tuple(rows.read(wire.system, position.kind, row) for row in read.rows)
            at = cursors.following(at, total=read.total, more=read.more) or upcoming
            total = read.total if len(left) == 1 else None
            yield Page(items, at.cursor() if at else done, last=at is None, total=total)

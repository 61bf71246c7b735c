"""How far each listing has been read."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from syncengine.store import hints
from syncengine.store.tables import listing

CANDIDATE = "candidate"
RESTRICTION = "restriction"
"""Not a kind of a vendor's: under this name stands how far candidates have been looked through for new restrictions
alone."""


@dataclass(frozen=True, slots=True)
class Listing:
    """``complete`` says that a full listing has been finished once: from then on only changes are listed.
    ``full_listed`` counts the rows of the full listing so far. ``started_at`` is when the latest listing, full or of
    changes, began; ``midway`` says that it has not come to its end."""

    cursor: str | None
    complete: bool
    full_listed: int
    started_at: float
    midway: bool = False


def listing_of(connection: sa.Connection, *, system: str, kind: str) -> Listing | None:
    """None when the kind was never listed."""
    row = connection.execute(
        sa.select(
            listing.c.cursor, listing.c.complete, listing.c.full_listed, listing.c.started_at, listing.c.midway
        ).where(listing.c.system == system, listing.c.kind == kind)
    ).one_or_none()
    return None if row is None else Listing(*row)


def move(connection: sa.Connection, *, system: str, kind: str, to: Listing, now: float) -> None:
    """Store the resume point. It goes into the transaction that stores the page it follows."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    values = {
        "cursor": to.cursor,
        "complete": to.complete,
        "full_listed": to.full_listed,
        "started_at": to.started_at,
        "midway": to.midway,
        "moved_at": now,
    }
    statement = insert(listing).values(system=system, kind=kind, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["system", "kind"], set_=values))


def note_found(connection: sa.Connection, *, system: str, kind: str, rows: int, now: float) -> None:
    """Polling for changes brought so many records that nobody had told us of."""
    if rows:
        this_one = sa.and_(listing.c.system == system, listing.c.kind == kind)
        connection.execute(listing.update().where(this_one).values(found=listing.c.found + rows, found_at=now))


def current_as_of(connection: sa.Connection, *, kind: str) -> dict[str, float]:
    """system -> the time up to which our snapshots of a kind show every change, because a listing told so."""
    rows = connection.execute(
        sa.select(listing.c.system, listing.c.started_at).where(
            listing.c.kind == kind, listing.c.complete.is_(True), listing.c.midway.is_(False)
        )
    )
    return {row[0]: row[1] for row in rows}


def start_over(connection: sa.Connection) -> None:
    """Forget all resume points, and what listings left to look at: the next pass lists everything anew. Who looks for
    restrictions goes on from where changes of candidates were last listed."""
    for system in connection.execute(sa.select(listing.c.system).where(listing.c.kind == CANDIDATE)).scalars().all():
        furthest = looked_out_to(connection, system=system)
        if furthest is not None:
            look_out_from(connection, system=system, to=furthest, now=furthest.started_at)
    connection.execute(listing.delete().where(listing.c.kind != RESTRICTION))
    hints.forget_our_own(connection)


def looked_out_to(connection: sa.Connection, *, system: str) -> Listing | None:
    """From where changes of candidates are to be listed for whoever looks for restrictions: from where he stopped, or
    from where a pass did, whichever is later. None before candidates were ever listed to their end."""
    found = [listing_of(connection, system=system, kind=kind) for kind in (RESTRICTION, CANDIDATE)]
    return max((each for each in found if each and each.complete), key=lambda each: each.started_at, default=None)


def look_out_from(connection: sa.Connection, *, system: str, to: Listing, now: float) -> None:
    """Store that resume point. Those of passes stay where they are."""
    move(connection, system=system, kind=RESTRICTION, to=to, now=now)


def lose_sight(connection: sa.Connection, *, system: str) -> None:
    """That resume point is of no use any more."""
    connection.execute(listing.delete().where(listing.c.system == system, listing.c.kind == RESTRICTION))

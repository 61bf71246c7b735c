"""Small things that other records name: rejection reasons, departments, offices, sources, and jobs that we never saw.

They are listed once. From then on no pass asks for them, until a record names one that we do not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import sqlalchemy as sa
import structlog

from connectors.errors import NotPermitted
from syncengine.store import Store, hints, listings, snapshots
from syncengine.store.listings import Listing
from syncengine.store.snapshots import Snapshot
from syncengine.work.systems import APPLICATION, JOB, NAMED, REASON, System

log = structlog.get_logger("talentsync.look")

ASK_AGAIN_SECONDS = 86_400.0
"""After so long we ask once more for what we were not permitted to read."""


def list_once(store: Store, system: System, list_kind: Callable[[System, str], object], *, now: float) -> None:
    """List what was never listed to its end. Of what rules may ask for, a refusal stops nobody; any other
    NotPermitted, and all else, is raised."""
    for kind in system.looked_up_kinds:
        with store.read() as connection:
            before = listings.listing_of(connection, system=system.name, kind=kind)
        if before is not None and (before.complete or _refused_lately(before, now)):
            continue
        try:
            list_kind(system, kind)
        except NotPermitted as refused:
            if kind not in NAMED:
                raise
            with store.write() as connection:
                note_refused(connection, system, kind, refused, now=now)


def note_refused(connection: sa.Connection, system: System, kind: str, refused: NotPermitted, *, now: float) -> None:
    """We may not read a kind that rules may ask for: nothing of it is asked for until it is listed again."""
    log.warning("look.refused", system=system.name, kind=kind, needs=refused.needs)
    listings.move(connection, system=system.name, kind=kind, to=Listing(None, False, 0, now), now=now)


def _refused_lately(before: Listing, now: float) -> bool:
    return not before.midway and before.cursor is None and now - before.started_at < ASK_AGAIN_SECONDS


def ask_for_unknown(connection: sa.Connection, system: System, seen: Sequence[Snapshot], *, now: float) -> None:
    """Whatever these records name, and we never saw, is read with the next look."""
    wanted: dict[str, set[str]] = {}
    for each in seen:
        for kind, ref_id in _names(each):
            wanted.setdefault(kind, set()).add(ref_id)
    for kind, ref_ids in wanted.items():
        if not _can_be_asked_for(connection, system, kind):
            continue
        unknown = ref_ids - snapshots.living(connection, system=system.name, kind=kind, ref_ids=ref_ids)
        hints.give(connection, system=system.name, kind=kind, ref_ids=unknown, reason="unknown", now=now)


def _names(seen: Snapshot) -> Iterator[tuple[str, str]]:
    """What a record names, as (kind, ref id)."""
    named: list[tuple[str, str | None]] = []
    if seen.kind == APPLICATION:
        named = [(JOB, seen.fields["job_id"]), (REASON, seen.fields["reason_id"]), ("source", seen.fields["source_id"])]
    elif seen.kind == JOB:
        named = [("department", seen.fields["department_id"]), *(("office", id_) for id_ in seen.fields["office_ids"])]
    yield from ((kind, str(ref_id)) for kind, ref_id in named if ref_id is not None)


def _can_be_asked_for(connection: sa.Connection, system: System, kind: str) -> bool:
    if kind not in system.connector.manifest.kinds:
        return False
    if kind not in NAMED:
        return True
    # What we may not read is not listed either.
    listed = listings.listing_of(connection, system=system.name, kind=kind)
    return listed is not None and listed.complete

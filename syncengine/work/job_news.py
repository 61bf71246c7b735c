"""A job is not what it was: its people are looked at again, because rules and restrictions ask for it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store import people, queue, settled
from syncengine.store.naming import parents_of_naming
from syncengine.store.snapshots import Snapshot
from syncengine.work.systems import APPLICATION, CANDIDATE, JOB, System


def mark_people_of(
    connection: sa.Connection, system: System, differing: Sequence[Snapshot], *, lane: int, now: float
) -> None:
    """A run for all who applied for jobs that changed, or that we see for the first time. Where the job is
    confidential, those whom we have met before go first, as with every restriction."""
    jobs = [each for each in differing if each.kind == JOB]
    secret = {each.ref_id for each in jobs if each.fields["confidential"]}
    applied = _applicants(connection, system, {each.ref_id for each in jobs})
    queue.mark_dirty(connection, applied, lane=lane, reason="job changed", now=now)
    met = settled.records_of(connection, sorted(_applicants(connection, system, secret))).keys()
    queue.mark_dirty(connection, met, lane=queue.RESTRICTIONS, reason="job is confidential", now=now)


def _applicants(connection: sa.Connection, system: System, jobs: set[str]) -> set[PersonId]:
    if not jobs:
        return set()
    candidates = parents_of_naming(connection, system=system.name, kind=APPLICATION, fact="job_id", values=jobs)
    return set(people.persons_of(connection, system=system.name, kind=CANDIDATE, ref_ids=candidates).values())

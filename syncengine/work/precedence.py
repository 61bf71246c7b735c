"""Whose restrictions wait for nobody's consent to the rest."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.core.restrictions import restrictions_of
from syncengine.store import queue, settled, snapshots
from syncengine.work.systems import CANDIDATE, System


def go_first(connection: sa.Connection, restricted: Collection[PersonId]) -> set[PersonId]:
    """Those of them whom we have met before, and who are being met at this moment. To be asked before they are
    marked."""
    met = settled.records_of(connection, sorted(restricted)).keys()
    return set(met) | queue.agreed_among(connection, restricted)


def restricting(connection: sa.Connection, system: System, ref_ids: Sequence[str]) -> dict[str, float]:
    """Those of these candidates who restrict -> since when, as far as that is known: seconds since the epoch."""
    seen = snapshots.load(connection, system=system.name, kind=CANDIDATE, ref_ids=ref_ids)
    return {
        ref_id: min(each.changed_at or each.seen_at, each.seen_at)
        for ref_id, each in seen.items()
        if restrictions_of([each.fields]).any
    }

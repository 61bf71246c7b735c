"""Is the audit in the store as it was told, and does the journal still say the same?"""

from __future__ import annotations

from dataclasses import dataclass

from syncengine.audit.journal import Journal
from syncengine.core.chain import Head
from syncengine.core.chain_faults import Fault, Faults, Walk
from syncengine.store import Store, audit
from syncengine.store.audit_reading import entries, leniently

LATE_SECONDS = 300.0
"""Whoever told something chains it within seconds; what waited longer could be changed that long unnoticed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of looking. ``head`` is the end as found, ``faults`` the first of ``count``. ``compared`` writes of the
    journal are as they were told, or (``emptied``) as far as somebody was not forgotten; ``late`` entries were chained
    only now, long after they were told. Of an export that ``is_part`` each entry is proved, and no more."""

    head: Head
    entries: int
    faults: tuple[Fault, ...]
    count: int
    compared: int = 0
    emptied: int = 0
    late: int = 0
    is_part: bool = False

    @property
    def is_whole(self) -> bool:
        return self.count == 0


def verify(store: Store, *, now: float, known: Head | None = None) -> Verdict:
    """Walk the whole chain; what waits is chained before. ``known`` is an end that was written down elsewhere."""
    late = _late(store, now=now)
    audit.seal(store)
    faults = Faults()
    walk = Walk(faults, known=known)
    with store.read() as connection, leniently(connection):
        journal = Journal(connection, faults)
        for row in entries(connection):
            before = faults.count
            walk.step(row)
            if faults.count == before:
                journal.compare(row)
        journal.finish()
        walk.end(audit.head(connection))
    return Verdict(
        head=walk.last,
        entries=walk.entries,
        faults=tuple(faults.first),
        count=faults.count,
        compared=journal.compared,
        emptied=journal.emptied,
        late=late,
    )


def _late(store: Store, *, now: float) -> int:
    with store.read() as connection:
        waiting = audit.waiting(connection)
    return waiting.entries if waiting.since is not None and waiting.since < now - LATE_SECONDS else 0

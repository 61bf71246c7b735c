"""Remembering what was seen: snapshots, identity keys, dirty marks and questions, in the caller's transaction or in
one of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import sqlalchemy as sa

from connectors.base import FindsByMark
from connectors.types import BadRecord, Record
from mappings.keys import identity_keys
from syncengine.store import Store, listings, people, queue, reviews, snapshots
from syncengine.store.packing import digest
from syncengine.store.snapshots import Snapshot
from syncengine.work.match import MARK
from syncengine.work.systems import APPLICATION, CANDIDATE, REASON, System
from syncengine.work.translate import translate


class Recorder:
    """Stores records as seen. ``lane`` is where the people that it finds changed will queue."""

    def __init__(self, store: Store, *, now: Callable[[], float], lane: int) -> None:
        self._store = store
        self._now = now
        self._lane = lane

    def record(self, system: System, record: Record) -> None:
        """Store one record that was read or written just now."""
        with self._store.write() as connection:
            self.save(connection, system, [record])

    def save_own(self, connection: sa.Connection, system: System, record: Record) -> None:
        """Store what a vendor answered to our own write. It makes nobody dirty: whoever wrote looks at the answer."""
        self.save(connection, system, [record], own=True)

    def gone(self, system: System, ref_id: str) -> None:
        """The vendor does not show a candidate that we know: deleted, merged, or hidden from us."""
        with self._store.write() as connection:
            self.mark_gone(connection, system, kind=CANDIDATE, ref_id=ref_id)

    def save(
        self, connection: sa.Connection, system: System, items: Iterable[Record | BadRecord], *, own: bool = False
    ) -> tuple[int, int]:
        """Store rows. Returns how many differ from what was known, and how many could not be read."""
        translated = [translate(system, item) for item in items]
        good = [each for each in translated if isinstance(each, Snapshot)]
        bad = [each for each in translated if isinstance(each, BadRecord)]
        differing = snapshots.save(connection, good, now=self._now())
        self._index(connection, system, differing)
        if not own:
            self._mark(connection, system, differing)
        self._review_bad(connection, bad, healed=good)
        return len(differing), len(bad)

    def mark_gone(self, connection: sa.Connection, system: System, *, kind: str, ref_id: str) -> None:
        """The vendor does not show a record any more. A candidate's person becomes a question."""
        known = snapshots.load(connection, system=system.name, kind=kind, ref_ids=[ref_id])
        snapshots.mark_gone(connection, system=system.name, kind=kind, ref_id=ref_id)
        if kind == APPLICATION and ref_id in known and known[ref_id].parent_id:
            owner = people.persons_of(
                connection, system=system.name, kind=CANDIDATE, ref_ids=[known[ref_id].parent_id or ""]
            )
            queue.mark_dirty(connection, owner.values(), lane=self._lane, reason="gone", now=self._now())
        person = people.person_of(connection, system=system.name, kind=kind, ref_id=ref_id)
        if person is None:
            return
        reviews.open_review(
            connection,
            "vanished",
            subject=f"{system.name}:{kind}:{ref_id}",
            reason="the record is gone (deleted, merged, or not visible to us any more); nothing is made anew",
            now=self._now(),
            person=person,
            system=system.name,
            ref_id=ref_id,
        )

    def _index(self, connection: sa.Connection, system: System, differing: Sequence[Snapshot]) -> None:
        candidates = [each for each in differing if each.kind == CANDIDATE]
        keys = {each.ref_id: identity_keys(each.fields) | _own_keys(system, each) for each in candidates}
        people.replace_keys(connection, system=system.name, keys=keys)
        reasons = {
            str(each.fields["reason_id"]) for each in differing if each.kind == APPLICATION and each.fields["reason_id"]
        }
        known = snapshots.load(connection, system=system.name, kind=REASON, ref_ids=reasons)
        listings.give_hints(
            connection,
            system=system.name,
            kind=REASON,
            ref_ids=reasons - known.keys(),
            reason="unknown",
            now=self._now(),
        )

    def _mark(self, connection: sa.Connection, system: System, differing: Sequence[Snapshot]) -> None:
        """A run for every person whose facts moved."""
        touched = {each.ref_id for each in differing if each.kind == CANDIDATE}
        touched |= {each.parent_id for each in differing if each.kind == APPLICATION and each.parent_id}
        known = people.persons_of(connection, system=system.name, kind=CANDIDATE, ref_ids=touched)
        queue.mark_dirty(connection, known.values(), lane=self._lane, reason="seen changed", now=self._now())

    def _review_bad(self, connection: sa.Connection, bad: Sequence[BadRecord], *, healed: Sequence[Snapshot]) -> None:
        subjects = [f"{each.system}:{each.kind}:{each.ref_id}" for each in healed]
        for kind in ("bad_record", "vanished"):
            reviews.close_matching(
                connection, kind, subjects=subjects, decision="there again", by="talentsync", now=self._now()
            )
        for each in bad:
            name = each.id if each.id is not None else f"?{digest(each.data)}"
            reviews.open_review(
                connection,
                "bad_record",
                subject=f"{each.system}:{each.kind}:{name}",
                reason=each.reason,
                now=self._now(),
                system=each.system,
                ref_id=each.id,
                detail={"record": each.data},
            )


def _own_keys(system: System, seen: Snapshot) -> set[tuple[str, str]]:
    """A record carries its own id as a key, so that another system's claim to it is a key in common like any other.
    Vendors' native integrations know the vendor, not the name that the user gave to the system: hence both.
    Our mark on a record that we created is a key to the person that it was created for."""
    vendor = system.connector.manifest.vendor
    keys = {("cross_id", f"{vendor}:{CANDIDATE}:{seen.ref_id}"), ("cross_id", str(system.ref(seen.ref_id)))}
    if isinstance(system.connector, FindsByMark):
        mark = system.connector.mark_of(Record(system.ref(seen.ref_id), seen.raw, seen.version))
        keys |= {(MARK, mark)} if mark else set()
    return keys

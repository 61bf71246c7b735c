"""Looking: pages and single records become snapshots, dirty marks and resume points, in one transaction each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
import structlog

from connectors.base import BatchReads, FindsByMark
from connectors.errors import CursorGone, Missing
from connectors.types import BadRecord, Cursor, Page, Record, Ref
from mappings.keys import identity_keys
from syncengine.store import Store, listings, people, queue, reviews, snapshots
from syncengine.store.listings import Listing
from syncengine.store.packing import digest
from syncengine.store.snapshots import Snapshot
from syncengine.work.match import MARK
from syncengine.work.systems import APPLICATION, CANDIDATE, MEMBERSHIP, REASON, System
from syncengine.work.translate import translate

log = structlog.get_logger("talentsync.observe")

Seen = Callable[[str, str, int, int | None], None]
"""Told after each page: system, kind, rows so far, total if the vendor gave one."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a listing brought. ``full_listed`` counts the rows of a full listing over all its parts."""

    rows: int
    full_listed: int
    differing: int
    bad: int
    full: bool


class Observer:
    """Reads systems into the store. ``lane`` is where the people that it finds changed will queue."""

    def __init__(self, store: Store, *, now: Callable[[], float], lane: int = queue.LIVE) -> None:
        self._store = store
        self._now = now
        self._lane = lane

    def list_kind(self, system: System, kind: str, *, seen: Seen | None = None) -> Listed:
        """List a kind from where its last listing stopped, to its end."""
        try:
            return self._list(system, kind, seen=seen)
        except CursorGone:
            log.warning("listing.anew", system=system.name, kind=kind)
            with self._store.write() as connection:
                started = Listing(None, False, 0, self._now())
                listings.move(connection, system=system.name, kind=kind, to=started, now=self._now())
            return self._list(system, kind, seen=seen)

    def _list(self, system: System, kind: str, *, seen: Seen | None) -> Listed:
        with self._store.read() as connection:
            before = listings.listing_of(connection, system=system.name, kind=kind)
        at = before or Listing(None, False, 0, self._now())
        full = not at.complete
        rows = differing = bad = 0
        for page in system.connector.pages(kind, Cursor(at.cursor) if at.cursor is not None else None):
            at = _after(page, at)
            with self._store.write() as connection:
                found = self._save_page(connection, system, page, kind=kind)
                listings.move(connection, system=system.name, kind=kind, to=at, now=self._now())
            rows += len(page.items)
            differing += found[0]
            bad += found[1]
            if seen is not None:
                seen(system.name, kind, rows, page.total)
        if full:
            self._hint_unseen(system, kind, since=at.started_at)
        log.info("listing.done", system=system.name, kind=kind, rows=rows, differing=differing, bad=bad, full=full)
        return Listed(rows, at.full_listed, differing, bad, full)

    def _hint_unseen(self, system: System, kind: str, *, since: float) -> None:
        """What a full listing did not show may be gone: look at each of them by its id before believing it."""
        if kind not in {CANDIDATE, APPLICATION}:
            return
        with self._store.write() as connection:
            unseen = snapshots.not_seen_since(connection, system=system.name, kind=kind, since=since)
            listings.give_hints(
                connection, system=system.name, kind=kind, ref_ids=unseen, reason="unseen", now=self._now()
            )

    def look_again(self, system: System, *, kind: str = CANDIDATE) -> int:
        """Read every hinted ref of a kind afresh. Returns how many. Those that do not come back are gone."""
        with self._store.read() as connection:
            wanted = listings.hints(connection, system=system.name, kind=kind)
        if not wanted:
            return 0
        records = list(self._read(system, [system.ref(ref_id, kind) for ref_id in wanted]))
        with self._store.write() as connection:
            self._save(connection, system, records)
            for ref_id in sorted(set(wanted) - {record.ref.id for record in records}):
                self._gone(connection, system, kind=kind, ref_id=ref_id)
            listings.drop_hints(connection, system=system.name, kind=kind, ref_ids=wanted)
        return len(wanted)

    def gone(self, system: System, ref_id: str) -> None:
        """The vendor does not show a candidate that we know: deleted, merged, or hidden from us."""
        with self._store.write() as connection:
            self._gone(connection, system, kind=CANDIDATE, ref_id=ref_id)

    def _gone(self, connection: sa.Connection, system: System, *, kind: str, ref_id: str) -> None:
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

    def _read(self, system: System, refs: Sequence[Ref]) -> Iterable[Record]:
        connector = system.connector
        if isinstance(connector, BatchReads):
            yield from connector.get_many(refs)
            return
        for ref in refs:
            try:
                yield connector.get(ref)
            except Missing:
                continue

    def record(self, system: System, record: Record) -> None:
        """Store one record that was read or written just now."""
        with self._store.write() as connection:
            self._save(connection, system, [record])

    def save_own(self, connection: sa.Connection, system: System, record: Record) -> None:
        """Store what a vendor answered to our own write. It makes nobody dirty: whoever wrote looks at the answer."""
        self._save(connection, system, [record], own=True)

    def _save_page(self, connection: sa.Connection, system: System, page: Page, *, kind: str) -> tuple[int, int]:
        if kind == MEMBERSHIP:
            return self._hint_members(connection, system, page), 0
        return self._save(connection, system, page.items)

    def _save(
        self, connection: sa.Connection, system: System, items: Iterable[Record | BadRecord], *, own: bool = False
    ) -> tuple[int, int]:
        translated = [translate(system, item) for item in items]
        good = [each for each in translated if isinstance(each, Snapshot)]
        bad = [each for each in translated if isinstance(each, BadRecord)]
        differing = snapshots.save(connection, good, now=self._now())
        self._index(connection, system, differing)
        if not own:
            self._mark(connection, system, differing)
        self._review_bad(connection, bad, healed=good)
        return len(differing), len(bad)

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

    def _hint_members(self, connection: sa.Connection, system: System, page: Page) -> int:
        """A membership that our snapshot does not show yet means: look at that candidate again."""
        moved = [item for item in page.items if isinstance(item, Record)]
        stored = snapshots.load(
            connection,
            system=system.name,
            kind=CANDIDATE,
            ref_ids={system.translator.to_membership(item.data).candidate_id for item in moved},
        )
        news = set()
        for item in moved:
            membership = system.translator.to_membership(item.data)
            snapshot = stored.get(membership.candidate_id)
            pools = snapshot.fields.get("pools") if snapshot else None
            known = isinstance(pools, tuple) and (membership.pool_id in pools) == membership.joined
            if not known:
                news.add(membership.candidate_id)
        listings.give_hints(
            connection, system=system.name, kind=CANDIDATE, ref_ids=news, reason="membership", now=self._now()
        )
        return len(news)


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


def _after(page: Page, at: Listing) -> Listing:
    listed = at.full_listed + (0 if at.complete else len(page.items))
    return Listing(page.cursor, at.complete or page.last, listed, at.started_at)

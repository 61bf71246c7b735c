"""Looking: pages become snapshots, dirty marks and a resume point, in one transaction each; hinted refs are reread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import sqlalchemy as sa
import structlog

from connectors.base import BatchReads
from connectors.errors import Broken, ConnectorError, CursorGone, Missing, NotPermitted, Refused, Unsettled
from connectors.types import Cursor, Page, Record, Ref
from syncengine.store import Store, hints, listings, reviews, snapshots
from syncengine.store.listings import Listing
from syncengine.store.troubles import StoreTrouble
from syncengine.work.clocks import require_same_time
from syncengine.work.looking_up import list_once, note_refused
from syncengine.work.record import Recorder
from syncengine.work.systems import APPLICATION, CANDIDATE, JOB, MEMBERSHIP, NAMED, REASON, System
from syncengine.work.telling import because_of

log = structlog.get_logger("talentsync.observe")

LOOK_AT_ONCE = 50
"""Refs that are read, and stored, in one go."""

FOLLOWED = (CANDIDATE, APPLICATION, JOB, REASON, *NAMED)
"""Kinds of which single records are read again when there is a hint, what names others before what is named."""

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
    """Reads systems into the store."""

    def __init__(self, store: Store, recorder: Recorder, *, now: Callable[[], float]) -> None:
        self._store = store
        self._recorder = recorder
        self._now = now

    def list_looked_up(self, system: System) -> None:
        """List what other records name, unless that was done before. Raises ConnectorError."""
        list_once(self._store, system, self.list_kind, now=self._now())

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
        if not at.midway:
            at = replace(at, started_at=self._now())
        full = not at.complete
        rows = differing = bad = 0
        asked_at = self._now()
        for page in system.connector.pages(kind, Cursor(at.cursor) if at.cursor is not None else None):
            require_same_time(system)
            at = _after(page, at)
            with self._store.write() as connection:
                found = self._save_page(connection, system, page, kind=kind, read_at=asked_at)
                if not full and kind == CANDIDATE:
                    self._recorder.suspect_merges(connection, system, page.items)
                listings.move(connection, system=system.name, kind=kind, to=at, now=self._now())
                if not full:
                    listings.note_found(connection, system=system.name, kind=kind, rows=found[0], now=self._now())
            rows += len(page.items)
            differing += found[0]
            bad += found[1]
            if seen is not None:
                seen(system.name, kind, rows, page.total)
            asked_at = self._now()
        if full:
            self._hint_unseen(system, kind, since=at.started_at)
            if not bad and rows == at.full_listed:
                self._close_nameless(system, kind)
        log.info("listing.done", system=system.name, kind=kind, rows=rows, differing=differing, bad=bad, full=full)
        return Listed(rows, at.full_listed, differing, bad, full)

    def _close_nameless(self, system: System, kind: str) -> None:
        """A bad record without an id cannot be recognised when it is mended; that a whole listing was read without
        trouble says that it was."""
        with self._store.write() as connection:
            reviews.close_nameless(connection, system=system.name, kind=kind, now=self._now())

    def _hint_unseen(self, system: System, kind: str, *, since: float) -> None:
        """What a full listing did not show may be gone: look at each of them by its id before believing it."""
        if kind not in {CANDIDATE, APPLICATION}:
            return
        with self._store.write() as connection:
            unseen = snapshots.not_seen_since(connection, system=system.name, kind=kind, since=since)
            hints.give(connection, system=system.name, kind=kind, ref_ids=unseen, reason="unseen", now=self._now())

    def look_again(self, system: System, *, kind: str = CANDIDATE, limit: int | None = None) -> int:
        """Read hinted refs of a kind afresh, all of them or ``limit``, the most urgent first. Returns how many. Those
        that do not come back are gone; those that are there and cannot be read stay as they were."""
        with self._store.read() as connection:
            wanted = hints.waiting(connection, system=system.name, kind=kind, limit=limit)
        for start in range(0, len(wanted), LOOK_AT_ONCE):
            self._look_at_some(system, kind, wanted[start : start + LOOK_AT_ONCE])
        return len(wanted)

    def _look_at_some(self, system: System, kind: str, wanted: Sequence[hints.Waiting]) -> None:
        """A record that meets a defect of ours must not keep us from all the others for ever."""
        try:
            self._look_at(system, kind, wanted)
        except NotPermitted as refused:
            if kind not in NAMED:
                raise
            with self._store.write() as connection:
                note_refused(connection, system, kind, refused, now=self._now())
                hints.drop(connection, system=system.name, kind=kind, looked_at=wanted)
        except (ConnectorError, StoreTrouble):
            raise
        except Exception:
            if len(wanted) > 1:
                for each in wanted:
                    self._look_at_some(system, kind, [each])
                return
            log.exception("look.defect", system=system.name, kind=kind, ref=wanted[0].ref_id)
            with self._store.write() as connection:
                hints.drop(connection, system=system.name, kind=kind, looked_at=wanted)

    def _look_at(self, system: System, kind: str, wanted: Sequence[hints.Waiting]) -> None:
        correlations = {each.ref_id: each.correlation for each in wanted if each.correlation is not None}
        with because_of(correlations.values()):
            self._look_at_told(system, kind, wanted, correlations)

    def _look_at_told(
        self, system: System, kind: str, wanted: Sequence[hints.Waiting], correlations: Mapping[str, str]
    ) -> None:
        why = {each.ref_id: each for each in wanted}
        read_at = self._now()
        records, unreadable = read_all(system, [system.ref(ref_id, kind) for ref_id in why])
        require_same_time(system)
        gone = why.keys() - {record.ref.id for record in records} - unreadable
        told = {each.ref_id: each.given_at for each in wanted}
        reasons = {ref_id: why[ref_id].reason for ref_id in sorted(gone)}
        with self._store.write() as connection:
            saved = self._recorder.save(
                connection, system, records, correlations=correlations, told=told, read_at=read_at
            )
            self._recorder.mark_gone(connection, system, kind=kind, why=reasons, correlations=correlations)
            hints.drop(connection, system=system.name, kind=kind, looked_at=wanted)
        log.info("look.done", system=system.name, kind=kind, refs=len(why), differing=saved[0], gone=len(gone))

    def _save_page(
        self, connection: sa.Connection, system: System, page: Page, *, kind: str, read_at: float
    ) -> tuple[int, int]:
        if kind == MEMBERSHIP:
            return self._hint_members(connection, system, page), 0
        followed = read_at if kind in FOLLOWED else None
        return self._recorder.save(connection, system, page.items, read_at=followed)

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
        hints.give(connection, system=system.name, kind=CANDIDATE, ref_ids=news, reason="membership", now=self._now())
        return len(news)


def read_all(system: System, refs: Sequence[Ref]) -> tuple[list[Record], set[str]]:
    """Records that exist, and ids of records that exist and cannot be read: one of those must not hide the others."""
    connector = system.connector
    if isinstance(connector, BatchReads):
        with suppress(Broken, Unsettled, Refused):
            return list(connector.get_many(refs)), set()
    records, unreadable = [], set()
    for ref in refs:
        try:
            records.append(connector.get(ref))
        except Missing:
            continue
        except (Broken, Unsettled, Refused):
            unreadable.add(ref.id)
    return records, unreadable


def _after(page: Page, at: Listing) -> Listing:
    listed = at.full_listed + (0 if at.complete else len(page.items))
    return Listing(page.cursor, at.complete or page.last, listed, at.started_at, midway=not page.last)

"""Remembering what was seen: snapshots, identity keys, dirty marks and questions, in the caller's transaction or in
one of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from connectors.types import BadRecord, Record
from mappings.keys import identity_keys
from syncengine.core.restrictions import RESTRICTIONS
from syncengine.erasure import returning
from syncengine.identity import keeping
from syncengine.store import Store, hints, links, people, queue, reviews, snapshots
from syncengine.store.packing import digest
from syncengine.store.snapshots import Snapshot
from syncengine.undo.evidence import ask_where_more_in_common
from syncengine.work.following import Gone, follow
from syncengine.work.job_news import mark_people_of
from syncengine.work.looking_up import ask_for_unknown
from syncengine.work.own_keys import own_keys, swallowed
from syncengine.work.precedence import go_first
from syncengine.work.systems import APPLICATION, CANDIDATE, System
from syncengine.work.translate import translate
from syncengine.work.upkeep import keep_true

LET_GO = "let go"
"""Reason of a hint: a human has said that the record may be made anew if it is really gone."""

MOST_BEARERS = 4
"""An identifier that more records carry says nothing about who was merged with whom."""


@dataclass(frozen=True, slots=True)
class _Because:
    """Why people are marked, by ref id: whose restrictions changed, and since when as far as known; which deliveries
    told of it, and when."""

    urgent: Mapping[str, float]
    correlations: Mapping[str, str]
    told: Mapping[str, float]


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
            self.mark_gone(connection, system, kind=CANDIDATE, why={ref_id: "gone"})

    def save(
        self,
        connection: sa.Connection,
        system: System,
        items: Iterable[Record | BadRecord],
        *,
        own: bool = False,
        correlations: Mapping[str, str] | None = None,
        told: Mapping[str, float] | None = None,
        read_at: float | None = None,
    ) -> tuple[int, int]:
        """Store rows. Returns how many differ from what was known, and how many could not be read. ``correlations``
        are, by ref id, the deliveries that made us look; ``told`` is when we were first told to. ``read_at`` is when
        the vendor was asked: who was seen since then, by whoever wrote meanwhile, is looked at once more instead."""
        translated = [translate(system, item) for item in items]
        good = [each for each in translated if isinstance(each, Snapshot)]
        if read_at is not None:
            good = self._not_seen_since(connection, system, good, read_at)
        bad = [each for each in translated if isinstance(each, BadRecord)]
        sifted = returning.sift(connection, system, good, bad, now=self._now(), made=own)
        good, bad = sifted.good, sifted.bad
        if not own:
            self._notice_moves(connection, system, [each for each in good if each.kind == APPLICATION])
        urgent = {} if own else self._newly_restricted(connection, system, good)
        differing = snapshots.save(connection, good, now=self._now(), correlations=correlations)
        candidates = [(each.ref_id, each.fields) for each in differing if each.kind == CANDIDATE]
        keeping.keep(connection, system=system.name, records=candidates)
        self._index(connection, system, differing)
        if not own:
            because = _Because(urgent, correlations or {}, told or {})
            self._mark(connection, system, differing, because)
            mark_people_of(connection, system, differing, lane=self._lane, now=self._now())
        self._review_bad(connection, bad, healed=good)
        return len(differing), len(bad)

    def save_restrictions(
        self,
        connection: sa.Connection,
        system: System,
        records: Iterable[Record | BadRecord],
        *,
        correlations: Mapping[str, str] | None = None,
        told: Mapping[str, float] | None = None,
        read_at: float,
    ) -> set[str]:
        """Of candidates that were read, store those who show other restrictions than we know, or are restricted and
        new to us. Whatever else is new is left to a pass. Returns the ids of those; the rest is as in `save`."""
        by_id = {each.ref.id: each for each in records if isinstance(each, Record)}
        seen = [each for each in (translate(system, one) for one in by_id.values()) if isinstance(each, Snapshot)]
        known = snapshots.fields_of(connection, system=system.name, kind=CANDIDATE, ref_ids=list(by_id))
        news = {each.ref_id for each in seen if _restrictions(each.fields) != _restrictions(known.get(each.ref_id, {}))}
        if news:
            found = [by_id[ref_id] for ref_id in sorted(news)]
            self.save(connection, system, found, correlations=correlations, told=told, read_at=read_at)
        return news

    def _not_seen_since(
        self, connection: sa.Connection, system: System, read: Sequence[Snapshot], read_at: float
    ) -> list[Snapshot]:
        newer: set[tuple[str, str]] = set()
        for kind in sorted({each.kind for each in read}):
            ids = [each.ref_id for each in read if each.kind == kind]
            # A time that is still to come is a clock that was wrong, and proves nothing.
            seen = snapshots.seen_between(
                connection, system=system.name, kind=kind, ref_ids=ids, after=read_at, until=self._now()
            )
            hints.give(connection, system=system.name, kind=kind, ref_ids=seen, reason=hints.MEANWHILE, now=self._now())
            newer |= {(kind, ref_id) for ref_id in seen}
        return [each for each in read if (each.kind, each.ref_id) not in newer]

    def mark_gone(
        self,
        connection: sa.Connection,
        system: System,
        *,
        kind: str,
        why: Mapping[str, str],
        correlations: Mapping[str, str] | None = None,
    ) -> None:
        """The vendor does not show these records any more: ref id -> why we looked. A candidate that was merged is
        followed; about one that was deleted a human is asked. ``correlations`` as in `save`."""
        told_by = correlations or {}
        known = snapshots.load(connection, system=system.name, kind=kind, ref_ids=why)
        for ref_id in why:
            snapshots.mark_gone(connection, system=system.name, kind=kind, ref_id=ref_id, now=self._now())
        if kind == APPLICATION:
            parents = {each.parent_id: each.ref_id for each in known.values() if each.parent_id}
            owners = people.persons_of(connection, system=system.name, kind=CANDIDATE, ref_ids=parents)
            because = {
                owners[parent]: told_by[ref] for parent, ref in parents.items() if parent in owners and ref in told_by
            }
            queue.mark_dirty(
                connection, owners.values(), lane=self._lane, reason="gone", now=self._now(), correlations=because
            )
        if kind != CANDIDATE:
            return
        returning.gone(connection, system.name, why.keys(), now=self._now())
        keeping.drop(connection, system=system.name, ref_ids=sorted(known))
        for ref_id in sorted(known):
            reason = why[ref_id]
            moved_to = reason.removeprefix(hints.MOVED) if reason.startswith(hints.MOVED) else None
            gone = Gone(system.name, ref_id, moved_to, reason == LET_GO, told_by.get(ref_id))
            follow(connection, gone, lane=self._lane, now=self._now())

    def suspect_merges(self, connection: sa.Connection, system: System, seen: Iterable[Record | BadRecord]) -> None:
        """A candidate that somebody touched may have just swallowed another one, which no list of changes tells. Those
        who would be swallowed, because they are the same person or carry the same identifiers, are looked at again."""
        touched = {each.ref.id for each in seen if isinstance(each, Record) and each.ref.kind == CANDIDATE}
        persons = people.persons_of(connection, system=system.name, kind=CANDIDATE, ref_ids=touched)
        records = links.standing(connection, sorted(set(persons.values())))
        near = {each.link.ref_id for found in records.values() for each in found if each.link.system == system.name}
        near |= self._bearers_of_same_keys(connection, system, touched)
        hints.give(
            connection,
            system=system.name,
            kind=CANDIDATE,
            ref_ids=near - touched,
            reason="may have been merged",
            now=self._now(),
        )

    def _bearers_of_same_keys(self, connection: sa.Connection, system: System, touched: set[str]) -> set[str]:
        keys = people.keys_of(connection, system=system.name, ref_ids=sorted(touched))
        wanted = {key for found in keys.values() for key in found if key[0] in {"email", "profile"}}
        bearers: dict[tuple[str, str], set[str]] = {}
        for held in people.holders(connection, wanted):
            if held.system == system.name and held.person is not None:
                bearers.setdefault(held.key, set()).add(held.ref_id)
        # What many carry was not swallowed with one of them.
        return {ref_id for refs in bearers.values() if len(refs) <= MOST_BEARERS for ref_id in refs}

    def _notice_moves(self, connection: sa.Connection, system: System, applications: Sequence[Snapshot]) -> None:
        """An application that belongs to another candidate than before was moved by a merge of the two."""
        before = snapshots.parents(
            connection, system=system.name, kind=APPLICATION, ref_ids=[each.ref_id for each in applications]
        )
        moves = {
            before[each.ref_id]: each.parent_id
            for each in applications
            if each.parent_id and before.get(each.ref_id, each.parent_id) != each.parent_id
        }
        hints.give_moved(connection, system=system.name, kind=CANDIDATE, moves=moves, now=self._now())

    def _index(self, connection: sa.Connection, system: System, differing: Sequence[Snapshot]) -> None:
        candidates = [each for each in differing if each.kind == CANDIDATE]
        before = people.keys_of(connection, system=system.name, ref_ids=[each.ref_id for each in candidates])
        keys = {
            each.ref_id: identity_keys(each.fields)
            | own_keys(system, each)
            | swallowed(system, before.get(each.ref_id, ()))
            for each in candidates
        }
        people.replace_keys(connection, system=system.name, keys=keys)
        ask_for_unknown(connection, system, differing, now=self._now())

    def _newly_restricted(
        self, connection: sa.Connection, system: System, seen: Sequence[Snapshot]
    ) -> dict[str, float]:
        """Candidates who show other restrictions than we know, and since when: not before we saw them last, and not
        after the vendor's own time of change, which is that of the latest change. One that was gone restricted nobody
        any more."""
        shown = {each.ref_id: each for each in seen if each.kind == CANDIDATE}
        known = snapshots.fields_of(connection, system=system.name, kind=CANDIDATE, ref_ids=list(shown))
        changed = {
            ref_id
            for ref_id, each in shown.items()
            if _restrictions(known.get(ref_id, {})) != _restrictions(each.fields)
        }
        before = snapshots.load(connection, system=system.name, kind=CANDIDATE, ref_ids=changed)
        news = changed & before.keys()  # who is new is nobody's yet
        now = self._now()
        return {ref_id: max(before[ref_id].seen_at, min(shown[ref_id].changed_at or now, now)) for ref_id in news}

    def _mark(
        self, connection: sa.Connection, system: System, differing: Sequence[Snapshot], because: _Because
    ) -> None:
        """A run for every person whose facts moved."""
        touched = {each.ref_id: each.ref_id for each in differing if each.kind == CANDIDATE}
        touched |= {each.parent_id: each.ref_id for each in differing if each.kind == APPLICATION and each.parent_id}
        known = people.persons_of(connection, system=system.name, kind=CANDIDATE, ref_ids=touched.keys())
        refs = {person: touched[ref_id] for ref_id, person in known.items()}
        correlations = {
            person: because.correlations[ref] for person, ref in refs.items() if ref in because.correlations
        }
        since = {**because.urgent, **because.told}
        told = {person: since[ref] for person, ref in refs.items() if ref in since}
        urgent = go_first(connection, {person for ref, person in known.items() if ref in because.urgent})
        mark = partial(queue.mark_dirty, connection, now=self._now(), correlations=correlations, told=told)
        mark(known.values(), lane=self._lane, reason="seen changed")
        mark(urgent, lane=queue.RESTRICTIONS, reason="restrictions changed")
        # A record that was gone may be there again.
        keep_true(connection, known.values(), now=self._now())
        ask_where_more_in_common(connection, known.values(), now=self._now())

    def _review_bad(self, connection: sa.Connection, bad: Sequence[BadRecord], *, healed: Sequence[Snapshot]) -> None:
        subjects = [f"{each.system}:{each.kind}:{each.ref_id}" for each in healed]
        reviews.close_matching(
            connection, "bad_record", subjects=subjects, decision="there again", by="talentsync", now=self._now()
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


def _restrictions(fields: Mapping[str, Any]) -> tuple[bool, ...]:
    return tuple(fields.get(name) is True for name in RESTRICTIONS)

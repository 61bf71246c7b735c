"""Finding the person of every record that has none yet. One transaction per batch, records in a fixed order, so that
two records of one new person can never both become somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog

from syncengine.core.matching.exact import SHARED_BY, Key, Known, Newcomer, Verdict, judge, name_words
from syncengine.core.model import PersonId
from syncengine.store import Store, journal, people, queue, reviews, snapshots
from syncengine.store.people import Holder
from syncengine.work.systems import CANDIDATE, System, Systems

log = structlog.get_logger("talentsync.match")

MARK = "mark"
"""Kind of the identity key that holds our own mark. It names a person in the journal, not in the world."""


@dataclass(slots=True)
class Matched:
    """What a matching pass decided."""

    linked: int = 0
    new_people: int = 0
    in_review: int = 0


@dataclass(slots=True)
class _Neighbours:
    """People near a batch of newcomers, kept current while the batch is being decided."""

    by_key: dict[Key, set[PersonId]] = field(default_factory=dict)
    keys: dict[PersonId, set[Key]] = field(default_factory=dict)
    systems: dict[PersonId, set[str]] = field(default_factory=dict)
    names: dict[PersonId, set[str]] = field(default_factory=dict)
    carriers: dict[Key, dict[str, int]] = field(default_factory=dict)

    def join(self, person: PersonId, *, system: str, keys: Iterable[Key], names: Iterable[str]) -> None:
        self.systems.setdefault(person, set()).add(system)
        self.names.setdefault(person, set()).update(names)
        for key in keys:
            self.keys.setdefault(person, set()).add(key)
            self.by_key.setdefault(key, set()).add(person)

    def near(self, keys: Iterable[Key]) -> list[Known]:
        found = {person for key in keys for person in self.by_key.get(key, ())}
        return [
            Known(
                person,
                frozenset(self.keys.get(person, ())),
                frozenset(self.systems.get(person, ())),
                frozenset(self.names.get(person, ())),
            )
            for person in sorted(found)
        ]

    def shared(self, keys: Iterable[Key]) -> set[Key]:
        return {key for key in keys if max(self.carriers.get(key, {}).values(), default=0) >= SHARED_BY}


class Matcher:
    """Links records to people. ``lane`` is where newly linked people queue for their first run."""

    def __init__(self, store: Store, systems: Systems, *, now: Callable[[], float], lane: int = queue.LIVE) -> None:
        self._store = store
        self._systems = systems
        self._now = now
        self._lane = lane

    def match_all(self, *, progress: Callable[[int], None] | None = None) -> Matched:
        """Give every record a person."""
        matched = Matched()
        for system in self._systems:
            after = ""
            while True:
                with self._store.write() as connection:
                    batch = people.unlinked(connection, system=system.name, kind=CANDIDATE, after=after)
                    if not batch:
                        break
                    self._match_batch(connection, system, batch, matched)
                after = batch[-1]
                if progress is not None:
                    progress(len(batch))
        log.info("match.done", linked=matched.linked, new=matched.new_people, review=matched.in_review)
        return matched

    def _match_batch(self, connection: sa.Connection, system: System, batch: Sequence[str], matched: Matched) -> None:
        keys = people.keys_of(connection, system=system.name, ref_ids=batch)
        seen = snapshots.load(connection, system=system.name, kind=CANDIDATE, ref_ids=batch)
        asked = {key for found in keys.values() for key in found}
        neighbours = self._neighbours(connection, people.holders(connection, asked))
        marks = {value: ref_id for ref_id in batch for kind, value in keys.get(ref_id, ()) if kind == MARK}
        made_for = {marks[mark]: person for mark, person in journal.people_by_mark(connection, list(marks)).items()}
        for ref_id in batch:
            newcomer_keys = {key for key in keys.get(ref_id, ()) if key[0] != MARK}
            newcomer = Newcomer(system.name, frozenset(newcomer_keys), name_words(seen[ref_id].fields))
            if ref_id in made_for:
                # We created it ourselves and never heard the answer: no other evidence is as good.
                verdict = Verdict("link", (made_for[ref_id],), (MARK,))
            else:
                verdict = judge(newcomer, neighbours.near(newcomer_keys), shared=neighbours.shared(newcomer_keys))
            person = self._carry_out(connection, system, ref_id, verdict, matched)
            neighbours.join(person, system=system.name, keys=newcomer_keys, names=newcomer.names)

    def _neighbours(self, connection: sa.Connection, held: Sequence[Holder]) -> _Neighbours:
        neighbours = _Neighbours()
        for holder in held:
            per_system = neighbours.carriers.setdefault(holder.key, {})
            per_system[holder.system] = per_system.get(holder.system, 0) + 1
        near = people.links_of(connection, sorted({holder.person for holder in held if holder.person is not None}))
        for system in {link.system for link in near}:
            links = [link for link in near if link.system == system]
            ref_ids = [link.ref_id for link in links]
            seen = snapshots.load(connection, system=system, kind=CANDIDATE, ref_ids=ref_ids)
            keys = people.keys_of(connection, system=system, ref_ids=ref_ids)
            for link in links:
                names = name_words(seen[link.ref_id].fields) if link.ref_id in seen else frozenset()
                neighbours.join(link.person, system=system, keys=keys.get(link.ref_id, ()), names=names)
        return neighbours

    def _carry_out(
        self, connection: sa.Connection, system: System, ref_id: str, verdict: Verdict, matched: Matched
    ) -> PersonId:
        now = self._now()
        if verdict.outcome == "link":
            person = verdict.persons[0]
            matched.linked += 1
        else:
            person = people.new_person(connection, now=now)
            matched.new_people += 1
        people.make_link(
            connection,
            person_id=person,
            system=system.name,
            kind=CANDIDATE,
            ref_id=ref_id,
            evidence={"outcome": verdict.outcome, "keys": list(verdict.evidence)},
            actor="talentsync",
            now=now,
        )
        if verdict.outcome == "review":
            matched.in_review += 1
            self._ask(connection, system, ref_id, person, verdict)
        queue.mark_dirty(connection, [person], lane=self._lane, reason="linked", now=now)
        return person

    def _ask(self, connection: sa.Connection, system: System, ref_id: str, person: PersonId, verdict: Verdict) -> None:
        """One question per pair, known to both people: neither gets a new record while it is open."""
        for other in verdict.persons:
            for asked, about in ((person, other), (other, person)):
                reviews.open_review(
                    connection,
                    "possible_match",
                    subject=f"{asked}~{about}",
                    reason=verdict.doubt,
                    now=self._now(),
                    person=asked,
                    system=system.name,
                    ref_id=ref_id,
                    detail={"other": about, "keys": list(verdict.evidence)},
                )

"""Following what humans do in a vendor's pages: a record that is gone was merged into another one, or deleted.

Vendors leave no tombstone that says which. What tells a merge: the loser's things belong to another record now, the
person has another record there, or another record carries everything that the loser was known by.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from syncengine.core.matching.identifiers import SHARED_BY, Key, is_nobodys, name_words
from syncengine.core.model import PersonId
from syncengine.store import erasures, links, people, queue, reviews, settled, snapshots
from syncengine.work.doubt import ask_whether_same
from syncengine.work.systems import CANDIDATE
from syncengine.work.uniting import unite
from syncengine.work.upkeep import keep_true

_SURE_WORDS = 2
"""So many words of the names must agree, for two records that carry the same identifiers to be one person."""


_TOLD_APART = "merged there, as it seems, though they were told apart here"
_FORGETTING = "merged there, as it seems, while one of them is being forgotten"


@dataclass(frozen=True, slots=True)
class Gone:
    """A record that is gone. ``moved_to`` is the record that its things belong to now, if the vendor showed that;
    ``let_go`` says that a human wants it made anew if it is really gone; ``correlation`` names the delivery that told
    of it, if one did."""

    system: str
    ref_id: str
    moved_to: str | None = None
    let_go: bool = False
    correlation: str | None = None


@dataclass(frozen=True, slots=True)
class _Heir:
    """The living record that a gone one was merged into. ``doubt`` says why that is not certain."""

    ref_id: str
    person: PersonId | None
    doubt: str = ""


def follow(connection: sa.Connection, gone: Gone, *, lane: int, now: float) -> None:
    """Links move to whoever the gone record is now. Nothing is made anew; what cannot be known is asked."""
    person = people.person_of(connection, system=gone.system, kind=CANDIDATE, ref_id=gone.ref_id)
    heir = _heir(connection, gone, person)
    if person is None:
        if heir is not None and not heir.doubt:
            links.hand_over_id(connection, system=gone.system, loser=gone.ref_id, winner=heir.ref_id)
        return
    if heir is not None:
        person = _inherit(connection, gone, heir, person=person, lane=lane, now=now)
    elif gone.let_go:
        _let_go(connection, gone, person, now=now)
    keep_true(connection, [person], now=now)
    told = {person: gone.correlation} if gone.correlation else {}
    queue.mark_dirty(connection, [person], lane=lane, reason="gone", now=now, correlations=told)


def _inherit(
    connection: sa.Connection, gone: Gone, heir: _Heir, *, person: PersonId, lane: int, now: float
) -> PersonId:
    """Returns who the person is now."""
    evidence = {"outcome": "merged there", "loser": gone.ref_id, "winner": heir.ref_id}
    if heir.person is None and not heir.doubt:
        people.make_link(
            connection,
            person_id=person,
            system=gone.system,
            kind=CANDIDATE,
            ref_id=heir.ref_id,
            evidence=evidence,
            actor="talentsync",
            now=now,
        )
    if heir.person is None or heir.person == person:
        return person
    apart = reviews.decided_different(connection, person, heir.person)
    forgetting = erasures.any_unfinished(connection, (person, heir.person))
    doubt = heir.doubt or (_FORGETTING if forgetting else _TOLD_APART if apart else "")
    if not doubt:
        unite(connection, stays=heir.person, leaves=person, evidence=evidence, by="talentsync", lane=lane, now=now)
        return heir.person
    if not (heir.doubt and apart):
        ask_whether_same(connection, person, heir.person, reason=doubt, system=gone.system, ref_id=heir.ref_id, now=now)
    return person


def _let_go(connection: sa.Connection, gone: Gone, person: PersonId, *, now: float) -> None:
    """A human wants the record made anew: the person has none there, as if there had never been one."""
    for link in people.links_of(connection, [person]):
        if (link.system, link.kind, link.ref_id) == (gone.system, CANDIDATE, gone.ref_id):
            people.undo_link(connection, link.id, now=now, because={"let go": "to be made anew"})
    settled.forget(connection, person, gone.system)
    subjects = [f"{gone.system}:{CANDIDATE}:{gone.ref_id}"]
    reviews.close_matching(connection, "vanished", subjects=subjects, decision="let go", by="talentsync", now=now)


def _heir(connection: sa.Connection, gone: Gone, person: PersonId | None) -> _Heir | None:
    told = _living_successor(connection, gone.system, gone.moved_to) if gone.moved_to else None
    if told is not None:
        owner = people.person_of(connection, system=gone.system, kind=CANDIDATE, ref_id=told)
        return _Heir(told, owner)
    records = links.standing(connection, [person] if person else []).get(person or PersonId(""), [])
    for each in records:
        if each.link.system == gone.system and not each.gone:
            return _Heir(each.link.ref_id, person)
    return _bearer(connection, gone)


def _living_successor(connection: sa.Connection, system: str, ref_id: str) -> str | None:
    """The record itself while it lives; else whichever carries its id since it was merged away."""
    carriers = [each.ref_id for each in people.holders(connection, [("cross_id", f"{system}:{CANDIDATE}:{ref_id}")])]
    living = snapshots.living(connection, system=system, kind=CANDIDATE, ref_ids={ref_id, *carriers})
    return ref_id if ref_id in living else min(living, default=None)


def _bearer(connection: sa.Connection, gone: Gone) -> _Heir | None:
    """The one living record that carries every identifier of the gone one. None when there is none, or there are
    several of different people."""
    known = people.keys_of(connection, system=gone.system, ref_ids=[gone.ref_id]).get(gone.ref_id, set())
    carriers = _living_carriers(connection, gone, {key for key in known if _identifies(key)})
    if not any(kind in {"email", "profile"} for kind, _ in carriers):
        return None
    bearers = set.intersection(*(set(refs) for refs in carriers.values()))
    owners = people.persons_of(connection, system=gone.system, kind=CANDIDATE, ref_ids=bearers)
    if not bearers or len({owners.get(ref_id) for ref_id in bearers}) > 1:
        return None
    heir = min(bearers)
    seen = snapshots.load(connection, system=gone.system, kind=CANDIDATE, ref_ids=[gone.ref_id, heir])
    common = name_words(seen[gone.ref_id].fields) & name_words(seen[heir].fields)
    doubt = "one of two records is gone, and the other one carries everything that it was known by"
    return _Heir(heir, owners.get(heir), "" if len(common) >= _SURE_WORDS else doubt)


def _identifies(key: Key) -> bool:
    return key[0] in {"email", "profile", "phone"} and not is_nobodys(key)


def _living_carriers(connection: sa.Connection, gone: Gone, keys: set[Key]) -> dict[Key, set[str]]:
    """key -> living records of the same system that carry it, without keys that many carry."""
    held = [each for each in people.holders(connection, keys) if each.system == gone.system]
    others = {each.ref_id for each in held} - {gone.ref_id}
    living = snapshots.living(connection, system=gone.system, kind=CANDIDATE, ref_ids=others)
    found: dict[Key, set[str]] = {key: set() for key in keys}
    for each in held:
        if each.ref_id in living:
            found[each.key].add(each.ref_id)
    return {key: refs for key, refs in found.items() if len(refs) < SHARED_BY}

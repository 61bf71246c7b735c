"""The door through which records enter the store: those of the forgotten stay outside until a human speaks.

Every new or changed candidate record is held against the hashes of all who were forgotten, whatever road it came by: a
poll, a webhook, a full listing, an answer. Of one that is caught the store gets its id and a question, nothing else;
its applications stay outside with it. Of one whose person we know it gets the restrictions, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from connectors.types import BadRecord
from mappings.keys import identity_keys
from syncengine.core.forgotten import forms
from syncengine.core.matching.identifiers import Key
from syncengine.core.restrictions import RESTRICTIONS
from syncengine.erasure import questions
from syncengine.erasure.keeping_out import keep_out
from syncengine.erasure.recognising import Caught, caught_by, recognised
from syncengine.erasure.unreadable import discreet
from syncengine.store import erased_keys, erasures, returned, snapshots
from syncengine.store.mentions import keys_in
from syncengine.store.returned import Returned
from syncengine.store.snapshots import Snapshot
from syncengine.work.own_keys import own_forms, own_keys
from syncengine.work.systems import APPLICATION, CANDIDATE, System


@dataclass(slots=True)
class Sifted:
    """What may enter: records, and rows that could not be read."""

    good: list[Snapshot]
    bad: list[BadRecord]


@dataclass(slots=True)
class _Door:
    """One batch of one system on its way in. ``closed`` maps ids of candidates that stay outside to their erasure;
    those of ``vanishing`` are being erased just now, and nobody needs to be asked about them."""

    connection: sa.Connection
    system: System
    now: float
    vanishing: frozenset[str] = frozenset()
    closed: dict[str, str] = field(default_factory=dict)

    def keeps_out(self, ref_id: str | None) -> bool:
        return ref_id is not None and (ref_id in self.closed or ref_id in self.vanishing)


def sift(
    connection: sa.Connection,
    system: System,
    good: Sequence[Snapshot],
    bad: Sequence[BadRecord],
    *,
    now: float,
    made: bool = False,
) -> Sifted:
    """Take out the records of the forgotten. ``made`` says that they are answers to our own writes: one that we have
    just created belongs to whom we know."""
    if not (erased_keys.any_remembered(connection) or returned.any_known(connection)):
        return Sifted(list(good), list(bad))
    door = _Door(connection, system, now, vanishing=_vanishing(connection, system.name))
    candidates = [each for each in good if each.kind == CANDIDATE]
    before = _known(door, [each.ref_id for each in candidates] + [each.id for each in bad if each.id])
    door.closed.update({ref: row.erasure_id for ref, row in before.items() if not row.let_in})
    spoken_for = {ref: row for ref, row in before.items() if row.let_in}
    carried = _carried(door, candidates, bad)
    caught = recognised(connection, system.name, carried, spoken_for=spoken_for)
    caught = [each for each in caught if each.ref_id not in door.vanishing]
    if made:
        caught = _without_our_own(door, caught)
    door.closed.update(keep_out(connection, system.name, caught, now=now))
    inside = {each.ref_id for each in candidates if not door.keeps_out(each.ref_id)}
    # From now on it is told by what the store has of it.
    returned.forget(connection, [row for ref, row in spoken_for.items() if ref in inside])
    outside = _applications_outside(door, [each for each in good if each.kind == APPLICATION])
    unreadable = [each for each in bad if not (each.kind == CANDIDATE and door.keeps_out(each.id))]
    return Sifted(
        [*(each for each in good if not _stays_out(door, each, outside)), *_as_known(door, candidates)],
        discreet(connection, unreadable, outside=lambda ids: door.vanishing.intersection(ids) or _outside(door, ids)),
    )


def gone(connection: sa.Connection, system: str, ref_ids: Collection[str], *, now: float) -> None:
    """The vendor does not show these candidates any more: what was asked about them is answered, and what a human had
    to do there is done."""
    rows = returned.known(connection, system=system, kind=CANDIDATE, ref_ids=ref_ids)
    if not rows:
        return
    returned.forget(connection, rows.values())
    questions.close(connection, [(system, ref_id) for ref_id in rows], decision="gone", by="talentsync", now=now)
    erasures.done_by_hand(connection, {(system, ref_id): "by hand" for ref_id in rows}, now=now)


def _vanishing(connection: sa.Connection, system: str) -> frozenset[str]:
    under_way = erasures.unfinished(connection)
    return frozenset(target.ref_id for each in under_way for target in each.targets if target.system == system)


def _known(door: _Door, ref_ids: Collection[str]) -> dict[str, Returned]:
    return returned.known(door.connection, system=door.system.name, kind=CANDIDATE, ref_ids=ref_ids)


def _carried(door: _Door, candidates: Sequence[Snapshot], bad: Sequence[BadRecord]) -> dict[str, set[Key]]:
    """ref id -> all forms of what a candidate carries. One that is as we know it was looked at before."""
    differ = snapshots.that_differ(door.connection, candidates)
    carried: dict[str, set[Key]] = {
        each.ref_id: forms(identity_keys(each.fields) | own_keys(door.system, each))
        for each in candidates
        if each.ref_id in differ
    }
    return carried | {each.id: forms(keys_in(each.data)) for each in bad if each.kind == CANDIDATE and each.id}


def _without_our_own(door: _Door, caught: Sequence[Caught]) -> list[Caught]:
    """A record that was not there before we made it comes in; one that was is looked at like any other, and so is one
    that was erased since we wrote to it."""
    ref_ids = [each.ref_id for each in caught]
    there = snapshots.living(door.connection, system=door.system.name, kind=CANDIDATE, ref_ids=ref_ids)
    before = there | _outside(door, ref_ids).keys()
    return [each for each in caught if each.ref_id in before]


def _outside(door: _Door, ref_ids: Collection[str]) -> dict[str, str]:
    """Those of these ids that are of candidates who stay outside -> the erasure. One that was erased is not there any
    more: it is known by its id."""
    kept = {ref: row.erasure_id for ref, row in _known(door, ref_ids).items() if not row.let_in}
    kept |= {ref_id: door.closed[ref_id] for ref_id in ref_ids if ref_id in door.closed}
    rest = set(ref_ids) - kept.keys()
    rest -= snapshots.living(door.connection, system=door.system.name, kind=CANDIDATE, ref_ids=rest)
    claims = {("cross_id", f"{form}{ref_id}"): ref_id for ref_id in rest for form in own_forms(door.system)}
    hits = erased_keys.recognise(door.connection, claims)
    return kept | {
        claims[key]: caught_by(door.connection, claims[key], {key: hit}).erasures[0] for key, hit in hits.items()
    }


def _applications_outside(door: _Door, applications: Sequence[Snapshot]) -> Mapping[str, str]:
    """ref id of each application that stays outside -> the erasure."""
    closed = _outside(door, {each.parent_id for each in applications if each.parent_id})
    outside = {each.ref_id: closed[each.parent_id] for each in applications if each.parent_id in closed}
    returned.note(
        door.connection,
        [Returned(door.system.name, APPLICATION, ref_id, of) for ref_id, of in sorted(outside.items())],
        now=door.now,
    )
    for each in applications:
        if each.ref_id in outside and each.parent_id:
            of = erasures.find(door.connection, outside[each.ref_id])
            if of is not None and _applied_since(each, of.asked_at):
                questions.note_application(door.connection, (door.system.name, each.parent_id))
    return outside


def _stays_out(door: _Door, each: Snapshot, outside: Mapping[str, str]) -> bool:
    if each.kind == APPLICATION:
        return each.ref_id in outside or (each.parent_id or "") in door.vanishing
    return each.kind == CANDIDATE and door.keeps_out(each.ref_id)


def _as_known(door: _Door, candidates: Sequence[Snapshot]) -> Iterator[Snapshot]:
    """Those that stay outside though we know their people: as we knew them, with the restrictions that they show now.
    These tell nobody who somebody is, and wait for no answer."""
    shown = {each.ref_id: each for each in candidates if each.ref_id in door.closed.keys() - door.vanishing}
    before = snapshots.load(door.connection, system=door.system.name, kind=CANDIDATE, ref_ids=shown)
    for ref_id, known in before.items():
        now = shown[ref_id]
        restrictions = {name: now.fields[name] for name in RESTRICTIONS if name in now.fields}
        if not known.gone:
            yield replace(known, fields={**known.fields, **restrictions}, changed_at=now.changed_at)


def _applied_since(application: Snapshot, time: float) -> bool:
    """By the vendor's word of when it began, else of when it changed last."""
    applied = questions.seconds_of(application.fields.get("applied_at"))
    began = applied if applied is not None else application.changed_at
    return began is not None and began > time

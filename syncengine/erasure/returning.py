"""The door through which records enter the store: those of the forgotten stay outside until a human speaks.

Every new or changed candidate record is held against the hashes of all who were forgotten, whatever road it came by: a
poll, a webhook, a full listing, an answer. Of one that is caught the store gets its id and a question, nothing else;
its applications stay outside with it. Of one whose person we know it gets the restrictions, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
import structlog

from connectors.types import BadRecord
from mappings.keys import identity_keys
from syncengine.core.forgotten import OWN, forms
from syncengine.core.matching.identifiers import Key
from syncengine.core.restrictions import RESTRICTIONS
from syncengine.erasure import questions
from syncengine.store import erased_keys, erasures, hints, people, purging, returned, snapshots
from syncengine.store.holdings import Subject
from syncengine.store.returned import Returned
from syncengine.store.snapshots import Snapshot
from syncengine.work.own_keys import own_keys
from syncengine.work.systems import APPLICATION, CANDIDATE, System

log = structlog.get_logger("talentsync.erasure")


@dataclass(frozen=True, slots=True)
class Caught:
    """A record that carries what somebody forgotten carried. ``kinds`` are of the identifiers that agree."""

    ref_id: str
    erasure_id: str
    kinds: frozenset[str]


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
    just created belongs to whom we know, and is let in for good."""
    if not (erased_keys.any_remembered(connection) or returned.any_known(connection)):
        return Sifted(list(good), list(bad))
    door = _Door(connection, system, now, vanishing=_vanishing(connection, system.name))
    candidates = [each for each in good if each.kind == CANDIDATE]
    before = _known(door, [each.ref_id for each in candidates] + [each.id for each in bad if each.id])
    door.closed.update({ref: row.erasure_id for ref, row in before.items() if not row.let_in})
    welcome = {ref for ref, row in before.items() if row.let_in}
    caught = [each for each in _recognised(door, candidates, bad) if each.ref_id not in welcome | door.vanishing]
    if made:
        caught = _without_our_own(door, caught)
    for each in caught:
        _keep_out(door, each, is_news=each.ref_id not in before)
    applications = [each for each in good if each.kind == APPLICATION]
    outside = _parents_outside(door, applications)
    return Sifted(
        [*(each for each in good if not _stays_out(door, each, outside)), *_as_known(door, candidates)],
        [_discreet(door, each) for each in bad if not (each.kind == CANDIDATE and door.keeps_out(each.id))],
    )


def gone(connection: sa.Connection, system: str, ref_ids: Collection[str], *, now: float) -> None:
    """The vendor does not show these candidates any more: what was asked about them is answered, and what a human had
    to do there is done."""
    rows = returned.known(connection, system=system, kind=CANDIDATE, ref_ids=ref_ids)
    if not rows:
        return
    returned.forget(connection, rows.values())
    questions.close(connection, [(system, ref_id) for ref_id in rows], decision="gone", by="talentsync", now=now)
    for row in rows.values():
        of = erasures.find(connection, row.erasure_id)
        for target in of.targets if of else ():
            if of is not None and target.ref == (system, row.ref_id) and target.by_hand:
                erased = replace(target, done=True, by_hand="", how="by hand", at=now)
                erasures.keep(connection, of.with_target(erased))


def _vanishing(connection: sa.Connection, system: str) -> frozenset[str]:
    under_way = erasures.unfinished(connection)
    return frozenset(target.ref_id for each in under_way for target in each.targets if target.system == system)


def _known(door: _Door, ref_ids: Collection[str]) -> dict[str, Returned]:
    return returned.known(door.connection, system=door.system.name, kind=CANDIDATE, ref_ids=ref_ids)


def _recognised(door: _Door, candidates: Sequence[Snapshot], bad: Sequence[BadRecord]) -> list[Caught]:
    differ = snapshots.that_differ(door.connection, candidates)
    carried: dict[str, set[Key]] = {
        each.ref_id: forms(identity_keys(each.fields) | own_keys(door.system, each))
        for each in candidates
        if each.ref_id in differ
    }
    carried |= {each.id: forms(_keys_in(each.data)) for each in bad if each.kind == CANDIDATE and each.id}
    known = erased_keys.recognise(door.connection, {form for found in carried.values() for form in found})
    hits = {ref_id: {form: known[form] for form in found if form in known} for ref_id, found in carried.items()}
    return [
        Caught(ref_id, max(found.values()), frozenset(kind for kind, _ in found))
        for ref_id, found in sorted(hits.items())
        if found
    ]


def _without_our_own(door: _Door, caught: Sequence[Caught]) -> list[Caught]:
    """A record that was not there before we made it is let in; one that was is looked at like any other."""
    there = snapshots.living(
        door.connection, system=door.system.name, kind=CANDIDATE, ref_ids=[each.ref_id for each in caught]
    )
    ours = [
        Returned(door.system.name, CANDIDATE, each.ref_id, each.erasure_id, let_in=True)
        for each in caught
        if each.ref_id not in there
    ]
    returned.note(door.connection, ours, now=door.now)
    return [each for each in caught if each.ref_id in there]


def _keep_out(door: _Door, caught: Caught, *, is_news: bool) -> None:
    """Its own id alone asks no second time: it was known to be there still."""
    connection, ref = door.connection, (door.system.name, caught.ref_id)
    door.closed[caught.ref_id] = caught.erasure_id
    if is_news:
        returned.note(connection, [Returned(ref[0], CANDIDATE, ref[1], caught.erasure_id)], now=door.now)
        # It may have been read before it was erased, and be written down only now.
        hints.give(connection, system=ref[0], kind=CANDIDATE, ref_ids=[ref[1]], reason=questions.RETURNED, now=door.now)
        _clear_away(connection, ref)
        log.warning("erasure.returned", system=ref[0], ref=ref[1], erasure=caught.erasure_id, by=sorted(caught.kinds))
    if is_news or caught.kinds - OWN:
        questions.ask_about_return(connection, ref, caught.erasure_id, kinds=caught.kinds, now=door.now)


def _clear_away(connection: sa.Connection, ref: erasures.Ref) -> None:
    """Of a record that is nobody's nothing may stay that came before it, its applications above all."""
    if people.person_of(connection, system=ref[0], kind=CANDIDATE, ref_id=ref[1]) is None:
        purging.purge(connection, Subject(None, (ref,)))


def _parents_outside(door: _Door, applications: Sequence[Snapshot]) -> Mapping[str, str]:
    """ref id of each application that stays outside -> the erasure."""
    parents = {each.parent_id for each in applications if each.parent_id}
    closed = {ref: row.erasure_id for ref, row in _known(door, parents).items() if not row.let_in} | door.closed
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


def _discreet(door: _Door, each: BadRecord) -> BadRecord:
    """A row without an id cannot be kept out by its id; what is in it can."""
    if each.id is None and erased_keys.recognise(door.connection, forms(_keys_in(each.data))):
        return replace(each, data=None)
    return each


def _keys_in(data: Any) -> set[Key]:
    """What a row that nobody could read seems to carry."""
    texts = tuple(_texts(data))
    fields = {
        "emails": tuple(text for text in texts if "@" in text),
        "profiles": tuple(text for text in texts if "/" in text),
        "phones": tuple(text for text in texts if sum(map(str.isdigit, text)) >= _FEWEST_DIGITS),
    }
    return set(identity_keys(fields))


_FEWEST_DIGITS = 7


def _texts(data: Any) -> Iterator[str]:
    parts: Iterable[Any] = ()
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        parts = data.values()
    elif isinstance(data, list | tuple):
        parts = data
    for each in parts:
        yield from _texts(each)

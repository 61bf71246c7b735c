"""Everything that happened to a person, over all systems, the oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any, get_args

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.front.timeline.event import Changed, Event, What, named
from syncengine.front.timeline.seeing import seen, seen_of_child
from syncengine.front.timeline.writing import written
from syncengine.store import bygone, erasures, former, histories, inbox, pools, snapshots
from syncengine.store.bygone import Question, Written
from syncengine.store.former import Record, State
from syncengine.store.histories import PastLink

_APPLICATION = "application"
_ORDER = {what: place for place, what in enumerate(get_args(What))}
_EVER = float("inf")
CREATED = "created"
"""The outcome with which a record is linked that we made."""


def events_of(connection: sa.Connection, person: PersonId) -> list[Event]:
    """Also what happened to those who have become part of the person."""
    people = bygone.all_of(connection, person, _EVER)
    past = _links(connection, people)
    writes = bygone.writes_for(connection, people)
    events = [
        *_of_records(connection, past, people, writes),
        *_of_applications(connection, past, people),
        *(event for link in _all(past) for event in _of_link(link, person)),
        *_of_questions(bygone.questions_about(connection, people)),
        *(_by_hand(each) for each in bygone.values_by_hand(connection, people)),
        *_of_erasures(connection, people),
        *map(written, writes),
    ]
    return sorted(events, key=_place)


def _place(event: Event) -> tuple[float, bool, int]:
    """Where it stands. The link to a record that we made follows from the write that made it."""
    return event.at, event.what == "linked" and event.why == CREATED, _ORDER[event.what]


def _links(connection: sa.Connection, people: Iterable[PersonId]) -> dict[Record, list[PastLink]]:
    """Every link of every record that was ever the person's, whosever it was then."""
    own = [link for each in sorted(people) for link in histories.links_of(connection, each)]
    return {
        record: histories.links_of_record(connection, system=record[0], kind=record[1], ref_id=record[2])
        for record in dict.fromkeys((link.system, link.kind, link.ref_id) for link in own)
    }


def _all(past: Mapping[Record, Sequence[PastLink]]) -> Iterator[PastLink]:
    for links in past.values():
        yield from links


def _of_records(
    connection: sa.Connection,
    past: Mapping[Record, Sequence[PastLink]],
    people: set[PersonId],
    writes: Sequence[Written],
) -> Iterator[Event]:
    for record, links in past.items():
        system, kind, ref_id = record
        states = former.states_of(connection, system=system, kind=kind, ref_ids=[ref_id])
        first, until = min(link.made_at for link in links), _until(links, people)
        events = seen(with_pools_named(connection, states), writes, linked_at=first, until=until)
        yield from _with_delivery(connection, states, list(events))


def _of_applications(
    connection: sa.Connection, past: Mapping[Record, Sequence[PastLink]], people: set[PersonId]
) -> Iterator[Event]:
    """Each is told once, of whichever of the person's records it was, and as long as it was of one of them."""
    for system in sorted({system for system, _, _ in past}):
        until = {ref_id: _until(links, people) for (of, _, ref_id), links in past.items() if of == system}
        states = former.states_of_children(connection, system=system, kind=_APPLICATION, parents=until.keys())
        for _, own in groupby(states, key=lambda state: state.record):
            yield from seen_of_child(list(own), partial(_is_of, until))


def _is_of(until: Mapping[str, float | None], state: State) -> bool:
    """Did it belong to one of these records, before that stopped to be the person's?"""
    if state.parent_id is None or state.parent_id not in until:
        return False
    end = until[state.parent_id]
    return end is None or state.since < end


def _until(links: Sequence[PastLink], people: set[PersonId]) -> float | None:
    """When the record stopped to be the person's; None while it is."""
    last = [link.undone_at for link in links if link.person in people]
    return None if None in last else max(filter(None, last), default=None)


def with_pools_named(connection: sa.Connection, states: Iterable[State]) -> list[State]:
    """The same, with the lists that the policy knows called as the policy calls them."""
    states = list(states)
    names = {
        (system, id_): key
        for system in sorted({state.system for state in states})
        for key, id_ in pools.bindings(connection, system=system).items()
    }
    return [_named_pools(state, names) for state in states]


def _named_pools(state: State, names: Mapping[tuple[str, str], str]) -> State:
    inside = state.fields.get("pools")
    if not isinstance(inside, tuple):
        return state
    called = tuple(names.get((state.system, each), each) for each in inside)
    return replace(state, fields={**state.fields, "pools": called})


def _with_delivery(connection: sa.Connection, states: Sequence[State], events: list[Event]) -> list[Event]:
    """Of the change that made the record what it is now it is known which webhook told of it, if one did. One that came
    later brought nothing new."""
    if not events or states[-1].gone or events[-1].at != states[-1].since:
        return events
    system, kind, ref_id = states[-1].record
    told = snapshots.correlations_of(connection, system=system, kind=kind, ref_ids=[ref_id]).get(ref_id)
    came_at = None if told is None else inbox.received_at(connection, system=system, correlation=told)
    if came_at is None or came_at > events[-1].at:
        return events
    return [*events[:-1], replace(events[-1], said={**events[-1].said, "delivery": told})]


def _of_link(link: PastLink, person: PersonId) -> Iterator[Event]:
    record = named((link.system, link.kind, link.ref_id))
    evidence = dict(link.evidence)
    undone = evidence.pop("undone", {})
    whose: dict[str, Any] = {} if link.person == person else {"person": link.person}
    why = str(evidence.get("outcome", ""))
    yield Event(link.made_at, "linked", record, link.actor, why, said={**whose, "evidence": evidence})
    if link.undone_at is not None:
        why = ", ".join(f"{key} {value}" for key, value in undone.items())
        yield Event(link.undone_at, "unlinked", record, None, why, said=whose)


def _of_questions(questions: Iterable[Question]) -> Iterator[Event]:
    """A question about two people stands on both: it is told once."""
    told: set[tuple[str, frozenset[str], float]] = set()
    for each in questions:
        key = (each.kind, frozenset(each.subject.split("~")), each.opened_at)
        if key in told:
            continue
        told.add(key)
        facts = {"question": each.id, "kind": each.kind, "field": each.field, "other": each.detail.get("other")}
        said = {name: value for name, value in facts.items() if value is not None}
        record = None if each.system is None or each.ref_id is None else f"{each.system}:candidate:{each.ref_id}"
        if each.opened_at != each.closed_at:  # else a human said so before anybody asked
            yield Event(each.opened_at, "asked", record, None, each.reason, said=said)
        if each.closed_at is not None:
            answer = {**said, "answer": each.decision}
            yield Event(each.closed_at, "answered", record, each.decided_by, each.decision or "", said=answer)


def _by_hand(each: bygone.ValueByHand) -> Event:
    change = Changed(each.field, each.instead, each.value)
    return Event(each.made_at, "value by hand", None, each.actor, changes=(change,), said={"system": each.system})


def _of_erasures(connection: sa.Connection, people: Iterable[PersonId]) -> Iterator[Event]:
    for each in (found for person in sorted(people) for found in erasures.of_person(connection, person)):
        yield Event(each.asked_at, "erasure asked", None, each.asked_by, each.why)
        if each.lifted_at is not None:
            yield Event(each.lifted_at, "let in again")

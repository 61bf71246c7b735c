"""A saved plan and the world: everybody in it is planned anew, and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import sqlalchemy as sa

from syncengine.app import Engine
from syncengine.core.model import PersonId
from syncengine.passes import Reporter
from syncengine.plans.effects import Tally
from syncengine.plans.entries import Entry
from syncengine.plans.making import resting_on
from syncengine.plans.moving import Moved, seen_of, standing
from syncengine.plans.pieces import allowed
from syncengine.plans.reading import SavedPlan
from syncengine.store import erasures, histories, people, written
from syncengine.store.written import Written
from syncengine.work.facts import Facts
from syncengine.work.preview import Preview

BATCH = 500


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody in the plan about whom things have moved. ``same_records`` says that all records show what they showed:
    then it is the day, or what a human decided, that makes the difference."""

    person: PersonId
    name: str
    records: tuple[str, ...]
    moved: tuple[Moved, ...]
    same_records: bool = False


@dataclass(slots=True)
class Reviewed:
    """How a plan stands. ``ready`` are people to be written to, each with their place in the file; ``preview`` and
    ``tally`` count what is left to do for them. ``already`` are those for whom all is done, ``parked`` those of whom
    some is refused."""

    ready: dict[PersonId, int] = field(default_factory=dict)
    stale: list[Stale] = field(default_factory=list)
    named: set[PersonId] = field(default_factory=set)
    already: int = 0
    parked: int = 0
    preview: Preview = field(default_factory=Preview)
    tally: Tally = field(default_factory=Tally)


def review(engine: Engine, saved: SavedPlan, *, reporter: Reporter) -> Reviewed:
    """Compare everybody. Nothing is written. Raises BadPlan."""
    found, done = Reviewed(), 0
    places = saved.places()
    while batch := list(islice(places, BATCH)):
        found.named.update(entry.person for _, entry in batch)
        _review(engine, saved, batch, found)
        done += len(batch)
        reporter.planned(done, saved.header.people)
    return found


def _review(engine: Engine, saved: SavedPlan, batch: Sequence[tuple[int, Entry]], found: Reviewed) -> None:
    about = [entry.person for _, entry in batch if entry.operations or entry.links]
    with engine.store.read() as connection:
        gone = dict(_gone(connection, about))
        there = [person for person in about if person not in gone]
        facts = {each.person: each for each in engine.loader.load(connection, there)}
        since = written.since(connection, there, at=saved.header.made_at)
    for place, entry in batch:
        if entry.person in gone:
            found.stale.append(Stale(entry.person, entry.name, entry.records, (gone[entry.person],)))
        elif entry.person in facts:
            _compare(engine, saved, entry, facts[entry.person], since.get(entry.person, ()), found, place=place)


def _compare(
    engine: Engine,
    saved: SavedPlan,
    entry: Entry,
    facts: Facts,
    since: Sequence[Written],
    found: Reviewed,
    *,
    place: int,
) -> None:
    plan = engine.planner.plan(facts).plan
    cut = replace(plan, operations=saved.header.filter.of(plan.operations) if entry.operations else ())
    now = standing(entry, seen_of(facts, plan, cut.operations, since))
    if now.against:
        found.stale.append(stale(entry, facts, now.against))
        return
    found.parked += bool(now.parked)
    if not now.pending:
        found.already += bool(entry.operations)
        return
    found.ready[entry.person] = place
    todo = tuple(allowed(cut.operations, now.pending, records=entry.records))
    found.preview.add(replace(cut, operations=todo))
    found.tally.add(todo)


def stale(entry: Entry, facts: Facts, moved: Iterable[Moved]) -> Stale:
    return Stale(entry.person, entry.name, entry.records, tuple(moved), resting_on(facts) == entry.rests_on)


def _gone(connection: sa.Connection, about: Sequence[PersonId]) -> Iterator[tuple[PersonId, Moved]]:
    """Those who are nobody any more, or are being forgotten, each with what became of them."""
    known, leaving = people.known(connection, about), set(erasures.people_to_erase(connection))
    for person in about:
        if person in leaving:
            yield person, _became("is to be forgotten")
        elif person not in known:
            yield person, _became(_fate(connection, person))


def _fate(connection: sa.Connection, person: PersonId) -> str:
    if erasures.of_person(connection, person):
        return "was forgotten"
    heirs = sorted(set(_heirs(connection, person)))
    return f"became part of {', '.join(heirs)}" if heirs else "is nobody that this store knows"


def _heirs(connection: sa.Connection, person: PersonId) -> Iterator[str]:
    for link in histories.links_of(connection, person):
        heir = people.person_of(connection, system=link.system, kind=link.kind, ref_id=link.ref_id)
        if heir is not None and heir != person:
            yield heir


def _became(what: str) -> Moved:
    return Moved("person", "a person of its own", what)

"""Everything that is known about people when they are planned, loaded in few queries for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain

import sqlalchemy as sa

from mappings.canonical import FIELDS, Value
from syncengine.core.applications import Application
from syncengine.core.model import POLICY_SIDE, PersonId, Side
from syncengine.core.passport import Told
from syncengine.core.several import Contender, inherited, leading, lost_pools, without_pools
from syncengine.store import journalled, overrides, parking, people, returned, reviews, settled, snapshots
from syncengine.store.overrides import Override
from syncengine.store.parking import Parked
from syncengine.store.people import Link
from syncengine.store.snapshots import Snapshot
from syncengine.work.candidacies import applications_of
from syncengine.work.fingerprints import fingerprints, still_parked
from syncengine.work.histories import histories_of
from syncengine.work.systems import CANDIDATE, PoolBook, System, Systems


@dataclass(frozen=True, slots=True)
class Facts:
    """One person as the store knows it. ``sides`` has one entry per system, with or without a record; where the person
    has several records, that of the leading one. ``seconds`` are the others.

    ``vanished`` names systems where every record of the person is gone: nothing is created there without a human.
    ``snapshots`` are all living candidate records. ``dropped`` are those of the ``parked`` that a human gave up;
    ``said`` is what a human wanted written in the place of refused values, whether it still holds or not. ``noted``
    are the keys of notes that were written, ``noted_at`` when; ``told`` is what leading records of CRMs tell of their
    past, and empty for who is no candidate now; ``left`` are lists that we took somebody out of whom they tell of.
    ``kept_out`` says that a record carries what somebody forgotten carried: it stands here as it was before, with the
    restrictions that it has now. ``outdated`` says that another policy is in force than the one to be planned by.
    """

    person: PersonId
    sides: tuple[Side, ...]
    snapshots: tuple[Snapshot, ...]
    applications: tuple[Application, ...]
    baselines: Mapping[str, Mapping[str, Value]]
    seconds: tuple[Side, ...] = ()
    vanished: frozenset[str] = frozenset()
    doubtful: bool = False
    kept_out: bool = False
    outdated: bool = False
    noted: frozenset[str] = frozenset()
    noted_at: Mapping[str, float] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
    left: frozenset[str] = frozenset()
    parked: frozenset[tuple[str, str]] = frozenset()
    dropped: frozenset[tuple[str, str]] = frozenset()
    said: tuple[Override, ...] = ()
    fingerprints: Mapping[str, str] = field(default_factory=dict)

    @property
    def only_restricting(self) -> bool:
        """Is nothing to be done about the person but what restricts?"""
        return self.kept_out or self.outdated

    @property
    def second_refs(self) -> frozenset[tuple[str, str | None]]:
        """Second records as (system, ref id)."""
        return frozenset((side.system, side.ref) for side in self.seconds)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Everything that was read about some people at once. Records and applications go by (system, ref id)."""

    links: Mapping[PersonId, Sequence[Link]]
    records: Mapping[tuple[str, str], Snapshot]
    applications: Mapping[tuple[str, str], Sequence[Application]]
    baselines: Mapping[PersonId, Mapping[str, Mapping[str, Value]]]
    agreed_with: Mapping[PersonId, Mapping[str, str]]
    noted: Mapping[PersonId, Mapping[str, float]]
    told: Mapping[tuple[str, str], Told]
    left: Mapping[PersonId, frozenset[str]]
    parked: Mapping[PersonId, Sequence[Parked]]
    said: Mapping[PersonId, Sequence[Override]]
    doubtful: set[PersonId]
    kept_out: set[PersonId]


class FactLoader:
    """Loads facts. Jobs and rejection reasons are few and looked up per batch."""

    def __init__(self, systems: Systems, pools: PoolBook) -> None:
        self._systems = systems
        self._pools = pools

    def load(self, connection: sa.Connection, who: Sequence[PersonId]) -> list[Facts]:
        """Facts of these people, in their order."""
        batch = self._read(connection, who)
        return [self._facts(person, batch) for person in who]

    def _read(self, connection: sa.Connection, who: Sequence[PersonId]) -> _Batch:
        links: dict[PersonId, list[Link]] = {}
        for link in people.links_of(connection, who):
            links.setdefault(link.person, []).append(link)
        flat = [link for found in links.values() for link in found]
        records = self._records(connection, flat)
        applications = applications_of(connection, self._systems, flat)
        telling = [records.get((link.system, link.ref_id)) for link in _of_candidates(links.values(), applications)]
        told = histories_of(connection, self._systems, [each for each in telling if each is not None])
        return _Batch(
            links=links,
            records=records,
            applications=applications,
            told=told,
            left=journalled.left(connection, who) if told else {},
            baselines=settled.baselines_of(connection, who),
            agreed_with=settled.records_of(connection, who),
            noted=journalled.noted(connection, who),
            parked=parking.parked_of(connection, who),
            said=overrides.overrides_of(connection, who),
            doubtful=reviews.doubtful(connection, who),
            kept_out=returned.kept_out(connection, who),
        )

    def _facts(self, person: PersonId, batch: _Batch) -> Facts:
        own = batch.links.get(person, [])
        records = {link: batch.records.get((link.system, link.ref_id)) for link in own}
        living = {link: record for link, record in records.items() if record and not record.gone}
        leaders = _leaders(living, batch.agreed_with.get(person, {}))
        leads = {link.system: living[link] for link in leaders}
        baselines = self._baselines(leads, batch.baselines.get(person, {}), batch.agreed_with.get(person, {}))
        sides = tuple(self._side(system, leads.get(system.name), baselines) for system in self._systems)
        candidacies = tuple(
            chain.from_iterable(batch.applications.get((link.system, link.ref_id), ()) for link in living)
        )
        seconds = tuple(
            self._side(self._systems[link.system], record, {}) for link, record in living.items() if link not in leaders
        )
        prints = fingerprints(sides, seconds, candidacies)
        parked = [each for each in batch.parked.get(person, ()) if still_parked(each.field, each.facts, prints)]
        return Facts(
            person=person,
            sides=sides,
            snapshots=tuple(living.values()),
            applications=candidacies,
            baselines=baselines,
            seconds=seconds,
            vanished=frozenset({link.system for link in own} - leads.keys()),
            doubtful=person in batch.doubtful,
            kept_out=person in batch.kept_out,
            noted=frozenset(batch.noted.get(person, ())),
            noted_at=batch.noted.get(person, {}),
            told=_told(leads, batch),
            left=batch.left.get(person, frozenset()),
            parked=frozenset((each.system, each.field) for each in parked),
            dropped=frozenset((each.system, each.field) for each in parked if each.dropped),
            said=tuple(batch.said.get(person, ())),
            fingerprints=prints,
        )

    def _baselines(
        self,
        leads: Mapping[str, Snapshot],
        baselines: Mapping[str, Mapping[str, Value]],
        agreed_with: Mapping[str, str],
    ) -> Mapping[str, Mapping[str, Value]]:
        """Baselines as they hold now. Where another record leads than the one agreed with, it inherits."""
        found = dict(baselines)
        for name, record in leads.items():
            if name not in baselines or agreed_with.get(name, record.ref_id) == record.ref_id:
                continue
            shown = self._shown(self._systems[name], record)
            found[name] = inherited(baselines[name], shown)
            found[POLICY_SIDE] = without_pools(found.get(POLICY_SIDE, {}), lost_pools(baselines[name], shown))
        return found

    def _records(self, connection: sa.Connection, links: Sequence[Link]) -> dict[tuple[str, str], Snapshot]:
        found: dict[tuple[str, str], Snapshot] = {}
        for system in self._systems:
            ref_ids = [link.ref_id for link in links if link.system == system.name]
            loaded = snapshots.load(connection, system=system.name, kind=CANDIDATE, ref_ids=ref_ids)
            found.update({(system.name, ref_id): each for ref_id, each in loaded.items()})
        return found

    def _side(self, system: System, snapshot: Snapshot | None, baselines: Mapping[str, Mapping[str, Value]]) -> Side:
        if snapshot is None:
            return Side(system.name, system.role, {}, {}, system.abilities)
        return Side(
            system=system.name,
            role=system.role,
            now=self._shown(system, snapshot),
            base=baselines.get(system.name, {}),
            abilities=system.abilities,
            ref=snapshot.ref_id,
            changed_at=_changed_at(snapshot),
        )

    def _shown(self, system: System, snapshot: Snapshot) -> Mapping[str, Value]:
        now = {name: value for name, value in snapshot.fields.items() if name in FIELDS}
        if isinstance(now.get("pools"), tuple):
            keys = (self._pools.key_of(system.name, ref_id) for ref_id in now["pools"])
            now["pools"] = tuple(sorted(key for key in keys if key is not None))
        return now


def _told(leads: Mapping[str, Snapshot], batch: _Batch) -> tuple[Told, ...]:
    found = (batch.told.get((name, lead.ref_id)) for name, lead in leads.items())
    return tuple(each for each in found if each is not None)


def _of_candidates(
    linked: Iterable[Sequence[Link]], applications: Mapping[tuple[str, str], Sequence[Application]]
) -> Iterator[Link]:
    """Links of people who are candidates now."""
    for own in linked:
        found = (each for link in own for each in applications.get((link.system, link.ref_id), ()))
        if any(each.status == "active" for each in found):
            yield from own


def _leaders(living: Mapping[Link, Snapshot], agreed_with: Mapping[str, str]) -> set[Link]:
    """The link to the leading record, of each system where there is one."""
    found: set[Link] = set()
    for system in {link.system for link in living}:
        rivals = [link for link in living if link.system == system]
        contenders = [Contender(link.ref_id, link.id, _changed_at(living[link])) for link in rivals]
        chosen = leading(contenders, agreed_with=agreed_with.get(system))
        found.update(link for link in rivals if link.ref_id == chosen)
    return found


def _changed_at(snapshot: Snapshot) -> datetime | None:
    return datetime.fromtimestamp(snapshot.changed_at, UTC) if snapshot.changed_at else None

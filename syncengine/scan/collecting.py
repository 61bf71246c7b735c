"""From people as the store knows them to a survey."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import sqlalchemy as sa

from mappings.canonical import Fields
from mappings.policy import Role
from syncengine.app import Engine
from syncengine.core.matching.cards import Cards, gathered
from syncengine.core.matching.filling import fill
from syncengine.core.restrictions import restrictions_of
from syncengine.core.situation import Situation, situation_of
from syncengine.identity.columns import columns_of
from syncengine.scan.survey import (
    ACTIVE,
    CLOSED,
    HIRED,
    NO,
    NOT_TOLD,
    NOTHING,
    REJECTED,
    YES,
    Pairs,
    Roster,
    Survey,
)
from syncengine.scan.words import said_of
from syncengine.store import snapshots, sureness
from syncengine.store.snapshots import Snapshot
from syncengine.store.sureness import Ref
from syncengine.work.facts import Facts
from syncengine.work.systems import APPLICATION, CANDIDATE, JOB, POOL

CHUNK = 5_000

_ANSWERS = {True: YES, False: NO}


@dataclass(slots=True)
class _Side:
    """The records of one role so far."""

    refs: list[Ref] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    said: list[int] = field(default_factory=list)
    standing: list[int] = field(default_factory=list)
    opted_out: list[int] = field(default_factory=list)
    sealed: list[bool] = field(default_factory=list)
    pools: list[tuple[Ref, ...] | None] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    waiting: list[Fields] = field(default_factory=list)
    cards: list[Cards] = field(default_factory=list)

    def fill(self, *, fewest: int) -> None:
        if self.waiting and len(self.waiting) >= fewest:
            self.cards.append(fill(columns_of(self.waiting)))
            self.waiting = []


class Collected:
    """Takes people one by one. ``refused`` are kinds that must not be read, as (system, kind)."""

    def __init__(self, engine: Engine, refused: frozenset[tuple[str, str]], *, keeps_names: bool) -> None:
        self._engine = engine
        self._refused = refused
        self._keeps_names = keeps_names
        self._sides: dict[Role, _Side] = {"ats": _Side(), "crm": _Side()}
        self._roles: Mapping[str, Role] = {system.name: system.role for system in engine.systems}

    def add(self, facts: Facts) -> None:
        restrictions = restrictions_of(each.fields for each in facts.snapshots)
        situation = situation_of(facts.applications, policy=self._engine.policy, restrictions=restrictions)
        for each in facts.snapshots:
            if each.fields.get("erased") is not True:  # nobody is left there who could be judged
                self._add(each, str(facts.person), standing=_standing(situation))

    def _add(self, record: Snapshot, person: str, *, standing: int) -> None:
        side, fields = self._sides[self._roles[record.system]], record.fields
        name = " ".join(str(fields.get(part) or "") for part in ("first_name", "last_name")).strip()
        side.refs.append((record.system, record.ref_id))
        side.people.append(person)
        side.said.append(said_of(_first(fields, "emails"), _first(fields, "phones"), name))
        side.standing.append(standing)
        side.opted_out.append(_ANSWERS.get(fields.get("do_not_contact"), NOT_TOLD))  # type: ignore[arg-type]
        side.sealed.append(fields.get("private") is True)
        pools = fields.get("pools")
        side.pools.append(tuple((record.system, each) for each in pools) if isinstance(pools, tuple) else None)
        side.changed.append(_day(record.changed_at))
        if self._keeps_names:
            side.names.append(name)
        side.waiting.append(fields)
        side.fill(fewest=CHUNK)

    def survey(self, connection: sa.Connection, *, invites: Callable[[str], bool]) -> Survey:
        for side in self._sides.values():
            side.fill(fewest=1)
        ats, crm = self._sides["ats"], self._sides["crm"]
        refs = {ref: row for row, ref in enumerate((*ats.refs, *crm.refs))}
        labels = [*ats.people, *crm.people]
        numbers = {label: number for number, label in enumerate(dict.fromkeys(labels))}
        person = np.array([numbers[label] for label in labels], np.int64)
        links = _links(sureness.of_links(connection, kind=CANDIDATE), refs, person)
        wrong = float((1 - links.probability).sum())
        return Survey(
            ats=self._roster("ats", connection),
            crm=self._roster("crm", connection),
            cards=gathered([*ats.cards, *crm.cards]) if labels else fill({}),
            person=person,
            links=links,
            doubts=_doubts(sureness.doubts(connection), refs, labels),
            invites=invites,
            today=self._engine.world.today(),
            expected_wrong=wrong,
            notes=tuple(self._remarks()),
        )

    def _roster(self, role: Role, connection: sa.Connection) -> Roster:
        side, systems = self._sides[role], self._engine.systems.with_role(role)
        several = len(systems) > 1
        lacks = self._lacks(role, side)
        named = {} if "lists" in lacks else self._names_of_pools(connection)
        return Roster(
            name=" and ".join(system.name for system in systems),
            role=role,
            ids=[f"{system}:{ref_id}" if several else ref_id for system, ref_id in side.refs],
            said=np.array(side.said, np.uint8),
            standing=None if "status" in lacks else np.array(side.standing, np.int8),
            opted_out=None if "opted_out" in lacks else np.array(side.opted_out, np.int8),
            sealed=np.array(side.sealed, bool),
            lists=None
            if "lists" in lacks
            else [tuple(named.get(pool, pool[1]) for pool in pools or ()) for pools in side.pools],
            changed=None if "changed_at" in lacks else np.array(side.changed, np.int64),
            names=side.names,
            lacks=lacks,
        )

    def _lacks(self, role: Role, side: _Side) -> dict[str, str]:
        """Why facts are not judged: a system does not tell them, or does not let us read them."""
        names = [system.name for system in self._engine.systems.with_role(role)]
        whose = " and ".join(names)
        lacks = {}
        for kind in (APPLICATION, JOB):
            if any((name, kind) in self._refused for name in names):
                lacks["status"] = f"the credentials for {whose} may not read {kind}s"
        if not any(each != NOT_TOLD for each in side.opted_out):
            lacks["opted_out"] = f"{whose} does not tell of opt-outs"
        if all(each is None for each in side.pools):
            lacks["lists"] = f"{whose} does not tell of lists"
        if any((name, POOL) in self._refused for name in names):  # nobody knows what the lists are called
            lacks["lists"] = f"the credentials for {whose} may not read lists"
        if not any(side.changed):
            lacks["changed_at"] = f"{whose} does not tell when a record was changed"
        return lacks

    def _names_of_pools(self, connection: sa.Connection) -> dict[Ref, str]:
        return {
            (system.name, pool.ref_id): str(pool.raw.get("name") or pool.ref_id).strip()
            for system in self._engine.systems
            for pool in snapshots.all_of_kind(connection, system=system.name, kind=POOL)
        }

    def _remarks(self) -> list[str]:
        return [
            f"The credentials for {system} may not read {kind.replace('_', ' ')}s: what depends on them is not judged."
            for system, kind in sorted(self._refused)
        ]


def _standing(situation: Situation) -> int:
    if situation.outcome in {"rejected", "withdrawn"}:
        return CLOSED if situation.locked or situation.recycle == "never" else REJECTED
    return {"hired": HIRED, "active": ACTIVE}.get(situation.outcome, NOTHING)


def _first(fields: Fields, name: str) -> str:
    values = fields.get(name)
    return values[0] if isinstance(values, tuple) and values else ""


def _day(seconds: float | None) -> int:
    return int(f"{datetime.fromtimestamp(seconds, UTC):%Y%m%d}") if seconds else 0


def _links(
    sure: Mapping[Ref, float], rows: Mapping[Ref, int], person: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Pairs:
    """A linked record, and another one of the same person that stands for those it was like."""
    found: list[tuple[int, int, float]] = []
    members: dict[int, list[int]] = {}
    for row, number in enumerate(person.tolist()):
        members.setdefault(number, []).append(row)
    for ref, probability in sure.items():
        if ref in rows:
            row = rows[ref]
            others = [each for each in members[int(person[row])] if each != row]
            found += [(row, others[0], probability)] if others else []
    return _pairs(found)


def _doubts(open_: list[sureness.Doubt], rows: Mapping[Ref, int], labels: list[str]) -> Pairs:
    first: dict[str, int] = {}
    for row, label in enumerate(labels):
        first.setdefault(label, row)
    found: list[tuple[int, int, float]] = []
    for each in open_:
        ends = [rows.get(ref) for ref in each.refs] if each.refs else [first.get(str(one)) for one in each.people]
        one, other = ends
        if one is not None and other is not None:
            found.append((one, other, float("nan") if each.probability is None else each.probability))
    return _pairs(found)


def _pairs(found: list[tuple[int, int, float]]) -> Pairs:
    left, right, probability = zip(*found, strict=True) if found else ((), (), ())
    return Pairs(np.array(left, np.int64), np.array(right, np.int64), np.array(probability, np.float64))

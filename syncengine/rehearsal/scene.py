"""Both systems as they stand, sorted by who the records really are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from connectors.sandbox.cast import Shown
from connectors.sandbox.personas import Persona
from mappings.policy import Policy
from syncengine.app import Engine
from syncengine.rehearsal.burst import Edit
from syncengine.rehearsal.pair import Pair
from syncengine.store import people

Records = Mapping[str, Sequence[Shown]]
"""Persona id -> records."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What verify looks at. ``links`` is what the engine believes: (system, id) -> person. ``strangers`` are records
    that belong to no persona, ``mixed`` those that show something of somebody else, both as ``system id``.
    ``crm_text`` is everything that users of the CRM can see, as one text."""

    personas: Mapping[str, Persona]
    ats: Records
    crm: Records
    links: Mapping[tuple[str, str], str]
    policy: Policy
    today: date
    systems: tuple[str, str]
    crm_text: str
    strangers: tuple[str, ...] = ()
    mixed: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    left: frozenset[str] = field(default_factory=frozenset)
    once_nurtured: frozenset[str] = field(default_factory=frozenset)

    def pairs(self) -> Iterator[tuple[Persona, Sequence[Shown], Sequence[Shown]]]:
        """Every persona with their records in the ATS and in the CRM."""
        for id_, persona in self.personas.items():
            yield persona, self.ats.get(id_, ()), self.crm.get(id_, ())


@dataclass(frozen=True, slots=True)
class Past:
    """What must be remembered of how the scene came about."""

    edits: tuple[Edit, ...] = ()
    left: frozenset[str] = field(default_factory=frozenset)
    once_nurtured: frozenset[str] = field(default_factory=frozenset)


def look_around(pair: Pair, engine: Engine, *, personas: Mapping[str, Persona], past: Past) -> Scene:
    """The scene now."""
    owners = _owners(personas.values())
    sorted_ats = _sort(pair.ats.name, pair.ats_cast.shown(), owners)
    sorted_crm = _sort(pair.crm.name, pair.crm_cast.shown(), owners)
    return Scene(
        personas=personas,
        ats=sorted_ats.records,
        crm=sorted_crm.records,
        links=_links(engine, pair),
        policy=engine.policy,
        today=datetime.fromtimestamp(pair.crm.sandbox.clock.now(), UTC).date(),
        systems=(pair.ats.name, pair.crm.name),
        crm_text=repr(pair.crm.sandbox.state()),
        strangers=(*sorted_ats.strangers, *sorted_crm.strangers),
        mixed=(*sorted_ats.mixed, *sorted_crm.mixed),
        edits=past.edits,
        left=past.left,
        once_nurtured=past.once_nurtured,
    )


@dataclass(slots=True)
class _Sorted:
    records: dict[str, list[Shown]] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)


def _owners(personas: Iterable[Persona]) -> dict[str, str]:
    """Key of a profile, own address, own number, own page -> persona id."""
    owners: dict[str, str] = {}
    for persona in personas:
        for profile in persona.profiles:
            owners[profile.key] = persona.id
            own = {profile.phone or "", profile.linkedin or ""} - persona.shared - {""}
            owners |= dict.fromkeys(own, persona.id)
        owners |= dict.fromkeys(persona.own_emails, persona.id)
    return owners


def _sort(system: str, shown: Sequence[Shown], owners: Mapping[str, str]) -> _Sorted:
    found = _Sorted()
    for record in shown:
        belonging = {owners[trait] for trait in _traits(record) if trait in owners}
        owner = owners.get(record.key or "") or next(iter(sorted(belonging)), None)
        if owner is None:
            found.strangers.append(f"{system} {record.id}")
            continue
        if belonging - {owner}:
            found.mixed.append(f"{system} {record.id}")
        found.records.setdefault(owner, []).append(record)
    return found


def _traits(record: Shown) -> Iterator[str]:
    yield from (email.lower() for email in record.emails)
    yield from record.phones
    yield from (profile.rstrip("/").rpartition("/")[2].lower() for profile in record.profiles)


def _links(engine: Engine, pair: Pair) -> dict[tuple[str, str], str]:
    links: dict[tuple[str, str], str] = {}
    with engine.store.read() as connection:
        for name, shown in ((pair.ats.name, pair.ats_cast.shown()), (pair.crm.name, pair.crm_cast.shown())):
            ids = {record.id for record in shown}
            found = people.persons_of(connection, system=name, kind="candidate", ref_ids=ids)
            links |= {(name, ref_id): str(person) for ref_id, person in found.items()}
    return links

"""Every record of both systems, sorted by who it really is, beside what the engine believes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from connectors.sandbox.cast import Shown
from connectors.sandbox.personas import Persona
from syncengine.app import Engine
from syncengine.rehearsal.pair import Pair
from syncengine.store import people
from syncengine.work.systems import CANDIDATE

Records = Mapping[str, Sequence[Shown]]
"""Persona id -> records."""

Links = Mapping[tuple[str, str], str]
"""(system, id) -> the engine's person."""


@dataclass(frozen=True, slots=True)
class Roll:
    """``strangers`` are records that belong to no persona, ``mixed`` those that show something of somebody else, both
    as ``system id``. ``systems`` are the names of the ATS and of the CRM."""

    systems: tuple[str, str]
    ats: Records
    crm: Records
    links: Links
    strangers: tuple[str, ...] = ()
    mixed: tuple[str, ...] = ()


def take_roll(pair: Pair, engine: Engine, *, personas: Iterable[Persona]) -> Roll:
    """Whose every record is, by what it shows. A record of ours that shows nothing of its owner alone (a shared
    mailbox, and no more) counts for whomever the engine made it for."""
    owners = _owners(personas)
    shown = {pair.ats.name: pair.ats_cast.shown(), pair.crm.name: pair.crm_cast.shown()}
    links = _links(engine, shown)
    made_for = _known_owners(shown, links, owners)
    ats, crm = (_sort(system, shown[system], owners, links, made_for) for system in (pair.ats.name, pair.crm.name))
    return Roll(
        systems=(pair.ats.name, pair.crm.name),
        ats=ats.records,
        crm=crm.records,
        links=links,
        strangers=(*ats.strangers, *crm.strangers),
        mixed=(*ats.mixed, *crm.mixed),
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
        shared = {_digits(value) for value in persona.shared if "@" not in value}
        for profile in persona.profiles:
            owners[profile.key] = persona.id
            own = {_digits(profile.phone or ""), _page(profile.linkedin or "")} - shared - {""}
            owners |= dict.fromkeys(own, persona.id)
        owners |= dict.fromkeys(persona.own_emails, persona.id)
    return owners


def _known_owners(shown: Mapping[str, Sequence[Shown]], links: Links, owners: Mapping[str, str]) -> dict[str, str]:
    """The engine's person -> the persona whose populated record is linked to it."""
    return {
        links[(system, record.id)]: owners[record.key]
        for system, records in shown.items()
        for record in records
        if record.key is not None and record.key in owners and (system, record.id) in links
    }


def _sort(
    system: str, shown: Sequence[Shown], owners: Mapping[str, str], links: Links, made_for: Mapping[str, str]
) -> _Sorted:
    found = _Sorted()
    for record in shown:
        belonging = {owners[trait] for trait in _traits(record) if trait in owners}
        owner = owners.get(record.key or "") or next(iter(sorted(belonging)), None)
        owner = owner or made_for.get(links.get((system, record.id), ""))
        if owner is None:
            found.strangers.append(f"{system} {record.id}")
            continue
        if belonging - {owner}:
            found.mixed.append(f"{system} {record.id}")
        found.records.setdefault(owner, []).append(record)
    return found


def _traits(record: Shown) -> Iterator[str]:
    yield from (email.lower() for email in record.emails)
    yield from (_digits(phone) for phone in record.phones)
    yield from (_page(profile) for profile in record.profiles)


def _digits(phone: str) -> str:
    """The last ten digits: enough for the numbers of made-up people, however they are written."""
    return "".join(letter for letter in phone if letter.isdecimal())[-10:]


def _page(profile: str) -> str:
    """A handle, or what stands for it in an address."""
    return profile.lower().rstrip("/").partition("://")[2].partition("/")[2].removeprefix("in/") or profile.lower()


def _links(engine: Engine, shown: Mapping[str, Sequence[Shown]]) -> Links:
    links: dict[tuple[str, str], str] = {}
    with engine.store.read() as connection:
        for name, records in shown.items():
            ids = {record.id for record in records}
            found = people.persons_of(connection, system=name, kind=CANDIDATE, ref_ids=ids)
            links |= {(name, ref_id): str(person) for ref_id, person in found.items()}
    return links

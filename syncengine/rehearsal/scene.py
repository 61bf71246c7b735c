"""Both systems as they stand, sorted by who the records really are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from connectors.sandbox.cast import Shown
from connectors.sandbox.personas import Persona
from mappings.policy import Policy
from syncengine.app import Engine
from syncengine.rehearsal.burst import Edit
from syncengine.rehearsal.pair import Pair
from syncengine.rehearsal.roll import Links, Records, take_roll


@dataclass(frozen=True, slots=True)
class Scene:
    """What verify looks at. ``links`` is what the engine believes: (system, id) -> person. ``strangers`` are records
    that belong to no persona, ``mixed`` those that show something of somebody else, both as ``system id``.
    ``crm_text`` is everything that users of the CRM can see, as one text."""

    personas: Mapping[str, Persona]
    ats: Records
    crm: Records
    links: Links
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
    seen = take_roll(pair, engine, personas=personas.values())
    return Scene(
        personas=personas,
        ats=seen.ats,
        crm=seen.crm,
        links=seen.links,
        policy=engine.policy,
        today=datetime.fromtimestamp(pair.crm.sandbox.clock.now(), UTC).date(),
        systems=seen.systems,
        crm_text=repr(pair.crm.sandbox.state()),
        strangers=seen.strangers,
        mixed=seen.mixed,
        edits=past.edits,
        left=past.left,
        once_nurtured=past.once_nurtured,
    )

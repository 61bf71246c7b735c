"""What forgetting somebody would do, for a human to agree to; and the receipt of what was done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from connectors import registry
from syncengine.core.model import PersonId
from syncengine.erasure import asking
from syncengine.erasure.asking import Foreseen
from syncengine.front.explain import names_of_systems, store_of
from syncengine.front.refs import NotKnown, person_known, record_named
from syncengine.front.whois import Who, who_are
from syncengine.settings import Settings
from syncengine.store import erasures, links
from syncengine.store.erasures import Erasure, Ref

__all__ = ["NotKnown", "Prospect", "look"]


@dataclass(frozen=True, slots=True)
class Prospect:
    """Whom it is about. ``erasure`` is the one that was asked for already, whether or not it has ended; else
    ``foreseen`` says what would be done, and ``ways`` how by system. ``others`` carry the same identifiers."""

    person: PersonId
    erasure: Erasure | None = None
    who: Who | None = None
    foreseen: Foreseen | None = None
    ways: Mapping[str, str] = field(default_factory=dict)
    others: tuple[Who, ...] = ()

    @property
    def refs(self) -> tuple[Ref, ...] | None:
        """The records that are agreed to with it."""
        return self.foreseen.refs if self.foreseen else None


def look(settings: Settings, word: str) -> Prospect:
    """Raises NotKnown. Changes nothing."""
    store = store_of(settings)
    try:
        with store.read() as connection:
            asked = erasure_named(connection, word, systems=names_of_systems(settings))
            if asked is not None:
                return Prospect(asked.person, erasure=asked)
            return _prospect(connection, settings, word)
    finally:
        store.close()


def _prospect(connection: sa.Connection, settings: Settings, word: str) -> Prospect:
    person = person_known(connection, word, systems=names_of_systems(settings))
    if not links.standing(connection, [person]):
        raise NotKnown(f"{person} has become part of somebody else; see: talentsync explain {person}")
    foreseen = asking.foresee(connection, person)
    known = who_are(connection, [person, *foreseen.others])
    return Prospect(
        person,
        who=known[person],
        foreseen=foreseen,
        ways=_ways(settings),
        others=tuple(known[each] for each in foreseen.others),
    )


def erasure_named(connection: sa.Connection, word: str, *, systems: Collection[str]) -> Erasure | None:
    """The latest erasure of the person, or of the record, that a word names; or the erasure of that id."""
    named = record_named(word, systems=systems)
    if named is None:
        found = erasures.find(connection, word)
        of_person = erasures.of_person(connection, PersonId(word))
        return found or (of_person[-1] if of_person else None)
    asked = erasures.of_record(connection, (named.system, named.ref_id))
    return asked if asked is not None and asked.lifted_at is None else None


def _ways(settings: Settings) -> dict[str, str]:
    """How each system erases, in its connector's words."""
    manifests = {each.name: registry.load(each.connector).manifest for each in settings.systems}
    return {
        name: manifest.capabilities.get("erases") or f"by hand: {manifest.cannot.get('erases', 'no way is known')}"
        for name, manifest in manifests.items()
    }

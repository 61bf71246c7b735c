"""The last look before a record is made: is the person there already? And the link that a new record gets."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from connectors.base import Searches
from connectors.errors import Unsupported
from connectors.types import Record
from mappings.canonical import Fields
from mappings.keys import identity_keys
from syncengine.core.matching.identifiers import is_nobodys
from syncengine.core.model import PersonId
from syncengine.erasure.welcoming import require_inside, require_welcome
from syncengine.store import Store, people, reviews
from syncengine.work.doubt import ask_whether_same
from syncengine.work.facts import Facts
from syncengine.work.match import Matcher
from syncengine.work.record import Recorder
from syncengine.work.systems import CANDIDATE, System


class Meeting:
    """Brings together a person that is about to get a record and records that the vendor already has."""

    def __init__(
        self,
        store: Store,
        recorder: Recorder,
        matcher: Matcher,
        *,
        now: Callable[[], float],
        run_id: str | None = None,
    ) -> None:
        self._store = store
        self._recorder = recorder
        self._matcher = matcher
        self._now = now
        self._run_id = run_id

    def anybody_there(self, system: System, facts: Facts) -> bool:
        """Search the system for the person's own identifiers. What is found is observed and matched, or becomes a
        question; either way no record is made before the next plan. A human's "not the same" is not asked again.
        Raises Forgotten."""
        with self._store.read() as connection:
            require_welcome(connection, facts.snapshots, system=system.name)
        found = {
            record.ref.id: record
            for side in (*facts.sides, *facts.seconds)
            if side.ref is not None
            for record in search_person(system, side.now)
        }
        return any(self.meet(system, record, person=facts.person) for record in found.values())

    def meet(self, system: System, record: Record, *, person: PersonId) -> bool:
        """Bring one record that looks like the person to a decision. False when it is somebody else's: because a human
        has said "not the same", or because all that the two have in common is what many share. Raises Forgotten."""
        self._recorder.record(system, record)
        with self._store.write() as connection:
            require_inside(connection, record.ref)
            self._matcher.match_one(connection, system, record.ref.id, run_id=self._run_id)
            owner = people.person_of(connection, system=system.name, kind=CANDIDATE, ref_id=record.ref.id)
            if owner is None or owner == person:
                return True
            if reviews.decided_different(connection, person, owner):
                return False
            if not self._matcher.one_person(connection, person, owner):
                return False
            ask_whether_same(
                connection,
                person,
                owner,
                reason="a record that is about to be made would share identifiers with this one",
                system=system.name,
                ref_id=record.ref.id,
                now=self._now(),
            )
        return True


def adopt(connection: sa.Connection, system: System, record: Record, *, person: PersonId, now: float) -> None:
    """Link a record that we created to the person that it was created for. A link that stands already is not
    overruled: when it leads to somebody else, that is a question, and until it is answered nothing more is made."""
    standing = people.person_of(connection, system=system.name, kind=CANDIDATE, ref_id=record.ref.id)
    if standing is None:
        people.make_link(
            connection,
            person_id=person,
            system=system.name,
            kind=CANDIDATE,
            ref_id=record.ref.id,
            evidence={"outcome": "created"},
            actor="talentsync",
            now=now,
        )
    elif standing != person:
        ask_whether_same(
            connection,
            person,
            standing,
            reason="the record that we made for one of them is linked to the other",
            system=system.name,
            ref_id=record.ref.id,
            now=now,
        )


def search_person(system: System, fields: Fields) -> list[Record]:
    """Records of a system that carry one of the person's own e-mail addresses or profile URLs. Asked live."""
    return search_live(system, fields)[0]


def search_live(system: System, fields: Fields) -> tuple[list[Record], bool]:
    """The same, and whether there was anything that could be searched for."""
    connector = system.connector
    if not isinstance(connector, Searches):
        return [], False
    ours = {key for key in identity_keys(fields) if key[0] in {"email", "profile"} and not is_nobodys(key)}
    found: dict[str, Record] = {}
    asked = False
    for term, field in (("email", "emails"), ("profile", "profiles")):
        values = fields.get(field)
        for value in values if isinstance(values, tuple) else ():
            try:
                for record in connector.search(CANDIDATE, {term: value}):
                    if ours & identity_keys(system.translator.to_canonical(record.data)):
                        found.setdefault(record.ref.id, record)
            except Unsupported:
                continue
            asked = True
    return list(found.values()), asked and bool(ours)

"""Why two records are, or are not, taken for one person: compared anew, as they are now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syncengine.core.matching.model import Model
from syncengine.core.model import PersonId
from syncengine.front.explain import Question, names_of_systems, questions_about, store_of
from syncengine.front.matching import Force, force_of
from syncengine.front.refs import Named, NotKnown, record_named
from syncengine.front.whois import Who, who_are
from syncengine.settings import Settings
from syncengine.store import models, people
from syncengine.training.decisions import compare
from syncengine.training.sample import evidence_of


@dataclass(frozen=True, slots=True)
class PairExplained:
    """Two records. ``who`` has their people, None for a record that has none yet. ``match`` is what comparing them
    finds now (see core.matching.evidence.Evidence). ``questions`` were asked about the two people, open or answered."""

    records: tuple[Named, Named]
    who: tuple[Who | None, Who | None]
    match: dict[str, Any]
    questions: tuple[Question, ...]
    force: Force

    @property
    def is_one_person(self) -> bool:
        one, other = self.who
        return one is not None and other is not None and one.person == other.person


def explain_pair(settings: Settings, left: str, right: str, *, as_of: str | None = None) -> PairExplained:
    """Compare two records of the store. Raises NotKnown, also for another moment than now."""
    if as_of is not None:
        raise NotKnown("two records are compared as they are now; --as-of goes with one name")
    store = store_of(settings)
    try:
        with store.read() as connection:
            one, other = (_record(word, settings) for word in (left, right))
            if one == other:
                raise NotKnown(f"{one} is one record; name two")
            model = models.in_force(connection, settings.matching.model)
            return _explained(connection, (one, other), settings, model)
    finally:
        store.close()


def _record(word: str, settings: Settings) -> Named:
    named = record_named(word, systems=names_of_systems(settings))
    if named is None:
        raise NotKnown(f"{word!r} is not of the form SYSTEM:ID; two records are compared, not two people")
    return named


def _explained(
    connection: sa.Connection, records: tuple[Named, Named], settings: Settings, model: Model
) -> PairExplained:
    costs = settings.matching.costs
    pair = ((records[0].system, records[0].ref_id), (records[1].system, records[1].ref_id))
    there, compared = compare(connection, [pair], model=model, costs=costs)
    if not there:
        raise NotKnown("one of these records is not known, or is gone; the next pass reads what is there")
    one, other = (_person(connection, record) for record in records)
    known = who_are(connection, sorted({person for person in (one, other) if person}))
    return PairExplained(
        records,
        (known.get(one or PersonId("")), known.get(other or PersonId(""))),
        evidence_of(compared, 0, model, costs).as_json(),
        tuple(questions_about(connection, one, other)) if one and other and one != other else (),
        force_of(connection, settings.matching),
    )


def _person(connection: sa.Connection, record: Named) -> PersonId | None:
    return people.person_of(connection, system=record.system, kind="candidate", ref_id=record.ref_id)

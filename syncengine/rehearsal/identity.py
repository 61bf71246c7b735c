"""What an engine made of a crowd, human by human: linked, asked about, missed, taken for somebody else, made twice.

The words, exactly:

* A *ghost* is a record that the engine made in a system where the human had one from the start, or beyond the first
  where the human had none. A record that belongs to nobody is one as well.
* A *wrong link* is a person of the engine that holds records of two humans.
* A link is *missed* when the records that a human had from the start are several persons to the engine, and the open
  questions between them would not make them one; when they would, it is *asked*.
* A human is *waiting* who is due a record that a question holds back, and *left out* when nothing holds it back, the
  record is not there, and nobody else's is taken for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from connectors.sandbox.cast import Shown
from connectors.sandbox.personas import Persona
from syncengine.rehearsal.roll import Roll

Question = frozenset[str]
"""Two persons of the engine: are they the same?"""

Outcome = Literal["linked", "asked", "missed", "one record"]
Task = Literal["link", "link or ask", "keep apart", "one record"]
"""What a perfect engine does: link; link, or ask and make nothing meanwhile; never link; nothing to link."""


@dataclass(frozen=True, slots=True)
class Fate:
    """How one human fared. ``taken_for`` are ids of other humans under the same person; ``persons`` are the engine's
    that hold records of this one, which are ``records``, as ``system id``."""

    persona: Persona
    persons: frozenset[str]
    records: tuple[str, ...]
    outcome: Outcome
    ghosts: int = 0
    taken_for: frozenset[str] = frozenset()
    waiting: bool = False
    left_out: bool = False
    questions: int = 0

    @property
    def task(self) -> Task:
        if len(self.persona.profiles) == 1:
            return "keep apart" if self.persona.truth in {"apart", "asked"} else "one record"
        return "link" if self.persona.truth == "linked" else "link or ask"


@dataclass(frozen=True, slots=True)
class Judged:
    """``wrong_links`` are groups of humans under one person; ``needless`` questions are about two different humans;
    ``strangers`` and ``mixed`` are the roll's."""

    fates: tuple[Fate, ...]
    wrong_links: tuple[frozenset[str], ...]
    questions: int
    needless: int
    strangers: tuple[str, ...]
    mixed: tuple[str, ...]

    @property
    def ghosts(self) -> int:
        return sum(fate.ghosts for fate in self.fates) + len(self.strangers)


def judge(personas: Iterable[Persona], roll: Roll, questions: Iterable[Question]) -> Judged:
    """Hold what the engine did against the truth."""
    open_ = frozenset(questions)
    known = {persona.id: persona for persona in personas}
    persons = {id_: _persons(roll, id_) for id_ in known}
    humans: dict[str, set[str]] = {}
    for id_, found in persons.items():
        for person in found:
            humans.setdefault(person, set()).add(id_)
    doubted = _by_person(open_)
    fates = [_fate(persona, roll, persons[persona.id], humans, doubted) for persona in known.values()]
    wrong = {frozenset(found) for found in humans.values() if len(found) > 1}
    return Judged(
        fates=tuple(fates),
        wrong_links=tuple(sorted(wrong, key=sorted)),
        questions=len(open_),
        needless=sum(not _about_one_human(question, humans) for question in open_),
        strangers=roll.strangers,
        mixed=roll.mixed,
    )


def _persons(roll: Roll, id_: str) -> frozenset[str]:
    """The engine's persons that hold this human's records; a record without one counts as a person of its own."""
    return frozenset(_person(roll, system, record) for system, record in _records(roll, id_))


def _records(roll: Roll, id_: str) -> list[tuple[str, Shown]]:
    sides = zip(roll.systems, (roll.ats, roll.crm), strict=True)
    return [(system, record) for system, side in sides for record in side.get(id_, ())]


def _person(roll: Roll, system: str, record: Shown) -> str:
    return roll.links.get((system, record.id), f"nobody:{system}:{record.id}")


def _by_person(questions: Iterable[Question]) -> dict[str, set[Question]]:
    found: dict[str, set[Question]] = {}
    for question in questions:
        for person in question:
            found.setdefault(person, set()).add(question)
    return found


def _about_one_human(question: Question, humans: Mapping[str, set[str]]) -> bool:
    return bool(frozenset.intersection(*(frozenset(humans.get(person, ())) for person in question)))


def _fate(
    persona: Persona,
    roll: Roll,
    persons: frozenset[str],
    humans: Mapping[str, set[str]],
    doubted: Mapping[str, set[Question]],
) -> Fate:
    records = _records(roll, persona.id)
    asked = frozenset(chain.from_iterable(doubted.get(person, ()) for person in persons))
    taken_for = frozenset(chain.from_iterable(humans[person] for person in persons)) - {persona.id}
    missing = _is_missing(persona, roll)
    populated = frozenset(_person(roll, system, record) for system, record in records if record.key is not None)
    return Fate(
        persona=persona,
        persons=persons,
        records=tuple(f"{system} {record.id}" for system, record in records),
        outcome=_outcome(persona, populated, asked),
        ghosts=_ghosts(persona, roll),
        taken_for=taken_for,
        waiting=missing and bool(asked),
        left_out=missing and not asked and not taken_for,
        questions=len(asked),
    )


def _outcome(persona: Persona, persons: frozenset[str], asked: frozenset[Question]) -> Outcome:
    if len(persona.profiles) == 1:
        return "one record"
    if len(persons) == 1:
        return "linked"
    return "asked" if _are_connected(persons, asked) else "missed"


def _are_connected(persons: frozenset[str], asked: frozenset[Question]) -> bool:
    """Whether a "yes" to the open questions would make them one."""
    reached = {min(persons)}
    while grown := {person for question in asked if question & reached for person in question & persons} - reached:
        reached |= grown
    return reached == persons


def _ghosts(persona: Persona, roll: Roll) -> int:
    return sum(
        max(0, _made(shown) - int(not before))
        for shown, before in ((roll.ats.get(persona.id, ()), persona.ats), (roll.crm.get(persona.id, ()), persona.crm))
    )


def _made(shown: Sequence[Shown]) -> int:
    return sum(record.key is None for record in shown)


def _is_missing(persona: Persona, roll: Roll) -> bool:
    """Applicants are due a record in the CRM, people who are wanted in the ATS one there, unless they stay alone."""
    in_crm = bool(persona.candidacies) and not roll.crm.get(persona.id)
    in_ats = persona.push and not roll.ats.get(persona.id)
    return persona.truth != "alone" and (in_crm or in_ats)

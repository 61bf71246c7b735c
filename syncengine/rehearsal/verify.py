"""Is everything as it must be? The sandboxes' own state against the truth about the personas.

Every check returns sentences about what is untrue, naming personas by their ids in the population, never by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from connectors.sandbox.cast import Shown
from connectors.sandbox.personas import CONFIDENTIAL_JOB, Persona, Truth
from syncengine.rehearsal.expected import belongs, last_closed, nurtured
from syncengine.rehearsal.scene import Scene

Check = Callable[[Scene], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Verified:
    """``checked`` names every check that was made, ``untrue`` says what was found."""

    checked: tuple[str, ...]
    untrue: tuple[str, ...]


def verify(scene: Scene) -> Verified:
    """Make every check."""
    untrue = [f"{name}: {found}" for name, check in CHECKS.items() for found in check(scene)]
    return Verified(tuple(CHECKS), tuple(untrue))


def _no_ghosts(scene: Scene) -> Iterator[str]:
    """Exactly as many records per person as there should be."""
    yield from (f"{record} belongs to nobody" for record in scene.strangers)
    for persona, ats, crm in scene.pairs():
        fewest, most = _RECORDS[persona.truth](persona)
        found = (len(ats), len(crm))
        if not (fewest[0] <= found[0] <= most[0] and fewest[1] <= found[1] <= most[1]):
            yield f"{persona.id} ({persona.truth}) has {found[0]} records in the ATS and {found[1]} in the CRM"


Counts = tuple[int, int]


def _as_it_was(persona: Persona) -> tuple[Counts, Counts]:
    count = (len(persona.ats), len(persona.crm))
    return count, count


def _until_recognised(persona: Persona) -> tuple[Counts, Counts]:
    """Whoever is twice in the ATS and was recognised without a question is due the one record in the CRM."""
    fewest, most = _as_it_was(persona)
    return fewest, (most[0], max(most[1], int(len(persona.ats) > 1)))


_RECORDS: dict[Truth, Callable[[Persona], tuple[Counts, Counts]]] = {
    "linked": _as_it_was,
    "alone": _as_it_was,
    "asked": _until_recognised,
    "created": lambda persona: ((1, 1), (1, 1)),
    "pushed": lambda persona: ((1, 1), (1, 1)),
    "apart": lambda persona: ((len(persona.ats), 0), (len(persona.ats), 1)),
}
"""Fewest and most records in (ATS, CRM)."""


def _nobody_mixed_up(scene: Scene) -> Iterator[str]:
    """No record shows anything of somebody else, and no two humans are one person to the engine."""
    yield from (f"{record} shows contact data of somebody else" for record in scene.mixed)
    owner: dict[str, str] = {}
    for persona, ats, crm in scene.pairs():
        for person in _persons(scene, ats, crm):
            if owner.setdefault(person, persona.id) != persona.id:
                yield f"{persona.id} and {owner[person]} were taken for one person"


def _everybody_linked(scene: Scene) -> Iterator[str]:
    """People on both sides are one person to the engine."""
    for persona, ats, crm in scene.pairs():
        if persona.truth in {"linked", "created", "pushed"} and len(_persons(scene, ats, crm)) != 1:
            yield f"{persona.id} was not linked ({persona.story})"


def _persons(scene: Scene, ats: Sequence[Shown], crm: Sequence[Shown]) -> set[str]:
    sides = zip(scene.systems, (ats, crm), strict=True)
    return {scene.links.get((system, record.id), f"nobody:{record.id}") for system, side in sides for record in side}


def _pools(scene: Scene) -> Iterator[str]:
    """Everybody is in the lists where they belong, and in no other."""
    managed = _managed(scene)
    for persona, ats, crm in _known_to_both(scene):
        expected = belongs(persona, scene.policy, closed_on=last_closed(ats), today=scene.today)
        gone = {scene.policy.pools["nurture"].name} if persona.id in scene.left else set()
        for record in crm:
            found = record.pools & managed
            if found != expected.pools - gone:
                yield f"{persona.id} is in {_words(found)} and belongs in {_words(expected.pools - gone)}"


def _managed(scene: Scene) -> set[str]:
    return {pool.name for key, pool in scene.policy.pools.items() if key != "push"}


def _nurture(scene: Scene) -> Iterator[str]:
    """Due date as the policy says, one private note for whoever ever came into nurture, none for others."""
    for persona, ats, crm in _known_to_both(scene):
        expected = belongs(persona, scene.policy, closed_on=last_closed(ats), today=scene.today)
        due = expected.due.isoformat() if expected.due else None
        noted = persona.id in scene.once_nurtured or nurtured(persona, scene.policy)
        for record in crm:
            if record.due_date != due and persona.id not in scene.left:
                yield f"{persona.id} has the due date {record.due_date or 'none'}, not {due or 'none'}"
            if len(record.notes) != int(noted) or not all(note.private for note in record.notes):
                yield f"{persona.id} has {len(record.notes)} notes, not {int(noted)} private one(s)"


def _restricted(scene: Scene) -> Iterator[str]:
    """Private people, and people who must not be mailed, are in no list in which people are written to."""
    contact = {pool.name for pool in scene.policy.pools.values() if pool.contact}
    for persona, _, crm in scene.pairs():
        for record in crm:
            if persona.restricted and record.pools & contact:
                yield f"{persona.id} is restricted and in {_words(record.pools & contact)}"


def _confidential(scene: Scene) -> Iterator[str]:
    """The title of a confidential job is nowhere in the CRM."""
    if CONFIDENTIAL_JOB.lower() in scene.crm_text.lower():
        yield "the title of a confidential job can be read in the CRM"


def _pushes(scene: Scene) -> Iterator[str]:
    """Whoever was pushed is a prospect in the ATS, with one application."""
    for persona, ats, _ in scene.pairs():
        standings = [each.standing for record in ats for each in record.candidacies]
        if persona.truth == "pushed" and standings != ["prospect"]:
            yield f"{persona.id} was pushed and has {_words(standings)}"


def _edits(scene: Scene) -> Iterator[str]:
    """Both sides show what was edited on either."""
    for edit in scene.edits:
        for side, records in zip(scene.systems, (scene.ats, scene.crm), strict=True):
            for record in records.get(edit.persona, ()):
                shown = record.emails if edit.field == "email" else (record.title,)
                if edit.value not in shown:
                    yield f"{side} does not show the edited {edit.field} of {edit.persona}"


def _known_to_both(scene: Scene) -> Iterator[tuple[Persona, Sequence[Shown], Sequence[Shown]]]:
    for persona, ats, crm in scene.pairs():
        if persona.truth in {"linked", "created"}:
            yield persona, ats, crm


def _words(found: Iterable[str]) -> str:
    return ", ".join(sorted(found)) or "none"


CHECKS: dict[str, Check] = {
    "no ghosts": _no_ghosts,
    "nobody mixed up": _nobody_mixed_up,
    "everybody linked": _everybody_linked,
    "pools": _pools,
    "nurture": _nurture,
    "restrictions": _restricted,
    "confidential jobs": _confidential,
    "pushes": _pushes,
    "edits": _edits,
}

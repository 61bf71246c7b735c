"""Keeping true what follows from which records a person has: links to records that were merged away end, several
records in one system are shown as ghosts, and a system where nothing is left is a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store import links, people, reviews
from syncengine.store.links import Standing
from syncengine.store.people import Link
from syncengine.store.reviews import ReviewKind

LEFT = "left"
"""A human has seen it and leaves it as it is."""

_SEEN = frozenset({LEFT, "same"})


@dataclass(slots=True)
class _Found:
    """What is true of some people. ``merged`` are gone records, and the living one of the same person and system."""

    merged: list[tuple[Link, Link]] = field(default_factory=list)
    ghosts: list[tuple[Link, Link]] = field(default_factory=list)
    vanished: list[Link] = field(default_factory=list)
    settled: dict[ReviewKind, list[Link]] = field(default_factory=lambda: {"ghost": [], "vanished": []})


def keep_true(connection: sa.Connection, persons: Iterable[PersonId], *, now: float) -> None:
    """To be called whenever records of these people were linked, moved, found gone or found there again. Doing it
    twice changes nothing."""
    found = _Found()
    for records in links.standing(connection, sorted(set(persons))).values():
        alive = any(not each.gone for each in records)
        for system in sorted({each.link.system for each in records}):
            _judge([each for each in records if each.link.system == system], alive=alive, found=found)
    for kind, about in found.settled.items():
        subjects = reviews.standing(connection, kind, subjects=[subject_of(link) for link in about])
        reviews.close_matching(
            connection, kind, subjects=sorted(subjects), decision="ended by itself", by="talentsync", now=now
        )
    for loser, winner in found.merged:
        # Claims to the loser's id mean the winner from now on.
        people.undo_link(connection, loser.id, now=now, because={"merged into": winner.ref_id})
        links.hand_over_id(connection, system=loser.system, loser=loser.ref_id, winner=winner.ref_id)
    _ask(connection, found, now=now)


def _judge(here: Sequence[Standing], *, alive: bool, found: _Found) -> None:
    """``here`` are the records of one person in one system; ``alive`` says that some record is left somewhere."""
    living = [each.link for each in here if not each.gone]
    gone = [each.link for each in here if each.gone]
    if living:
        found.settled["vanished"] += [*living, *gone]
        found.settled["ghost"] += [living[0], *gone]
        found.merged += [(link, living[0]) for link in gone]
        found.ghosts += [(link, living[0]) for link in living[1:]]
        return
    found.settled["ghost"] += gone
    # Where nothing is left of a person anywhere, there is nothing to keep in step and nothing to decide.
    (found.vanished if alive else found.settled["vanished"]).extend(gone)


def _ask(connection: sa.Connection, found: _Found, *, now: float) -> None:
    """What a human has seen and answered is not shown again."""
    seconds = {subject_of(link): (link, beside) for link, beside in found.ghosts}
    for subject in _unanswered(connection, "ghost", list(seconds)):
        link, beside = seconds[subject]
        why = f"two records of one person in {link.system}: merge them there, we follow"
        _open(connection, "ghost", link, why, now=now, beside=beside.ref_id)
    vanished = {subject_of(link): link for link in found.vanished}
    for subject in _unanswered(connection, "vanished", list(vanished)):
        why = "the record is gone (deleted, merged, or not visible to us any more); nothing is made anew"
        _open(connection, "vanished", vanished[subject], why, now=now)


def _unanswered(connection: sa.Connection, kind: ReviewKind, subjects: Sequence[str]) -> list[str]:
    answers = reviews.answers(connection, kind, subjects=subjects)
    return [subject for subject in subjects if answers.get(subject) not in _SEEN]


def _open(
    connection: sa.Connection, kind: ReviewKind, link: Link, why: str, *, now: float, beside: str | None = None
) -> None:
    reviews.open_review(
        connection,
        kind,
        subject=subject_of(link),
        reason=why,
        now=now,
        person=link.person,
        system=link.system,
        ref_id=link.ref_id,
        detail={"beside": beside} if beside else None,
    )


def subject_of(link: Link) -> str:
    """How questions about a record name it."""
    return f"{link.system}:{link.kind}:{link.ref_id}"

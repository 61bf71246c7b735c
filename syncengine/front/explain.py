"""Who somebody is and why we think so: every link and question with its evidence. For screens, never for logs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from syncengine.app import World
from syncengine.core.model import PersonId
from syncengine.front.knowing import loader_of, silent_systems
from syncengine.front.matching import Force, force_of
from syncengine.front.refs import NotKnown, person_named
from syncengine.front.status import store_exists
from syncengine.front.timeline.event import Event
from syncengine.front.timeline.events import events_of
from syncengine.front.timeline.moments import moment
from syncengine.front.timeline.standing import Standing, standing_of
from syncengine.front.whois import Who, who_are
from syncengine.settings import Settings, read_policy
from syncengine.store import Store, bygone, histories, open_store
from syncengine.store.histories import Asked, PastLink, Write
from syncengine.store.reviews import DIFFERENT

Match = Mapping[str, Any]
"""What a comparison of two records found, as it was stored: see core.matching.evidence.Evidence."""

_ANSWERS = {"same", DIFFERENT}
_EVER = float("inf")


@dataclass(frozen=True, slots=True)
class Question:
    """A question about who somebody is, and the other one of whom it asks."""

    asked: Asked
    other: Who | None

    @property
    def match(self) -> Match | None:
        return self.asked.detail.get("match")


@dataclass(frozen=True, slots=True)
class Explained:
    """A person. ``became`` is who that is now, when somebody has found out that two people were one. ``decisions`` are
    those of humans, also about people who have become part of this one. ``writes`` are what we wrote for them;
    ``standing`` is how they stand now, None for who is part of another or has no record; ``events`` is everything that
    happened, the oldest first."""

    who: Who
    known_since: float | None
    became: PersonId | None
    links: tuple[PastLink, ...]
    open: tuple[Question, ...]
    decisions: tuple[Question, ...]
    force: Force
    writes: tuple[Write, ...] = ()
    standing: Standing | None = None
    events: tuple[Event, ...] = ()


def explain(settings: Settings, word: str, *, since: str | None = None, now: float | None = None) -> Explained:
    """All about the person that a word names, of what happened that since a moment in words. Raises NotKnown and
    NotAMoment. A store that is not there yet is not made."""
    now = World().now() if now is None else now
    after = -_EVER if since is None else moment(since, now=now)
    store = store_of(settings)
    try:
        with silent_systems(settings) as systems, store.read() as connection:
            person = person_named(connection, word, systems=names_of_systems(settings))
            found = explain_person(connection, person, force=force_of(connection, settings.matching))
            found = replace(found, events=tuple(event for event in found.events if event.at >= after))
            if not found.who.refs:
                return found
            loader, policy = loader_of(connection, systems), read_policy(settings.policy_path)
            standing = standing_of(connection, person, loader=loader, policy=policy, now=now)
            return replace(found, standing=standing)
    finally:
        store.close()


def store_of(settings: Settings) -> Store:
    """The store, if it is there. Raises NotKnown."""
    if not store_exists(settings):
        raise NotKnown("nobody is known yet: nothing was read so far")
    return open_store(settings.store_url)


def names_of_systems(settings: Settings) -> list[str]:
    return [system.name for system in settings.systems]


def explain_person(connection: sa.Connection, person: PersonId, *, force: Force) -> Explained:
    links = histories.links_of(connection, person)
    asked = histories.asked_about(connection, sorted(bygone.all_of(connection, person, _EVER)))
    questions = _questions(connection, asked)
    return Explained(
        who=who_are(connection, [person])[person],
        known_since=histories.made_at(connection, person),
        became=_became(links),
        events=tuple(events_of(connection, person)),
        links=tuple(links),
        open=tuple(each for each in questions if each.asked.closed_at is None),
        decisions=tuple(each for each in questions if _is_human(each.asked)),
        force=force,
        writes=tuple(histories.writes_for(connection, person)),
    )


def questions_about(connection: sa.Connection, one: PersonId, other: PersonId) -> list[Question]:
    """Questions whether these two are one person, open and answered."""
    about = frozenset((one, other))
    asked = histories.asked_about(connection, [one])
    return _questions(connection, [each for each in asked if frozenset(each.subject.split("~")) == about])


def _became(links: Sequence[PastLink]) -> PersonId | None:
    found = bygone.became(links, _EVER)
    return None if found is None else found[0]


def _questions(connection: sa.Connection, asked: Iterable[Asked]) -> list[Question]:
    """A question about two people stands on both: it is told once."""
    once: dict[tuple[frozenset[str], str | None], Asked] = {}
    for each in asked:
        once.setdefault((frozenset(each.subject.split("~")), each.decision), each)
    others = {PersonId(each.detail["other"]) for each in once.values() if "other" in each.detail}
    known = who_are(connection, sorted(others))
    return [Question(each, known.get(PersonId(each.detail.get("other", "")))) for each in once.values()]


def _is_human(asked: Asked) -> bool:
    return asked.decision in _ANSWERS and asked.decided_by != "talentsync"

"""A person as recorded at a moment: which records they were, what those showed, what was open and what was written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

import sqlalchemy as sa

from syncengine.app import World
from syncengine.core.model import PersonId
from syncengine.front.explain import names_of_systems, store_of
from syncengine.front.refs import Named, NotKnown, person_named, record_named, require_not_being_forgotten
from syncengine.front.timeline.events import with_pools_named
from syncengine.front.timeline.moments import moment
from syncengine.serve.chores import FORGET, HISTORY_SINCE
from syncengine.settings import Settings
from syncengine.store import bygone, chores, former, histories
from syncengine.store.bygone import Question, Written
from syncengine.store.former import Record, State
from syncengine.store.histories import PastLink

_CANDIDATE, _APPLICATION = "candidate", "application"

Being = Literal["not yet", "known", "part of another"]


@dataclass(frozen=True, slots=True)
class AsOf:
    """One person at ``at``; all times are seconds since the epoch.

    ``became`` is of whom they had become part by then, and when. ``records`` are what their candidate records said,
    ``applications`` what belonged to those and was there; ``untold`` are records whose words of that time were not
    kept. ``writes`` are all until then, as they stood then. ``kept_since`` is where the history of records begins,
    None where all of it is kept.
    """

    at: float
    person: PersonId
    being: Being
    known_since: float | None = None
    became: tuple[PersonId, float] | None = None
    links: tuple[PastLink, ...] = ()
    records: tuple[State, ...] = ()
    applications: tuple[State, ...] = ()
    untold: tuple[Record, ...] = ()
    questions: tuple[Question, ...] = ()
    writes: tuple[Written, ...] = ()
    kept_since: float | None = None

    @property
    def name(self) -> str:
        """What the person was called; the first record that has a name gives it."""
        names = (" ".join(str(each.fields[key]) for key in _NAMES if each.fields.get(key)) for each in self.records)
        return next((name for name in names if name), "")

    @property
    def is_cut(self) -> bool:
        """Is some of it dropped by now?"""
        return self.kept_since is not None and self.at < self.kept_since


_NAMES = ("first_name", "last_name")


def read_as_of(settings: Settings, word: str, when: str, *, now: float | None = None) -> AsOf:
    """The person that a word names, at a moment in words. Of a record it is whose it was then. Raises NotKnown and
    NotAMoment."""
    at = moment(when, now=World().now() if now is None else now)
    store = store_of(settings)
    try:
        with store.read() as connection:
            systems = names_of_systems(settings)
            person = person_named(connection, word, systems=systems)
            named = record_named(word, systems=systems)
            if named is not None:
                person = _owner(connection, named, at)
                require_not_being_forgotten(connection, person)
            kept_since = _kept_since(connection, settings.rhythm.keep_history_seconds)
            found = as_of(connection, person, at, kept_since=kept_since)
            return replace(found, records=tuple(with_pools_named(connection, found.records)))
    finally:
        store.close()


def as_of(connection: sa.Connection, person: PersonId, at: float, *, kept_since: float | None = None) -> AsOf:
    """Everything that was recorded of a person at a moment."""
    links = histories.links_of(connection, person)
    known_since = _known_since(connection, person, links)
    if known_since is None or at < known_since:
        return AsOf(at, person, "not yet", known_since, kept_since=kept_since)
    became = bygone.became(links, at)
    if became is not None:
        return AsOf(at, person, "part of another", known_since, became, kept_since=kept_since)
    standing = bygone.standing_at(links, at)
    people = bygone.all_of(connection, person, at)
    states = [state for state in _states(connection, standing) if state.holds_at(at)]
    told = {state.record for state in states}
    return AsOf(
        at=at,
        person=person,
        being="known",
        known_since=known_since,
        links=tuple(standing),
        records=tuple(states),
        applications=tuple(_applications(connection, standing, at)),
        untold=tuple(record for record in map(_record, standing) if record not in told),
        questions=tuple(bygone.open_at(bygone.questions_about(connection, people), at)),
        writes=tuple(bygone.writes_at(connection, person, at)),
        kept_since=kept_since,
    )


def _known_since(connection: sa.Connection, person: PersonId, links: Sequence[PastLink]) -> float | None:
    """A person who has become part of another one is known by their links alone."""
    made = histories.made_at(connection, person)
    return min([link.made_at for link in links] + ([] if made is None else [made]), default=None)


def _record(link: PastLink) -> Record:
    return link.system, link.kind, link.ref_id


def _states(connection: sa.Connection, links: Iterable[PastLink]) -> list[State]:
    """What records of links ever said, in the order of the links."""
    found: list[State] = []
    for link in links:
        found += former.states_of(connection, system=link.system, kind=link.kind, ref_ids=[link.ref_id])
    return found


def _applications(connection: sa.Connection, links: Sequence[PastLink], at: float) -> list[State]:
    found: list[State] = []
    for system in sorted({link.system for link in links}):
        parents = {link.ref_id for link in links if link.system == system and link.kind == _CANDIDATE}
        states = former.states_of_children(connection, system=system, kind=_APPLICATION, parents=parents)
        found += [each for each in states if each.holds_at(at) and each.parent_id in parents and not each.gone]
    return found


def _owner(connection: sa.Connection, named: Named, at: float) -> PersonId:
    past = histories.links_of_record(connection, system=named.system, kind=_CANDIDATE, ref_id=named.ref_id)
    standing = bygone.standing_at(past, at)
    if standing:
        return standing[0].person
    day = _time(min(link.made_at for link in past))
    raise NotKnown(f"{named} was nobody's at {_time(at)}; it was first linked at {day}")


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _kept_since(connection: sa.Connection, kept_seconds: float) -> float | None:
    """Former states that ended before then are not there any more; None while nothing was ever dropped."""
    last = chores.last(connection).get(FORGET)
    if last is None:
        return None
    as_configured = last.started_at - kept_seconds
    told: float = last.report.get(HISTORY_SINCE, as_configured)
    return told if last.ended_at is not None else max(told, as_configured)

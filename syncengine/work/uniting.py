"""Two people who turn out to be one, and a record that turns out to be somebody else's."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store import erasures, journal, links, overrides, pairs, people, queue, settled, undoings, wakes
from syncengine.store.people import Link
from syncengine.work.upkeep import keep_true


class BeingForgotten(ValueError):
    """What was agreed to is to forget this person, and nobody else."""


def unite(
    connection: sa.Connection,
    *,
    stays: PersonId,
    leaves: PersonId,
    evidence: Mapping[str, object],
    by: str,
    lane: int,
    now: float,
    run_id: str | None = None,
) -> None:
    """All records of the one become records of the other, and whatever was written for or said about the one holds for
    the other. What had been agreed with the records of the one was agreed within another person: it is forgotten.
    Raises BeingForgotten while an erasure of either is under way."""
    if erasures.any_unfinished(connection, (stays, leaves)):
        raise BeingForgotten(f"{stays} or {leaves} is being forgotten; see: talentsync status")
    running_until = queue.abolish(connection, leaves)
    for link in people.links_of(connection, [leaves]):
        links.move(connection, link, to=stays, evidence=evidence, actor=by, now=now, run_id=run_id)
    settled.forget_all(connection, leaves)
    overrides.forget_all(connection, leaves)
    journal.hand_over(connection, stays=stays, leaves=leaves)
    undoings.hand_over(connection, stays=stays, leaves=leaves)
    pairs.hand_over(connection, stays=stays, leaves=leaves, by=by, now=now)
    links.drop_person(connection, leaves)
    keep_true(connection, [stays], now=now)
    wakes.keep(connection, leaves, due_at=None)
    queue.mark_dirty(connection, [stays], lane=lane, reason="became one", now=now)
    if running_until is not None and running_until > now:
        # Whoever runs the former person sends nothing more, but what was sent last may still be on its way.
        queue.wait_until(connection, stays, due_at=running_until)


def split(
    connection: sa.Connection, link: Link, *, evidence: Mapping[str, object], by: str, lane: int, now: float
) -> PersonId:
    """The record is not that person: it becomes one of its own. Returns who it is now. The two are told apart for
    ever, and so is the new person from everybody whom the former one was told apart from."""
    person = part(connection, link, evidence=evidence, by=by, lane=lane, now=now)
    pairs.tell_apart(connection, person, link.person, by=by, now=now)
    return person


def part(
    connection: sa.Connection,
    link: Link,
    *,
    evidence: Mapping[str, object],
    by: str,
    lane: int,
    now: float,
    run_id: str | None = None,
) -> PersonId:
    """The same, without a word about the two. Of the new person nobody knows yet who it is not, but for those whom the
    former one was told apart from."""
    former = link.person
    person = people.new_person(connection, now=now)
    links.move(connection, link, to=person, evidence=evidence, actor=by, now=now, run_id=run_id)
    # What was written to the record was written for whoever it is.
    journal.follow_record(connection, (link.system, link.ref_id), former=former, person=person)
    agreed = settled.records_of(connection, [former]).get(former, {})
    if agreed.get(link.system, link.ref_id) == link.ref_id:
        # It was this record that was agreed with: nothing of that holds for those who stay.
        settled.forget(connection, former, link.system)
    for other in pairs.told_apart_from(connection, [former]):
        pairs.tell_apart(connection, person, other, by=by, now=now)
    keep_true(connection, [former, person], now=now)
    queue.mark_dirty(connection, [former, person], lane=lane, reason="became two", now=now)
    return person

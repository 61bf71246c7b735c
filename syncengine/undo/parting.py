"""Records that are taken apart, and those that are put together again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syncengine.core.chain import OURS
from syncengine.core.model import PersonId
from syncengine.store import erasures, histories, letters, pairs, queue, reviews
from syncengine.store.audit_decisions import REVIEW, tell_of_answers
from syncengine.store.people import Link
from syncengine.store.reviews import DIFFERENT
from syncengine.store.tables import link, review, run
from syncengine.undo.evidence import note_undone
from syncengine.undo.holding import reason_of
from syncengine.work.doubt import ask_whether_same
from syncengine.work.uniting import part, unite

UNDONE, REDONE = "undone", "redone"
"""Outcomes of links that an undo made."""

TAKEN_BACK = "taken back"
"""The decision in the place of a "different" that came from an undo which was undone."""


@dataclass(frozen=True, slots=True)
class Parted:
    """A record that became a person of its own, and whose it was. ``united`` says that it went the other way."""

    record: str
    person: PersonId
    former: PersonId
    united: bool = False


@dataclass(frozen=True, slots=True)
class Errand:
    """In which run something is undone, by whom and when."""

    run_id: str
    by: str
    now: float


def tell_apart(connection: sa.Connection, wrong: Link, errand: Errand) -> Parted:
    """A human says that the record is somebody else."""
    parted = _part(connection, wrong, errand)
    pairs.tell_apart(connection, parted.person, parted.former, by=errand.by, now=errand.now)
    _note(connection, parted, errand, apart=True)
    return parted


def set_aside(connection: sa.Connection, doubted: Link, errand: Errand, *, of_run: str) -> Parted:
    """Nobody says that the record is somebody else, only that it was linked too soon: that is asked, and until it is
    answered nothing is linked or made."""
    parted = _part(connection, doubted, errand)
    ask_whether_same(
        connection,
        parted.person,
        parted.former,
        reason=f"they were linked in {of_run}, which {errand.by} has undone: are they one?",
        system=doubted.system,
        ref_id=doubted.ref_id,
        now=errand.now,
    )
    _note(connection, parted, errand, apart=False)
    return parted


def _part(connection: sa.Connection, wrong: Link, errand: Errand) -> Parted:
    person = part(
        connection,
        wrong,
        evidence={"outcome": UNDONE, "link": wrong.id, "from": wrong.person},
        by=errand.by,
        lane=queue.LIVE,
        now=errand.now,
        run_id=errand.run_id,
    )
    return Parted(f"{wrong.system}:{wrong.ref_id}", person, wrong.person)


def _note(connection: sa.Connection, parted: Parted, errand: Errand, *, apart: bool) -> None:
    note_undone(
        connection, parted.person, parted.former, run_id=errand.run_id, by=errand.by, apart=apart, now=errand.now
    )


# --- which links -----------------------------------------------------------------------------------------------------


def made_by_matching(connection: sa.Connection, run_id: str, *, since: float, until: float) -> list[Link]:
    """Standing links with which matching, or a redo, joined a record to somebody in a run. What was matched between
    that run and the one before it, by a preview or by a run that nobody agreed to, belongs to it."""
    gone_by = sa.exists().where(run.c.id == link.c.run_id, run.c.outcome.in_(["declined", "stopped"]))
    nobodys = sa.or_(link.c.run_id.is_(None), gone_by)
    before = sa.and_(nobodys, link.c.made_at > since, link.c.made_at <= until)
    rows = connection.execute(
        sa.select(link)
        .where(link.c.undone_at.is_(None), sa.or_(link.c.run_id == run_id, before))
        .order_by(link.c.id.desc())
    )
    return [_link(row) for row in rows if _joins(row)]


def _joins(row: sa.Row[Any]) -> bool:
    outcome = str(row.evidence.get("outcome"))
    return outcome == REDONE or (outcome == "link" and str(row.actor) == OURS)


def parted_in(connection: sa.Connection, run_id: str) -> list[tuple[Link, PersonId]]:
    """Records that an undo took apart and that are still by themselves, each with whose it was."""
    rows = connection.execute(
        sa.select(link).where(link.c.run_id == run_id, link.c.undone_at.is_(None)).order_by(link.c.id.desc())
    )
    return [(_link(row), PersonId(row.evidence["from"])) for row in rows if row.evidence.get("outcome") == UNDONE]


def _link(row: sa.Row[Any]) -> Link:
    return Link(row.id, PersonId(row.person_id), row.system, row.kind, row.ref_id)


# --- together again --------------------------------------------------------------------------------------------------


def put_together(connection: sa.Connection, undo_run: str, errand: Errand) -> tuple[list[Parted], list[str]]:
    """Everybody whom an undo took apart becomes one again, where no human has said since that they are two. Returns
    also what was left, as sentences."""
    united, left = [], []
    for own, former in parted_in(connection, undo_run):
        record = f"{own.system}:{own.ref_id}"
        if histories.made_at(connection, former) is None:
            left.append(f"{record} stays by itself: whose it was has become part of somebody else")
        elif erasures.any_unfinished(connection, (own.person, former)):
            left.append(f"{record} stays by itself: one of the two is being forgotten")
        elif _said_since(connection, own.person, former, undo_run):
            left.append(f"{record} stays by itself: somebody has said since that the two are not the same")
        else:
            _unite(connection, own, former, undo_run, errand)
            united.append(Parted(record, former, own.person, united=True))
    return united, left


def _unite(connection: sa.Connection, own: Link, former: PersonId, undo_run: str, errand: Errand) -> None:
    about = pairs.subjects_of(own.person, former)
    told_apart = sa.and_(review.c.kind == "possible_match", review.c.subject.in_(about), review.c.decision == DIFFERENT)
    taken_back = review.update().where(told_apart).values(decision=TAKEN_BACK, decided_by=errand.by).returning(*REVIEW)
    tell_of_answers(connection, connection.execute(taken_back), said=TAKEN_BACK, by=errand.by, now=errand.now)
    unite(
        connection,
        stays=former,
        leaves=own.person,
        evidence={"outcome": REDONE, "run": undo_run},
        by=errand.by,
        lane=queue.LIVE,
        now=errand.now,
        run_id=errand.run_id,
    )


def _said_since(connection: sa.Connection, one: PersonId, other: PersonId, undo_run: str) -> bool:
    """Has a human told them apart, other than with the undo itself?"""
    if not reviews.decided_different(connection, one, other):
        return False
    about = pairs.subjects_of(one, other)
    rows = connection.execute(
        sa.select(review.c.detail).where(review.c.subject.in_(about), review.c.decision == DIFFERENT)
    )
    undone = [row.detail.get("undone", {}) for row in rows]
    return any(each.get("run") != undo_run or not each.get("apart") for each in undone)


def lift_holds(connection: sa.Connection, undo_run: str, *, was_by: str, by: str, now: float) -> None:
    """What was given up because of an undo may be written again."""
    wanted = sa.and_(
        review.c.kind == "parked",
        review.c.decision == letters.DROPPED,
        review.c.reason == reason_of(undo_run, by=was_by),
    )
    ids = [row[0] for row in connection.execute(sa.select(review.c.id).where(wanted))]
    letters.take_back(connection, ids, decision=REDONE, by=by, now=now)

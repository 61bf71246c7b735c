"""What a human names to be undone: a run, a link or a write."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store import undoings
from syncengine.store.people import Link
from syncengine.store.tables import link, operation, run
from syncengine.store.undoings import COMMAND, Known
from syncengine.work.decide import NotDecidable

LAST = "last"
_LINK = re.compile(r"(?:l_)?(\d+)")


class NotUndoable(NotDecidable):
    """There is no such thing to undo, or it cannot be undone as it is named."""


@dataclass(frozen=True, slots=True)
class NamedRun:
    """A pass. ``since`` is when the pass before it that went through had ended, ``until`` when this one had; both in
    seconds since the epoch."""

    id: str
    command: str
    since: float
    until: float

    @property
    def target(self) -> str:
        return self.id

    @property
    def is_undo(self) -> bool:
        return self.command == COMMAND


@dataclass(frozen=True, slots=True)
class NamedLink:
    """A link, and what else its person is."""

    link: Link
    made_at: float
    others: tuple[Link, ...]
    together_since: float
    created: bool

    @property
    def target(self) -> str:
        return f"l_{self.link.id}"


@dataclass(frozen=True, slots=True)
class NamedWrite:
    """One write."""

    known: Known

    @property
    def target(self) -> str:
        return self.known.write.id


Named = NamedRun | NamedLink | NamedWrite


def named(connection: sa.Connection, word: str, *, systems: Collection[str]) -> Named:
    """What a word names. Raises NotUndoable."""
    if word == LAST or word.startswith("r_"):
        return _run(connection, word)
    if word.startswith("o_"):
        return _write(connection, word)
    of_link = _LINK.fullmatch(word)
    if of_link:
        return _link(connection, link.c.id == int(of_link[1]), word)
    system, sign, ref_id = word.partition(":")
    if sign and system in systems:
        is_record = sa.and_(link.c.system == system, link.c.ref_id == ref_id.removeprefix("candidate:"))
        return _link(connection, sa.and_(is_record, link.c.undone_at.is_(None)), word)
    raise NotUndoable(
        f"there is nothing to undo that is called {word!r}: name a run (r_..., or `last`), a link (its number, or the "
        "record as SYSTEM:ID) or a write (o_...); see: talentsync status"
    )


def _run(connection: sa.Connection, word: str) -> NamedRun:
    wrote = sa.or_(
        sa.exists().where(operation.c.run_id == run.c.id, operation.c.state.in_(["done", "sent"])),
        sa.exists().where(link.c.run_id == run.c.id),
    )
    which = sa.and_(wrote, run.c.command != COMMAND) if word == LAST else run.c.id == word
    row = connection.execute(sa.select(run).where(which).order_by(run.c.started_at.desc()).limit(1)).one_or_none()
    if row is None:
        what = "no run has written anything" if word == LAST else f"there is no run {word}"
        raise NotUndoable(f"{what}; see: talentsync status")
    went_through = run.c.outcome.in_(["finished", "paused", "part"])
    before = sa.select(sa.func.max(run.c.ended_at)).where(run.c.started_at < row.started_at, went_through)
    since = connection.execute(before).scalar_one_or_none()
    until = row.ended_at if row.ended_at is not None else _last_write(connection, row)
    return NamedRun(row.id, row.command, since or 0.0, until)


def _last_write(connection: sa.Connection, row: sa.Row[Any]) -> float:
    """When a run that was killed wrote last: what was linked after that is nothing of it."""
    latest = sa.select(sa.func.max(operation.c.planned_at)).where(operation.c.run_id == row.id)
    return float(connection.execute(latest).scalar_one_or_none() or row.started_at)


def _link(connection: sa.Connection, which: sa.ColumnElement[bool], word: str) -> NamedLink:
    row = connection.execute(sa.select(link).where(which)).one_or_none()
    if row is None:
        raise NotUndoable(f"there is no link {word}; see: talentsync explain PERSON")
    one = Link(row.id, PersonId(row.person_id), row.system, row.kind, row.ref_id)
    if row.undone_at is not None:
        raise NotUndoable(f"the link {word} has ended already; see: talentsync explain {one.person}")
    standing = sa.and_(link.c.person_id == one.person, link.c.id != one.id, link.c.undone_at.is_(None))
    rest = connection.execute(sa.select(link).where(standing).order_by(link.c.id)).all()
    if not rest:
        raise NotUndoable(f"{one.system}:{one.ref_id} is linked to no other record: there is nothing to take apart")
    others = tuple(Link(each.id, one.person, each.system, each.kind, each.ref_id) for each in rest)
    together = max(row.made_at, min(each.made_at for each in rest))
    return NamedLink(one, row.made_at, others, together, row.evidence.get("outcome") == "created")


def _write(connection: sa.Connection, word: str) -> NamedWrite:
    found = undoings.find(connection, [word])
    if not found:
        raise NotUndoable(f"there is no write {word}; see: talentsync explain PERSON")
    if found[0].state != "done":
        raise NotUndoable(f"the write {word} was not made ({found[0].state}): there is nothing to undo")
    return NamedWrite(found[0])

"""Reading the audit, as a stream: everything, or what is about somebody, a run, or a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syncengine.core.chain import COLUMNS, Chained, Entry
from syncengine.store.audit_writes import ENDED
from syncengine.store.erasures import Ref
from syncengine.store.people import chunks
from syncengine.store.tables import audit

_PAGE = 1000
_FIELDS = COLUMNS[1:-1]
_REF = (audit.c.system, audit.c.ref_id)
_LINKED = ("link made", "link undone")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which entries. ``people`` with ``record``: about any of these, or about the record itself. ``since`` and
    ``until`` are seconds since the epoch, ``until`` itself left out."""

    people: frozenset[str] = frozenset()
    record: Ref | None = None
    run_id: str | None = None
    since: float | None = None
    until: float | None = None

    @property
    def is_everything(self) -> bool:
        return self == Choice()


def entries(connection: sa.Connection, choice: Choice | None = None) -> Iterator[Chained]:
    """In the order of their numbers, page by page; also numbers that no entry has unless somebody put it there."""
    page = sa.select(audit).where(_which(choice or Choice())).order_by(audit.c.seq).limit(_PAGE)
    rows = connection.execute(page).all()
    while rows:
        yield from map(_chained, rows)
        rows = connection.execute(page.where(audit.c.seq > rows[-1].seq)).all() if len(rows) == _PAGE else []


def last(connection: sa.Connection, choice: Choice, *, limit: int) -> list[Chained]:
    """The latest of them, the oldest first."""
    latest = sa.select(audit).where(_which(choice)).order_by(audit.c.seq.desc()).limit(limit)
    return [_chained(row) for row in connection.execute(latest)][::-1]


def people_of(connection: sa.Connection, record: Ref) -> frozenset[str]:
    """Everybody whom a record was ever taken for, those who were forgotten included."""
    about = sa.and_(audit.c.system == record[0], audit.c.ref_id == record[1], audit.c.person_id.is_not(None))
    return frozenset(connection.execute(sa.select(audit.c.person_id).where(about).distinct()).scalars())


def people_erased(connection: sa.Connection) -> frozenset[str]:
    """Of whom the audit tells that our store forgot them."""
    purged = sa.select(audit.c.person_id).where(audit.c.what == "erasure purged")
    return frozenset(connection.execute(purged).scalars())


def records_linked(connection: sa.Connection, people: Collection[str]) -> frozenset[Ref]:
    """Records of which the audit tells that they became, or were not any more, one of these people."""
    found: set[Ref] = set()
    for chunk in chunks(sorted(people)):
        linked = sa.and_(audit.c.person_id.in_(chunk), audit.c.what.in_(_LINKED))
        found.update((row[0], row[1]) for row in connection.execute(sa.select(*_REF).where(linked).distinct()))
    return frozenset(found)


def latest_outcomes(connection: sa.Connection, writes: Collection[str]) -> dict[str, int]:
    """write -> the number of the last entry that tells what became of it. Of one that nobody waited for any more the
    answer may still have come."""
    found: dict[str, int] = {}
    for chunk in chunks(sorted(writes)):
        about = sa.select(audit.c.subject, audit.c.seq, audit.c.what).where(audit.c.subject.in_(chunk))
        told = connection.execute(about.order_by(audit.c.seq))
        found.update((subject, seq) for subject, seq, what in told if is_outcome(str(what)))
    return found


def is_outcome(what: str) -> bool:
    """Does it tell what became of a write?"""
    return what.rpartition(" ")[2] in ENDED


@contextmanager
def leniently(connection: sa.Connection) -> Iterator[None]:
    """Read also what is no text any more: SQLite takes any bytes for text, and whoever looks for damage must see it."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    before = driver.text_factory
    driver.text_factory = lambda data: data.decode(errors="surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = before


def _which(choice: Choice) -> sa.ColumnElement[bool]:
    found: list[sa.ColumnElement[bool]] = []
    if choice.people or choice.record is not None:
        about: list[sa.ColumnElement[bool]] = [audit.c.person_id.in_(sorted(choice.people))]
        if choice.record is not None:
            about.append(sa.and_(audit.c.system == choice.record[0], audit.c.ref_id == choice.record[1]))
        found.append(sa.or_(*about))
    if choice.run_id is not None:
        found.append(audit.c.run_id == choice.run_id)
    if choice.since is not None:
        found.append(audit.c.at >= choice.since)
    if choice.until is not None:
        found.append(audit.c.at < choice.until)
    return sa.and_(sa.true(), *found)


def _chained(row: sa.Row[Any]) -> Chained:
    said = row._mapping
    return Chained(row.seq, Entry(**{name: said[name] for name in _FIELDS}), row.previous, row.hash)

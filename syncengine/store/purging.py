"""Taking everything that is about a person out of the store, in one transaction, and out of its files afterwards."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa
import structlog

from syncengine.store import cards
from syncengine.store.database import Store
from syncengine.store.holdings import BAD_RECORD, HOLDINGS, Holding, Subject, record_subjects
from syncengine.store.mentions import marks_of, parsed
from syncengine.store.tables import delivery, review

log = structlog.get_logger("talentsync.store")


def count(connection: sa.Connection, subject: Subject) -> dict[str, int]:
    """table -> rows about a person that an erasure would remove or empty."""
    found: Counter[str] = Counter()
    for each in HOLDINGS:
        if each.fate != "kept":
            counted = sa.select(sa.func.count()).select_from(each.table).where(each.where(subject))
            found[each.name] += connection.execute(counted).scalar_one()
    found["review"] += len(_unreadable(connection, subject))
    return _some(found)


def purge(connection: sa.Connection, subject: Subject) -> dict[str, int]:
    """Remove or empty all of it but the place in the queue. Returns how many rows, by table. Doing it twice changes
    nothing."""
    done: Counter[str] = Counter()
    unreadable = _unreadable(connection, subject)
    for id_ in unreadable:
        connection.execute(review.delete().where(review.c.id == id_))
    done["review"] += len(unreadable)
    for each in HOLDINGS:
        if each.fate != "kept":
            done[each.name] += _purge(connection, each, subject)
    return _some(done)


def _purge(connection: sa.Connection, each: Holding, subject: Subject) -> int:
    where = each.where(subject)
    if each.fate == "removed":
        return connection.execute(each.table.delete().where(where)).rowcount
    if each.fate == "emptied":
        return connection.execute(each.table.update().where(where).values(**(each.empty or {}))).rowcount
    if each.table is delivery:
        return connection.execute(delivery.update().where(where).values(body=None)).rowcount
    return _remove_cards(connection, subject) if each.name == "card" else 0


def _remove_cards(connection: sa.Connection, subject: Subject) -> int:
    """Keys and counts change with them."""
    removed = 0
    for system in sorted({system for system, _ in subject.refs}):
        ref_ids = [ref_id for of, ref_id in subject.refs if of == system]
        removed += len(cards.ids_of(connection, system=system, ref_ids=ref_ids))
        cards.remove(connection, system=system, ref_ids=ref_ids)
    return removed


def _unreadable(connection: sa.Connection, subject: Subject) -> list[int]:
    """Questions about records that nobody could read, of whatever kind: those of the person, and those in which the
    person is mentioned."""
    marks = marks_of(connection, subject.refs)
    own = set(record_subjects(subject))
    rows = connection.execute(
        sa.select(review.c.id, review.c.system, review.c.subject, review.c.detail).where(review.c.kind == BAD_RECORD)
    )
    return [row.id for row in rows if row.subject in own or marks.are_in(row.detail, system=row.system)]


def mentioning(connection: sa.Connection, subject: Subject) -> Iterator[tuple[str, int | str]]:
    """Rows that are only told by what is in them: (table, id)."""
    marks = marks_of(connection, subject.refs)
    yield from (("review", id_) for id_ in _unreadable(connection, subject))
    rows = connection.execute(
        sa.select(delivery.c.id, delivery.c.system, delivery.c.body).where(delivery.c.body.is_not(None))
    )
    yield from (("delivery", row.id) for row in rows if marks.are_in(parsed(row.body), system=row.system))


def scrub(store: Store) -> bool:
    """Take what was removed out of the files of the store, as far as we can reach them. False when somebody reads an
    older state of it just now: to be tried again.

    SQLite: the file is written anew, and its log is emptied. PostgreSQL: dead rows are vacuumed away; the server's own
    log, its replicas and its backups are not ours.
    """
    try:
        return _rewrite(store) if store.embedded else _vacuum(store)
    except (sqlite3.OperationalError, sa.exc.OperationalError) as error:
        log.warning("store.not_scrubbed", error=type(error).__name__)
        return False


def _rewrite(store: Store) -> bool:
    connection = store.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.close()
        return not busy
    finally:
        connection.close()


def _vacuum(store: Store) -> bool:
    touched = sorted({each.name for each in HOLDINGS if each.fate != "kept"} | {"card_key", "card_count"})
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in touched:
            connection.exec_driver_sql(f'VACUUM "{name}"')
    return True


def _some(counts: Counter[str]) -> dict[str, int]:
    return {name: number for name, number in sorted(counts.items()) if number}

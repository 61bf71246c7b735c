"""Cards of living candidate records: what matching compares, found by blocking keys, with every value counted.

Keys and counts change in the transaction that changes the card. Numbers are written into the statements themselves:
there are too many for parameters, and they are numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa

from syncengine.core.matching.cards import Codes
from syncengine.store.card_packing import Made, counted_codes, key_codes, pack, unpack
from syncengine.store.people import chunks
from syncengine.store.tables import card, card_count, card_key

Ref = tuple[str, str]
"""(system, id of the record there)."""

EVERYBODY = 0
"""The code under which the cards themselves are counted. No value has it."""

_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Shelf:
    """Some cards: ``ids`` rise, ``refs`` and ``made`` stand in the same order."""

    ids: Codes
    refs: tuple[Ref, ...]
    made: Made

    def rows_of(self, ids: Codes) -> Codes:
        """Where these ids stand. They must be here."""
        return np.searchsorted(self.ids, ids)


def save(connection: sa.Connection, *, system: str, ref_ids: Sequence[str], made: Made) -> int:
    """Set the cards of records, one per ref id. Returns how many were not as they are already."""
    before = _stored(connection, system, ref_ids)
    packed = pack(made)
    news = [at for at, ref_id in enumerate(ref_ids) if before.get(ref_id, (0, b""))[1] != packed[at]]
    if not news:
        return 0
    replaced = [before[ref_ids[at]] for at in news if ref_ids[at] in before]
    fresh = iter(_new_ids(connection, len(news) - len(replaced)))
    ids = [before[ref_ids[at]][0] if ref_ids[at] in before else next(fresh) for at in news]
    _take_out(connection, system, replaced)
    _put_in(connection, system, ids, made.at(news))
    rows = [
        {"id": id_, "system": system, "ref_id": ref_ids[at], "data": packed[at]}
        for id_, at in zip(ids, news, strict=True)
    ]
    if replaced:
        _drop(connection, [id_ for id_, _ in replaced])
    connection.execute(card.insert(), rows)
    return len(news)


def remove(connection: sa.Connection, *, system: str, ref_ids: Sequence[str]) -> None:
    """These records are gone: nobody is compared with them, and they do not count."""
    stored = list(_stored(connection, system, ref_ids).values())
    if stored:
        _take_out(connection, system, stored)
        _drop(connection, [id_ for id_, _ in stored])


def remove_all(connection: sa.Connection) -> None:
    """Forget all cards, whatever rules made them."""
    for table in (card, card_key, card_count):
        connection.execute(table.delete())


def load(connection: sa.Connection, ids: Collection[int]) -> Shelf:
    """The cards with these ids."""
    found: list[tuple[int, str, str, bytes]] = []
    for chunk in chunks(sorted(ids)):
        sql = f"SELECT id, system, ref_id, data FROM card WHERE id IN ({_list(chunk)}) ORDER BY id"  # noqa: S608
        found += [(row[0], row[1], row[2], row[3]) for row in connection.exec_driver_sql(sql)]
    made = unpack([row[3] for row in found])
    return Shelf(np.array([row[0] for row in found], np.int64), tuple((row[1], row[2]) for row in found), made)


def ids_of(connection: sa.Connection, *, system: str, ref_ids: Sequence[str]) -> dict[str, int]:
    """ref id -> id of its card, for those that have one."""
    return {row[0]: row[1] for row in _rows_of(connection, "ref_id, id", system, ref_ids)}


def systems(connection: sa.Connection) -> list[str]:
    """Names of the systems that have cards. Asks for one after the other: there are few of them and many cards."""
    sql = (
        "WITH RECURSIVE one(name) AS (SELECT min(system) FROM card UNION ALL "
        "SELECT (SELECT min(system) FROM card WHERE system > one.name) FROM one WHERE one.name IS NOT NULL) "
        "SELECT name FROM one WHERE name IS NOT NULL"
    )
    return [row[0] for row in connection.exec_driver_sql(sql)]


def carriers(connection: sa.Connection, codes: Codes, *, most: int) -> tuple[Codes, Codes]:
    """Who carries these keys: two columns, code and card id, in the order of both. Nobody is told of a key that more
    than ``most`` carry."""
    parts = []
    for chunk in _parts(codes):
        wanted = "),(".join(map(str, chunk.tolist()))
        sql = (
            f"WITH wanted(code) AS (VALUES ({wanted})) SELECT k.code, k.card_id FROM wanted "  # noqa: S608
            "JOIN card_key k ON k.code = wanted.code WHERE (SELECT b.card_id FROM card_key b "
            f"WHERE b.code = wanted.code ORDER BY b.card_id LIMIT 1 OFFSET {most}) IS NULL"
        )
        rows = connection.exec_driver_sql(sql).all()
        parts.append(np.array([tuple(row) for row in rows], np.int64).reshape(-1, 2))
    found = np.concatenate(parts) if parts else np.zeros((0, 2), np.int64)
    found = found[np.lexsort((found[:, 1], found[:, 0]))]
    return found[:, 0], found[:, 1]


def counts(connection: sa.Connection, codes: Codes) -> tuple[Codes, Codes]:
    """How often values occur: codes, rising, and their numbers. Those that do not occur are left out."""
    found: list[tuple[int, int]] = []
    for chunk in _parts(codes):
        sql = f"SELECT code, carriers FROM card_count WHERE code IN ({_list(chunk.tolist())})"  # noqa: S608
        found += [(row[0], row[1]) for row in connection.exec_driver_sql(sql)]
    table = np.array(sorted(found), np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def size(connection: sa.Connection) -> int:
    """How many cards there are."""
    row = connection.exec_driver_sql(f"SELECT carriers FROM card_count WHERE code = {EVERYBODY}").first()  # noqa: S608
    return int(row[0]) if row else 0


def _stored(connection: sa.Connection, system: str, ref_ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
    return {row[0]: (row[1], row[2]) for row in _rows_of(connection, "ref_id, id, data", system, ref_ids)}


def _rows_of(connection: sa.Connection, columns: str, system: str, ref_ids: Sequence[str]) -> Iterable[Any]:
    place = _place(connection)
    for chunk in chunks(ref_ids):
        several = ", ".join([place] * len(chunk))
        sql = f"SELECT {columns} FROM card WHERE system = {place} AND ref_id IN ({several})"  # noqa: S608
        yield from connection.exec_driver_sql(sql, (system, *chunk))


def _place(connection: sa.Connection) -> str:
    """How the driver marks a parameter. These statements run for every record: they go through the driver itself."""
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"


def _new_ids(connection: sa.Connection, number: int) -> range:
    if number == 0:
        return range(0)
    if connection.dialect.name == "postgresql":
        # SQLite has one writer at a time by itself.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('card'))")
    last = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM card").scalar_one()
    return range(last + 1, last + 1 + number)


def _put_in(connection: sa.Connection, system: str, ids: Sequence[int], made: Made) -> None:
    rows = _key_rows(system, ids, made)
    if rows:
        _insert(connection, "card_key (code, card_id)", rows)
    _count(connection, made, by=1)


def _take_out(connection: sa.Connection, system: str, stored: Sequence[tuple[int, bytes]]) -> None:
    if not stored:
        return
    made = unpack([data for _, data in stored])
    one = sa.and_(card_key.c.code == sa.bindparam("of"), card_key.c.card_id == sa.bindparam("whose"))
    rows = _key_rows(system, [id_ for id_, _ in stored], made)
    if rows:
        connection.execute(card_key.delete().where(one), [{"of": code, "whose": id_} for code, id_ in rows])
    _count(connection, made, by=-1)


def _drop(connection: sa.Connection, ids: Sequence[int]) -> None:
    for chunk in chunks(ids):
        connection.exec_driver_sql(f"DELETE FROM card WHERE id IN ({_list(chunk)})")  # noqa: S608


def _key_rows(system: str, ids: Sequence[int], made: Made) -> list[tuple[int, int]]:
    """(code, card id), each once, in order."""
    codes = key_codes(made.keys, system)
    rows, columns = np.nonzero(codes)
    found, whose = codes[rows, columns], np.asarray(ids, np.int64)[rows]
    order = np.lexsort((whose, found))
    return list(dict.fromkeys(zip(found[order].tolist(), whose[order].tolist(), strict=True)))


def _count(connection: sa.Connection, made: Made, *, by: int) -> None:
    """Always in the order of codes, so that two who count at once cannot wait for each other."""
    values = counted_codes(made.cards)
    codes, often = np.unique(values[values != 0], return_counts=True)
    rows = [(EVERYBODY, len(made) * by), *zip(codes.tolist(), (often * by).tolist(), strict=True)]
    tail = " ON CONFLICT (code) DO UPDATE SET carriers = card_count.carriers + excluded.carriers"
    _insert(connection, "card_count (code, carriers)", rows, tail=tail)
    if by < 0:
        for chunk in _parts(codes):
            where = f"code IN ({_list(chunk.tolist())}) AND carriers <= 0"
            connection.exec_driver_sql(f"DELETE FROM card_count WHERE {where}")  # noqa: S608


def _insert(connection: sa.Connection, into: str, rows: Sequence[tuple[int, int]], *, tail: str = "") -> None:
    place = _place(connection)
    connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({place}, {place}){tail}", list(rows))  # noqa: S608


def _parts(codes: Codes) -> Iterable[Codes]:
    said = np.unique(codes)
    said = said[said != 0]
    for start in range(0, len(said), _ROWS):
        yield said[start : start + _ROWS]


def _list(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))

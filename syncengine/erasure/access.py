"""Everything that our store holds on one person, as one document for that person to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from syncengine.core.matching.cards import TEXTS
from syncengine.store.card_packing import unpack as unpack_cards
from syncengine.store.holdings import HOLDINGS, NOTHING, Subject
from syncengine.store.mentions import parsed
from syncengine.store.packing import unpack
from syncengine.store.purging import mentioning
from syncengine.store.tables import metadata

ELSEWHERE = (
    "the systems themselves hold more than we read: ask them, too",
    "Redis, where it is used, holds the id of a person for the minutes until the person is run",
    "logs hold ids of people and records, and no value",
)


def document(connection: sa.Connection, subject: Subject, *, now: float) -> dict[str, Any]:
    """All of it, table by table, with what each table is for. Times are ISO 8601 in UTC."""
    rows = _rows(connection, subject)
    return {
        "person": subject.person,
        "records": [f"{system}:candidate:{ref_id}" for system, ref_id in subject.refs],
        "as_of": _iso(now),
        "held": {
            name: {"what": metadata.tables[name].comment, "rows": found}
            for name, found in sorted(rows.items())
            if found
        },
        "nothing_in": dict(NOTHING),
        "elsewhere": list(ELSEWHERE),
    }


def _rows(connection: sa.Connection, subject: Subject) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for each in HOLDINGS:
        if each.name != "delivery":  # whose bodies may be about anybody: only those are shown that name the person
            found.setdefault(each.name, []).extend(_readable_rows(connection, each.table, each.where(subject)))
    for name, id_ in mentioning(connection, subject):
        table = metadata.tables[name]
        found.setdefault(name, []).extend(_readable_rows(connection, table, table.c.id == id_))
    return found


def _readable_rows(connection: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    rows = connection.execute(sa.select(table).where(where)).mappings()
    # Names of columns are a kind of text of their own, which is no key of JSON.
    return [{str.__str__(column.name): _readable(column, row[column]) for column in table.c} for row in rows]


def _readable(column: sa.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, bytes | memoryview):
        return _BYTES[column.table.name, column.name](bytes(value))
    return _iso(value) if isinstance(column.type, sa.Float) else value


def _card(data: bytes) -> dict[str, Any]:
    """What is compared: pieces of words, and numbers that stand for values."""
    cards = unpack_cards([data]).cards
    texts = [text for name in TEXTS.names or () for text in _words(cards.texts[name][0].tolist())]
    return {"texts": texts, "numbers": [number for number in cards.codes[0].tolist() if number]}


def _words(value: Any) -> list[str]:
    if isinstance(value, bytes):
        return [value.decode("utf-8", "replace")] if value else []
    return [word for each in value for word in _words(each)] if isinstance(value, list) else []


_BYTES: Mapping[tuple[str, str], Callable[[bytes], Any]] = {
    ("snapshot", "raw"): unpack,
    ("delivery", "body"): parsed,
    ("card", "data"): _card,
}


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()

"""Looking for somebody in payloads that nobody could read: kept bodies of webhooks, and records that made no sense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa

from syncengine.store import snapshots
from syncengine.store.erasures import Ref

_CANDIDATE = "candidate"
_IDENTIFYING = ("emails", "phones", "profiles")
_NAMES = ("first_name", "last_name")
_SHORTEST = 5
"""A shorter value is found in too much."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What somebody can be told by, in small letters: ``ids`` of records as (system, id), ``values`` of identifiers,
    and ``names`` as (first, last)."""

    ids: frozenset[Ref] = frozenset()
    values: frozenset[str] = frozenset()
    names: frozenset[tuple[str, str]] = frozenset()

    def are_in(self, payload: Any, *, system: str | None) -> bool:
        """Is what a system sent about that person? A text that is no JSON is searched as it stands."""
        leaves = set(_leaves(payload))
        ids = {id_ for of, id_ in self.ids if of == system}
        if not ids.isdisjoint(leaves) or any(set(name) <= leaves for name in self.names):
            return True
        return any(value in leaf for value in self.values for leaf in leaves)


def marks_of(connection: sa.Connection, refs: Sequence[Ref]) -> Marks:
    """By what the people of these candidate records can be told, as the store knows them."""
    shown = [
        each.fields
        for system in sorted({system for system, _ in refs})
        for each in snapshots.load(
            connection, system=system, kind=_CANDIDATE, ref_ids=[ref_id for of, ref_id in refs if of == system]
        ).values()
    ]
    return Marks(
        frozenset((system, ref_id.lower()) for system, ref_id in refs if len(ref_id) >= _SHORTEST),
        frozenset(value for fields in shown for value in _values(fields) if len(value) >= _SHORTEST),
        frozenset(name for fields in shown if all(name := _name(fields))),
    )


def parsed(body: bytes) -> Any:
    """JSON, or the text that it is instead."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return body.decode("utf-8", "replace")


def _values(fields: Mapping[str, Any]) -> Iterator[str]:
    for name in _IDENTIFYING:
        yield from (str(each).lower() for each in fields.get(name) or ())


def _name(fields: Mapping[str, Any]) -> tuple[str, str]:
    first, last = (str(fields.get(name) or "").lower() for name in _NAMES)
    return first, last


def _leaves(payload: Any) -> Iterator[str]:
    if isinstance(payload, Mapping):
        for value in payload.values():
            yield from _leaves(value)
    elif isinstance(payload, list | tuple):
        for value in payload:
            yield from _leaves(value)
    elif payload is not None:
        yield str(payload).lower()

"""Looking for somebody in payloads that nobody could read: kept bodies of webhooks, and records that made no sense."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa

from mappings.keys import identity_keys
from syncengine.core.forgotten import OWN, forms
from syncengine.core.matching.identifiers import Key
from syncengine.store import snapshots
from syncengine.store.erasures import Ref

_CANDIDATE = "candidate"
_IDENTIFYING = ("emails", "phones", "profiles")
_NAMES = ("first_name", "last_name")
_SHORTEST = 5
"""A shorter value is found in too much."""

_FEWEST_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Marks:
    """What somebody can be told by, in small letters: ``ids`` of records as (system, id), ``values`` of identifiers,
    and ``names`` as (first, last); and all ``forms`` of the identifiers."""

    ids: frozenset[Ref] = frozenset()
    values: frozenset[str] = frozenset()
    names: frozenset[tuple[str, str]] = frozenset()
    forms: frozenset[Key] = frozenset()

    def are_in(self, payload: Any, *, system: str | None) -> bool:
        """Is what a system sent about that person? A text that is no JSON is searched as it stands."""
        leaves = {leaf.lower() for leaf in leaves_of(payload)}
        ids = {id_ for of, id_ in self.ids if of == system}
        if not ids.isdisjoint(leaves) or any(_is_named(name, leaves) for name in self.names):
            return True
        if any(value in leaf for value in self.values for leaf in leaves):
            return True
        return not self.forms.isdisjoint(forms(keys_in(leaves))) if self.forms else False


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
        frozenset(forms(key for fields in shown for key in identity_keys(fields) if key[0] not in OWN)),
    )


def parsed(body: bytes) -> Any:
    """JSON, or the text that it is instead."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return body.decode("utf-8", "replace")


def keys_in(payload: Any) -> set[Key]:
    """What a payload that nobody could read seems to carry."""
    texts = tuple(leaves_of(payload))
    fields = {
        "emails": tuple(text for text in texts if "@" in text),
        "profiles": tuple(text for text in texts if "/" in text),
        "phones": tuple(text for text in texts if sum(map(str.isdigit, text)) >= _FEWEST_DIGITS),
    }
    return set(identity_keys(fields))


def leaves_of(payload: Any) -> Iterator[str]:
    """Every value that is no list and no mapping, as text."""
    parts: Iterable[Any] = ()
    if isinstance(payload, Mapping):
        parts = payload.values()
    elif isinstance(payload, list | tuple | set):
        parts = payload
    elif payload is not None:
        yield str(payload)
    for each in parts:
        yield from leaves_of(each)


def _is_named(name: tuple[str, str], leaves: Iterable[str]) -> bool:
    """In two fields, or within one text."""
    first, last = name
    words = _words(f"{first} {last}")
    return {first, last} <= set(leaves) or (bool(words) and any(words <= _words(leaf) for leaf in leaves))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _values(fields: Mapping[str, Any]) -> Iterator[str]:
    for name in _IDENTIFYING:
        yield from (str(each).lower() for each in fields.get(name) or ())


def _name(fields: Mapping[str, Any]) -> tuple[str, str]:
    first, last = (str(fields.get(name) or "").lower() for name in _NAMES)
    return first, last

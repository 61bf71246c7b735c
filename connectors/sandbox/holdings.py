"""Where in a sandbox a text still stands, so that a test can show that nothing is left of somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, is_dataclass
from typing import Any


def tables_with(text: str, tables: Mapping[str, Iterable[Any]]) -> list[str]:
    """Names of the tables in whose rows ``text`` is part of a value or of a key, letter case ignored."""
    wanted = text.casefold()
    return [name for name, rows in tables.items() if any(wanted in each for row in rows for each in _texts(row))]


def _texts(value: Any) -> Iterator[str]:
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _texts(item)
    elif value is not None:
        yield str(value).casefold()

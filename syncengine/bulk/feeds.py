"""Which columns of a sheet feed which column of the matching, and how several become one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from syncengine.core.matching.rows import CORE_COLUMNS

_SETS = ("emails", "phones", "profiles")
_TAILS = {"first_name": "middle_name", "last_name": "name_suffix"}


@dataclass(frozen=True, slots=True)
class Feed:
    """A column for the matching from columns of a sheet, by their places. Cells of a group are put together with
    ``glue``; the first group that has anything counts."""

    column: str
    groups: tuple[tuple[int, ...], ...]
    glue: str = ""

    @property
    def places(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(place for group in self.groups for place in group))

    def values(self, cells: Sequence[Sequence[str]]) -> Sequence[str]:
        """One text per row. ``cells`` are the columns of the sheet."""
        groups = [self._glued([cells[place] for place in group]) for group in self.groups]
        return groups[0] if len(groups) == 1 else [next(filter(None, row), "") for row in zip(*groups, strict=True)]

    def _glued(self, columns: list[Sequence[str]]) -> Sequence[str]:
        if len(columns) == 1:
            return columns[0]
        return [self.glue.join(filter(None, row)) for row in zip(*columns, strict=True)]


def feeds_of(meant: Mapping[str, Sequence[int]]) -> Iterator[Feed]:
    """The feeds, in the order of CORE_COLUMNS. ``meant`` has the places of the columns of each meaning."""
    for column in CORE_COLUMNS:
        groups, glue = _groups(column, meant)
        if groups:
            yield Feed(column, groups, glue)


def _groups(column: str, meant: Mapping[str, Sequence[int]]) -> tuple[tuple[tuple[int, ...], ...], str]:
    own = tuple(meant.get(column, ()))
    if column in _SETS:
        return ((own,) if own else ()), ";"
    if column == "location":
        parts = tuple(place for part in ("city", "region", "country") for place in meant.get(part, ())[:1])
        return (*((place,) for place in own), *([parts] if parts else [])), ", "
    tail = tuple(meant.get(_tail_of(column, meant), ()))[:1]
    return tuple((head, *tail) for head in own), " "


def _tail_of(column: str, meant: Mapping[str, Sequence[int]]) -> str:
    """What goes behind a name: a suffix stands behind the full name where there is no family name."""
    if column == "full_name" and not meant.get("last_name"):
        return "name_suffix"
    return _TAILS.get(column, "")

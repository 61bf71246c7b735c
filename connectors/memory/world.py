"""The pretended vendor: its records and rules, and what a human could do in its pages. Connectors may share it."""

from __future__ import annotations

import copy
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.base import Ambient
from connectors.memory.acts import ACTS
from connectors.memory.fields import MARKED, POINTS_AT, SHAPES, NotAccepted, Row, blank, require_accepted
from connectors.memory.hooks import Subscriptions
from connectors.memory.mischief import Mischief
from connectors.types import Json, Kind

KEY = "memory-key"


class MemoryWorld:
    """Tables of rows, each with an id, times and a place in the order of changes.

    ``unique`` names a list field of candidates whose values may stand on one candidate only (None: any number may).
    ``denied`` holds permissions that were taken away: ``candidate:read``, ``candidate:write``, ``candidate:erase``.
    ``mails`` are those that the world sent to candidates: to whom (an id), why, caused by whom, and when.
    """

    def __init__(
        self,
        name: str = "unnamed",
        *,
        ambient: Ambient | None = None,
        key: str = KEY,
        unique: str | None = None,
        page_size: int = 50,
    ) -> None:
        self.name = name
        self.ambient = ambient or Ambient()
        self.key = key
        self.unique = unique
        self.page_size = page_size
        self.denied: set[str] = set()
        self.mischief = Mischief()
        self.hooks = Subscriptions()
        self.lock = threading.RLock()
        self.writes = 0
        self.mails: list[Row] = []
        self.revision = 0
        self._tables: dict[Kind, dict[str, Row]] = {kind: {} for kind in SHAPES}
        self._changed_at: dict[tuple[Kind, str], int] = {}
        self._next_id = 1

    def insert(self, kind: Kind, values: Mapping[str, Json], *, mark: str | None = None) -> Row:
        """Add a row. Raises NotAccepted, or AlreadyThere where ``unique`` forbids it."""
        with self.lock:
            self._require_accepted(kind, values)
            self._require_unique(kind, values)
            row_id, now = str(self._next_id), self._now()
            self._next_id += 1
            row = {"id": row_id, "created_at": now, "updated_at": now, **blank(kind), **self._rewritten(values)}
            if kind == "candidate":
                row["pools"] = []
            if kind in MARKED:
                row["mark"] = mark
            self._tables[kind][row_id] = row
            self._touch(kind, row_id)
            return self.row(kind, row_id)

    def change(self, kind: Kind, row_id: str, values: Mapping[str, Json]) -> Row:
        """Set some fields of a row. Raises LookupError or NotAccepted."""
        with self.lock:
            row = self._tables[kind][row_id]
            self._require_accepted(kind, values)
            row.update(self._rewritten(values))
            row["updated_at"] = self._now()
            self._touch(kind, row_id)
            return self.row(kind, row_id)

    def delete(self, kind: Kind, row_id: str) -> None:
        """Take a row away. Raises LookupError."""
        with self.lock:
            del self._tables[kind][row_id]
            del self._changed_at[kind, row_id]

    def move(self, candidate_id: str, pool_id: str, *, inside: bool) -> None:
        """Put a candidate into a pool or take it out; nothing happens when that is so already. Raises LookupError."""
        with self.lock:
            candidate, pool = self._tables["candidate"][candidate_id], self._tables["pool"][pool_id]["id"]
            if (pool in candidate["pools"]) == inside:
                return
            others = [other for other in candidate["pools"] if other != pool]
            candidate["pools"] = [*others, pool] if inside else others
            self._touch("candidate", candidate_id)
            action = "added" if inside else "removed"
            self.insert("membership", {"candidate_id": candidate_id, "pool_id": pool, "action": action})

    def mail(self, candidate_id: str, why: str, *, by: str) -> None:
        """Note that the world mails a candidate; ``by`` says who caused it, ``api`` or ``human``."""
        with self.lock:
            self.mails.append({"candidate_id": candidate_id, "why": why, "by": by, "at": self._now()})

    def row(self, kind: Kind, row_id: str) -> Row:
        """A copy of a row. Raises LookupError."""
        with self.lock:
            return copy.deepcopy(self._tables[kind][row_id])

    def rows(self, kind: Kind, *, after: int = 0) -> list[Row]:
        """Copies of all rows that changed after revision ``after``, in the order of their last change."""
        with self.lock:
            found = [row for row in self._tables[kind].values() if self.changed_at(kind, row["id"]) > after]
            found.sort(key=lambda row: self.changed_at(kind, row["id"]))
            return copy.deepcopy(found)

    def changed_at(self, kind: Kind, row_id: str) -> int:
        """The revision of a row's last change; 0 when the row is gone."""
        return self._changed_at.get((kind, row_id), 0)

    def hides(self, row: Row) -> bool:
        """Whether listings and searches do not show this row yet."""
        age = self.ambient.now() - datetime.fromisoformat(row["created_at"]).timestamp()
        return age < self.mischief.search_lag

    def added_fields(self) -> frozenset[str]:
        """Names of the custom fields of candidates."""
        return frozenset(row["name"] for row in self._tables["custom_field"].values())

    def act(self, action: str, **arguments: Any) -> Any:
        """Do what a human could do in the vendor's pages. Raises ValueError for an unknown action."""
        if action not in ACTS:
            raise ValueError(f"unknown action {action!r}; known: {', '.join(ACTS)}")
        with self.lock:
            return ACTS[action](self, **arguments)

    def state(self) -> dict[str, Any]:
        """All rows without their times, for comparing two worlds."""
        times = {"created_at", "updated_at"}
        with self.lock:
            tables = copy.deepcopy(self._tables)
        return {
            kind: [{name: value for name, value in row.items() if name not in times} for row in rows.values()]
            for kind, rows in tables.items()
        }

    def _require_accepted(self, kind: Kind, values: Mapping[str, Json]) -> None:
        require_accepted(kind, values, added=self.added_fields())
        for name in POINTS_AT.keys() & values.keys():
            if values[name] is not None and values[name] not in self._tables[POINTS_AT[name]]:
                raise NotAccepted(name, "names no record")

    def _require_unique(self, kind: Kind, values: Mapping[str, Json]) -> None:
        if kind != "candidate" or self.unique is None:
            return
        wanted = {value.casefold() for value in values.get(self.unique) or ()}
        for row in self._tables["candidate"].values():
            if wanted & {value.casefold() for value in row[self.unique] or ()}:
                raise AlreadyThere(self.unique, existing=row["id"])

    def _rewritten(self, values: Mapping[str, Json]) -> Row:
        rewrites = self.mischief.rewrites
        return {
            name: rewrites[name](value) if name in rewrites else value
            for name, value in copy.deepcopy(dict(values)).items()
        }

    def _touch(self, kind: Kind, row_id: str) -> None:
        self.revision += 1
        self._changed_at[kind, row_id] = self.revision

    def _now(self) -> str:
        return datetime.fromtimestamp(self.ambient.now(), UTC).isoformat(timespec="milliseconds")


class AlreadyThere(NotAccepted):
    """Another candidate has a value that only one may have."""

    def __init__(self, field: str, *, existing: str) -> None:
        super().__init__(field, "another candidate has it already")
        self.existing = existing


_worlds: dict[str, MemoryWorld] = {}
_worlds_lock = threading.Lock()


def world_named(name: str) -> MemoryWorld:
    """The world of that name in this process; it is made when it is first asked for."""
    with _worlds_lock:
        return _worlds.setdefault(name, MemoryWorld(name))

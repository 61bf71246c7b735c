"""What a sandbox was asked and what it answered, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

READS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One request. ``status`` is None when the caller got no answer; ``fault`` names the planted fault, if any."""

    number: int
    at: float
    method: str
    path: str
    query: str
    body: Any
    status: int | None
    fault: str | None = None

    @property
    def writes(self) -> bool:
        return self.method not in READS


class Journal:
    """Append-only, in memory."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries))

    def record(self, **entry: Any) -> None:
        self._entries.append(Entry(number=len(self._entries) + 1, **entry))

    def since(self, number: int) -> tuple[Entry, ...]:
        """Entries after the first ``number``: take ``len(journal)`` before, ask for what came after."""
        return tuple(self._entries[number:])

    def writes(self, *, since: int = 0) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.since(since) if entry.writes)

    def counts(self, *, since: int = 0) -> dict[str, int]:
        """Requests by method."""
        return dict(Counter(entry.method for entry in self.since(since)))

    def as_json(self, *, since: int = 0) -> list[dict[str, Any]]:
        return [asdict(entry) for entry in self.since(since)]

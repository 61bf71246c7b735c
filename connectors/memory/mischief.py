"""The ways in which a world can misbehave. All are off at first; tests switch on the one they are about."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from connectors.types import Json, Kind

Side = Literal["read", "write"]

PLANTABLE = frozenset(
    {
        "unavailable",  # refused before anything is done
        "failed_before",  # a write fails, nothing was done
        "failed_after",  # a write fails, but it was done
        "lost_request",  # no answer, nothing was done
        "lost_reply",  # no answer, it was done
        "malformed_row",  # the first row of a listing cannot be read
        "unknown_fields",  # every row has a field nobody documented
    }
)


@dataclass(slots=True)
class _Planted:
    kind: str
    on: Side
    record: Kind | None
    skip: int
    times: int | None


def shouted(value: Json) -> Json:
    """A vendor that keeps names in capitals."""
    return value.upper() if isinstance(value, str) else value


def cut_off(length: int) -> Callable[[Json], Json]:
    """A vendor whose column is ``length`` characters wide."""
    return lambda value: value[:length] if isinstance(value, str) else value


def digits_only(value: Json) -> Json:
    """A vendor that keeps the digits of phone numbers and a leading plus, and nothing else."""
    if not isinstance(value, list):
        return value
    return ["".join(sign for sign in item if sign.isdigit() or sign == "+") for item in value]


REWRITES: Mapping[str, Callable[[Json], Json]] = {
    "company": shouted,
    "title": cut_off(20),
    "phones": digits_only,
}
"""What vendors do to values they are given: letter case, cut-off titles, phone formats."""


@dataclass
class Mischief:
    """Switches. ``plant`` sets a fault that strikes a few requests; the others hold until they are switched off.

    ``flaky_versions``: a record's version differs on every read. ``duplicate_rows``: a page begins with the last row of
    the page before. ``search_lag``: seconds for which a new row is in no listing and no search. ``rewrites``: field ->
    what the vendor makes of a written value. ``bad_rows``: ids that listings show without their id. ``cursors_gone``:
    every resume point from before is refused. ``anonymises``: who is erased stays as an empty record.
    """

    flaky_versions: bool = False
    duplicate_rows: bool = False
    search_lag: float = 0.0
    rewrites: Mapping[str, Callable[[Json], Json]] = field(default_factory=dict)
    bad_rows: set[str] = field(default_factory=set)
    cursors_gone: bool = False
    anonymises: bool = False

    def __post_init__(self) -> None:
        self._planted: list[_Planted] = []
        self._lock = threading.Lock()

    @property
    def kinds(self) -> frozenset[str]:
        """The faults that ``plant`` knows."""
        return PLANTABLE

    def plant(self, kind: str, *, on: Side, record: Kind | None = None, times: int | None = 1, skip: int = 0) -> None:
        """Strike ``times`` requests of that side after ``skip`` others. ``record`` limits it to a kind."""
        if kind not in PLANTABLE:
            raise ValueError(f"unknown fault {kind!r}; known: {', '.join(sorted(PLANTABLE))}")
        with self._lock:
            self._planted.append(_Planted(kind, on, record, skip, times))

    def clear(self) -> None:
        """Take back what was planted. The switches stay as they are."""
        with self._lock:
            self._planted.clear()

    def strike(self, side: Side, record: Kind) -> str | None:
        """The fault for this request, if any."""
        with self._lock:
            for planted in self._planted:
                if planted.on != side or planted.record not in {None, record}:
                    continue
                if planted.skip > 0:
                    planted.skip -= 1
                    continue
                self._wear(planted)
                return planted.kind
        return None

    def _wear(self, planted: _Planted) -> None:
        if planted.times is not None:
            planted.times -= 1
            if planted.times <= 0:
                self._planted.remove(planted)

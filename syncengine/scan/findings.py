"""What a scan found: counts for people to read, and the records behind every count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from syncengine.scan.survey import Survey

Family = Literal["both", "ghosts", "hand-offs", "opt-outs", "quality", "fields"]
Unit = Literal["person", "record", "pair"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked for. ``count`` of ``of`` are such; the unit says what. ``records`` are rows of the survey, one
    column for each of ``columns``, -1 for no record; ``extra`` are further columns. ``not_judged`` says why it could
    not be looked for: then nothing is known, and nothing is counted."""

    key: str
    family: Family
    title: str
    advice: str
    unit: Unit
    count: int = 0
    of: int = 0
    columns: tuple[str, ...] = ()
    records: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 1), np.int64))
    extra: Mapping[str, Sequence[str]] = field(default_factory=dict)
    not_judged: str = ""

    @property
    def judged(self) -> bool:
        return not self.not_judged

    @property
    def share(self) -> float:
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Number:
    """One of the numbers that matter. ``value`` is None where it could not be judged; ``note`` says more."""

    key: str
    title: str
    value: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Some bars of one kind. ``help`` says how to read them."""

    key: str
    title: str
    help: str
    unit: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class SystemCount:
    """One system, and how many records and people it has."""

    name: str
    role: str
    records: int
    people: int


@dataclass(frozen=True, slots=True)
class Scan:
    """The result. ``notes`` are sentences on how it was judged."""

    survey: Survey
    day: date
    systems: tuple[SystemCount, ...]
    numbers: tuple[Number, ...]
    findings: tuple[Finding, ...]
    charts: tuple[Chart, ...]
    notes: tuple[str, ...] = ()

    def finding(self, key: str) -> Finding:
        """Raises KeyError."""
        found = next((each for each in self.findings if each.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    def rows(self, finding: Finding, *, most: int | None = None) -> Iterator[tuple[str, ...]]:
        """The cells of a finding, as text: record ids, and what else there is."""
        extra = [finding.extra[name] for name in finding.extra]
        for at, records in enumerate(finding.records[:most].tolist()):
            yield (*map(self.survey.id_of, records), *(values[at] for values in extra))


def headings(finding: Finding) -> tuple[str, ...]:
    """What the cells of ``Scan.rows`` are called."""
    return (*finding.columns, *finding.extra)

"""Two systems as they were found: one row for each record, and who is who."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from mappings.policy import Role
from syncengine.core.matching.cards import Cards

Rows = NDArray[np.int64]
Small = NDArray[np.int8]

NOTHING, CLOSED, REJECTED, ACTIVE, HIRED = range(5)
"""How somebody stands in the ATS. Of several records the highest counts. ``CLOSED``: rejected, and not to come back."""

NOT_TOLD, NO, YES = -1, 0, 1
"""Whether somebody has opted out, as one record tells it."""

EMAIL, PHONE, NAME, ODD_CASE = 1, 2, 4, 8
"""Bits of ``Roster.said``: what a record has, readable or not; a name in capitals only, or in small letters only."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The records of one system, in their order. A fact is None where the system, or the file, does not tell it: then
    ``lacks`` says why, by the name of the fact.

    ``sealed`` are private or erased. ``changed`` is the day of the last change as yyyymmdd, 0 where it is not told.
    ``names`` are empty unless they were asked for.
    """

    name: str
    role: Role
    ids: Sequence[str]
    said: NDArray[np.uint8]
    standing: Small | None = None
    opted_out: Small | None = None
    sealed: NDArray[np.bool_] | None = None
    lists: Sequence[tuple[str, ...]] | None = None
    changed: NDArray[np.int64] | None = None
    names: Sequence[str] = ()
    lacks: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of rows, numbered over both systems. ``probability`` is NaN where it was decided without."""

    left: Rows
    right: Rows
    probability: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.left)

    def where(self, chosen: NDArray[np.bool_]) -> Pairs:
        return Pairs(self.left[chosen], self.right[chosen], self.probability[chosen])


def no_pairs() -> Pairs:
    nobody = np.zeros(0, np.int64)
    return Pairs(nobody, nobody, np.zeros(0))


@dataclass(frozen=True, slots=True)
class Survey:
    """Rows are numbered over both systems, those of the ATS first. ``person`` says whose each of them is, ``links`` how
    sure that is; ``doubts`` are pairs that may be one person. ``invites`` says whether people in a list of that name
    are written to. ``faint`` are pairs that are probably two people, and None where nobody counted them;
    ``expected_wrong`` of the links join two people, where that is known."""

    ats: Roster
    crm: Roster
    cards: Cards
    person: Rows
    links: Pairs
    doubts: Pairs
    invites: Callable[[str], bool]
    today: date
    faint: Pairs | None = None
    expected_wrong: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def rosters(self) -> tuple[Roster, Roster]:
        return self.ats, self.crm

    @property
    def split(self) -> int:
        return len(self.ats)

    def rows_of(self, roster: Roster) -> slice:
        return slice(0, self.split) if roster is self.ats else slice(self.split, None)

    def id_of(self, row: int) -> str:
        """A record's id; "" for -1, which stands for no record."""
        if row < 0:
            return ""
        return self.ats.ids[row] if row < self.split else self.crm.ids[row - self.split]

    def name_of(self, row: int) -> str:
        """A record's name, where names were asked for."""
        roster, at = (self.ats, row) if row < self.split else (self.crm, row - self.split)
        return roster.names[at] if row >= 0 and roster.names else ""

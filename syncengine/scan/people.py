"""From linked records to people: who has records where, and which of them stand for a person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from syncengine.scan.survey import Pairs, Rows, Survey

Flags = NDArray[np.bool_]


def people_of(rows: int, links: Pairs) -> Rows:
    """For each row the number of its person: whoever is linked, directly or through others, is one."""
    head = list(range(rows))

    def first(row: int) -> int:
        while head[row] != row:
            head[row] = head[head[row]]
            row = head[row]
        return row

    for one, other in zip(links.left.tolist(), links.right.tolist(), strict=True):
        low, high = sorted((first(one), first(other)))
        head[high] = low
    return numbered(np.array([first(row) for row in range(rows)], np.int64))


def numbered(labels: NDArray[np.int64]) -> Rows:
    """The same groups, numbered from 0."""
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


@dataclass(frozen=True, slots=True)
class Everybody:
    """All people, by number. ``first_ats`` and ``first_crm`` are a row of theirs there, or -1; ``doubted`` are in one
    system alone and may be somebody in the other."""

    count: int
    first_ats: Rows
    first_crm: Rows
    doubted: Flags

    @property
    def in_ats(self) -> Flags:
        return self.first_ats >= 0

    @property
    def in_crm(self) -> Flags:
        return self.first_crm >= 0

    @property
    def in_both(self) -> Flags:
        return self.in_ats & self.in_crm

    def records(self, chosen: Flags) -> NDArray[np.int64]:
        """A row of each system for every chosen person: shape (people, 2)."""
        return np.stack([self.first_ats[chosen], self.first_crm[chosen]], axis=1)


def everybody(survey: Survey) -> Everybody:
    person, split = survey.person, survey.split
    count = int(person.max()) + 1 if len(person) else 0
    firsts = [np.full(count, -1, np.int64), np.full(count, -1, np.int64)]
    for first, rows in zip(firsts, (np.arange(split), np.arange(split, len(person))), strict=True):
        first[person[rows[::-1]]] = rows[::-1]
    both = (firsts[0] >= 0) & (firsts[1] >= 0)
    doubted = np.zeros(count, bool)
    across = crossing(survey, survey.doubts)
    doubted[person[across.left]] = doubted[person[across.right]] = True
    return Everybody(count, firsts[0], firsts[1], doubted & ~both)


def crossing(survey: Survey, pairs: Pairs) -> Pairs:
    """Those of these pairs that have a record in either system, the one in the ATS left."""
    left, right = np.minimum(pairs.left, pairs.right), np.maximum(pairs.left, pairs.right)
    return Pairs(left, right, pairs.probability).where((left < survey.split) & (right >= survey.split))


def surest(count: int, numbers: NDArray[np.int64], probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """The highest probability that each number occurs with; NaN where none is known."""
    found = np.full(count, -1.0)
    known = ~np.isnan(probability)
    np.maximum.at(found, numbers[known], probability[known])
    found[found < 0] = np.nan
    return found

"""Writes a set: two files of records and four of truth, of any size in bounded memory."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import permutations, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from bench.people import GENERATION
from bench.people.person import Crowd, Person, Relation
from bench.people.record import ATS, COLUMNS, CRM, Habits, Shown, show

Side = Literal["crm", "ats"]
SIDES: dict[Side, Habits] = {"crm": CRM, "ats": ATS}
TRUTH = {
    "pairs": ("crm_id", "ats_id", "shared", "tags"),
    "entities": ("record_id", "entity_id"),
    "confusers": ("crm_id", "ats_id", "kind"),
}

_IN_BOTH = 0.29
_GHOST = 0.033
_BESIDE = 0.115
_RELATIONS: tuple[Relation, ...] = ("same_name", "sibling", "couple", "jr_sr")
_SHARES = (0.5, 0.27, 0.18, 0.05)
_BUCKET = 50_000

Records = dict[Side, list[tuple[str, Shown]]]
"""What one person is on either side: record ids with what the records show."""


@dataclass(frozen=True, slots=True)
class Relatives:
    """People who are easily taken for each other; ``relations`` name them by position."""

    people: list[Person]
    relations: list[tuple[int, int, Relation]]


def relatives(crowd: Crowd) -> Iterator[Relatives]:
    """People without end: most stand alone, some beside another, a few beside two."""
    while True:
        found = Relatives([crowd.person()], [])
        chance = _BESIDE
        while crowd.dice.random() < chance:
            relation = crowd.dice.choices(_RELATIONS, _SHARES)[0]
            found.relations.append((0, len(found.people), relation))
            found.people.append(crowd.beside(found.people[0], relation))
            chance = 0.2
        yield found


class _Pile:
    """One side's rows. Their order is decided beforehand, so that it tells nothing: rows go into buckets by their
    place, and each bucket is put in order when all are written."""

    def __init__(self, side: Side, people: int, folder: Path, dice: random.Random, stack: ExitStack) -> None:
        self._prefix = side
        self._places = dice.sample(range(people), people)
        self._folder = folder
        self._buckets = [self._bucket(at, stack) for at in range(-(-people // _BUCKET))]

    def _bucket(self, at: int, stack: ExitStack) -> Any:
        return csv.writer(stack.enter_context(self._path(at).open("w", encoding="utf-8", newline="")))

    def _path(self, at: int) -> Path:
        return self._folder / f"{self._prefix}-{at}.csv"

    @property
    def room(self) -> int:
        return len(self._places)

    def add(self, values: list[str]) -> str:
        """Files a row and gives its record id."""
        place = self._places.pop()
        self._buckets[place // _BUCKET].writerow([place, *values])
        return f"{self._prefix}-{place:07d}"

    def write(self, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for at in range(len(self._buckets)):
                with self._path(at).open(encoding="utf-8", newline="") as bucket:
                    rows = sorted(csv.reader(bucket), key=lambda row: int(row[0]))
                writer.writerows([f"{self._prefix}-{int(row[0]):07d}", *row[1:]] for row in rows)


def write_set(folder: Path, name: str, *, people: int, seed: int) -> None:
    """``people`` records on either side, as ``NAME_crm.csv``, ``NAME_ats.csv`` and the truth beside them."""
    dice = random.Random(f"{GENERATION}/{seed}/{people}")
    crowd = Crowd(people, dice)
    with TemporaryDirectory(dir=folder) as scratch:
        with ExitStack() as stack:
            piles = {side: _Pile(side, people, Path(scratch), dice, stack) for side in SIDES}
            truth = {kind: _truth_file(folder / f"{name}_{kind}.csv", kind, stack) for kind in TRUTH}
            _fill(piles, truth, crowd)
        for side, pile in piles.items():
            pile.write(folder / f"{name}_{side}.csv")


def _truth_file(path: Path, kind: str, stack: ExitStack) -> Any:
    writer = csv.writer(stack.enter_context(path.open("w", encoding="utf-8", newline="")))
    writer.writerow(TRUTH[kind])
    return writer


def _fill(piles: dict[Side, _Pile], truth: dict[str, Any], crowd: Crowd) -> None:
    entity = 0
    for group in relatives(crowd):
        known = [_records(person, piles, crowd) for person in group.people]
        for records in known:
            truth["entities"].writerows((record, entity) for side in SIDES for record, _ in records[side])
            truth["pairs"].writerows(_pairs(records))
            entity += 1
        for one, two, relation in group.relations:
            truth["confusers"].writerows(_confusers(known[one], known[two], relation))
        if not any(pile.room for pile in piles.values()):
            return


def _records(person: Person, piles: dict[Side, _Pile], crowd: Crowd) -> Records:
    dice = crowd.dice
    open_sides = [side for side in SIDES if piles[side].room]
    if len(open_sides) == 2 and dice.random() >= _IN_BOTH:
        open_sides = [dice.choice(open_sides)]
    records: Records = {"crm": [], "ats": []}
    for side in open_sides:
        count = 1 + (dice.random() < _GHOST) * (1 + (dice.random() < 0.1))
        for _ in range(min(count, piles[side].room)):
            shown = show(person, SIDES[side], dice, agencies=crowd.employers.agencies)
            records[side].append((piles[side].add(shown.values), shown))
    return records


def _pairs(records: Records) -> Iterator[tuple[str, str, str, str]]:
    for (crm_id, crm), (ats_id, ats) in product(records["crm"], records["ats"]):
        shared = "".join(sorted({kind for kind, _ in crm.keys & ats.keys}))
        yield crm_id, ats_id, shared, "|".join(sorted(crm.tags | ats.tags))


def _confusers(one: Records, two: Records, relation: Relation) -> Iterator[tuple[str, str, str]]:
    for left, right in permutations((one, two)):
        for (crm_id, _), (ats_id, _) in product(left["crm"], right["ats"]):
            yield crm_id, ats_id, relation

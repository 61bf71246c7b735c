"""Training on files: two files of people (or one, for ghosts), and one that says which pairs are one person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mappings.problems import Problem
from syncengine.bulk.complaints import MOST, CannotMatch, about, refuse
from syncengine.bulk.crew import filled
from syncengine.bulk.headings import words_of
from syncengine.bulk.linking import SIDES
from syncengine.bulk.looking import Looked
from syncengine.bulk.reading import Reading
from syncengine.bulk.sheet import Batch, Sheet, batches, open_sheet
from syncengine.core.matching.cards import Cards
from syncengine.core.matching.model import Model
from syncengine.core.matching.verdicts import Costs
from syncengine.training.meeting import base_of, meet
from syncengine.training.training import Training, require_enough, train

COLUMNS = ("left_id", "right_id", "same")
YES = frozenset({"1", "y", "yes", "true", "t", "same", "link", "ja", "oui", "si", "sí", "x"})
NO = frozenset({"0", "n", "no", "false", "f", "different", "nein", "non"})

Told = Callable[[str, int, int | None], None]
Answers = Mapping[tuple[str, str], bool]


@dataclass(frozen=True, slots=True)
class FileTraining:
    """What came of it. ``unlabelled`` rows say nothing in the column ``same``."""

    training: Training
    unlabelled: int


def train_on_files(
    looked: Looked, labels: Path, *, start: Model, costs: Costs, workers: int = 0, told: Told | None = None
) -> FileTraining:
    """Train on labelled pairs of files that were looked at. Raises CannotMatch, NotEnough, OSError."""
    tell = told or (lambda phase, done, total: None)
    answers, unlabelled = read_labels(open_sheet(labels))
    yes = sum(answers.values())
    require_enough(yes, len(answers) - yes)
    pairs_of_sheets = zip(looked.sheets, looked.mappings, strict=True)
    readings = [Reading(sheet, mapping) for sheet, mapping in pairs_of_sheets]
    base = base_of(
        _told((cards for _, cards in filled([reading.chunks()], {}, workers=workers)), f"read {side}", tell)
        for reading, side in zip(readings, SIDES, strict=False)
    )
    pairs = _placed(answers, readings, labels)
    tell("compare", 0, None)
    left, right = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    same = np.array(list(answers.values()), bool)
    names_of_pairs = ["\x1f".join(pair) for pair in answers]
    found = meet(base, left, right, model=start, costs=costs)
    return FileTraining(train(start, found, same, names_of_pairs, costs=costs), unlabelled)


def read_labels(sheet: Sheet) -> tuple[Answers, int]:
    """(left id, right id) -> same, and how many rows have no answer. The last answer about a pair counts."""
    places = _places(sheet)
    answers: dict[tuple[str, str], bool] = {}
    problems: list[Problem] = []
    unlabelled = 0
    for batch in batches(sheet, pads=True):
        problems += (about(sheet.path, odd.why, line=odd.first_line) for odd in batch.odd)
        for line, (one, other, word) in _cells(batch, places):
            if not word:
                unlabelled += 1
            elif word in YES or word in NO:
                answers[one, other] = word in YES
            else:
                problems.append(about(sheet.path, "is neither yes nor no", line=line, column="same"))
    if problems:
        raise CannotMatch(problems[:MOST])
    return answers, unlabelled


def _places(sheet: Sheet) -> list[int]:
    headings = [words_of(heading) for heading in sheet.headings]
    missing = [name for name in COLUMNS if words_of(name) not in headings]
    if missing:
        fix = "a file that `talentsync match` wrote has the ids; add a column `same` with yes and no"
        raise refuse(sheet.path, f"has no column {' and no column '.join(missing)}", fix=fix)
    return [headings.index(words_of(name)) for name in COLUMNS]


def _cells(batch: Batch, places: Sequence[int]) -> Iterator[tuple[int, tuple[str, str, str]]]:
    left, right, same = places
    for line, row in zip(batch.lines, batch.rows, strict=True):
        yield line, (row[left].strip(), row[right].strip(), row[same].strip().lower())


def _placed(answers: Answers, readings: Sequence[Reading], labels: Path) -> list[tuple[int, int]]:
    """Rows of the base, pair by pair."""
    ours = {id_: row for row, id_ in enumerate(readings[0].ids)}
    offset = len(ours) if len(readings) > 1 else 0
    theirs = {id_: row + offset for row, id_ in enumerate(readings[-1].ids)}
    strangers = sum(one not in ours for one, _ in answers), sum(other not in theirs for _, other in answers)
    problems = [
        about(labels, f"{number} ids are not in {reading.sheet.path}", column=column)
        for number, reading, column in zip(strangers, (readings[0], readings[-1]), COLUMNS, strict=False)
        if number
    ]
    if any(one == other for one, other in answers) and not offset:
        problems.append(about(labels, "a row names one record twice"))
    if problems:
        raise CannotMatch(problems)
    return [(ours[one], theirs[other]) for one, other in answers]


def _told(cards: Iterator[Cards], phase: str, tell: Told) -> Iterator[Cards]:
    done = 0
    for part in cards:
        done += len(part)
        tell(phase, done, None)
        yield part

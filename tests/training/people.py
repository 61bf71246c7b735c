"""Pairs of records with a known answer: one person twice, or two who only share a name and an employer's city."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from syncengine.core.matching.filling import fill
from syncengine.core.matching.model import shipped
from syncengine.core.matching.verdicts import Costs
from syncengine.training.meeting import base_of, meet
from syncengine.training.sample import Sample

HEADINGS = ("first_name", "last_name", "emails", "phones", "company", "title", "location")
_FIRST = ("Ada", "Boris", "Chen", "Dalia", "Emre", "Farah", "Goran", "Hanna", "Imani", "Jonas")
_LAST = ("Lopez", "Novak", "Okafor", "Petrov", "Quinn", "Rossi", "Sato", "Tamm", "Urban", "Vogel")
_TITLES = ("Engineer", "Analyst", "Nurse", "Designer")
_TOWNS = ("Leeds, United Kingdom", "Turin, Italy", "Gdansk, Poland")

Row = dict[str, str]


Made = tuple[Row, Row, bool]


def pairs(number: int, *, seed: int = 1) -> list[Made]:
    """(left, right, same): every second pair is one person, who has changed the address but not the employer."""
    dice = random.Random(seed)
    return [_pair(at, dice, same=at % 2 == 0) for at in range(number)]


def _pair(at: int, dice: random.Random, *, same: bool) -> Made:
    first, last, town = dice.choice(_FIRST), dice.choice(_LAST), dice.choice(_TOWNS)
    left = {
        "first_name": first,
        "last_name": last,
        "emails": f"{first}.{last}{at}@mail.example".lower(),
        "phones": "",
        "company": f"Firm {at} Widgets",
        "title": dice.choice(_TITLES),
        "location": town,
    }
    right = {**left, "emails": f"{last}{at}.x@post.example".lower()}
    return left, right if same else {**right, "company": f"Shop {at} Foods", "title": dice.choice(_TITLES)}, same


def sides(made: Sequence[Made]) -> tuple[list[Row], list[Row]]:
    return [left for left, _, _ in made], [right for _, right, _ in made]


def columns(rows: Sequence[Row]) -> dict[str, list[str]]:
    return {name: [row[name] for row in rows] for name in HEADINGS}


def labelled(number: int, *, seed: int = 1) -> tuple[Sample, np.ndarray, list[str]]:
    """Pairs as training takes them: compared, the answers, and a name for each pair."""
    made = pairs(number, seed=seed)
    ours, theirs = (fill(columns(rows)) for rows in sides(made))
    base = base_of([iter([ours]), iter([theirs])])
    rows = np.arange(number)
    found = meet(base, rows, rows + number, model=shipped(), costs=Costs())
    return found, np.array([same for _, _, same in made]), [f"pair {at}" for at in range(number)]


def write_files(folder: Path, number: int) -> None:
    """``left.csv``, ``right.csv`` and ``labels.csv``."""
    made = pairs(number)
    for name, rows in zip(("left", "right"), sides(made), strict=True):
        lines = [",".join(("id", *HEADINGS))]
        for at, row in enumerate(rows):
            lines.append(",".join([f"{name[0]}{at}", *(f'"{row[heading]}"' for heading in HEADINGS)]))
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    answers = [f"l{at},r{at},{'yes' if same else 'no'}" for at, (_, _, same) in enumerate(made)]
    (folder / "labels.csv").write_text("\n".join(["left_id,right_id,same", *answers]) + "\n", encoding="utf-8")

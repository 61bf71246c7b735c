"""Two exported files, read and matched: between them, and each in itself. Nothing is written but rows put aside."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from syncengine.bulk.aside import write_aside
from syncengine.bulk.complaints import Abandoned
from syncengine.bulk.linking import Linked, Told, link_cards, read_cards
from syncengine.bulk.looking import Looked, Request
from syncengine.bulk.reading import Reading
from syncengine.bulk.whole_files import written_whole
from syncengine.core.matching.cards import Cards
from syncengine.core.matching.verdicts import DIFFERENT, LINK, REVIEW
from syncengine.scan.noting import Notes, facts_in, joins_rows
from syncengine.scan.people import people_of
from syncengine.scan.survey import Pairs, Roster, Survey
from syncengine.scan.words import inviting


@dataclass(frozen=True, slots=True)
class FileSurvey:
    """``put_aside`` counts rows that could not be read, by file."""

    survey: Survey
    put_aside: tuple[int, int]


def survey_files(
    request: Request, looked: Looked, *, told: Told, today: date, nurture: Sequence[str] = (), names: bool = False
) -> FileSurvey:
    """Two files that were looked at; the first is the ATS's. ``nurture`` are names of lists in which people are written
    to; ``names`` keeps the names of people.

    Raises CannotMatch, OSError, and Abandoned when the user stopped it.
    """
    gc.disable()  # as for matching: millions of texts and no cycles
    try:
        return _survey(request, looked, told=told, today=today, nurture=nurture, names=names)
    except KeyboardInterrupt:
        raise Abandoned("Interrupted. Nothing was written.") from None
    finally:
        gc.enable()


def _survey(
    request: Request, looked: Looked, *, told: Told, today: date, nurture: Sequence[str], names: bool
) -> FileSurvey:
    readings = [
        Reading(*pair, pads=request.pads, puts_aside=request.bad_rows is not None, joins=joins_rows(pair[1]))
        for pair in zip(looked.sheets, looked.mappings, strict=True)
    ]
    notes = [Notes(facts_in(each.mapping), keeps_names=names) for each in readings]
    left, right = (note.noted(reading.chunks()) for note, reading in zip(notes, readings, strict=True))
    with ExitStack() as files:
        aside = request.bad_rows and files.enter_context(
            written_whole(request.bad_rows, overwrite=request.overwrite, private=True)
        )
        cards, (split, _) = read_cards(left, right, extras={}, workers=request.workers, told=told)
        if aside:
            write_aside(aside, readings)
    for note, reading in zip(notes, readings, strict=True):
        note.join(reading)
    found = _linked(cards, split, told)
    called = _names_of(*(reading.sheet.path for reading in readings))
    rosters = (
        notes[0].roster(readings[0], "ats", name=called[0]),
        notes[1].roster(readings[1], "crm", name=called[1]),
    )
    links = _pairs(found, LINK)
    survey = Survey(
        ats=rosters[0],
        crm=rosters[1],
        cards=cards,
        person=people_of(len(cards), links),
        links=links,
        doubts=_pairs(found, REVIEW),
        invites=inviting(nurture),
        faint=_pairs(found, DIFFERENT),
        today=today,
        expected_wrong=sum(each.expected_wrong for each, _, _ in found),
        notes=tuple(_remarks(notes, rosters, readings)),
    )
    return FileSurvey(survey, (len(readings[0].odd), len(readings[1].odd)))


def _names_of(ats: Path, crm: Path) -> tuple[str, str]:
    """What the files are called in the report: apart, also where both have the same name in folders of their own, and
    as text that can be written, whatever bytes a name has."""
    one, other = (os.fsencode(path.name).decode("utf-8", "backslashreplace") for path in (ats, crm))
    return (one, other) if one != other else (f"{one} of the ATS", f"{other} of the CRM")


_Found = tuple[Linked, int, int]
"""What was linked, and at which rows its left and its right side begin."""


def _linked(cards: Cards, split: int, told: Told) -> list[_Found]:
    def telling(where: str) -> Told:
        return lambda phase, done, total: told(f"{_PHASES.get(phase, phase)} {where}", done, total)

    first, second = _part(cards, slice(0, split)), _part(cards, slice(split, None))
    return [
        (link_cards(cards, split=split, told=telling("between the files")), 0, split),
        (link_cards(first, split=None, told=telling("within the first file")), 0, 0),
        (link_cards(second, split=None, told=telling("within the second file")), split, split),
    ]


_PHASES = {
    "count": "counting values",
    "candidates": "looking for candidates",
    "learn": "learning",
    "compare": "comparing pairs",
    "decide": "deciding",
}


def _part(cards: Cards, rows: slice) -> Cards:
    """Some rows, not copied."""
    return Cards(cards.codes[rows], cards.texts[rows], cards.extra_codes[rows], cards.extra_texts[rows])


def _pairs(found: list[_Found], verdict: int) -> Pairs:
    """All pairs of a verdict, numbered over both files."""
    parts = [
        (linked.left[chosen] + left, linked.right[chosen] + right, linked.probability[chosen])
        for linked, left, right in found
        for chosen in [linked.verdict == verdict]
    ]
    left, right, probability = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Pairs(left.astype(np.int64), right.astype(np.int64), probability)


def _remarks(notes: list[Notes], rosters: Sequence[Roster], readings: list[Reading]) -> list[str]:
    found = []
    for note, roster, reading in zip(notes, rosters, readings, strict=True):
        found += [
            f"{rows} rows of {roster.name} have {what} that is not understood; nothing was guessed."
            for what, rows in note.unknown.items()
            if rows
        ]
        if reading.further:
            found.append(
                f"{len(reading.further)} rows of {roster.name} repeat an id; they count as one record with it."
            )
    return found

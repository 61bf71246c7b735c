"""``--columns`` and ``--compare`` as typed, checked against the names of the columns that there are."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from mappings.problems import Problem, suggest
from syncengine.bulk.complaints import CannotMatch, about
from syncengine.bulk.facts import FACTS
from syncengine.bulk.headings import MEANINGS, words_of
from syncengine.bulk.mapping import UNUSED, Wishes, name_of_extra
from syncengine.core.matching.rows import EXTRA_KINDS, ExtraKind

SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Headed:
    """A sheet as far as options need it."""

    path: Path
    headings: tuple[str, ...]

    def places(self, name: str) -> list[int]:
        """Columns of that name: as typed, or else without regard to letter case, accents and signs."""
        wanted = words_of(name)
        return [place for place, each in enumerate(self.headings) if each == name] or [
            place for place, each in enumerate(self.headings) if wanted and words_of(each) == wanted
        ]


@dataclass(slots=True)
class Asked:
    """What the options say: wishes for each sheet, and the kinds of the columns that are compared as they are."""

    sheets: Sequence[Headed]
    known: Sequence[str] = (*MEANINGS, UNUSED)
    meanings: list[dict[int, str]] = field(init=False)
    compared: list[dict[str, int]] = field(init=False)
    kinds: dict[str, ExtraKind] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.meanings = [{} for _ in self.sheets]
        self.compared = [{} for _ in self.sheets]

    @property
    def wishes(self) -> list[Wishes]:
        return [Wishes(*each) for each in zip(self.meanings, self.compared, strict=True)]


def asked_for(
    sheets: Sequence[Headed], *, columns: Sequence[str], compare: Sequence[str], with_facts: bool = False
) -> Asked:
    """The options, understood. ``with_facts``: columns may stand for FACTS, too. Raises CannotMatch with every problem
    in them."""
    asked = Asked(sheets, (*MEANINGS, *(FACTS if with_facts else ()), UNUSED))
    for entry, name, value in _entries("--columns", columns, asked):
        _take_column(asked, entry, name, value)
    for entry, name, value in _entries("--compare", compare, asked):
        _take_comparison(asked, entry, name, value)
    if asked.problems:
        raise CannotMatch(asked.problems)
    return asked


def _entries(option: str, given: Sequence[str], asked: Asked) -> Iterator[tuple[str, str, str]]:
    """``a=b,c=d``, with quotes around names that have commas in them: (entry, name, value)."""
    for entry in chain.from_iterable(csv.reader(given, skipinitialspace=True)):
        name, sign, value = (part.strip() for part in entry.rpartition("="))
        if sign and name:
            yield entry.strip(), name, value
        elif entry.strip():
            asked.problems.append(about(option, "is not of the form NAME=VALUE", column=entry.strip()))


def _take_column(asked: Asked, entry: str, name: str, meaning: str) -> None:
    if meaning not in asked.known:
        known = suggest(meaning, asked.known)
        asked.problems.append(about("--columns", "what it stands for is not known", column=entry, fix=known))
        return
    side, bare = _side_of(name, asked)
    found = False
    for place, sheet in enumerate(asked.sheets):
        if side in (None, place):
            places = sheet.places(bare)
            asked.meanings[place].update(dict.fromkeys(places, meaning))
            found = found or bool(places)
    if not found:
        asked.problems.append(_absent("--columns", bare, [asked.sheets[side]] if side is not None else asked.sheets))


def _side_of(name: str, asked: Asked) -> tuple[int | None, str]:
    """``left:Kontakt`` is about one of the sheets."""
    prefix, sign, rest = name.partition(":")
    if sign and prefix in SIDES[: len(asked.sheets)]:
        return SIDES.index(prefix), rest.strip()
    return None, name


def _take_comparison(asked: Asked, entry: str, name: str, kind: str) -> None:
    known = next((each for each in EXTRA_KINDS if each == kind), None)
    if known is None:
        fix = suggest(kind, EXTRA_KINDS)
        asked.problems.append(about("--compare", "this kind is not known", column=entry, fix=fix))
        return
    names = [part.strip() for part in name.split("~")]
    if len(names) == 1:
        names *= len(asked.sheets)
    if len(names) != len(asked.sheets):
        asked.problems.append(about("--compare", "names two columns, but there is one file", column=entry))
        return
    extra = name_of_extra(names[0])
    asked.kinds[extra] = known
    for side, (sheet, wanted) in enumerate(zip(asked.sheets, names, strict=True)):
        places = sheet.places(wanted)
        if len(places) == 1:
            asked.compared[side][extra] = places[0]
        elif places:
            asked.problems.append(about("--compare", f"{sheet.path} has {len(places)} of this name", column=wanted))
        else:
            asked.problems.append(_absent("--compare", wanted, [sheet]))


def _absent(option: str, name: str, sheets: Sequence[Headed]) -> Problem:
    where = " and ".join(str(sheet.path) for sheet in sheets)
    headings = {heading for sheet in sheets for heading in sheet.headings}
    return about(option, f"no such column in {where}", column=name, fix=suggest(name, headings))

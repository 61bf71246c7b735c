"""A person's names as one record has them: short, folded, swapped, decorated, mistyped."""

from __future__ import annotations

import random

from bench.people.person import Names
from bench.people.spelling import joined_otherwise, plain, slip

_CREDENTIALS = (", CPA", ", PhD", ", MBA", ", M.Sc.", ", SHRM-CP", ", RN, BSN", " PMP", " CSM®", " MBA")
_DECORATION = (" ✔", " 🚀", " (she/her)", " (He/Him)", " - Open to work", ", PMP")
_TITLES = ("Dr. ", "Mr ", "Ms. ", "Dr. ", "Prof. ")


def called(names: Names, day: float, tags: set[str], dice: random.Random) -> tuple[str, str, str]:
    """First, last and full name as a record has them that was made in the year ``day``; what is unusual about them
    is added to ``tags``."""
    first, last = _chosen(names, day, tags, dice)
    if dice.random() < 0.75:
        first, last = _as_typed(first, last, names, tags, dice)
    if dice.random() < 0.07:
        first, last = _abbreviated(first, last, names, tags, dice)
    if dice.random() < 0.05 and first and last:
        first, last = _decorated(first, last, tags, dice)
    if names.suffix and dice.random() < 0.6:
        tags.add("suffix")
        last = f"{last}{dice.choice((' ', ', '))}{names.suffix}"
    return _ordered(first, last, names, tags, dice)


def _chosen(names: Names, day: float, tags: set[str], dice: random.Random) -> tuple[str, str]:
    """Which of a person's names: usual, transliterated otherwise, short, western, married, in their own alphabet."""
    first, last = names.first, names.last
    if names.married and day > 2020:
        tags.add("married")
        last = names.married
    if names.second_last and dice.random() < 0.55:
        tags.add("two_surnames")
        last = f"{last}{dice.choice((' ', ' ', ' ', '-'))}{names.second_last}"
    if names.other_first and dice.random() < (0.25 if names.native else 0.12):
        other = names.other_first, names.other_last if last == names.last else last
        tags |= {"translit"} if other != (first, last) else set()
        first, last = other
    if names.native and dice.random() < 0.03:
        tags.add("native_script")
        first, _, last = names.native.rpartition(" ")
    elif names.western and dice.random() < 0.5:
        tags.add("western_name")
        first = names.western if dice.random() < 0.7 else f"{first} ({names.western})"
    elif names.nick and dice.random() < 0.13:
        tags.add("nickname")
        first = names.nick
    elif names.syllables and dice.random() < 0.5:
        tags.add("translit")
        first = joined_otherwise(first, dice)
    return first, last


def _as_typed(first: str, last: str, names: Names, tags: set[str], dice: random.Random) -> tuple[str, str]:
    """Marks left out, a letter wrong, a middle name or its letter."""
    if dice.random() < 0.45 and not (first + last).isascii():
        tags.add("folded")
        first, last = plain(first), plain(last)
    if dice.random() < 0.057:
        tags.add("typo")
        first, last = (slip(first, dice), last) if dice.random() < 0.5 else (first, slip(last, dice))
    if names.middle and dice.random() < 0.3:
        kind = dice.random()
        first += f" {names.middle if kind < 0.25 else names.middle[0] + dice.choice(('', '.'))}"
    return first, last


def _abbreviated(first: str, last: str, names: Names, tags: set[str], dice: random.Random) -> tuple[str, str]:
    kind = dice.random()
    if kind < 0.4:
        tags.add("initial")
        return first[0] + dice.choice((".", "")), last
    if kind < 0.54:
        tags.add("last_initial")
        return first, f"{last[0]}."
    if kind < 0.7 and names.middle:
        tags.add("goes_by_middle")
        return names.middle, last
    return first, last


def _decorated(first: str, last: str, tags: set[str], dice: random.Random) -> tuple[str, str]:
    tags.add("credential")
    kind = dice.random()
    if kind < 0.6:
        return first, last + dice.choice(_CREDENTIALS)
    return (dice.choice(_TITLES) + first, last) if kind < 0.75 else (first, last + dice.choice(_DECORATION))


def _ordered(first: str, last: str, names: Names, tags: set[str], dice: random.Random) -> tuple[str, str, str]:
    kind = dice.random()
    if kind < (0.09 if names.surname_first else 0.018):
        tags.add("swapped")
        first, last = last, first
    full = f"{last}, {first}" if 0.4 < kind < 0.432 else f"{first} {last}"
    if 0.5 < kind < 0.538:
        return first.upper(), last.upper(), full.upper()
    if 0.6 < kind < 0.634:
        return first.lower(), last.lower(), full.lower()
    if kind > 0.985:
        full = full.replace(" ", "  ")
    return first, last, full

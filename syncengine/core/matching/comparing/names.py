"""Names: level of the given name, level of the family name, in either order, and how rare what agrees is."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.cards import is_letter, words_only
from syncengine.core.matching.comparing.hands import Hand, Level, fewest, shared
from syncengine.core.matching.comparing.letters import likeness, slips

GIVEN = ("not said", "equal", "short form", "other given name", "typing slip", "sounds alike", "initial agrees",
         "same first letter", "different")  # fmt: skip
FAMILY = ("not said", "equal", "one of several agrees", "typing slip", "sounds alike", "initial agrees",
          "same first letter", "different")  # fmt: skip
NAME = (
    *(f"given name {given}, family name {family}" for given, family in product(GIVEN, FAMILY)),
    *(f"exchanged: {one} and {other}" for one, other in product(FAMILY, FAMILY)),
)
_EXCHANGED = len(GIVEN) * len(FAMILY)

WHOLE, MOSTLY, INITIALS, FAMILY_ONLY, GIVEN_ONLY, NEITHER = range(6)
AGREEMENT = (
    "both names agree",
    "both names nearly agree",
    "a name and an initial agree",
    "only the family name agrees",
    "only the given name agrees",
    "no name agrees",
)

_BOTH_BINS = np.array([-4, -2.5, -1.2, 0, 1, 2, 3.2], np.float32)
_FAMILY_BINS = np.array([1.2, 2.2, 3.2, 4.2, 5.2], np.float32)
_GIVEN_BINS = np.array([2.5, 3.5, 4.5, 5.5], np.float32)
_FULL_BINS = np.array([0.5, 1.2, 1.7, 2.3, 3, 4], np.float32)
STEPS = 8
SMALL = 20_000
"""A base smaller than this says little about how common names are; in it, two namesakes by chance are rare anyway."""

RARITY = tuple(f"{agreement}, commonness {step} of 7" for agreement in AGREEMENT for step in range(STEPS))
CARRIERS = ("does not apply", *(f"{who}, carriers {step} of 6" for who, step in product(AGREEMENT[:3], range(7))))
MIDDLE = ("not said", "agrees", "differs")
SUFFIX = ("none", "equal", "on one side only", "different")

# How much a level is worth when the two orders of a name are compared with one another: nothing else uses these.
_GIVEN_WORTH = np.array([0, 4, 3.4, 2.5, 2.4, 2.2, 1.2, -0.5, -2], np.float32)
_FAMILY_WORTH = np.array([0, 4, 3, 2.6, 2.4, 1.0, -0.5, -2], np.float32)
# 3: the name agrees; 2: something like it; 1: an initial.
_GIVEN_GRADE = np.array([0, 3, 2, 2, 2, 2, 1, 0, 0], np.int8)
_FAMILY_GRADE = np.array([0, 3, 2, 2, 2, 1, 0, 0], np.int8)


def compare_names(ours: Hand, theirs: Hand) -> tuple[dict[str, Level], NDArray[np.int8]]:
    """Levels of the name, and its agreement (index into :data:`AGREEMENT`) for those who need it."""
    given, family = _given(ours, theirs), _family(ours, theirs)
    here, there = _crosswise(ours, theirs), _crosswise(theirs, ours)
    gain = _FAMILY_WORTH[here] + _FAMILY_WORTH[there] - _GIVEN_WORTH[given] - _FAMILY_WORTH[family]
    exchanged = (gain > 1.5) & (_FAMILY_WORTH[here] > 0.9) & (_FAMILY_WORTH[there] > 0.9)
    low, high = np.minimum(here, there), np.maximum(here, there)
    name = np.where(exchanged, _EXCHANGED + low * len(FAMILY) + high, given * len(FAMILY) + family)
    grades = (
        np.where(exchanged, _FAMILY_GRADE[low], _GIVEN_GRADE[given]),
        np.where(exchanged, _FAMILY_GRADE[high], _FAMILY_GRADE[family]),
    )
    agreement = _agreement(*grades)
    levels = {
        "name": name,
        "name rarity": _rarity(ours, theirs, agreement),
        "name carriers": _carriers(ours, theirs, agreement),
        "middle name": _middle(ours, theirs),
        "suffix": _suffix(ours, theirs),
    }
    return {name: level.astype(np.int16) for name, level in levels.items()}, agreement


def _given(ours: Hand, theirs: Hand) -> NDArray[np.int8]:
    first, other = ours.of("given")[0], theirs.of("given")[0]
    same_letter = ours.one("given_initial") == theirs.one("given_initial")
    letters = is_letter(first) | is_letter(other)
    joined = ours.one("given_joined") == theirs.one("given_joined")
    level = np.full(len(ours), 8, np.int8)
    level[same_letter] = 7
    level[letters & same_letter] = 6
    level[shared(ours.of("given_skeleton"), theirs.of("given_skeleton"))] = 5
    fuzzy = ~letters & ~joined & (first != other) & (first != 0) & (other != 0)
    level[likeness(ours.text("given"), theirs.text("given"), fuzzy) >= 0.9] = 4
    level[shared(words_only(ours.of("given", "also")), words_only(theirs.of("given", "also")))] = 3
    level[shared(ours.of("roots"), theirs.of("roots")) & (first != other)] = 2
    level[((first == other) | joined) & ~letters] = 1
    level[(first == 0) | (other == 0)] = 0
    return level


def _family(ours: Hand, theirs: Hand) -> NDArray[np.int8]:
    return _words_level(
        (ours.of("family"), theirs.of("family")),
        (ours.of("former"), theirs.of("former")),
        (ours.one("family_joined"), theirs.one("family_joined")),
        (ours.of("family_skeleton"), theirs.of("family_skeleton")),
        (ours.text("family"), theirs.text("family")),
        (ours.one("family_initial"), theirs.one("family_initial")),
    )


def _crosswise(ours: Hand, theirs: Hand) -> NDArray[np.int8]:
    """Our given name against their family name."""
    return _words_level(
        (ours.of("given"), theirs.of("family")),
        (ours.of("also"), theirs.of("former")),
        (ours.one("given_joined"), theirs.one("family_joined")),
        (ours.of("given_skeleton"), theirs.of("family_skeleton")),
        (ours.text("given"), theirs.text("family")),
        (ours.one("given_initial"), theirs.one("family_initial")),
    )


_Both = tuple[NDArray[np.int64], NDArray[np.int64]]


def _words_level(
    words: _Both, more: _Both, joined: _Both, skeletons: _Both, texts: tuple[NDArray[np.bytes_], NDArray[np.bytes_]],
    initials: _Both,
) -> NDArray[np.int8]:  # fmt: skip
    first, other = words[0][0], words[1][0]
    letters = is_letter(first) | is_letter(other)
    same_letter = initials[0] == initials[1]
    level = np.full(len(first), 7, np.int8)
    level[same_letter] = 6
    level[letters & same_letter] = 5
    level[shared(*skeletons)] = 4
    fuzzy = ~letters & (joined[0] != joined[1]) & (first != 0) & (other != 0)
    alike = likeness(*texts, fuzzy)
    level[(alike >= 0.92) | (slips(*texts, alike > 0.8) <= 1)] = 3
    level[shared(words_only(np.concatenate([words[0], more[0]])), words_only(np.concatenate([words[1], more[1]])))] = 2
    level[(joined[0] == joined[1]) & ~letters] = 1
    level[(first == 0) | (other == 0)] = 0
    return level


def _agreement(given: NDArray[np.int8], family: NDArray[np.int8]) -> NDArray[np.int8]:
    found = np.full(len(given), NEITHER, np.int8)
    found[(given > 0) & (family == 0)] = GIVEN_ONLY
    found[(given == 0) & (family > 0)] = FAMILY_ONLY
    both = (given > 0) & (family > 0)
    found[both] = MOSTLY
    found[both & ((given == 1) | (family == 1))] = INITIALS
    found[(given == 3) & (family == 3)] = WHOLE
    return found


def _rarity(ours: Hand, theirs: Hand, agreement: NDArray[np.int8]) -> NDArray[np.int64]:
    """How many records of the base would show what agrees here by chance, in steps; the larger, the commoner.

    Counted in records, not as a share: what two namesakes prove depends on how many people there are.
    """
    family = np.log(_shared_or_mean(ours, theirs, "family", "family"))
    given = np.log(_shared_or_mean(ours, theirs, "roots", "root"))
    both = np.searchsorted(_BOTH_BINS, family + given - np.float32(np.log(max(ours.base, SMALL))))
    step = np.where(agreement <= INITIALS, both, 0)
    step = np.where(agreement == FAMILY_ONLY, np.searchsorted(_FAMILY_BINS, family), step)
    step = np.where(agreement == GIVEN_ONLY, np.searchsorted(_GIVEN_BINS, given), step)
    return agreement.astype(np.int64) * STEPS + step


def _shared_or_mean(ours: Hand, theirs: Hand, field: str, kind: str) -> NDArray[np.float32]:
    """Carriers of the rarest common word; where none is common, between those of either side's rarest."""
    agree, least = fewest(ours.of(field), theirs.of(field), ours.carriers(kind))
    apart = np.sqrt(_rarest(ours.carriers(kind)) * _rarest(theirs.carriers(kind)))
    return np.where(agree, least, apart).astype(np.float32)


def _rarest(carriers: NDArray[np.int32]) -> NDArray[np.float32]:
    said = np.where(carriers > 0, carriers, 2**31 - 1).min(axis=0)
    return np.where(said < 2**31 - 1, said, 100).astype(np.float32)


def _carriers(ours: Hand, theirs: Hand, agreement: NDArray[np.int8]) -> NDArray[np.int64]:
    """How many records carry these very names: between the two sides' counts."""
    both = np.maximum(ours.carriers("full")[0], 1).astype(np.float32) * np.maximum(theirs.carriers("full")[0], 1)
    step = np.searchsorted(_FULL_BINS, np.log(both) / 2)
    return np.where(agreement <= INITIALS, 1 + agreement * 7 + step, 0)


def _middle(ours: Hand, theirs: Hand) -> NDArray[np.int64]:
    mine, other = ours.of("given")[1:], theirs.of("given")[1:]
    said = (mine[0] != 0) & (other[0] != 0)
    return np.where(~said, 0, np.where(shared(mine, other), 1, 2))


def _suffix(ours: Hand, theirs: Hand) -> NDArray[np.int64]:
    mine, other = ours.one("suffix"), theirs.one("suffix")
    one_sided = np.where((mine == 0) | (other == 0), 2, 3)
    return np.where((mine == 0) & (other == 0), 0, np.where(mine == other, 1, one_sided))

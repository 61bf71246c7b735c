"""E-mail addresses, phone numbers and profile pages: the same, almost the same, or two different ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.cards import PERSON
from syncengine.core.matching.comparing.hands import Flags, Hand, Level, fewest, shared
from syncengine.core.matching.comparing.letters import likeness, slips
from syncengine.core.matching.tallies import TAIL

_CARRIER_BINS = np.array([2, 3, 4, 8], np.int32)
SHARED = ("nobody else has it", "one other has it", "two others have it", "a few have it", "many have it")
_USER_BINS = np.array([2, 4, 9], np.int32)

EMAIL = (
    "not said",
    *(f"same mailbox, {others}" for others in SHARED),
    "same mailbox of a role",
    *(f"same user elsewhere, {others}" for others in (SHARED[0], *SHARED[2:])),
    "slip in the address",
    "slip, on another host",
    "same employer's host",
    "different",
)
PHONE = ("not said", *(f"same number, {others}" for others in SHARED), "slip in the number", "different")
LINKEDIN = (
    "not said",
    "same page",
    "same page, others have it",
    "same name in the address",
    "two numbered pages of one name",
    "two numbered pages",
    "alike",
    "different",
)
GITHUB = ("not said", "same page", "different")
_TENS = 10 ** np.arange(18)


def compare_contacts(ours: Hand, theirs: Hand) -> dict[str, Level]:
    """Levels of each kind of contact."""
    levels = {
        "e-mail": _email(ours, theirs),
        "phone": _phone(ours, theirs),
        "LinkedIn": _linkedin(ours, theirs),
        "GitHub": _page(ours.of("github"), theirs.of("github")),
        "other page": _page(ours.of("page"), theirs.of("page")),
    }
    return {name: level.astype(np.int16) for name, level in levels.items()}


def _email(ours: Hand, theirs: Hand) -> NDArray[np.int64]:
    mine, other = ours.of("email"), theirs.of("email")
    said = (mine[0] != 0) & (other[0] != 0)
    personal = np.where(ours.of("use") == PERSON, mine, 0)
    same, carriers = fewest(personal, other, ours.carriers("email"))
    same_user, users = fewest(ours.of("user"), theirs.of("user"), ours.carriers("user"))
    fuzzy = said & ~same & ~same_user
    slip = _slip(ours, theirs, fuzzy)
    level = np.where(said, 14, 0)
    level[said & shared(ours.of("employer_domain"), theirs.of("employer_domain"))] = 13
    level[slip] = 12
    level[slip & shared(ours.of("domain"), theirs.of("domain"))] = 11
    level = np.where(said & same_user, 7 + np.searchsorted(_USER_BINS, users), level)
    level[shared(mine, other)] = 6
    return np.where(same, 1 + _others(carriers), level)


def _slip(ours: Hand, theirs: Hand, where: Flags) -> Flags:
    found = np.zeros(len(ours), bool)
    for mine in ours.text("user").T:
        for other in theirs.text("user").T:
            long = (np.char.str_len(mine) > 6) | (np.char.str_len(other) > 6)
            found |= slips(mine, other, where & long & (mine != b"") & (other != b"")) <= 2
    return found


def _phone(ours: Hand, theirs: Hand) -> NDArray[np.int64]:
    mine, other = ours.of("phone"), theirs.of("phone")
    same, carriers = fewest(_tail(mine), _tail(other), ours.carriers("phone"))
    said = (mine[0] != 0) & (other[0] != 0)
    level = np.where(said, 7, 0)
    level[_slipped(mine, other, said & ~same)] = 6
    return np.where(same, 1 + _others(carriers), level)


def _tail(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(numbers > 0, numbers % TAIL + 1, 0)


def _slipped(ours: NDArray[np.int64], theirs: NDArray[np.int64], where: Flags) -> Flags:
    """One digit replaced, or two neighbours exchanged: the difference of the numbers shows it."""
    found = np.zeros(len(where), bool)
    asked = np.flatnonzero(where)
    for mine in ours[:, asked]:
        for other in theirs[:, asked]:
            apart = np.abs(mine - other)
            apart[(mine == 0) | (other == 0)] = 1
            # 9, 90 ... 81_000: up to nine units of one place, or nine times as many of two.
            ten = _TENS[np.searchsorted(_TENS, apart, "right") - 1]
            lower = np.maximum(ten // 10, 1)
            slip = (apart % ten == 0) | ((apart % lower == 0) & (apart // lower % 9 == 0))
            found[asked] |= slip & (mine != 0) & (other != 0)
    return found


def _others(carriers: NDArray[np.int32]) -> NDArray[np.int64]:
    """How many carry a value besides the two records of the pair, in steps."""
    return np.searchsorted(_CARRIER_BINS, carriers)


def _linkedin(ours: Hand, theirs: Hand) -> NDArray[np.int64]:
    mine, other = ours.one("linkedin"), theirs.one("linkedin")
    said = (mine != 0) & (other != 0)
    numbered = (ours.one("numbered") == 1) & (theirs.one("numbered") == 1)
    letters = ours.one("linkedin_letters")
    same_letters = said & (letters == theirs.one("linkedin_letters")) & (letters != 0)
    level = np.where(said, 7, 0)
    fuzzy = said & (mine != other) & ~same_letters & ~numbered
    level[likeness(ours.text("linkedin"), theirs.text("linkedin"), fuzzy) > 0.93] = 6
    level[said & numbered] = 5
    level[same_letters] = 3
    level[same_letters & numbered] = 4
    same = said & (mine == other)
    return np.where(same, np.where(ours.carriers("linkedin")[0] > 2, 2, 1), level)


def _page(ours: NDArray[np.int64], theirs: NDArray[np.int64]) -> NDArray[np.int64]:
    said = (ours != 0).any(axis=0) & (theirs != 0).any(axis=0)
    return np.where(~said, 0, np.where(shared(ours, theirs), 1, 2))

"""From a probability to a verdict: link, ask a human, or leave apart, by what each mistake costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.comparing.hands import Flags, Level
from syncengine.core.matching.comparing.levels import LABELS
from syncengine.core.matching.comparing.names import AGREEMENT, NEITHER
from syncengine.core.matching.model import Floats

DIFFERENT, REVIEW, LINK = 0, 1, 2
NAMES = ("different", "review", "link")

VETOES: Mapping[str, frozenset[str]] = {
    "suffix": frozenset({"different"}),
    "LinkedIn": frozenset({"two numbered pages", "two numbered pages of one name"}),
}
"""Levels that forbid a link without a human, whatever else agrees."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What each outcome costs, in questions to a human: one question costs one.

    ``ghost``: leaving two records of one person apart. ``wrong_merge``: linking two people.
    """

    ghost: float = 10.0
    wrong_merge: float = 55.0

    def __post_init__(self) -> None:
        if not (self.ghost > 1 and self.wrong_merge > 1):
            raise ValueError("a ghost and a wrong merge must each cost more than one question")

    @property
    def link_at(self) -> float:
        """The probability from which a link risks less than a question costs."""
        return 1.0 - 1.0 / self.wrong_merge

    @property
    def review_at(self) -> float:
        """The probability from which a question costs less than the ghost that it may prevent."""
        return min(1.0 / self.ghost, self.link_at)


OWN: Mapping[str, frozenset[str]] = {
    "e-mail": frozenset({"same mailbox, nobody else has it", "same mailbox, one other has it"}),
    "LinkedIn": frozenset({"same page"}),
}
"""What fathers and sons do not share, as they do a name, a home and its telephone."""


def vetoed(levels: Mapping[str, Level]) -> Flags:
    """Pairs that no sum of evidence may link: those with a veto, and those of which one is a Jr or a Sr, the other
    does not say, and nothing of their own is common to both."""
    one_says = levels["suffix"] == LABELS["suffix"].index("on one side only")
    found: Flags = _any(levels, VETOES) | (one_says & ~_any(levels, OWN))
    return found


def _any(levels: Mapping[str, Level], wanted: Mapping[str, frozenset[str]]) -> Flags:
    found = np.zeros(len(next(iter(levels.values()))), bool)
    for name, labels in wanted.items():
        found |= np.isin(levels[name], [LABELS[name].index(label) for label in labels])
    return found


def suspicious(levels: Mapping[str, Level]) -> Flags:
    """Pairs that are never passed over in silence: both have a mailbox or a page that hardly anybody else has, and
    something of the name agrees. What looks improbable, a rival being likelier, may be a second record all the same."""
    mailbox = {"e-mail": OWN["e-mail"] | {"same mailbox, two others have it"}, "LinkedIn": OWN["LinkedIn"]}
    nameless = {label for label in LABELS["contacts and name"] if label.endswith(AGREEMENT[NEITHER])}
    return _any(levels, mailbox) & ~_any(levels, {"contacts and name": frozenset(nameless)})


def verdicts(probability: Floats, veto: Flags, costs: Costs, *, suspect: Flags | None = None) -> NDArray[np.int8]:
    """A verdict per pair. ``suspect`` pairs are asked about at least, vetoed ones at most."""
    found = np.where(probability >= costs.link_at, LINK, np.where(probability >= costs.review_at, REVIEW, DIFFERENT))
    if suspect is not None:
        found = np.where(suspect, np.maximum(found, REVIEW), found)
    return np.where((found == LINK) & veto, REVIEW, found).astype(np.int8)

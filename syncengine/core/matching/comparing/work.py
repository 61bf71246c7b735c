"""Employer and job: the same, a part or an alias of it, its domain behind an address, and how common it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.comparing.hands import Flags, Hand, Level, fewest, shared
from syncengine.core.matching.comparing.letters import likeness

_COMMON_BINS = np.array([0.00005, 0.0001, 0.000225, 0.0005, 0.001125, 0.0025, 0.006125])
_SIZES = tuple(f"commonness {step} of 7" for step in range(8))
COMPANY = (
    "not said",
    *(f"same employer, {size}" for size in _SIZES),
    *(f"employer and address agree, {size}" for size in _SIZES),
    *(f"same group, {size}" for size in _SIZES),
    "spelled alike",
    "a word in common",
    "different",
)
_TITLE_BINS = np.array([0.0005, 0.00138, 0.0037])
"""Shares of the base: of a title there are not more kinds when more people are known."""

TITLE = (
    "not said",
    *(f"same title, commonness {step} of 3" for step in range(4)),
    "most words agree",
    "some words agree",
    "different",
)
_RANKS = ("not said", "equal", "one step apart", "two steps apart", "three steps apart", "further apart")
RANK = tuple(f"rank {rank}, title {title}" for rank in _RANKS for title in ("not said", "agrees", "differs"))

SAME, OTHER, UNKNOWN = 1, 2, 0
"""Short answers about the employer for those who weigh it together with the name."""


def compare_work(ours: Hand, theirs: Hand) -> tuple[dict[str, Level], NDArray[np.int8]]:
    """Levels of employer and title, and a short answer about the employer."""
    company, title = _company(ours, theirs), _title(ours, theirs)
    short = np.where(company == 0, UNKNOWN, np.where(company < 25, SAME, OTHER)).astype(np.int8)
    agrees = np.where(title == 0, 0, np.where(title < 6, 1, 2))
    levels = {"employer": company, "title": title, "rank": _rank(ours, theirs) * 3 + agrees}
    return {name: level.astype(np.int16) for name, level in levels.items()}, short


_NAMED = ("company", "title_employer", "company_also")


def _company(ours: Hand, theirs: Hand) -> NDArray[np.int64]:
    mine, other = ours.of(*_NAMED), theirs.of(*_NAMED)
    said = (mine != 0).any(axis=0) & (other != 0).any(axis=0)
    all_mine = ours.of(*_NAMED, "company_head", "employer_domain")
    all_other = theirs.of(*_NAMED, "company_head", "employer_domain")
    _, size = fewest(all_mine[:7], all_other, ours.carriers("company"))
    _, other_size = fewest(all_other[:7], all_mine, theirs.carriers("company"))
    step = np.searchsorted(_COMMON_BINS, np.minimum(size, other_size) / ours.base)
    level = np.where(said, 27, 0)
    level[said & shared(ours.of("company_words"), theirs.of("company_words"))] = 26
    alike = likeness(ours.text("company"), theirs.text("company"), said) >= 0.92
    level[alike | _abbreviated(ours, theirs)] = 25
    level = np.where(_same_group(ours, theirs), 17 + step, level)
    level = np.where(_by_address(ours, theirs), 9 + step, level)
    return np.where(shared(mine, other), 1 + step, level)


def _abbreviated(ours: Hand, theirs: Hand) -> Flags:
    return shared(ours.of("acronym"), theirs.of("company")) | shared(ours.of("company"), theirs.of("acronym"))


def _same_group(ours: Hand, theirs: Hand) -> Flags:
    return shared(ours.of("company_head"), theirs.of("company", "company_head")) | shared(
        ours.of("company"), theirs.of("company_head")
    )


def _by_address(ours: Hand, theirs: Hand) -> Flags:
    """The host of an address of one is named like the employer of the other."""
    return shared(ours.of("employer_domain"), theirs.of(*_NAMED, "company_head")) | shared(
        ours.of(*_NAMED, "company_head"), theirs.of("employer_domain")
    )


def _title(ours: Hand, theirs: Hand) -> NDArray[np.int64]:
    mine, other = ours.one("title"), theirs.one("title")
    said = (mine != 0) & (other != 0)
    words, others = ours.of("title_words"), theirs.of("title_words")
    common = sum(((word == others) & (word != 0)).any(axis=0).astype(np.int64) for word in words)
    either = (words != 0).sum(axis=0) + (others != 0).sum(axis=0) - common
    share = common / np.maximum(either, 1)
    level = np.where(said, 7, 0)
    level[said & (share >= 0.3)] = 6
    level[said & (share >= 0.6)] = 5
    same = 1 + np.searchsorted(_TITLE_BINS, ours.carriers("title")[0] / ours.base)
    return np.where(said & (mine == other), same, level)


def _rank(ours: Hand, theirs: Hand) -> NDArray[np.int64]:
    mine, other = ours.one("rank"), theirs.one("rank")
    return np.where((mine == 0) | (other == 0), 0, 1 + np.minimum(np.abs(mine - other), 4))

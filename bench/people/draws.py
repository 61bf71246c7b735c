"""Drawing from lists where a few values are frequent and most are rare, as names and employers are."""

from __future__ import annotations

import random
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any


class Draw:
    """A weighted list. Drawing costs one random number and one bisection, whatever its length."""

    __slots__ = ("_heights", "_total", "values")

    def __init__(self, values: Sequence[str], weights: Iterable[float]) -> None:
        self.values = values
        self._heights = list(accumulate(weights))
        self._total = self._heights[-1]

    def __call__(self, dice: random.Random) -> str:
        return self.values[self.index(dice)]

    def index(self, dice: random.Random) -> int:
        return bisect_right(self._heights, dice.random() * self._total, hi=len(self._heights) - 1)


def weighted(weights: Mapping[str, float]) -> Draw:
    return Draw(tuple(weights), weights.values())


def zipf(values: Sequence[str], *, exponent: float = 0.9, shuffle: bool = True) -> Draw:
    """The value of rank r weighs ``1 / (r + 2) ** exponent``. Lists in alphabetical order are shuffled first, always in
    the same way: what is frequent must not depend on the seed of a set."""
    ranked = list(dict.fromkeys(values))
    if shuffle:
        random.Random(len(ranked)).shuffle(ranked)
    return Draw(ranked, ((rank + 2) ** -exponent for rank in range(len(ranked))))


@cache
def tables(name: str) -> dict[str, Any]:
    """The lists that stand beside this file, in ``NAME.toml``."""
    with Path(__file__).with_name(f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def words(text: str) -> list[str]:
    """Words between blanks; an underscore is a blank inside one."""
    return [word.replace("_", " ") for word in text.split()]


def pairs(text: str) -> dict[str, str]:
    """``word=other word`` between blanks."""
    return dict(word.split("=") for word in words(text))

"""The table of what was linked: one row for each pair, the surest first."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TextIO

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLUMNS = ("left_id", "right_id", "probability", "verdict", "evidence")
VERDICTS = ("different", "review", "link")
"""By the number that stands for each."""

BLOCK = 8_192
"""Pairs whose evidence is asked for together."""


class Linked(Protocol):
    """What the matching found. ``left`` and ``right`` are positions of rows, over all chunks; the arrays are of one
    length, one entry for each pair, links before reviews before what is different."""

    @property
    def left(self) -> NDArray[Any]: ...
    @property
    def right(self) -> NDArray[Any]: ...
    @property
    def probability(self) -> NDArray[Any]: ...
    @property
    def verdict(self) -> NDArray[Any]: ...
    @property
    def rows(self) -> tuple[int, int]: ...
    @property
    def candidates(self) -> int: ...
    @property
    def link_at(self) -> float: ...
    @property
    def review_at(self) -> float: ...
    @property
    def expected_wrong(self) -> float: ...
    @property
    def expected_missed(self) -> float: ...

    def lines(self, at: slice) -> Sequence[str]:
        """Why the pairs at these positions were judged so, one line for each."""


def write_links(
    stream: TextIO, linked: Linked, *, left: Sequence[str], right: Sequence[str], with_different: bool
) -> None:
    """The pairs with verdict link and review; the others too where ``with_different``. ``left`` and ``right`` are the
    record ids by position."""
    out = csv.writer(stream, lineterminator="\n")
    out.writerow(COLUMNS)
    least = VERDICTS.index("different" if with_different else "review")
    for one, other, probability, verdict, line in _pairs(linked, least):
        out.writerow((left[one], right[other], f"{probability:.6f}", VERDICTS[verdict], _safe(line)))


def counts(linked: Linked) -> dict[str, int]:
    """How many pairs got each verdict."""
    found = Counter(linked.verdict.tolist())
    return {name: found[number] for number, name in enumerate(VERDICTS)}


def _pairs(linked: Linked, least: int) -> Iterator[tuple[int, int, float, int, str]]:
    """Pairs with that verdict and better ones, which come first; their evidence a block at a time."""
    end = int((linked.verdict >= least).sum())
    columns = (linked.left, linked.right, linked.probability, linked.verdict)
    for start in range(0, end, BLOCK):
        block = slice(start, min(end, start + BLOCK))
        yield from zip(*(column[block].tolist() for column in columns), linked.lines(block), strict=True)


def _safe(evidence: str) -> str:
    """Names of compared columns are the user's: none may become a formula when the table is opened in a spreadsheet."""
    return f"'{evidence}" if evidence.startswith(("=", "+", "-", "@", "\t", "\r")) else evidence

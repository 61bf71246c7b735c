"""The tables of docs/lifecycle.md, made by the planner from the shipped policy.

Write them with ``python -m tests.core.truth_table --write``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Literal

from tests.core.standing import (
    FURTHEST,
    OUTCOMES,
    REASONS,
    RESTRICTED,
    Standing,
    Written,
    exists,
    written_for,
)
from tests.core.turns import TURNS, words_of

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "lifecycle.md"
Dimension = Literal["furthest", "reason", "restricted"]
_ORDER: tuple[Dimension, ...] = ("restricted", "reason", "furthest")
_HEAD = (
    *("candidacies", "furthest", "reason", "restricted"),
    *("comes into", "later into", "leaves", "status", "due", "note", "passport", "pushed"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """Standings of which all the same is true."""

    outcome: str
    furthest: frozenset[str]
    reason: frozenset[str]
    restricted: frozenset[str]
    written: Written

    def standings(self) -> list[Standing]:
        """All that the row is about."""
        named = product(sorted(self.furthest), sorted(self.reason), sorted(self.restricted))
        return [each for each in (Standing(self.outcome, *names) for names in named) if exists(each)]


def rows() -> list[Row]:
    """One for each difference, in the order of the questions."""
    found: list[Row] = []
    for outcome in OUTCOMES:
        single = [
            Row(outcome, frozenset({at.furthest}), frozenset({at.reason}), frozenset({at.restricted}), written_for(at))
            for at in (Standing(outcome, *names) for names in product(FURTHEST, REASONS, RESTRICTED))
            if exists(at)
        ]
        for dimension in _ORDER:
            single = _joined(single, dimension)
        found.extend(single)
    return found


def _joined(single: Sequence[Row], dimension: Dimension) -> list[Row]:
    """Rows that differ in this one dimension alone, as one."""
    joined: dict[Row, frozenset[str]] = {}
    for row in single:
        rest = _with(row, dimension, frozenset())
        joined[rest] = joined.get(rest, frozenset()) | getattr(row, dimension)
    return [_with(rest, dimension, values) for rest, values in joined.items()]


def _with(row: Row, dimension: Dimension, values: frozenset[str]) -> Row:
    if dimension == "furthest":
        return replace(row, furthest=values)
    return replace(row, reason=values) if dimension == "reason" else replace(row, restricted=values)


def standing_table() -> str:
    lines = [_line(_HEAD), _line(["---"] * len(_HEAD))]
    for row in rows():
        lines.append(_line([*_about(row), *row.written.cells()]))
    return "\n".join(lines)


def turn_table() -> str:
    lines = [_line(("what happens", "what is written")), _line(["---", "---"])]
    lines += [_line((about, "; ".join(words_of(turn)) or "nothing")) for about, turn in TURNS.items()]
    return "\n".join(lines)


def _about(row: Row) -> Iterator[str]:
    yield row.outcome
    possible = [
        at for at in (Standing(row.outcome, *names) for names in product(FURTHEST, REASONS, RESTRICTED)) if exists(at)
    ]
    for dimension, order in (("furthest", FURTHEST), ("reason", REASONS), ("restricted", RESTRICTED)):
        values: frozenset[str] = getattr(row, dimension)
        every = {getattr(at, dimension) for at in possible}
        if values == every:
            yield "–" if len(every) == 1 and every <= {"unknown", "none"} else "any"
        else:
            yield " or ".join(each for each in order if each in values)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def tables() -> Mapping[str, str]:
    """The text between the markers of the document, by marker."""
    return {"standings": standing_table(), "turns": turn_table()}


def written_into(text: str) -> str:
    """The document with fresh tables."""
    for name, table in tables().items():
        before, _, rest = text.partition(f"<!-- table: {name} -->\n")
        _, end, after = rest.partition(f"<!-- end: {name} -->")
        text = f"{before}<!-- table: {name} -->\n{table}\n{end}{after}"
    return text


if __name__ == "__main__":
    fresh = written_into(DOCUMENT.read_text(encoding="utf-8"))
    if "--write" in sys.argv:
        DOCUMENT.write_text(fresh, encoding="utf-8")
    else:
        print("\n\n".join(tables().values()))  # noqa: T201

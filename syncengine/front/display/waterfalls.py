"""Evidence as a waterfall: from what is thought of any two records, step by step, to the probability of these two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from syncengine.front.display.words import count, plain

_LEAST = 0.05
"""Nats below which nothing is worth a line of its own."""

_FIGURES = 7
_FEWEST_CELLS = 10
_FOR, _AGAINST = "green", "red"


@dataclass(frozen=True, slots=True)
class Step:
    """What one finding adds to the log-odds, in nats."""

    label: str
    weight: float


def steps_of(match: Mapping[str, Any]) -> list[Step]:
    """The steps of evidence as it is stored: the start, comparisons as they come (strongest first), corrections.
    They add up to the log-odds of the probability."""
    steps = [Step("any two records with something in common", float(match["start"]))]
    pieces = [Step(f"{each['comparison']}: {each['level']}", float(each["weight"])) for each in match["pieces"]]
    steps += [piece for piece in pieces if abs(piece.weight) >= _LEAST]
    faint = [piece.weight for piece in pieces if abs(piece.weight) < _LEAST]
    steps += [Step(f"{count(len(faint), 'comparison')} of little weight", sum(faint))] if faint else []
    corrections = {"rivals": "others fit as well", "calibration": "experience with such sums"}
    steps += [Step(told, float(match[name])) for name, told in corrections.items() if abs(match[name]) >= _LEAST]
    return steps


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Draws as wide as the screen: each bar begins where the one before it ended. ``+`` and ``-`` draw the bars where
    there are no block characters; the sign of the figure says the same as the colour."""

    steps: tuple[Step, ...]
    indent: int = 4

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from self.lines(width=options.max_width, ascii_only=options.ascii_only)

    def lines(self, *, width: int, ascii_only: bool = False) -> Iterator[Text]:
        room = max(width - self.indent - _FIGURES - 2, 2 * _FEWEST_CELLS)
        labels = min(max(len(plain(step.label)) for step in self.steps), room * 3 // 5)
        cells = room - labels
        ends = list(accumulate(step.weight for step in self.steps))
        scale = _Scale(min(0.0, *ends), max(0.0, *ends), cells)
        for step, end in zip(self.steps, ends, strict=True):
            line = Text(" " * self.indent + _fitted(plain(step.label), labels, ascii_only=ascii_only) + "  ")
            line.append(f"{step.weight:+.1f}".rjust(_FIGURES - 1) + " ")
            line.append_text(_bar(step.weight, scale.at(end - step.weight), scale.at(end), ascii_only=ascii_only))
            yield line
        yield Text(" " * self.indent + "in all".ljust(labels) + "  " + f"{ends[-1]:+.1f}".rjust(_FIGURES - 1))


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    cells: int

    def at(self, value: float) -> int:
        """The cell that a value lies in."""
        span = (self.high - self.low) or 1.0
        return min(self.cells - 1, max(0, round((value - self.low) / span * (self.cells - 1))))


def _bar(weight: float, begin: int, end: int, *, ascii_only: bool) -> Text:
    low, high = sorted((begin, end))
    sign = ("+" if weight >= 0 else "-") if ascii_only else ("█" if weight >= 0 else "▒")
    return Text(" " * low).append(sign * max(1, high - low), style=_FOR if weight >= 0 else _AGAINST)


def _fitted(label: str, width: int, *, ascii_only: bool) -> str:
    if len(label) <= width:
        return label.ljust(width)
    dots = "..." if ascii_only else "…"
    return label[: width - len(dots)] + dots

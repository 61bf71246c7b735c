"""The table that `bench/match.py` prints, and the same figures for machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.goals import Goal, goals
from bench.measuring import Machine, Run
from bench.scoring import Score

_VERDICTS = {True: "met", False: "MISSED", None: ""}


@dataclass(frozen=True, slots=True)
class Result:
    tool: str
    run: Run
    score: Score


@dataclass(frozen=True, slots=True)
class Bench:
    """One set judged with one or more tools; ours is the first. ``people`` are the records on a side."""

    set: str
    people: int
    machine: Machine
    results: Sequence[Result]


def table(bench: Bench) -> str:
    return "\n".join(
        [
            f"{bench.set}: {bench.people:,} x {bench.people:,} records, {bench.results[0].score.pairs:,} true pairs",
            f"on {bench.machine}",
            "",
            *_figures(bench),
            *(line for result in bench.results for line in _calibration(result)),
            *_slices(bench),
        ]
    )


def _figures(bench: Bench) -> Iterator[str]:
    tools = [result.tool for result in bench.results]
    yield _line("", "goal", *tools, *([f"{tools[0]} / {other}" for other in tools[1:]]), "")
    for goal in goals(bench.people):
        values = [goal.figure(result.score, result.run) for result in bench.results]
        verdict = _VERDICTS[goal.met(*values)]
        yield _line(goal.name, goal.wanted(), *map(goal.shown, values), *_ratios(goal, values), verdict)
    for kind in sorted({kind for result in bench.results for kind in result.score.confusers_linked}):
        yield _line(f"  linked {kind}", "", *(str(each.score.confusers_linked.get(kind, 0)) for each in bench.results))
    yield _line("links", "", *(f"{result.score.links:,}" for result in bench.results))


def _ratios(goal: Goal, values: Sequence[float]) -> list[str]:
    """Of time and memory alone: how much of the other tool's we take."""
    if goal.times_other is None:
        return ["" for _ in values[1:]]
    return [f"{values[0] / other:.2f}" for other in values[1:]]


def _calibration(result: Result) -> Iterator[str]:
    yield f"\n{result.tool}: pairs that were given a probability of ..., and how many of them are right"
    for tenth in result.score.calibration:
        spread = f"{tenth.low:.1f} to {tenth.low + 0.1:.1f}"
        yield _line(spread, f"{tenth.pairs:,} pairs", f"{tenth.predicted:.3f}", f"{tenth.observed:.3f}")


def _slices(bench: Bench) -> Iterator[str]:
    """Share of true pairs that were linked, and in brackets that were linked or put to a human."""
    yield "\ntrue pairs linked (and found: linked or put to a human), by what is particular about them"
    found = [{each.name: each for each in result.score.slices} for result in bench.results]
    for name, first in found[0].items():
        yield _line(
            name, f"{first.pairs:,} pairs", *(f"{each[name].linked:.3f} ({each[name].found:.3f})" for each in found)
        )


def _line(first: str, second: str, *rest: str) -> str:
    return f"{first:<30} {second:>16} {' '.join(f'{text:>22}' for text in rest)}".rstrip()


def figures(bench: Bench) -> dict[str, Any]:
    """For `--json`: all figures, and whether each goal is met by the first tool."""
    met = {
        goal.name: goal.met(*(goal.figure(result.score, result.run) for result in bench.results))
        for goal in goals(bench.people)
    }
    return {**asdict(bench), "met": met}

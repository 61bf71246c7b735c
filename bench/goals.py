"""What is asked of the engine at each size: figures stand beside these in the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.measuring import Run
from bench.scoring import Score


@dataclass(frozen=True, slots=True)
class Goal:
    """``least`` or ``most`` is the bound, ``times_other`` the bound as a multiple of the other tool's figure; a figure
    without any is shown for itself."""

    name: str
    figure: Callable[[Score, Run], float]
    shown: Callable[[float], str]
    least: float | None = None
    most: float | None = None
    times_other: float | None = None

    def wanted(self) -> str:
        if self.least is not None:
            return f"at least {self.shown(self.least)}"
        if self.most is not None:
            return f"at most {self.shown(self.most)}"
        return f"{self.times_other:g} x other" if self.times_other is not None else ""

    def met(self, ours: float, *others: float) -> bool | None:
        """None when nothing is asked, or nothing is there to compare with."""
        if self.least is not None:
            return ours >= self.least
        if self.most is not None:
            return ours <= self.most
        if self.times_other is None or not others:
            return None
        return all(ours <= self.times_other * other for other in others)


def goals(people: int) -> tuple[Goal, ...]:
    """``people`` are the records on a side. From 200 000 on, time and memory have bounds of their own; below, the
    other tool is the measure."""
    seconds, megabytes = next((bound for size, bound in _BOUNDS if people >= size), (None, None))
    return (
        Goal("F1, best threshold", lambda score, run: score.best_f1, _share, least=0.93 if people < 100_000 else 0.9),
        Goal("recall at precision .995", lambda score, run: score.recall_995, _share, least=0.74),
        Goal("recall at precision .999", lambda score, run: score.recall_999, _share, least=0.6),
        Goal("linked: precision", lambda score, run: score.precision, _share, least=0.995),
        Goal("linked: recall", lambda score, run: score.recall, _share, least=0.7),
        Goal("linked: F1", lambda score, run: score.f1, _share),
        Goal("look-alikes linked, of 3400", _confused, _tenth, most=3),
        Goal("put to a human, of true pairs", lambda score, run: score.asked / (score.pairs or 1), _share),
        Goal("calibration, worst decile", _miscalibrated, _share, most=0.03),
        Goal("seconds", lambda score, run: run.seconds, _tenth, most=seconds, times_other=1.0),
        Goal("peak memory, MB", lambda score, run: run.megabytes, _whole, most=megabytes, times_other=0.5),
    )


_BOUNDS = ((1_000_000, (90.0, 5_000.0)), (200_000, (20.0, 1_200.0)))


def _confused(score: Score, run: Run) -> float:
    """Wrong links among pairs made to look alike, as if there were 3 400 of those."""
    return 3400 * sum(score.confusers_linked.values()) / (score.confusers or 1)


def _miscalibrated(score: Score, run: Run) -> float:
    return max((abs(tenth.predicted - tenth.observed) for tenth in score.calibration), default=0.0)


def _share(value: float) -> str:
    return f"{value:.4f}"


def _tenth(value: float) -> str:
    return f"{value:.1f}"


def _whole(value: float) -> str:
    return f"{value:.0f}"

"""Answers of a matching tool against the truth: pure, and the same for every tool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

Ids = tuple[str, str]
FEWEST = 100
"""Deciles and slices with fewer pairs say too little to be shown."""
SHARED = {"e": "e-mail", "l": "LinkedIn", "p": "phone", "g": "GitHub"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One pair that a tool reports. ``linked`` and ``asked`` are its verdict: linked by itself, or put to a human."""

    ids: Ids
    probability: float
    linked: bool
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Truth:
    """``pairs`` are all pairs of records of one person, with the names of the slices that each belongs to.
    ``confusers`` are pairs of different persons made to look alike, with their kind."""

    pairs: Mapping[Ids, tuple[str, ...]]
    confusers: Mapping[Ids, str]


@dataclass(frozen=True, slots=True)
class Point:
    """If all answers of at least this probability were links: how many there are, and how many of them are right."""

    probability: float
    given: int
    right: int


@dataclass(frozen=True, slots=True)
class Decile:
    """Answers whose probability lies between ``low`` and ``low + 0.1``: how often they should be and are right."""

    low: float
    pairs: int
    predicted: float
    observed: float


@dataclass(frozen=True, slots=True)
class Slice:
    """True pairs of one kind: the shares that were linked, and that were at least put to a human."""

    name: str
    pairs: int
    linked: float
    found: float


@dataclass(frozen=True, slots=True)
class Score:
    """``best_f1`` is the highest over all thresholds, and ``best_at`` the probability there. ``recall_995`` is the
    recall where precision is still 0.995. The rest is at the tool's own automatic threshold."""

    pairs: int
    best_f1: float
    best_at: float
    recall_995: float
    recall_999: float
    links: int
    asked: int
    precision: float
    recall: float
    f1: float
    confusers: int
    confusers_linked: Mapping[str, int]
    calibration: tuple[Decile, ...]
    slices: tuple[Slice, ...]


def score(answers: Sequence[Answer], truth: Truth) -> Score:
    """Pairs that are not among the answers count as told apart. A pair must not be answered twice."""
    points = curve(answers, truth)
    total = len(truth.pairs)
    best = max(points, key=lambda point: _f1(point.right, point.given, total), default=Point(1.0, 0, 0))
    links = {answer.ids for answer in answers if answer.linked}
    right = len(links & truth.pairs.keys())
    return Score(
        pairs=total,
        best_f1=_f1(best.right, best.given, total),
        best_at=best.probability,
        recall_995=recall_at(points, total, precision=0.995),
        recall_999=recall_at(points, total, precision=0.999),
        links=len(links),
        asked=sum(answer.asked for answer in answers),
        precision=_share(right, len(links)),
        recall=_share(right, total),
        f1=_f1(right, len(links), total),
        confusers=len(truth.confusers),
        confusers_linked=dict(Counter(kind for ids, kind in truth.confusers.items() if ids in links)),
        calibration=tuple(_calibration(answers, truth)),
        slices=tuple(_slices(answers, truth)),
    )


def curve(answers: Iterable[Answer], truth: Truth) -> list[Point]:
    """From the surest answer to the least sure. Answers of one probability come or go together."""
    points: list[Point] = []
    given = right = 0
    ranked = sorted(answers, key=lambda answer: -answer.probability)
    for probability, alike in groupby(ranked, key=lambda answer: answer.probability):
        for answer in alike:
            given += 1
            right += answer.ids in truth.pairs
        points.append(Point(probability, given, right))
    return points


def recall_at(points: Iterable[Point], total: int, *, precision: float) -> float:
    """The highest recall of any threshold that still has that precision; 0 if none has."""
    return _share(max((point.right for point in points if point.right >= precision * point.given), default=0), total)


def _calibration(answers: Iterable[Answer], truth: Truth) -> Iterator[Decile]:
    tenths: dict[int, list[Answer]] = {}
    for answer in answers:
        tenths.setdefault(min(int(answer.probability * 10), 9), []).append(answer)
    for tenth, inside in sorted(tenths.items()):
        if len(inside) >= FEWEST:
            predicted = sum(answer.probability for answer in inside)
            observed = sum(answer.ids in truth.pairs for answer in inside)
            yield Decile(tenth / 10, len(inside), predicted / len(inside), observed / len(inside))


def _slices(answers: Iterable[Answer], truth: Truth) -> Iterator[Slice]:
    """Most frequent first."""
    verdicts = {answer.ids: answer for answer in answers if answer.linked or answer.asked}
    pairs: Counter[str] = Counter()
    linked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for ids, names in truth.pairs.items():
        pairs.update(names)
        if ids in verdicts:
            found.update(names)
            linked.update(names if verdicts[ids].linked else ())
    for name, count in pairs.most_common():
        if count >= FEWEST:
            yield Slice(name, count, linked[name] / count, found[name] / count)


def slice_names(shared: str, tags: str) -> tuple[str, ...]:
    """From the truth's columns: letters of identifiers that both records show, and what differs, joined by ``|``."""
    by_identifier = [f"shares {SHARED.get(letter, letter)}" for letter in shared] or ["shares no identifier"]
    return (*by_identifier, *(tag for tag in tags.split("|") if tag))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _f1(right: int, given: int, total: int) -> float:
    return _share(2 * right, given + total)

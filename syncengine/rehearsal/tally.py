"""How people of each story fared, counted; and the mistakes in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from syncengine.rehearsal.identity import Fate, Judged, Task

TASKS: tuple[Task, ...] = ("link", "link or ask", "keep apart", "one record")


@dataclass(frozen=True, slots=True)
class Counts:
    """People, except ``ghosts`` (records) and ``questions`` (each counts for both people whom it is about)."""

    people: int = 0
    linked: int = 0
    asked: int = 0
    missed: int = 0
    ghosts: int = 0
    wrong: int = 0
    waiting: int = 0
    left_out: int = 0
    questions: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Counts)))


@dataclass(frozen=True, slots=True)
class Row:
    """One story, and what was to be done about its people."""

    story: str
    task: Task
    counts: Counts


def by_story(judged: Judged) -> tuple[Row, ...]:
    """One row for every story and task, sorted by task."""
    found: dict[tuple[Task, str], Counts] = {}
    for fate in judged.fates:
        key = (fate.task, fate.persona.story)
        found[key] = found.get(key, Counts()) + _counts(fate)
    ordered = sorted(found.items(), key=lambda each: (TASKS.index(each[0][0]), each[0][1]))
    return tuple(Row(story, task, counts) for (task, story), counts in ordered)


def by_task(judged: Judged) -> dict[Task, Counts]:
    """One count for every task."""
    return {task: _sum(_counts(fate) for fate in judged.fates if fate.task == task) for task in TASKS}


def _sum(counts: Iterable[Counts]) -> Counts:
    total = Counts()
    for each in counts:
        total += each
    return total


def _counts(fate: Fate) -> Counts:
    return Counts(
        people=1,
        linked=int(fate.outcome == "linked"),
        asked=int(fate.outcome == "asked"),
        missed=int(fate.outcome == "missed"),
        ghosts=fate.ghosts,
        wrong=int(bool(fate.taken_for)),
        waiting=int(fate.waiting),
        left_out=int(fate.left_out),
        questions=fate.questions,
    )


@dataclass(frozen=True, slots=True)
class Mistake:
    """``what`` names people by their ids in the population; ``records`` are theirs, as ``system id``."""

    what: str
    records: tuple[str, ...]


def mistakes(judged: Judged) -> Iterator[Mistake]:
    """The worst first: two humans under one person, records too many, people left out, links missed."""
    fates = {fate.persona.id: fate for fate in judged.fates}
    for group in judged.wrong_links:
        taken = [fates[id_] for id_ in sorted(group)]
        told = " / ".join(sorted({fate.persona.story for fate in taken}))
        records = tuple(record for fate in taken for record in fate.records)
        yield Mistake(f"{' and '.join(sorted(group))} were taken for one person ({told})", records)
    yield from (Mistake("it belongs to nobody", (record,)) for record in judged.strangers)
    for kind in (_ghosts, _left_out, _missed):
        for fate in judged.fates:
            if what := kind(fate):
                yield Mistake(f"{fate.persona.id} {what} ({fate.persona.story})", fate.records)


def _ghosts(fate: Fate) -> str:
    return f"got {'a record' if fate.ghosts == 1 else f'{fate.ghosts} records'} too many" if fate.ghosts else ""


def _left_out(fate: Fate) -> str:
    return "was left out, and no question says why" if fate.left_out else ""


def _missed(fate: Fate) -> str:
    if fate.outcome != "missed" or fate.ghosts:
        return ""
    return f"is {len(fate.persons)} persons, and no question is open"

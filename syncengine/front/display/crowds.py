"""The hard rehearsal on the screen: who was recognised, story by story, and the bounds that it must keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from itertools import islice
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from syncengine.front.display.words import count, plain, table
from syncengine.rehearsal.crowd import CrowdResult
from syncengine.rehearsal.identity import Judged, Task
from syncengine.rehearsal.tally import TASKS, by_story, by_task, mistakes

_MOST_MISTAKES = 20
_TITLES: Mapping[Task, str] = {
    "link": "Must be linked",
    "link or ask": "Linked or asked about, and no record made meanwhile",
    "keep apart": "Must never be linked",
    "one record": "Nothing to link",
}
_COUNTED: Mapping[Task, tuple[str, ...]] = {
    "link": ("people", "linked", "asked", "missed", "ghosts", "wrong"),
    "link or ask": ("people", "linked", "asked", "missed", "ghosts", "wrong"),
    "keep apart": ("people", "wrong", "waiting", "left_out", "ghosts"),
    "one record": ("people", "wrong", "waiting", "left_out", "ghosts"),
}
"""What is of interest about the people of a task, so that a table fits on a screen."""


def crowd_shown(result: CrowdResult) -> RenderableType:
    """By story, what else was seen, the first mistakes, the bounds."""
    judged = result.judged
    bounds = [(bound.name, bound.seen, bound.most, "yes" if bound.holds else "NO") for bound in result.bounds]
    parts: list[RenderableType] = [
        *(_task_shown(judged, task) for task in TASKS),
        table("What else was seen", ("what", "number"), list(_figures(result).items())),
        *(Text(plain(mistake.what)) for mistake in islice(mistakes(judged), _MOST_MISTAKES)),
        table("Bounds", ("what", "seen", "at most", "holds"), bounds),
    ]
    if not result.ok:
        broken = sum(not bound.holds for bound in result.bounds)
        again = f"talentsync rehearse --people {result.people} --seed {result.seed} --json"
        parts.append(Text(f"{count(broken, 'bound')} broken. Every mistake: {again}"))
    return Group(*parts)


def _task_shown(judged: Judged, task: Task) -> RenderableType:
    names = _COUNTED[task]
    told = [(row.story, row.counts) for row in by_story(judged) if row.task == task]
    rows = [(story, *(getattr(counts, name) for name in names)) for story, counts in told]
    total = by_task(judged)[task]
    rows.append(("all of these", *(getattr(total, name) for name in names)))
    return table(_TITLES[task], ("story", *(name.replace("_", " ") for name in names)), rows)


def crowd_json(result: CrowdResult) -> dict[str, Any]:
    judged = result.judged
    return {
        "ok": result.ok,
        "people": result.people,
        "seed": result.seed,
        "bounds": [{**asdict(bound), "holds": bound.holds} for bound in result.bounds],
        "by_task": {task: asdict(counts) for task, counts in by_task(judged).items()},
        "by_story": [{"task": row.task, "story": row.story, **asdict(row.counts)} for row in by_story(judged)],
        "figures": _figures(result),
        "reviews": dict(result.reviews),
        "mistakes": [asdict(mistake) for mistake in mistakes(judged)],
        "seconds": {chapter: round(seconds, 1) for chapter, seconds in result.seconds.items()},
    }


def _figures(result: CrowdResult) -> dict[str, int]:
    judged = result.judged
    return {
        "people with a namesake": result.namesakes,
        "questions whether two persons are one": judged.questions,
        "of these, about two different humans": judged.needless,
        **{f"open reviews: {kind}": number for kind, number in sorted(result.reviews.items())},
        "records with contact data of somebody else": len(judged.mixed),
        "seconds": round(sum(result.seconds.values())),
    }

"""Applying a plan: what is asked before, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from syncengine.front.display import outcomes, previews
from syncengine.front.display.codes import FINE, GUARDED, UNFINISHED
from syncengine.front.display.differences import FEW, moved_json, moved_line, stale_json, stale_lines
from syncengine.front.display.made_plans import effects_json, effects_shown, header_json, header_line, part_lines
from syncengine.front.display.words import command, count, plain, typed
from syncengine.passes import Proposal
from syncengine.plans import Applied, Ready


def ready_shown(ready: Ready) -> Iterator[RenderableType]:
    """What is left to write, before anybody is asked."""
    reviewed = ready.reviewed
    yield header_line(ready.header)
    yield from part_lines(ready.header)
    yield from _standing(reviewed.already, len(reviewed.ready), len(reviewed.stale))
    yield from effects_shown(reviewed.tally)
    yield previews.proposal_shown(_proposal(ready))


def _standing(already: int, ready: int, stale: int) -> Iterator[str]:
    if already:
        yield f"As planned already: {count(already, 'person', 'people')}."
    if stale:
        yield f"Left out, because things have moved: {count(stale, 'person', 'people')}."
    yield f"To be written to: {count(ready, 'person', 'people')}."


def _proposal(ready: Ready) -> Proposal:
    return Proposal(ready.reviewed.preview, ready.places, ())


def writes_nothing(ready: Ready) -> bool:
    return previews.writes_nothing(_proposal(ready))


def question(ready: Ready) -> str:
    return previews.question(_proposal(ready))


def exit_code(applied: Applied, *, asked: bool) -> int:
    """0 only when all of the plan is so now."""
    if applied.refused:
        return GUARDED
    code = outcomes.exit_code(applied.outcome, asked=asked)
    return UNFINISHED if code == FINE and applied.stale and not applied.outcome.declined else code


def applied_shown(applied: Applied, *, config: Path) -> Iterator[RenderableType]:
    """The result, on stdout."""
    reviewed = applied.reviewed
    if applied.dry or applied.refused:
        yield header_line(applied.header)
        yield from _standing(reviewed.already, len(reviewed.ready), len(reviewed.stale))
        yield "Nothing was written."
        return
    yield outcomes.outcome_shown(applied.outcome, words="apply", config=config)
    if reviewed.already:
        yield f"As planned already: {count(reviewed.already, 'person', 'people')}."
    if applied.more:
        yield from _more(applied, config=config)
    if applied.others:
        others = count(applied.others, "person", "people")
        yield f"Not in this plan, and changed since: {others}; look at them with: {command('plan', config)}"


def _more(applied: Applied, *, config: Path) -> Iterator[str]:
    """What follows from what was written."""
    people = count(len(applied.more), "person", "people")
    yield f"For {people} more is due than the plan says; it is written by: {command('sync', config)}"
    for person, more in list(applied.more.items())[:FEW]:
        yield f"  [{person}] {'; '.join(plain(moved_line(each)) for each in more)}"


def talk(applied: Applied, *, plan: Path, asked: bool, everybody: bool, config: Path) -> Iterator[str]:
    """Why something was not written, and the command to go on with: on stderr."""
    if applied.stale:
        yield from _stale(applied, everybody=everybody)
    if applied.refused:
        new, rest = command(f"plan --out {typed(plan)} --force", config), _again(plan, "--skip-stale", config)
        yield f"To plan anew: {new}"
        yield f"To apply the rest: {rest}"
        return
    yield from outcomes.talk(applied.outcome, words=f"apply {typed(plan)}", asked=asked, config=config)
    if applied.outcome.waiting:
        yield f"To go on with whoever waits: {_again(plan, '--skip-stale' if applied.stale else '', config)}"


def _stale(applied: Applied, *, everybody: bool) -> Iterator[str]:
    people = count(len(applied.stale), "person", "people")
    if applied.refused:
        yield f"Things have moved since the plan was made, for {people}. Nothing was written."
    else:
        yield f"Left out, because things have moved since the plan was made: {people}."
    yield from stale_lines(applied.stale, everybody=everybody)


def _again(plan: Path, option: str, config: Path) -> str:
    return command(f"apply {typed(plan)} {option}".strip(), config)


def applied_json(applied: Applied, *, code: int) -> dict[str, Any]:
    reviewed = applied.reviewed
    return {
        **outcomes.outcome_json(applied.outcome, words="apply", code=code),
        "plan": header_json(applied.header),
        "dry_run": applied.dry,
        "refused": applied.refused,
        "ready": len(reviewed.ready),
        "written_to": applied.people,
        "already": reviewed.already,
        "parked_people": reviewed.parked,
        "left_to_write": effects_json(reviewed.tally),
        "stale": stale_json(applied.stale),
        "more": [{"person": person, "more": moved_json(more)} for person, more in applied.more.items()],
        "others": applied.others,
    }


def unfit_lines(problems: Sequence[str], *, config: Path) -> Iterator[str]:
    yield "The plan cannot be applied: what it was made by is not what is in force now. Nothing was written."
    yield from (f"  {plain(problem)}" for problem in problems)
    yield f"Look, and plan anew: {command('plan --out PLAN', config)}"

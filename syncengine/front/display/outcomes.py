"""How a pass ended: a table, JSON, and the exit code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from connectors.errors import Blocked
from syncengine.front.display.closings import closed_json, closed_lines
from syncengine.front.display.codes import FINE, GUARDED, MISTAKE, UNFINISHED
from syncengine.front.display.failures import failure_lines
from syncengine.front.display.previews import alarm_lines, alarms_json
from syncengine.front.display.words import command, count, table
from syncengine.passes import Outcome

QUESTIONS: Mapping[str, str] = {
    "possible_match": "are these two the same person?",
    "ghost": "a person with two records in one system",
    "conflict": "which of two values counts?",
    "bad_record": "a record that cannot be read",
    "unknown_value": "a value that the mapping or the policy does not know",
    "parked": "a write that was refused",
    "vanished": "a record that is gone",
    "unpushed": "a person who could not be pushed",
    "drift": "much that is not as we know it",
    "returned": "somebody who was forgotten is there again",
    "erased_elsewhere": "somebody who was made anonymous in one system",
}
"""Kinds of open reviews, in words."""


def exit_code(outcome: Outcome, *, asked: bool) -> int:
    """``asked`` says that a human was there to be asked; "no" is then an answer, and otherwise a missing --yes."""
    if outcome.alarms:
        return GUARDED
    if outcome.failure is not None:
        return MISTAKE if isinstance(outcome.failure, Blocked) else UNFINISHED
    if outcome.declined:
        return FINE if asked else MISTAKE
    return UNFINISHED if outcome.parked or outcome.waiting else FINE


def talk(outcome: Outcome, *, words: str, asked: bool, config: Path) -> Iterator[str]:
    """What stopped a pass, and how to go on."""
    yield from alarm_lines(outcome.alarms, words=words, config=config)
    if outcome.failure is not None:
        yield from failure_lines(outcome.failure, words=words, config=config)
    yield from closed_lines(outcome.closed, config=config)
    if outcome.declined:
        way = "." if asked else f": there is nobody to ask. To write it, run: {command(f'{words} --yes', config)}"
        yield f"Nothing was written{way}"


def outcome_shown(outcome: Outcome, *, words: str, config: Path) -> RenderableType:
    """The result of a pass. ``words`` is the command that made it."""
    parts: list[RenderableType] = []
    rows = [(*_effect(name), number) for name, number in sorted(outcome.written.items())]
    if rows:
        parts.append(table("Written", ("system", "effect", "number"), sorted(rows)))
    else:
        parts.append(Text("Written: nothing."))
    open_questions = [(QUESTIONS.get(kind, kind), number) for kind, number in sorted(outcome.reviews.items())]
    if open_questions:
        parts.append(table("In review", ("question", "number"), open_questions))
    requests = ", ".join(f"{system} {number}" for system, number in outcome.calls.items())
    parts.append(Text(f"{count(outcome.people, 'person', 'people')} known; requests: {requests or 'none'}."))
    parts += map(Text, _what_next(outcome, words=words, config=config))
    return Group(*parts)


def _effect(name: str) -> tuple[str, str]:
    verb, _, system = name.partition(" ")
    return system, verb.replace("_", " ")


def _what_next(outcome: Outcome, *, words: str, config: Path) -> Iterator[str]:
    if outcome.failure is not None or outcome.alarms or outcome.declined:
        return  # the talk on stderr says how to go on
    if outcome.waiting:
        waiting = count(outcome.waiting, "person waits", "people wait")
        yield f"{waiting} for another try; go on with: {command('sync', config)}"
    if outcome.reviews:
        yield f"Questions wait for you: {command('review list', config)}"
    if not outcome.waiting and words == "backfill":
        yield f"From now on: {command('sync', config)}"


def outcome_json(outcome: Outcome, *, words: str, code: int) -> dict[str, Any]:
    failure = outcome.failure
    return {
        "command": words,
        "run": outcome.run_id,
        "exit_code": code,
        "written": [
            {"system": system, "effect": effect, "number": number}
            for (system, effect), number in sorted((_effect(name), n) for name, n in outcome.written.items())
        ],
        "writes": outcome.writes,
        "people": outcome.people,
        "linked": outcome.matched.linked,
        "ran": outcome.ran,
        "waiting": outcome.waiting,
        "parked": outcome.parked,
        "in_review": dict(outcome.reviews),
        "requests": dict(outcome.calls),
        "alarms": alarms_json(outcome.alarms),
        "declined": outcome.declined,
        "closed": closed_json(outcome.closed),
        "failure": None if failure is None else {"code": failure.code, "system": failure.system, "why": failure.reason},
    }

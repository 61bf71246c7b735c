"""A person as recorded at a moment, on the screen and for machines. It shows personal data: for stdout and for nothing
else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from syncengine.front.display.linking_words import OUTCOMES
from syncengine.front.display.outcomes import QUESTIONS
from syncengine.front.display.plans import FEW
from syncengine.front.display.timelines import event_json, event_text
from syncengine.front.display.times import iso, when
from syncengine.front.display.words import command, count, plain, table
from syncengine.front.timeline.as_of import AsOf
from syncengine.front.timeline.event import named
from syncengine.front.timeline.writing import written
from syncengine.store.bygone import Question
from syncengine.store.former import State


def as_of_shown(found: AsOf, *, config: Path) -> Iterator[RenderableType]:
    yield Text(f"{plain(found.name) or '(no name)'}  [{found.person}] as of {when(found.at)}", style="bold")
    if found.being == "not yet":
        since = f"; first known {when(found.known_since)}" if found.known_since is not None else ""
        yield f"Not known then{since}."
        return
    if found.became is not None:
        to, at = found.became
        then = command(f"explain {to} --as-of {iso(found.at)}", config)
        yield f"Had become part of {to}, {when(at)}: see {then}"
        return
    if found.is_cut and found.kept_since is not None:
        yield (
            f"What records showed and what was replaced before {when(found.kept_since)} was dropped "
            "(daemon.keep_history_days); below is what did not change since."
        )
    yield from _records_shown(found)
    yield from _questions_shown(found)
    yield from _writes_shown(found)


def _records_shown(found: AsOf) -> Iterator[RenderableType]:
    if not found.links:
        yield "No record was theirs then."
        return
    yield Text("\nRecords", style="bold")
    states = {state.record: state for state in found.records}
    for link in found.links:
        record = link.system, link.kind, link.ref_id
        why = OUTCOMES.get(str(link.evidence.get("outcome", "")), str(link.evidence.get("outcome", "")))
        yield f"  {plain(named(record))}, linked {when(link.made_at)} by {plain(link.actor)}: {plain(why)}"
        state = states.get(record)
        if state is None:
            yield "    what it showed then was not kept"
        elif state.gone:
            yield f"    it was gone; what it showed before, since {when(state.since)}:"
        else:
            yield f"    it showed this since {when(state.since)}:"
        yield from (f"      {line}" for line in _fields(state))
    for each in found.applications:
        yield f"  {plain(named(each.record))} of {plain(each.parent_id)}, since {when(each.since)}"
        yield from (f"      {line}" for line in _fields(each))


def _fields(state: State | None) -> Iterator[str]:
    for name, value in sorted((state.fields if state else {}).items()):
        if value not in (None, "", ()):
            yield f"{name}: {plain(value)}"


def _questions_shown(found: AsOf) -> Iterator[RenderableType]:
    if found.questions:
        yield Text("\nOpen questions", style="bold")
        yield from (f"  {_question(each)}" for each in found.questions)


def _question(each: Question) -> str:
    field = f" ({plain(each.field)})" if each.field else ""
    return (
        f"{each.id}{field}: {QUESTIONS.get(each.kind, each.kind)}, asked {when(each.opened_at)}: {plain(each.reason)}"
    )


def _writes_shown(found: AsOf) -> Iterator[RenderableType]:
    if not found.writes:
        return
    yield Text("\nWrites until then", style="bold")
    if len(found.writes) > FEW:
        yield f"  {count(len(found.writes) - FEW, 'earlier write')}: see --json"
    rows = [(when(event.at), event_text(event)) for event in map(written, found.writes[-FEW:])]
    yield table("", ("when", "what"), rows)


def as_of_json(found: AsOf) -> dict[str, Any]:
    became = found.became
    return {
        "as_of": iso(found.at),
        "person": found.person,
        "name": found.name,
        "being": found.being,
        "known_since": iso(found.known_since),
        "became": None if became is None else {"person": became[0], "at": iso(became[1])},
        "history_kept_since": iso(found.kept_since) if found.is_cut else None,
        "records": [
            {
                "record": named((link.system, link.kind, link.ref_id)),
                "linked_at": iso(link.made_at),
                "by": link.actor,
                "evidence": {key: value for key, value in link.evidence.items() if key != "undone"},
            }
            for link in found.links
        ],
        "shown": [_state_json(state) for state in found.records],
        "applications": [_state_json(state) for state in found.applications],
        "not_kept": [named(record) for record in found.untold],
        "questions": [_question_json(each) for each in found.questions],
        "writes": [event_json(written(each)) for each in found.writes],
    }


def _state_json(state: State) -> dict[str, Any]:
    return {
        "record": named(state.record),
        "belongs_to": state.parent_id,
        "since": iso(state.since),
        "gone": state.gone,
        "fields": dict(state.fields),
    }


def _question_json(each: Question) -> dict[str, Any]:
    return {
        "id": each.id,
        "kind": each.kind,
        "field": each.field,
        "reason": each.reason,
        "asked_at": iso(each.opened_at),
        "detail": dict(each.detail),
    }

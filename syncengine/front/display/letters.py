"""Dead letters, for people and machines. Single letters show personal data: for stdout and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from syncengine.core.causes import Cause, advice_on
from syncengine.front.display.plans import operation_json, operation_lines
from syncengine.front.display.words import command, count, plain, table
from syncengine.front.letters import Addressed, Opened, Queue
from syncengine.store.letters import Group, Letter
from syncengine.store.waiting import Held, Trying
from syncengine.work.letters import Decided

_TIME = "%Y-%m-%d %H:%M UTC"


def queue_shown(queue: Queue, *, limit: int, config: Path) -> Iterator[RenderableType]:
    yield from _causes_shown(queue.groups, limit=limit, config=config)
    if queue.trying:
        rows = [_trying_row(each) for each in queue.trying]
        yield table("Tried again by themselves", ("system", "error", "people", "since", "next try"), rows)
        yield f"Do not wait any longer: {command('queue retry --waiting', config)}"
    if queue.held:
        held = [(each.system, each.people, _at(each.since), each.why or "") for each in queue.held]
        yield table("Waiting for a system", ("system", "people", "since", "why"), held)
        yield from (_goes_on(each, config) for each in queue.held)


def _causes_shown(groups: Sequence[Group], *, limit: int, config: Path) -> Iterator[RenderableType]:
    if not groups:
        yield "No write has failed for good."
        return
    shown = groups[:limit]
    columns = ("cause", "what happened", "system", "about", "people", "since", "last")
    yield table("Writes that failed", columns, [_group_row(group) for group in shown])
    for group in shown:
        yield _advice(group.cause, config=config)
    if len(groups) > limit:
        yield f"{count(len(groups) - limit, 'more cause')}; see them with --limit {len(groups)}"
    yield f"One by one: {command('queue list --cause CAUSE', config)}"


def _group_row(group: Group) -> tuple[object, ...]:
    cause = group.cause
    since, last = _at(group.since), _at(group.last)
    return cause.id, cause.text, cause.system or "-", ", ".join(cause.fields), group.people, since, last


def _advice(cause: Cause, *, config: Path) -> str:
    """What to do about a cause, with the command to type."""
    advice = advice_on(cause)
    words = advice.words.replace("CAUSE", cause.id)
    return f"{cause.id}: {_sentence(cause)}: {command(words, config)}"


def _sentence(cause: Cause) -> str:
    return advice_on(cause).sentence.replace("SYSTEM", cause.system)


def _trying_row(each: Trying) -> tuple[object, ...]:
    return each.system or "-", each.error or "-", each.people, _at(each.since), _at(each.next_try)


def _goes_on(held: Held, config: Path) -> str:
    when = f"after: {command(f'resume {held.system}', config)}" if held.paused else "when it answers again"
    return f"{held.system} goes on {when}"


def letters_shown(found: Sequence[Addressed], *, cause: str, limit: int, config: Path) -> Iterator[RenderableType]:
    if not found:
        yield f"No open letter has the cause {plain(cause)}."
        return
    rows = [(each.letter.id, _whom(each), ", ".join(each.letter.names), _at(each.letter.opened_at)) for each in found]
    first = found[0].letter
    yield table(plain(first.cause.text), ("id", "person", "about", "since"), rows)
    if len(found) == limit:
        yield f"There may be more: --limit {limit * 2}"
    yield _advice(first.cause, config=config)
    yield f"All about one: {command(f'queue show {first.id}', config)}"


def _whom(each: Addressed) -> str:
    where = ", ".join((*each.who.emails[:1], *each.who.refs))
    return f"{each.who.name or '(no name)'} ({where})"


def letter_lines(opened: Opened, *, config: Path) -> Iterator[str]:
    """All about one letter."""
    letter = opened.letter
    yield f"{plain(opened.who.name) or '(no name)'}  [{letter.person}]  {', '.join(opened.who.refs)}"
    record = f" record {letter.ref_id}" if letter.ref_id else ""
    yield f"{letter.system or 'talentsync'}{record}: {', '.join(letter.names) or 'the person as a whole'}"
    yield f"  why: {plain(letter.reason)}{_of_error(letter)}"
    yield f"  since {_at(letter.opened_at)}, cause {letter.cause.id}"
    yield from _would_lines(opened)
    for field, by_system in opened.shown.items():
        shown = "; ".join(f"{system}: {_value(value)}" for system, value in by_system.items())
        yield f"{field} as shown: {shown}"
    yield from _history_lines(opened)
    yield f"Advice: {_sentence(letter.cause)}."
    yield from _commands(opened, config)


def _of_error(letter: Letter) -> str:
    failure = letter.failure
    known = (
        failure.code,
        f"HTTP {failure.status}" if failure.status else "",
        f"request {failure.request_id}" if failure.request_id else "",
    )
    said = ", ".join(plain(each) for each in known if each)
    hint = f"\n  -> {plain(failure.hint)}" if failure.hint else ""
    return (f" ({said})" if said else "") + hint


def _would_lines(opened: Opened) -> Iterator[str]:
    if not opened.would:
        yield "A retry would write nothing: nobody wants it any more, or it is there."
        return
    yield "A retry would write:"
    for operation in opened.would:
        yield from (f"  {line}" for line in operation_lines(operation))


def _history_lines(opened: Opened) -> Iterator[str]:
    if opened.attempts:
        yield "Attempts:"
    for each in opened.attempts:
        request = f", request {plain(each.request_id)}" if each.request_id else ""
        error = f" {each.error}: {plain(each.reason)}{request}" if each.error else ""
        yield f"  {_at(each.sent_at)} {each.verb} {each.state}{error}"
    for answer in opened.answers:
        by = f" by {plain(answer.decided_by)}" if answer.decided_by else ""
        yield f"Before: letter {answer.id}, {answer.decision}{by} at {_at(answer.closed_at)}"


def _commands(opened: Opened, config: Path) -> Iterator[str]:
    id_ = opened.letter.id
    yield f"Try again: {command(f'queue retry {id_}', config)}"
    yield f"Try all of this cause again: {command(f'queue retry --cause {opened.letter.cause.id}', config)}"
    if opened.editable:
        field = next((name for name in opened.letter.names if name in opened.editable), opened.editable[0])
        yield f"Say what to write: {command(f'queue edit {id_} {field}=VALUE', config)}"
    yield f"Give it up: {command(f'queue drop {id_}', config)}"


def decided_line(decided: Decided, *, done: str) -> str:
    """What a decision is about, and what becomes of it."""
    if not (decided.letters or decided.waiting):
        return "No letter is open."
    waiting = f", {count(decided.waiting, 'waiting person', 'waiting people')}" if decided.waiting else ""
    return f"{count(decided.letters, 'letter')} of {count(decided.people, 'person', 'people')}{waiting}: {done}."


def decided_json(decided: Decided, *, dry_run: bool) -> dict[str, Any]:
    return {"dry_run": dry_run, **asdict(decided)}


def queue_json(queue: Queue, *, limit: int) -> dict[str, Any]:
    return {
        "letters": sum(group.letters for group in queue.groups),
        "causes": [_group_json(group) for group in queue.groups[:limit]],
        "more_causes": max(0, len(queue.groups) - limit),
        "tried_again": [
            {**asdict(each), "since": _iso(each.since), "next_try": _iso(each.next_try)} for each in queue.trying
        ],
        "held": [{**asdict(each), "since": _iso(each.since)} for each in queue.held],
    }


def _group_json(group: Group) -> dict[str, Any]:
    cause = group.cause
    return {
        "cause": cause.id,
        "what": cause.text,
        "system": cause.system,
        "fields": list(cause.fields),
        "error": cause.code,
        "people": group.people,
        "letters": group.letters,
        "since": _iso(group.since),
        "last": _iso(group.last),
        "advice": _sentence(cause),
        "command": f"talentsync {advice_on(cause).words.replace('CAUSE', cause.id)}",
    }


def letters_json(found: Sequence[Addressed]) -> dict[str, Any]:
    return {"letters": [{**_letter_json(each.letter), "person": asdict(each.who)} for each in found]}


def _letter_json(letter: Letter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "system": letter.system,
        "record": letter.ref_id,
        "fields": list(letter.names),
        "reason": letter.reason,
        "cause": letter.cause.id,
        "error": asdict(letter.failure),
        "opened_at": _iso(letter.opened_at),
    }


def letter_json(opened: Opened) -> dict[str, Any]:
    return {
        **_letter_json(opened.letter),
        "person": asdict(opened.who),
        "would_write": [operation_json(each) for each in opened.would],
        "shown": {field: dict(values) for field, values in opened.shown.items()},
        "attempts": [
            {**asdict(each), "sent_at": _iso(each.sent_at), "ended_at": _iso(each.ended_at)} for each in opened.attempts
        ],
        "before": [
            {**asdict(each), "opened_at": _iso(each.opened_at), "closed_at": _iso(each.closed_at)}
            for each in opened.answers
        ],
        "editable": list(opened.editable),
    }


def _value(value: object) -> str:
    return "(empty)" if value in (None, ()) else plain(value)


def _at(seconds: float | None) -> str:
    return "-" if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime(_TIME)


def _iso(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()

"""A timeline on the screen and for machines. It shows personal data: for stdout and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from mappings.canonical import FIELDS
from syncengine.front.display.linking_words import OUTCOMES
from syncengine.front.display.outcomes import QUESTIONS
from syncengine.front.display.plans import VERBS
from syncengine.front.display.policy.names import short
from syncengine.front.display.times import iso
from syncengine.front.display.words import command, count, plain, table
from syncengine.front.timeline.event import Changed, Event

_TIME = "%Y-%m-%d %H:%M:%S"
_WRITES = {"written", "found there", "refused", "given up", "under way"}
_DONE = {"written", "found there"}
_TIMES = {"told_at", "planned_at", "sent_at", "ended_at"}
_LONG_SECONDS = 60.0
"""A write that took so long tells when it ended."""
_THERE: Mapping[str, str] = {
    "first seen": "first seen",
    "history begins": "known to say what it says; what it said before was not kept",
    "gone": "gone",
    "back": "there again",
}


def timeline_shown(events: Sequence[Event], *, last: int, who: str, config: Path) -> Iterator[RenderableType]:
    """The last of these events, the oldest first."""
    if not events:
        return
    yield Text("\nTimeline", style="bold")
    shown = events[-last:]
    if len(shown) < len(events):
        more = command(f"explain {who} --last {len(events)}", config)
        yield f"  {count(len(events) - len(shown), 'earlier event')}: {more}"
    yield table("", ("when (UTC)", "what happened"), [(_moment(each.at), event_text(each)) for each in shown])


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime(_TIME)


def event_text(event: Event) -> str:
    """One event in words. Cells of tables show control characters and do not obey them."""
    if event.what in _WRITES:
        return _write_text(event)
    if event.what in {"asked", "answered"}:
        return _question_text(event)
    if event.what in {"linked", "unlinked"}:
        return _link_text(event)
    if event.what == "value by hand":
        [change] = event.changes
        return f"{event.by} wants {_value(change.value)} in {event.said['system']} as {change.field}" + (
            f" instead of {_value(change.was)}"
        )
    if event.what in {"erasure asked", "let in again"}:
        return f"{event.what}{f' by {event.by}' if event.by else ''}{f': {event.why}' if event.why else ''}"
    return _record_text(event)


def _record_text(event: Event) -> str:
    told = f" (told by webhook {event.said['delivery']})" if "delivery" in event.said else ""
    if event.what == "moved":
        return f"{event.record} belongs to {event.said['to']}, no more to {event.said['from']}{told}"
    if event.what == "changed":
        how = "changed with our write" if event.said.get("with_our_write") else "changed there"
        return f"{event.record} {how}: {'; '.join(map(changed_text, event.changes))}{told}"
    facts = [str(event.said[name]) for name in ("status", "stage_name") if event.said.get(name)]
    return f"{event.record} {_THERE[event.what]}{f': {plain(facts)}' if facts else ''}{told}"


def _link_text(event: Event) -> str:
    to = f" to {event.said['person']}" if "person" in event.said else ""
    if event.what == "unlinked":
        of = f" from {event.said['person']}" if "person" in event.said else ""
        return f"{event.record} unlinked{of}{f': {event.why}' if event.why else ''}"
    return f"{event.record} linked{to} by {event.by}: {OUTCOMES.get(event.why, event.why)}"


def _question_text(event: Event) -> str:
    said = event.said
    about = f" [{said['other']}]" if said.get("other") else ""
    field = f" ({said['field']})" if said.get("field") else ""
    asked = f"question {said['question']}{field}, {QUESTIONS.get(said['kind'], said['kind'])}{about}"
    if event.what == "answered":
        return f"{asked}: answered {event.why!r} by {event.by}"
    return f"{asked}: {event.why}"


def _write_text(event: Event) -> str:
    said = event.said
    what = VERBS.get(said["verb"], said["verb"])
    about = f" {said['pool']}" if "pool" in said else ""
    changes = "; ".join(map(changed_text, event.changes))
    where = event.record if event.record is not None else said["system"]
    text = f"{where}: {event.what}: {what}{about}{f': {changes}' if changes else ''}"
    failed = "error" in said and event.what not in _DONE  # an answer that was lost was found out about later
    error = f": {said['error']}, {said.get('reason') or 'no reason was told'}" if failed else ""
    because = ", ".join(_causes(event))
    late = said.get("ended_at", event.at) - event.at >= _LONG_SECONDS
    ended = f", known {_moment(said['ended_at'])}" if late else ""
    return f"{text}{error}{f' ({because})' if because else ''}{ended} [{said['operation']} of {said['run']}]"


def _causes(event: Event) -> Iterator[str]:
    said = event.said
    if "undoes" in said:
        yield f"undoes {said['undoes']}"
    yield from dict.fromkeys(why for why in (event.why, *(each.why for each in event.changes)) if why)
    if "lane" in said:
        yield f"lane {said['lane']}"
    if "delivery" in said:
        yield f"webhook {said['delivery']}"
    if "rule" in said:
        yield f"rule {said['rule']!r}"
    if "policy" in said:
        yield f"policy {short(said['policy'])}"


def changed_text(change: Changed) -> str:
    """``title: Engineer -> Lead``; of a list what came and what went."""
    field = FIELDS.get(change.field)
    if field is None or field.shape != "set":
        return f"{change.field}: {_value(change.was)} -> {_value(change.value)}"
    was, now = (list(map(str, each or ())) for each in (change.was, change.value))
    came, went = [each for each in now if each not in was], [each for each in was if each not in now]
    moved = [*(f"+{each}" for each in came), *(f"-{each}" for each in went)]
    return f"{change.field}: {' '.join(moved) or plain(now)}"


def _value(value: object) -> str:
    return "(empty)" if value in (None, "", (), []) else plain(value)


def event_json(event: Event) -> dict[str, Any]:
    said = {name: iso(value) if name in _TIMES else value for name, value in event.said.items()}
    changes = [
        {"field": each.field, "was": each.was, "value": each.value, "why": each.why or None} for each in event.changes
    ]
    return {
        "at": iso(event.at),
        "what": event.what,
        "record": event.record,
        "by": event.by,
        "why": event.why or None,
        "changes": changes,
        **said,
    }

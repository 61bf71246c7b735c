"""The status, for people and machines."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from syncengine.front.display.budgets import budgets_json, budgets_shown
from syncengine.front.display.closings import closed_json, closed_lines
from syncengine.front.display.erasures import erasure_json, open_lines
from syncengine.front.display.matchings import doubt_json, doubt_lines
from syncengine.front.display.outcomes import QUESTIONS
from syncengine.front.display.webhooks import remembered_json, remembered_lines
from syncengine.front.display.words import command, count, plain, table
from syncengine.front.status import Run, Status, SystemState

_TIME = "%Y-%m-%d %H:%M:%S UTC"


def status_shown(status: Status, *, config: Path) -> RenderableType:
    systems = [
        (each.name, each.role, each.account or "not asked yet", each.records, _open(each)) for each in status.systems
    ]
    closed = [each.closed for each in status.systems if each.closed is not None]
    parts: list[RenderableType] = [
        Text(f"Store: {plain(status.store)}"),
        table("Systems", ("system", "role", "account", "records", "open"), systems),
        *map(Text, closed_lines(closed, config=config)),
        *map(Text, remembered_lines(status.webhooks)),
        Text(f"{count(status.people, 'person', 'people')}, {status.linked} of them in several systems."),
        Text(f"{count(status.waiting, 'person waits', 'people wait')} to be run, {status.parked} with parked work."),
        *map(Text, doubt_lines(status.matching)),
        *map(Text, open_lines(status.erasures, config=config)),
    ]
    if status.in_review:
        rows = [(QUESTIONS.get(kind, kind), number) for kind, number in sorted(status.in_review.items())]
        parts.append(table("In review", ("question", "number"), rows))
    parts += budgets_shown(status.budgets)
    if status.runs:
        columns = ("run", "command", "started", "ended", "writes")
        parts.append(table("Last passes", columns, [_run_row(run) for run in status.runs]))
    parts.append(Text(f"Next: {_next(status, config)}"))
    return Group(*parts)


def _open(system: SystemState) -> str:
    if system.closed is None:
        return "yes"
    why = "paused" if system.closed.paused else "down"
    return f"no, {why}; {count(system.held, 'person waits', 'people wait')} for it"


def _system_json(system: SystemState) -> dict[str, Any]:
    return {**asdict(system), "closed": next(iter(closed_json([system.closed] if system.closed else [])), None)}


def _run_row(run: Run) -> tuple[str, str, str, str, int]:
    ended = run.outcome or "not ended"
    return run.id, run.command, run.started_at.strftime(_TIME), ended, sum(run.written.values())


def _next(status: Status, config: Path) -> str:
    if not status.people:
        return command("backfill", config)
    return command("review list" if status.in_review else "sync", config)


def status_json(status: Status) -> dict[str, Any]:
    return {
        "store": status.store,
        "systems": [_system_json(each) for each in status.systems],
        "people": status.people,
        "linked": status.linked,
        "waiting": status.waiting,
        "parked": status.parked,
        "in_review": dict(status.in_review or {}),
        "matching": doubt_json(status.matching),
        "webhooks": remembered_json(status.webhooks),
        "erasures": [erasure_json(each) for each in status.erasures],
        "budgets": budgets_json(status.budgets),
        "runs": [_run_json(run) for run in status.runs],
    }


def _run_json(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "command": run.command,
        "started_at": run.started_at.isoformat(),
        "ended_at": run.ended_at.isoformat() if run.ended_at else None,
        "outcome": run.outcome,
        "written": dict(run.written),
    }

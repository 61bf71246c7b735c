"""The audit, for people and machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from rich.table import Table

from syncengine.audit import Verdict
from syncengine.core.chain import Chained, line_of
from syncengine.core.chain_faults import Fault
from syncengine.front.display.codes import FINE, GUARDED
from syncengine.front.display.words import command, count, plain, table


def exit_code(verdict: Verdict) -> int:
    return FINE if verdict.is_whole else GUARDED


def verdict_lines(verdict: Verdict, *, config: Path) -> Iterator[str]:
    """What was found, and what to keep of it."""
    for fault in verdict.faults:
        yield fault_line(fault)
    if verdict.count > len(verdict.faults):
        yield f"... and {verdict.count - len(verdict.faults)} more."
    if not verdict.is_whole:
        yield f"The audit is NOT as it was written: {count(verdict.count, 'fault')} in {_entries(verdict)}."
        export = command("audit export --out audit.jsonl", config)
        yield f"Leave the store as it is, and compare it with a backup or an earlier export: {export}"
        return
    if verdict.is_part:
        yield f"This part of the audit is as it was written: {_entries(verdict)}; of the rest nothing is proved."
        return
    yield f"The audit is whole: {_entries(verdict)}."
    if verdict.compared:
        yield f"The journal says the same of {count(verdict.compared, 'write')}{_emptied(verdict)}."
    if verdict.late:
        late = count(verdict.late, "entry was", "entries were")
        yield f"{late} chained only now, more than five minutes late: is a daemon or a worker missing?"
    yield f"It ends with: {verdict.head}"


def said_line(verdict: Verdict, *, config: Path) -> str:
    """Why the end is worth writing down."""
    words = command(f"audit verify --head {verdict.head}", config)
    return f"Keep that line where nobody can change it who can change the store; later: {words}"


def fault_line(fault: Fault) -> str:
    about = ", ".join(part for part in (_time(fault.at), plain(fault.what or "")) if part)
    if fault.kind in {"missing", "cut off"}:
        last = fault.until or fault.seq
        which = f"entry {fault.seq} is" if last == fault.seq else f"entries {fault.seq} to {last} are"
        return f"{which} missing: {fault.why}".capitalize()
    if fault.kind == "file":
        return f"The file is not as it was exported: {fault.why}"
    said = {"journal": "was told otherwise", "out of order": "is not in its place", "end": "is not the end"}
    return f"Entry {fault.seq}{f' ({about})' if about else ''} {said.get(fault.kind, 'is not as it was')}: {fault.why}"


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "whole": verdict.is_whole,
        "entries": verdict.entries,
        "head": str(verdict.head),
        "faults": [asdict(fault) for fault in verdict.faults],
        "fault_count": verdict.count,
        "writes_compared": verdict.compared,
        "writes_emptied": verdict.emptied,
        "late": verdict.late,
        "part": verdict.is_part,
    }


def entries_shown(rows: Sequence[Chained]) -> Table | str:
    if not rows:
        return "The audit tells nothing of that."
    columns = ("entry", "time", "what", "who", "person", "record", "why")
    return table(count(len(rows), "entry", "entries"), columns, [_cells(row) for row in rows])


def entries_json(rows: Sequence[Chained]) -> list[Any]:
    return [orjson.loads(line_of(row)) for row in rows]


def _cells(row: Chained) -> tuple[object, ...]:
    entry = row.entry
    record = f"{entry.system}:{entry.ref_id}" if entry.ref_id else entry.system or ""
    return (row.seq, _time(entry.at), entry.what, entry.actor, entry.person_id or "", record, entry.why)


def _entries(verdict: Verdict) -> str:
    return count(verdict.entries, "entry", "entries")


def _emptied(verdict: Verdict) -> str:
    if not verdict.emptied:
        return ""
    return f", and of {verdict.emptied} of them what is left since somebody was forgotten"


def _time(at: float | None) -> str:
    try:
        return "" if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return ""

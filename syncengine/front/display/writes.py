"""Writes that were made for a person, each with the rule and the policy behind it. Names of fields, no values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from syncengine.front.display.plans import FEW, VERBS
from syncengine.front.display.policy.names import short
from syncengine.front.display.words import count, plain
from syncengine.store.histories import Write

_TIME = "%Y-%m-%d %H:%M:%S UTC"


def written_shown(writes: tuple[Write, ...]) -> Iterator[RenderableType]:
    """The latest writes, the oldest of these first."""
    if not writes:
        return
    yield Text("\nWhat was written", style="bold")
    if len(writes) > FEW:
        yield f"  {count(len(writes) - FEW, 'earlier write')}: see --json"
    yield from (f"  {_line(write)}" for write in writes[-FEW:])


def _line(write: Write) -> str:
    when = datetime.fromtimestamp(write.ended_at, UTC).strftime(_TIME)
    what = f"{VERBS.get(write.verb, write.verb)} {write.pool or ', '.join(write.fields)}".rstrip()
    return f"{when}, {write.system}: {plain(what)} ({', '.join(_reasons(write))})"


def _reasons(write: Write) -> Iterator[str]:
    if write.why:
        yield plain(write.why)
    if write.rule:
        yield f"rule {plain(write.rule)!r}"
    if write.policy:
        yield f"policy {short(write.policy)}"


def write_json(write: Write) -> dict[str, Any]:
    return {
        "at": datetime.fromtimestamp(write.ended_at, UTC),
        "system": write.system,
        "verb": write.verb,
        "record": write.ref_id,
        "pool": write.pool,
        "fields": list(write.fields),
        "why": write.why,
        "rule": write.rule,
        "policy": write.policy,
    }

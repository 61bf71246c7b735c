"""Our own writes as events, each with its cause and what came of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from syncengine.front.timeline.event import Changed, Event, What
from syncengine.store.bygone import Written
from syncengine.work.telling import lane_name

_OURS = "talentsync"
_WHAT: Mapping[str, What] = {
    "done": "written",
    "found": "found there",
    "refused": "refused",
    "abandoned": "given up",
    "sent": "under way",
}


def written(write: Written) -> Event:
    """At the time when it was sent: what it led to comes after it. One that was not needed was never sent."""
    record = None if write.ref_id is None else f"{write.system}:candidate:{write.ref_id}"
    unsent = write.planned_at if write.ended_at is None else write.ended_at
    return Event(
        at=unsent if write.sent_at is None else write.sent_at,
        what=_WHAT.get(write.state, "under way"),
        record=record,
        by=_OURS,
        why=write.why,
        changes=tuple(
            Changed(each["field"], each.get("was"), each.get("value"), each.get("why", "")) for each in write.changes
        ),
        said=dict(_facts(write)),
    )


def _facts(write: Written) -> Iterator[tuple[str, Any]]:
    """What is known of the write, its cause first."""
    facts: dict[str, Any] = {
        "operation": write.id,
        "run": write.run_id,
        "system": write.system,
        "verb": write.verb,
        "pool": write.pool,
        "undoes": write.undoes,
        "rule": write.rule,
        "policy": write.policy,
        "lane": None if write.lane is None else lane_name(write.lane),
        "delivery": write.correlation,
        "told_at": write.told_at,
        "planned_at": write.planned_at,
        "sent_at": write.sent_at,
        "ended_at": write.ended_at,
        "error": write.error_code,
        "reason": write.error_text,
        "request": write.request_id,
    }
    yield from ((name, value) for name, value in facts.items() if value is not None)

"""Times when a system answers nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from connectors.sandbox import Fault
from connectors.sandbox.faults import FaultKind
from connectors.sandbox.journal import Entry
from tests.stories.words import Desk


@dataclass(slots=True)
class Outage(Fault):
    """Strikes every request (every write, where ``method`` is given) until the clock of the sandbox says ``until``."""

    now: Callable[[], float] = field(default=lambda: 0.0)
    until: float = 0.0

    def matches(self, method: str, path: str) -> bool:
        return self.now() < self.until and (self.method is None or method != "GET")


def goes_down(
    desk: Desk, kind: FaultKind, *, seconds: float, retry_after: int | None = None, writes_only: bool = False
) -> None:
    """From this moment on, for so long."""
    desk.sandbox.faults.plant(
        Outage(
            kind,
            method="WRITE" if writes_only else None,
            times=None,
            retry_after=retry_after,
            now=desk.clock.now,
            until=desk.clock.now() + seconds,
        )
    )


def struck(desk: Desk, kind: FaultKind) -> int:
    """How many requests met the outage."""
    return sum(entry.fault == kind for entry in desk.sandbox.journal)


def about_whom(entry: Entry) -> set[str]:
    """Ids of the CRM's candidates that a write is about."""
    body = entry.body if isinstance(entry.body, dict) else {}
    own = re.search(r"/candidates/([^/]+)", entry.path)
    return {*(own.groups() if own else ()), *body.get("candidate_ids", ()), *filter(None, [body.get("candidate_id")])}

"""What is said about the run of one person: every line down to the wire names the person, the run and the delivery that
led to it, and one line in the end says what was decided. Field names, verbs and codes; never a value."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog

from syncengine.core.causes import cause_of
from syncengine.core.model import Operation, Plan
from syncengine.store.queue import BACKFILL, LIVE, PENDING, RESTRICTIONS, Lease
from syncengine.work.ending import Ran

log = structlog.get_logger("talentsync.run")

LANE_NAMES = {RESTRICTIONS: "restrictions", LIVE: "live", PENDING: "pending", BACKFILL: "backfill"}
"""What lanes are called wherever somebody reads of them."""

_MOST_NAMED = 20
"""So many deliveries are named in one line at most."""


def lane_name(lane: int) -> str:
    return LANE_NAMES.get(lane, str(lane))


@contextmanager
def about(lease: Lease, *, run_id: str) -> Iterator[None]:
    """Lines of this thread, until the block ends, are about the run of this person."""
    known = {"person": lease.person, "lane": lane_name(lease.lane), "run": run_id, "correlation": lease.correlation}
    bound = {name: value for name, value in known.items() if value}
    with structlog.contextvars.bound_contextvars(**bound):
        yield


@contextmanager
def because_of(correlations: Collection[str]) -> Iterator[None]:
    """Lines of this thread, until the block ends, are about what these deliveries told."""
    named = sorted(set(correlations))
    bound: dict[str, object] = {"correlation": named[0]} if len(named) == 1 else {"correlations": named[:_MOST_NAMED]}
    with structlog.contextvars.bound_contextvars(**(bound if named else {})):
        yield


@dataclass(slots=True)
class Tally:
    """What one run planned, wrote and left. A plan that is made anew in the same run counts once."""

    planned: dict[str, None] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    parked: list[str] = field(default_factory=list)
    left: dict[str, None] = field(default_factory=dict)
    undecided: frozenset[str] = frozenset()

    def note_plan(self, plan: Plan) -> None:
        """The latest plan of the run; what was left alone is what that one left."""
        self.planned.update(dict.fromkeys(map(spelt, plan.operations)))
        left = (" ".join(filter(None, (each.code, each.system, each.field))) for each in plan.remarks)
        self.left = dict.fromkeys(left)
        self.undecided = frozenset(each.field for each in plan.conflicts if each.winner is None)

    def note_written(self, operation: Operation) -> None:
        self.written.append(spelt(operation))

    def note_parked(self, operation: Operation, *, why: str, names: Iterable[str], code: str) -> None:
        """``names`` are those that the write is parked under; the cause is the one that letters have."""
        cause = cause_of(system=operation.system, reason=why, names=names)
        self.parked.append(f"{operation.system} {','.join(cause.fields)}: {code} {cause.id}")
        what = {"verb": operation.verb, "system": operation.system, "fields": list(cause.fields)}
        log.info("operation.parked", error=code, cause=cause.id, **what)

    def tell(self, ran: Ran, *, error: str | None = None) -> None:
        """One line for one run. Empty parts are left out."""
        parts: dict[str, object] = {
            "planned": list(self.planned),
            "written": self.written,
            "parked": self.parked,
            "left": list(self.left),
            "undecided": sorted(self.undecided),
            "held_for": ran.system,
            "error": error,
        }
        log.info("person.ran", state=ran.state, **{name: part for name, part in parts.items() if part})


def spelt(operation: Operation) -> str:
    """An operation in a few words: its verb, its system, and what it is about."""
    what = ",".join(sorted(operation.fields)) if operation.verb == "update" else operation.pool
    return " ".join(filter(None, (operation.verb, operation.system, what)))

"""What ended within a span of time: writes, passes, questions. Found by the time of its end, so that the cost is that
of the span and not of the whole past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from syncengine.store.queue import RESTRICTIONS
from syncengine.store.tables import operation, review, run


@dataclass(frozen=True, slots=True)
class Span:
    """After one time and until another, that one included; seconds since the epoch."""

    after: float
    until: float

    def holds(self, column: sa.Column[float]) -> sa.ColumnElement[bool]:
        return sa.and_(column.is_not(None), column > self.after, column <= self.until)


@dataclass(frozen=True, slots=True)
class Write:
    """What ended operations have in common. ``error`` is the class of the last error, whatever came of it then."""

    system: str
    verb: str
    state: str
    error: str | None


@dataclass(frozen=True, slots=True)
class Passes:
    """Passes of a command with one outcome: how many, and when the last of them ended."""

    count: int
    last_end: float


@dataclass(frozen=True, slots=True)
class Delays:
    """How long things took: how many took at most so many seconds, by bound, and all of them together."""

    within: tuple[int, ...]
    count: int
    seconds: float


def writes(connection: sa.Connection, span: Span) -> Counter[Write]:
    by = (operation.c.system, operation.c.verb, operation.c.state, operation.c.error_code)
    rows = connection.execute(sa.select(*by, sa.func.count()).where(span.holds(operation.c.ended_at)).group_by(*by))
    return Counter({Write(*row[:4]): row[4] for row in rows})


def passes(connection: sa.Connection, span: Span) -> dict[tuple[str, str], Passes]:
    """(command, outcome) -> passes."""
    by = (run.c.command, run.c.outcome)
    rows = connection.execute(
        sa.select(*by, sa.func.count(), sa.func.max(run.c.ended_at)).where(span.holds(run.c.ended_at)).group_by(*by)
    )
    return {(row[0], row[1] or ""): Passes(row[2], row[3]) for row in rows}


def seconds_of_pass(connection: sa.Connection, *, command: str, ended_at: float) -> float | None:
    """How long the pass took that ended then."""
    took = sa.select(run.c.ended_at - run.c.started_at).where(run.c.ended_at == ended_at, run.c.command == command)
    return connection.execute(took.limit(1)).scalar_one_or_none()


def suppressed(connection: sa.Connection, span: Span, *, bounds: Sequence[float]) -> dict[str, Delays]:
    """system -> from the first sign of a restriction to each write that was made because of it."""
    took = operation.c.ended_at - operation.c.told_at
    within = [sa.func.sum(sa.case((took <= bound, 1), else_=0)) for bound in bounds]
    rows = connection.execute(
        sa.select(operation.c.system, sa.func.count(), sa.func.sum(took), *within)
        .where(
            span.holds(operation.c.ended_at),
            operation.c.lane == RESTRICTIONS,
            operation.c.state == "done",
            operation.c.told_at.is_not(None),
        )
        .group_by(operation.c.system)
    )
    return {row[0]: Delays(tuple(int(each) for each in row[3:]), row[1], float(row[2])) for row in rows}


def found_to_be_one(connection: sa.Connection, span: Span) -> int:
    """Questions whether two people are one that a human answered with yes. Each stands on both people."""
    rows = connection.execute(
        sa.select(review.c.subject).where(
            span.holds(review.c.closed_at), review.c.kind == "possible_match", review.c.decision == "same"
        )
    )
    return len({frozenset(row[0].split("~")) for row in rows})

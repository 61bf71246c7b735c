"""What passes are told, what they propose, and how they end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from connectors.errors import ConnectorError
from syncengine.core.safety import Alarm
from syncengine.work.gates import Closed
from syncengine.work.match import Matched
from syncengine.work.places import Places
from syncengine.work.preview import Preview


class Reporter(Protocol):
    """Hears how a pass gets on. Called from several threads."""

    def listed(self, system: str, kind: str, rows: int, total: int | None) -> None: ...

    def matched(self, records: int) -> None: ...

    def planned(self, done: int, total: int) -> None: ...

    def ran(self, done: int, total: int) -> None: ...


class Silent:
    """A reporter for nobody."""

    def listed(self, system: str, kind: str, rows: int, total: int | None) -> None:
        pass

    def matched(self, records: int) -> None:
        pass

    def planned(self, done: int, total: int) -> None:
        pass

    def ran(self, done: int, total: int) -> None:
        pass


@dataclass(slots=True)
class Outcome:
    """How a pass ended. ``written`` counts operations by ``verb system``; ``calls`` counts requests by system.

    ``alarms`` name the guards that stopped it; ``declined`` says that the user did not agree; ``failure`` says which
    system kept it from doing everything; ``closed`` are the systems that are paused or down in the end.
    """

    run_id: str = ""
    written: Mapping[str, int] = field(default_factory=dict)
    matched: Matched = field(default_factory=Matched)
    people: int = 0
    ran: int = 0
    waiting: int = 0
    reviews: Mapping[str, int] = field(default_factory=dict)
    calls: Mapping[str, int] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()
    declined: bool = False
    failure: ConnectorError | None = None
    closed: tuple[Closed, ...] = ()

    @property
    def writes(self) -> int:
        return sum(self.written.values())

    @property
    def parked(self) -> int:
        """Things that wait for a human before they can be written or read."""
        return sum(self.reviews.get(kind, 0) for kind in ("parked", "bad_record", "vanished"))


class NotBackfilled(RuntimeError):
    """There is nothing to go on from yet."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the user is asked to agree to: a preview of the writes, or the alarms of a guard, or both. ``matched`` is
    what looking led to, where that is told."""

    preview: Preview
    places: Places
    alarms: tuple[Alarm, ...]
    matched: Matched = field(default_factory=Matched)


Agree = Callable[[Proposal], bool]

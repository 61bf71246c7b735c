"""Comparing what we know with what the vendors have, record by record: whatever no poll and no webhook told shows here.

It reads page after page, so that whoever does it can do other things in between, and writes nothing but hints. What
differs is looked at again like anything else, unless too much of a kind does: then a human is asked first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import structlog

from connectors.errors import ConnectorError
from connectors.lanes import Lane, in_lane
from connectors.types import Page, Record
from syncengine.app import Engine
from syncengine.passes.looking import listed_before
from syncengine.store import hints, reviews, snapshots
from syncengine.store.snapshots import Snapshot
from syncengine.work.passage import Passage
from syncengine.work.systems import APPLICATION, CANDIDATE, System
from syncengine.work.translate import translate

log = structlog.get_logger("talentsync.compare")

REASON = "drift"
FEW = 10
"""So many records of a kind may differ whatever the share: in a small account one is a large share."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One kind of one system: how many records the vendor lists, how many of them differ from what we know or are
    unknown, and how many that we know it does not list. ``repaired`` says that they are looked at again."""

    system: str
    kind: str
    listed: int
    differing: int
    unseen: int
    repaired: bool


@dataclass
class Comparison:
    """One comparison of everything. Call `step` until it returns False. ``repair_share`` is of the records listed."""

    engine: Engine
    repair_share: float
    found: list[Compared] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    _left: list[tuple[System, str]] = field(default_factory=list)
    _now: _OneKind | None = None

    def __post_init__(self) -> None:
        with self.engine.store.read() as connection:
            self._left = [
                (system, kind)
                for system in self.engine.systems
                for kind in (CANDIDATE, APPLICATION)
                if kind in system.connector.manifest.kinds and listed_before(connection, system, kind)
            ]

    def step(self) -> bool:
        """Compare one page. False when everything is compared."""
        if self._now is None:
            if not self._left:
                return False
            self._now = _OneKind(self.engine, *self._left.pop(0))
        try:
            more = self._now.step()
        except ConnectorError as error:
            log.warning("compare.failed", system=self._now.system.name, kind=self._now.kind, error=error.code)
            self.failed.append(f"{self._now.system.name} {self._now.kind}")
            self._now = None
            return True
        if not more:
            self.found.append(self._now.conclude(self.repair_share))
            self._now = None
        return True


class _OneKind:
    """The comparison of one kind of one system."""

    def __init__(self, engine: Engine, system: System, kind: str) -> None:
        self.system = system
        self.kind = kind
        self._engine = engine
        self._pages: Iterator[Page] = system.connector.pages(kind, None)
        self._listed: set[str] = set()
        self._differing: set[str] = set()
        with engine.store.read() as connection:
            self._known = set(snapshots.ids_of_kind(connection, system=system.name, kind=kind))

    def step(self) -> bool:
        """One page. False after the last. Raises ConnectorError."""
        with in_lane(Lane.BACKFILL), Passage(self._engine.gates) as passage:
            if not passage.open(self.system.name):
                raise self._engine.gates.why_closed(self.system.name)
            with passage.through(self.system.name):
                page = next(self._pages, None)
        if page is None:
            return False
        seen = [each for each in (translate(self.system, item) for item in page.items) if isinstance(each, Snapshot)]
        with self._engine.store.read() as connection:
            self._differing |= snapshots.that_differ(connection, seen)
        self._listed |= {item.ref.id if isinstance(item, Record) else item.id or "" for item in page.items}
        return not page.last

    def conclude(self, repair_share: float) -> Compared:
        """Have what differs looked at again, or ask."""
        unseen = self._known - self._listed
        wrong = self._differing | unseen
        most = max(FEW, int(repair_share * max(len(self._listed), len(self._known))))
        repaired = len(wrong) <= most
        found = Compared(
            self.system.name, self.kind, len(self._listed), len(self._differing), len(unseen), repaired=repaired
        )
        self._settle(found, wrong)
        say = log.info if not wrong else log.warning
        say(
            "compare.done",
            system=found.system,
            kind=found.kind,
            listed=found.listed,
            differing=found.differing,
            unseen=found.unseen,
            repaired=repaired,
        )
        return found

    def _settle(self, found: Compared, wrong: set[str]) -> None:
        now = self._engine.world.now()
        subject = f"{found.system}:{found.kind}"
        with self._engine.store.write() as connection:
            if found.repaired:
                hints.give(connection, system=found.system, kind=found.kind, ref_ids=wrong, reason=REASON, now=now)
                reviews.close_matching(
                    connection, "drift", subjects=[subject], decision="in step again", by="talentsync", now=now
                )
                return
            reviews.open_review(
                connection,
                "drift",
                subject=subject,
                reason=f"{len(wrong)} of {found.listed} {found.kind} records are not as we know them; "
                "read everything anew, and look before you agree: talentsync backfill",
                now=now,
                system=found.system,
                detail={"listed": found.listed, "differing": found.differing, "unseen": found.unseen},
            )

"""Looking for new restrictions while something else goes on: at what vendors told, and at what changed since the last
look.

Nothing but restrictions is taken in: what a pass has agreed to, and the resume points of its listings, stay as they
are. Requests go in the lane of restrictions, before everything else that waits for the vendor's limit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

import structlog

from connectors.errors import ConnectorError, CursorGone
from connectors.lanes import Lane, in_lane
from connectors.types import BadRecord, Cursor, Record
from syncengine.core.restrictions import RESTRICTIONS
from syncengine.store import Store, hints, inbox, listings
from syncengine.store.hints import Waiting
from syncengine.store.listings import Listing
from syncengine.work.clocks import require_same_time
from syncengine.work.gates import Gates
from syncengine.work.observe import LOOK_AT_ONCE, read_all
from syncengine.work.passage import Passage
from syncengine.work.record import Recorder
from syncengine.work.systems import CANDIDATE, System, Systems

log = structlog.get_logger("talentsync.lookout")

BLINK_SECONDS = 0.5
"""So often it is looked whether a vendor told something; that asks the store alone."""

MOST_REMEMBERED = 50_000


class Lookout:
    """Looks at the systems that tell of restrictions: at what they told as soon as it is told, and ``every`` so many
    seconds at what changed. Threads may share it. ``now`` is the clock of the engine."""

    def __init__(
        self,
        store: Store,
        systems: Systems,
        recorder: Recorder,
        gates: Gates,
        *,
        every: float,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._systems = [each for each in systems if each.translator.readable & set(RESTRICTIONS)]
        self._recorder = recorder
        self._gates = gates
        self._every = every
        self._now = now
        self._looked_at = now()
        self._heard: dict[tuple[str, str], tuple[float, int]] = {}
        self._versions: dict[tuple[str, str], str] = {}
        self._looking = threading.Lock()

    def look(self) -> int:
        """One look, unless the last one was a moment ago. Returns how many candidates show other restrictions than
        we knew. No connector's error is raised: there is another look soon."""
        with self._looking:
            if 0 <= self._now() - self._looked_at < BLINK_SECONDS:
                return 0
            self._looked_at = self._now()
            return sum(self._look_at(system) for system in self._systems if self._has_something(system))

    def _has_something(self, system: System) -> bool:
        return bool(self._told(system)) or self._where_to_list(system) is not None

    def _look_at(self, system: System) -> int:
        with in_lane(Lane.RESTRICTIONS), Passage(self._gates, "lookout") as passage:
            if not passage.open(system.name, needed=False):
                return 0
            try:
                with passage.through(system.name, proves=False):
                    return self._follow(system) + self._list(system)
            except ConnectorError as error:
                log.warning("lookout.failed", system=system.name, error=error.code)
                return 0

    def _told(self, system: System) -> list[Waiting]:
        """Hints that have come, or come again, since they were last looked at."""
        with self._store.read() as connection:
            told = hints.from_outside(connection, system=system.name, kind=CANDIDATE)
        return [each for each in told if self._heard.get((system.name, each.ref_id)) != (each.given_at, each.times)]

    def _follow(self, system: System) -> int:
        """Hints that are about restrictions are followed; the others stay for a pass."""
        found = 0
        for some in _slices(self._told(system)):
            read_at = self._now()
            records, _ = read_all(system, [system.ref(each.ref_id) for each in some])
            require_same_time(system)
            correlations = {each.ref_id: each.correlation for each in some if each.correlation is not None}
            told = {each.ref_id: each.given_at for each in some}
            with self._store.write() as connection:
                news = self._recorder.save_restrictions(
                    connection, system, records, correlations=correlations, told=told, read_at=read_at
                )
                if news:
                    followed = [each for each in some if each.ref_id in news]
                    hints.drop(connection, system=system.name, kind=CANDIDATE, looked_at=followed)
                    inbox.note_followed(connection, system=system.name, now=self._now())
            self._forget_if_many()
            self._heard.update({(system.name, each.ref_id): (each.given_at, each.times) for each in some})
            found += self._tell(system, len(news), by="hint")
        return found

    def _where_to_list(self, system: System) -> Listing | None:
        """None when it is not time yet, or nothing was ever listed to its end: then nobody was met either."""
        with self._store.read() as connection:
            at = listings.looked_out_to(connection, system=system.name)
        if at is None or at.cursor is None or 0 <= self._now() - at.started_at < self._every:
            return None
        return at

    def _list(self, system: System) -> int:
        at = self._where_to_list(system)
        if at is None or at.cursor is None:
            return 0
        try:
            return self._list_from(system, Cursor(at.cursor))
        except CursorGone:
            with self._store.write() as connection:
                listings.lose_sight(connection, system=system.name)  # the next pass finds another place to go on from
            return 0

    def _list_from(self, system: System, cursor: Cursor) -> int:
        found, began = 0, self._now()
        asked_at = began
        for page in system.connector.pages(CANDIDATE, cursor):
            require_same_time(system)
            fresh = self._fresh(system, page.items)
            at = Listing(page.cursor, True, 0, began, midway=not page.last)
            with self._store.write() as connection:
                news = self._recorder.save_restrictions(connection, system, fresh, read_at=asked_at)
                listings.look_out_from(connection, system=system.name, to=at, now=self._now())
            self._forget_if_many()
            self._versions.update({(system.name, each.ref.id): each.version for each in fresh if each.version})
            found += self._tell(system, len(news), by="list")
            asked_at = self._now()
        return found

    def _fresh(self, system: System, items: Sequence[Record | BadRecord]) -> list[Record]:
        """Windows overlap: most of what they show was looked at a moment ago."""
        records = [each for each in items if isinstance(each, Record)]
        return [
            each
            for each in records
            if each.version is None or self._versions.get((system.name, each.ref.id)) != each.version
        ]

    def _forget_if_many(self) -> None:
        for memory in (self._heard, self._versions):
            if len(memory) > MOST_REMEMBERED:
                memory.clear()

    def _tell(self, system: System, found: int, *, by: str) -> int:
        if found:
            log.info("restrictions.changed", system=system.name, candidates=found, by=by)
        return found


def _slices(waiting: Sequence[Waiting]) -> Iterator[Sequence[Waiting]]:
    for start in range(0, len(waiting), LOOK_AT_ONCE):
        yield waiting[start : start + LOOK_AT_ONCE]

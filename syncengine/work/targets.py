"""What push rules may name, as the ATSs have it: jobs, sources, and the users who are named."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import structlog

from connectors.errors import NotPermitted
from connectors.types import Record
from mappings.compile import HistoryFacts, Malformed
from mappings.policy import Policy
from syncengine.core.situation import fold
from syncengine.core.targets import Sort, Target, Targets, find
from syncengine.store import Store, snapshots
from syncengine.store.snapshots import Snapshot
from syncengine.work.observe import Observer
from syncengine.work.record import Recorder
from syncengine.work.systems import JOB, SOURCE, USER, System, Systems

log = structlog.get_logger("talentsync.targets")

BELIEVED_SECONDS = 60.0
"""What was read from the store is asked again after this time: a thousand pushes are not a thousand readings."""

TRIED_SECONDS = 3600.0
"""What a rule names and the ATS does not have is looked for so often between backfills."""


class TargetBook:
    """Knows the targets of all ATSs. Threads may share it."""

    def __init__(
        self,
        store: Store,
        systems: Systems,
        policy: Policy,
        *,
        observer: Observer,
        recorder: Recorder,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._systems = systems
        self._policy = policy
        self._observer = observer
        self._recorder = recorder
        self._now = now
        self._known: dict[str, tuple[float, Targets]] = {}
        self._tried: dict[tuple[str, Sort], float] = {}
        self._lock = threading.Lock()

    def of(self, system: str) -> Targets:
        """Everything that a rule may name in a system, as last read. Asks no vendor."""
        with self._lock:
            read_at, found = self._known.get(system, (float("-inf"), {}))
            if self._now() - read_at < BELIEVED_SECONDS:
                return found
            found = {sort: self._stored(self._systems[system], sort) for sort in KINDS}
            self._known[system] = (self._now(), found)
            return found

    def _stored(self, system: System, sort: Sort) -> list[Target]:
        with self._store.read() as connection:
            stored = snapshots.all_of_kind(connection, system=system.name, kind=KINDS[sort])
        # The facts of a job that an earlier version stored do not say whether it is open; what was read does.
        return list(targets_of(system, sort, [each.raw for each in stored]))

    def first_source(self, records: Iterable[Snapshot]) -> str | None:
        """Where CRMs say that a person came from, in their words: of several, the one that knew the person first."""
        told = [history for each in records if (history := self._history(each)) is not None and history.source]
        first = min(told, key=lambda each: (each.first_touch is None, str(each.first_touch)), default=None)
        return first.source if first else None

    def _history(self, record: Snapshot) -> HistoryFacts | None:
        system = self._systems[record.system]
        with suppress(Malformed):
            return system.translator.to_history(record.raw) if system.role == "crm" else None
        return None

    def look(self, *, anew: bool, but: Collection[str] = ()) -> None:
        """Read sources and users, where a rule names some: ``anew``, or because one of them is not known. Jobs are
        listed by every pass. Of the systems in ``but`` nothing is asked. Raises ConnectorError."""
        for system in self._systems.with_role("ats"):
            for sort in ("source", "owner"):
                named = named_by(self._policy, sort)
                if system.name in but or not named or KINDS[sort] not in system.connector.manifest.kinds:
                    continue
                if anew or self._is_due(system, sort, named):
                    self._read(system, sort, named)

    def _is_due(self, system: System, sort: Sort, named: Collection[str]) -> bool:
        there = self._stored(system, sort)
        tried_at = self._tried.get((system.name, sort), float("-inf"))
        missing = any(not isinstance(find(each, sort, there), Target) for each in named)
        return missing and self._now() - tried_at >= TRIED_SECONDS

    def _read(self, system: System, sort: Sort, named: Collection[str]) -> None:
        self._tried[(system.name, sort)] = self._now()
        try:
            if sort == "source":
                self._observer.list_kind(system, SOURCE)
            else:
                self._read_users(system, named)
        except NotPermitted as refused:
            # Whoever is pushed by such a rule goes to review, which says what could not be found.
            log.warning("targets.refused", system=system.name, kind=KINDS[sort], needs=refused.needs)
        with self._lock:
            self._known.pop(system.name, None)

    def _read_users(self, system: System, named: Collection[str]) -> None:
        """Of all users, those whom a rule may mean are kept, and nobody else."""
        meant = [record for record in _users(system) if _is_named(system, record, named)]
        with self._store.write() as connection:
            self._recorder.save(connection, system, meant)
            before = snapshots.ids_of_kind(connection, system=system.name, kind=USER)
            for ref_id in sorted(set(before) - {record.ref.id for record in meant}):
                snapshots.mark_gone(connection, system=system.name, kind=USER, ref_id=ref_id, now=self._now())


KINDS: Mapping[Sort, str] = {"job": JOB, "source": SOURCE, "owner": USER}
"""Which records the targets are."""


def named_by(policy: Policy, sort: Sort) -> frozenset[str]:
    """What the push rules of a policy name."""
    named = ({"job": rule.job, "source": rule.source, "owner": rule.owner}[sort] for rule in policy.push)
    return frozenset(each for each in named if each is not None)


def targets_of(system: System, sort: Sort, rows: Iterable[Mapping[str, Any]]) -> Iterator[Target]:
    """Records as what a rule may name. One that cannot be read is left out."""
    for row in rows:
        with suppress(Malformed):
            yield _target(system, sort, row)


def _target(system: System, sort: Sort, data: Mapping[str, Any]) -> Target:
    if sort == "job":
        job = system.translator.to_job(data)
        return Target(job.id, _names(job.name), job.open)
    if sort == "source":
        source = system.translator.to_named("source", data)
        return Target(source.id, _names(source.name))
    user = system.translator.to_user(data)
    return Target(user.id, _names(user.name, user.email), user.active)


def _names(*names: str | None) -> tuple[str, ...]:
    return tuple(name for name in names if name)


def _is_named(system: System, record: Record, named: Collection[str]) -> bool:
    users = list(targets_of(system, "owner", [record.data]))
    return any(each.strip() == user.id or fold(each) in map(fold, user.names) for each in named for user in users)


def _users(system: System) -> Iterator[Record]:
    for page in system.connector.pages(USER):
        yield from (item for item in page.items if isinstance(item, Record))

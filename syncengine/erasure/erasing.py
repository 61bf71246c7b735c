"""Carrying out an erasure: it is how a person runs who is to be forgotten. The lease, the waiting for a system that is
down and the next attempt are those of any run.

First what is unanswered is found out, since it may have made a record; then each system; then our own store; then its
files. Each step can be repeated, and whoever is killed leaves a state from which the next run goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import structlog

from connectors.base import Erases
from connectors.errors import Ambiguous, Blocked, Broken, ConnectorError, Missing, NotPermitted, Refused, Transient
from connectors.types import Erased
from mappings.keys import identity_keys
from syncengine.erasure import receipts
from syncengine.erasure.leaving import leave_store
from syncengine.erasure.remembering import remember
from syncengine.store import Store, erasures, histories, purging
from syncengine.store.erasures import Erasure, Target
from syncengine.store.queue import Lease
from syncengine.store.snapshots import Snapshot
from syncengine.work import fencing
from syncengine.work.own_keys import own_keys
from syncengine.work.passage import Passage
from syncengine.work.systems import System, Systems
from syncengine.work.translate import translate

log = structlog.get_logger("talentsync.erasure")


class Eraser:
    """Threads may share it; the lease keeps each person to one of them. ``run_id`` is what the journal shows."""

    def __init__(self, store: Store, systems: Systems, *, now: Callable[[], float], run_id: str) -> None:
        self._store = store
        self._systems = {system.name: system for system in systems}
        self._now = now
        self._run_id = run_id

    def is_wanted(self, lease: Lease) -> bool:
        """Is this person to be forgotten?"""
        with self._store.read() as connection:
            return bool(erasures.unfinished(connection, lease.person))

    def erase(self, lease: Lease, passage: Passage) -> bool:
        """Go as far as that is possible now, after unanswered writes were resolved. False when something is left, for
        which a system (see ``passage``) or a reader of the store is to be waited for. Raises what a connector raised,
        and LeaseLost."""
        with self._store.read() as connection:
            wanted = erasures.unfinished(connection, lease.person)
        ended = [self._erase(each, lease, passage) for each in wanted]
        return all(ended)

    def _erase(self, of: Erasure, lease: Lease, passage: Passage) -> bool:
        if of.state == "asked":
            of = self._everywhere(self._with_all_records(of, lease), lease, passage)
            if passage.missed or any(target.open for target in of.targets):
                return False  # what was sent to a system that is closed may have made a record there
            of = leave_store(self._store, of, lease, now=self._now)
        if not purging.scrub(self._store):
            return False
        with self._store.write() as connection:
            fencing.require(connection, lease, now=self._now())
            receipts.end(connection, of, now=self._now())
        log.info("erasure.done", erasure=of.id, person=of.person, records=len(of.targets))
        return True

    def _with_all_records(self, of: Erasure, lease: Lease) -> Erasure:
        """We may have made a record since it was asked. What matching took for the person's since then nobody agreed
        to, and what cannot be undone is not done to it."""
        with self._store.write() as connection:
            fencing.require(connection, lease, now=self._now())
            known = {target.ref for target in of.targets}
            made = {
                (link.system, link.ref_id)
                for link in histories.links_of(connection, of.person)
                if link.undone_at is None and link.evidence.get("outcome") == "created"
            }
            more = tuple(Target(*ref) for ref in sorted(made - known))
            if more:
                of = replace(of, targets=(*of.targets, *more))
                erasures.keep(connection, of)
        return of

    def _everywhere(self, of: Erasure, lease: Lease, passage: Passage) -> Erasure:
        """Each system for itself: one that fails keeps nobody from being erased in the other. Raises the first failure
        of a system that is still open in the end: the others are waited for."""
        failures: list[ConnectorError] = []
        for target in of.targets:
            if not target.open or not self._lets_through(target, passage):
                continue
            try:
                done = self._erase_one(of, target, lease, passage)
            except (Transient, Ambiguous, Blocked, Broken) as error:
                log.warning("erasure.failed", erasure=of.id, system=target.system, error=error.code)
                failures.append(error)
                continue
            of = of.with_target(done)
            self._note(of, done, lease)
        for failure in failures:
            if passage.open(failure.system):
                raise failure
        return of

    def _lets_through(self, target: Target, passage: Passage) -> bool:
        return target.system not in self._systems or passage.open(target.system)

    def _erase_one(self, of: Erasure, target: Target, lease: Lease, passage: Passage) -> Target:
        """The record as it is afterwards: erased, or left to a human."""
        system = self._systems.get(target.system)
        if system is None:
            return replace(target, by_hand=f"{target.system} is not in the configuration any more; erase it there")
        if not isinstance(system.connector, Erases):
            why = system.connector.manifest.cannot.get("erases", "its connector cannot erase anybody")
            return replace(target, by_hand=f"{why}; erase it there")
        try:
            with passage.through(target.system):
                self._learn(of, target, system, lease)
                erased = _erased(system, target)
        except Refused as error:
            return replace(target, by_hand=_advice(error))
        if isinstance(erased, NotPermitted):
            return replace(target, by_hand=_advice(erased))
        return replace(target, done=True, how=erased.how, left=erased.left, was_gone=erased.was_gone, at=self._now())

    def _learn(self, of: Erasure, target: Target, system: System, lease: Lease) -> None:
        """What the record shows now and did not show when we saw it last. Nothing of it is stored but hashes."""
        try:
            seen = translate(system, system.connector.get(system.ref(target.ref_id)))
        except (Missing, Broken):
            return
        if isinstance(seen, Snapshot):
            keys = identity_keys(seen.fields) | own_keys(system, seen)
            with self._store.write() as connection:
                fencing.require(connection, lease, now=self._now())
                own = [each.ref for each in of.targets]
                remember(connection, of.id, keys, own=own, now=self._now())

    def _note(self, of: Erasure, done: Target, lease: Lease) -> None:
        with self._store.write() as connection:
            fencing.require(connection, lease, now=self._now())
            erasures.keep(connection, of)
            if done.done:
                erasures.put_into_history(connection, of, done, run_id=self._run_id, now=self._now())
        log.info("erasure.record", erasure=of.id, system=done.system, outcome=done.how or "by hand")


def _erased(system: System, target: Target) -> Erased | NotPermitted:
    """That we may do everything but this must not stop everything else: it is answered, not raised."""
    assert isinstance(system.connector, Erases)  # noqa: S101  # the caller asked
    try:
        return system.connector.erase(system.ref(target.ref_id))
    except NotPermitted as error:
        return error
    except Missing:
        return Erased("deleted", was_gone=True)


def _advice(error: ConnectorError) -> str:
    """What a human must do, in words of the connector: they name no values."""
    needs = f" (needs {error.needs})" if isinstance(error, NotPermitted) and error.needs else ""
    return f"{error.reason}{needs}; {error.hint or 'erase it there'}"

"""Places that we need in a system before anything is written: the policy's pools and our custom fields."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import structlog

from connectors.base import AddsFields, DescribesFields, FindsByMark, KeepsPools, WatchesPools
from connectors.errors import Ambiguous
from mappings.compile import CustomFieldNeed
from mappings.policy import Policy
from syncengine.store import Store, audit, pools, settled, snapshots
from syncengine.work.observe import Observer
from syncengine.work.record import Recorder
from syncengine.work.systems import CANDIDATE, POOL, PoolBook, System, Systems
from syncengine.work.targets import TargetBook

log = structlog.get_logger("talentsync.places")


@dataclass(frozen=True, slots=True)
class Places:
    """What is missing, by system: pool names, custom field names. ``ambiguous`` pools exist more than once."""

    pools: tuple[tuple[str, str], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    ambiguous: tuple[tuple[str, str], ...] = ()

    @property
    def any_missing(self) -> bool:
        return bool(self.pools or self.fields)


class PlaceKeeper:
    """Finds the places, and makes the missing ones once the user agreed to writing."""

    def __init__(
        self,
        store: Store,
        systems: Systems,
        policy: Policy,
        *,
        book: PoolBook,
        targets: TargetBook,
        observer: Observer,
        recorder: Recorder,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._systems = systems
        self._policy = policy
        self._pools = book
        self._targets = targets
        self._observer = observer
        self._recorder = recorder
        self._now = now

    def find(self, *, list_pools: bool, but: Collection[str] = ()) -> Places:
        """Bind the policy's pools to vendor lists, and read what its push rules name. Lists the pools anew when asked
        to, or when one is not bound. Of the systems in ``but`` nothing is asked."""
        missing_pools, missing_fields, ambiguous = [], [], []
        for system in self._systems.with_role("crm"):
            if system.name in but:
                self._bind(system)
                continue
            if list_pools or self._bind(system)[0]:
                self._list_pools(system)
            missing, twice = self._bind(system)
            missing_pools += [(system.name, self._policy.pools[key].name) for key in missing]
            ambiguous += [(system.name, self._policy.pools[key].name) for key in twice]
            if list_pools:
                missing_fields += [(system.name, name) for name in self._missing_fields(system)]
            self._watch(system)
        self._targets.look(anew=list_pools, but=but)
        return Places(tuple(missing_pools), tuple(missing_fields), tuple(ambiguous))

    def recall(self) -> None:
        """Bind the policy's pools as the store says, where another process looks at the systems. Asks no vendor."""
        with self._store.read() as connection:
            known = {each.name: pools.bindings(connection, system=each.name) for each in self._systems}
        for system, lists in known.items():
            for key in self._policy.pools.keys() & lists.keys():
                self._pools.bind(system, key, lists[key])

    def make(self, places: Places) -> None:
        """Make what is missing. Raises ConnectorError; what was made until then is found again the next time."""
        for name, pool_name in places.pools:
            self._make_pool(self._systems[name], pool_name)
        for name, field_name in places.fields:
            system = self._systems[name]
            need = next(each for each in _needs(system) if each.name == field_name)
            if isinstance(system.connector, AddsFields):
                system.connector.add_field(CANDIDATE, need.name, type_=need.type, options=need.options)
                self._tell("field made", system, field_name)
                log.info("field.made", system=name, field=need.canonical)
        for system in self._systems.with_role("crm"):
            self._bind(system)
            self._watch(system)

    def _make_pool(self, system: System, name: str) -> None:
        connector = system.connector
        if not isinstance(connector, KeepsPools):
            return
        try:
            self._recorder.record(system, connector.create_pool(name))
        except Ambiguous:
            # Pool names need not be unique: look before trying again, or there would be two.
            self._list_pools(system)
            if name in {self._policy.pools[key].name for key in self._bind(system)[0]}:
                self._recorder.record(system, connector.create_pool(name))
        self._tell("list made", system, name)
        log.info("pool.made", system=system.name)

    def _tell(self, what: str, system: System, name: str) -> None:
        """These are written for nobody, and so are not in the journal. The name is the policy's, or ours."""
        with self._store.write_own() as connection:
            audit.tell(connection, audit.Entry(at=self._now(), what=what, system=system.name, why=name))

    def _bind(self, system: System) -> tuple[list[str], list[str]]:
        """Pool keys without a list, and pool keys with several lists of that name. A list that was bound before stays
        bound while it exists: renaming it, there or in the policy, strands nobody."""
        with self._store.read() as connection:
            stored = snapshots.all_of_kind(connection, system=system.name, kind=POOL)
            known = pools.bindings(connection, system=system.name)
        there = {pool.ref_id for pool in stored}
        by_name: dict[str, list[str]] = {}
        for pool in stored:
            by_name.setdefault(str(pool.raw.get("name", "")).strip().casefold(), []).append(pool.ref_id)
        missing, twice = [], []
        for key, wanted in self._policy.pools.items():
            found = [known[key]] if known.get(key) in there else by_name.get(wanted.name.strip().casefold(), [])
            if not found:
                missing.append(key)
                continue
            if len(found) > 1:
                twice.append(key)
            self._pools.bind(system.name, key, min(found))
        self._remember(system, known)
        return missing, twice

    def _remember(self, system: System, known: Mapping[str, str]) -> None:
        ids = ((key, self._pools.id_of(system.name, key)) for key in self._policy.pools)
        new = {key: ref_id for key, ref_id in ids if ref_id is not None and known.get(key) != ref_id}
        if new:
            with self._store.write() as connection:
                pools.bind(connection, system=system.name, lists=new)
                for key in new.keys() & known.keys():
                    # The old list was deleted with everybody in it: that was nobody's wish about each of them.
                    settled.forget_pool(connection, system=system.name, pool=key)

    def _list_pools(self, system: System) -> None:
        """Read all lists. One that is not there any more is forgotten."""
        began = self._now()
        self._observer.list_kind(system, POOL)
        with self._store.write() as connection:
            for ref_id in snapshots.not_seen_since(connection, system=system.name, kind=POOL, since=began):
                snapshots.mark_gone(connection, system=system.name, kind=POOL, ref_id=ref_id, now=self._now())
                self._pools.unbind(system.name, ref_id)

    def _missing_fields(self, system: System) -> list[str]:
        if not isinstance(system.connector, DescribesFields):
            return []
        there = {
            name.strip().casefold() for info in system.connector.fields(CANDIDATE) for name in (info.label, info.name)
        }
        return [need.name for need in _needs(system) if need.name.strip().casefold() not in there]

    def _watch(self, system: System) -> None:
        if isinstance(system.connector, WatchesPools):
            system.connector.watch([system.ref(ref_id, POOL) for ref_id in self._pools.bound(system.name)])


def _needs(system: System) -> tuple[CustomFieldNeed, ...]:
    """Custom fields that the translation writes to, and the one that holds our marks."""
    connector = system.connector
    mark_field = connector.mark_field if isinstance(connector, FindsByMark) else None
    marks = (CustomFieldNeed("(mark)", mark_field, "text", ()),) if mark_field else ()
    return (*system.translator.custom_fields, *marks)

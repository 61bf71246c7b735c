"""The one place that builds everything: settings in, a working engine out. Tests pass other parts."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from connectors import registry
from connectors.base import Ambient
from mappings.loader import load_policy, load_translator
from mappings.policy import Policy
from syncengine.core.safety import Limits
from syncengine.identity.keeping import bring_up_to_date
from syncengine.settings import Matching, Settings
from syncengine.store import Store, open_store, queue
from syncengine.store.lock import hold
from syncengine.work.asking import Asker
from syncengine.work.carry_out import Carrier
from syncengine.work.dispatch import Dispatcher
from syncengine.work.facts import FactLoader
from syncengine.work.match import Matcher
from syncengine.work.meeting import Meeting
from syncengine.work.observe import Observer
from syncengine.work.places import PlaceKeeper
from syncengine.work.planning import Planner
from syncengine.work.preview import Previewer
from syncengine.work.record import Recorder
from syncengine.work.resolve import Resolver
from syncengine.work.runner import Runner
from syncengine.work.settling import Settler
from syncengine.work.systems import PoolBook, System, Systems


@dataclass(frozen=True, slots=True)
class World:
    """Time and chance for a whole engine."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    dice: random.Random = field(default_factory=random.Random)

    def today(self) -> date:
        return datetime.fromtimestamp(self.now(), UTC).date()


class Engine:
    """All parts of one installation, wired. ``lane`` is where the people queue that this process finds changed."""

    def __init__(
        self,
        *,
        store: Store,
        systems: Systems,
        policy: Policy,
        limits: Limits,
        matching: Matching,
        workers: int,
        world: World,
        lane: int = queue.LIVE,
    ) -> None:
        self.store = store
        self.systems = systems
        self.policy = policy
        self.limits = limits
        self.matching = matching
        self.world = world
        self.workers = workers
        self.pools = PoolBook()
        self.recorder = Recorder(store, now=world.now, lane=lane)
        self.observer = Observer(store, self.recorder, now=world.now)
        self.matcher = Matcher(store, systems, now=world.now, lane=lane, model=matching.model, costs=matching.costs)
        self.loader = FactLoader(systems, self.pools)
        self.planner = Planner(policy, today=world.today)
        self.previewer = Previewer(store, self.loader, self.planner)
        self.places = PlaceKeeper(
            store, systems, policy, book=self.pools, observer=self.observer, recorder=self.recorder, now=world.now
        )

    def runner(self, run_id: str) -> Runner:
        """A runner whose operations are journalled under a run."""
        now = self.world.now
        asker = Asker(self.store, now=now)
        carrier = Carrier(
            store=self.store,
            systems=self.systems,
            pools=self.pools,
            recorder=self.recorder,
            meeting=Meeting(self.store, self.recorder, self.matcher, now=now),
            asker=asker,
            now=now,
            run_id=run_id,
        )
        return Runner(
            store=self.store,
            loader=self.loader,
            planner=self.planner,
            resolver=Resolver(self.store, self.systems, self.recorder, now=now),
            carrier=carrier,
            settler=Settler(self.store, self.loader, now=now),
            asker=asker,
            now=now,
            dice=self.world.dice,
        )

    def dispatcher(self, run_id: str) -> Dispatcher:
        world = self.world
        return Dispatcher(self.store, self.runner(run_id), workers=self.workers, now=world.now, sleep=world.sleep)


def build_systems(settings: Settings, *, world: World) -> Systems:
    """Connectors and translations for every configured system. No I/O with the vendors happens here."""
    ambient = Ambient(now=world.now, sleep=world.sleep, dice=world.dice)
    return Systems(
        [
            System(
                name=each.name,
                role=each.role,
                connector=registry.load(each.connector)(each.name, each.settings, ambient=ambient),
                translator=load_translator(each.connector),
            )
            for each in settings.systems
        ]
    )


@contextmanager
def engine_for(settings: Settings, *, world: World | None = None) -> Iterator[Engine]:
    """An engine that owns its store until the block ends. Raises StoreInUse while another process does."""
    at = world or World()
    with hold(settings.store_url):
        store = open_store(settings.store_url)
        bring_up_to_date(store)
        systems = build_systems(settings, world=at)
        try:
            with store.write() as connection:
                queue.release_all(connection)  # whoever held them is dead: we hold the store
            yield Engine(
                store=store,
                systems=systems,
                policy=load_policy(settings.policy_path),
                limits=settings.safety,
                matching=settings.matching,
                workers=settings.workers,
                world=at,
            )
        finally:
            systems.close()
            store.close()

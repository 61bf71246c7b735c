"""The one place that builds everything: settings in, a working engine out. Tests pass other parts."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import sqlalchemy as sa

from connectors import registry
from connectors.base import Ambient
from connectors.pacers import Pacers
from mappings.loader import load_translator
from mappings.policy import Policy
from syncengine import budget
from syncengine.budget import shared_pacers
from syncengine.core.safety import Limits
from syncengine.erasure.erasing import Eraser
from syncengine.identity.keeping import bring_up_to_date
from syncengine.settings import Delivery, Matching, Settings, read_policy
from syncengine.store import Store, editions, open_store, queue, runs
from syncengine.store.lock import Right, hold
from syncengine.work.asking import Asker
from syncengine.work.bells import Bells
from syncengine.work.carry_out import Carrier
from syncengine.work.dispatch import Dispatcher
from syncengine.work.ending import Ending
from syncengine.work.facts import FactLoader
from syncengine.work.fleet import Fleet
from syncengine.work.gates import Gates
from syncengine.work.lookout import Lookout
from syncengine.work.match import Matcher
from syncengine.work.meeting import Meeting
from syncengine.work.observe import Observer
from syncengine.work.patience import Patience
from syncengine.work.places import PlaceKeeper
from syncengine.work.planning import Planner
from syncengine.work.preview import Previewer
from syncengine.work.record import Recorder
from syncengine.work.resolve import Resolver
from syncengine.work.ringer import Ringer, believed_seconds
from syncengine.work.runner import Runner
from syncengine.work.settling import Settler
from syncengine.work.systems import PoolBook, System, Systems
from syncengine.work.targets import TargetBook


@dataclass(frozen=True, slots=True)
class World:
    """Time and chance for a whole engine."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    dice: random.Random = field(default_factory=random.Random)

    def today(self) -> date:
        return datetime.fromtimestamp(self.now(), UTC).date()


class Engine:
    """All parts of one installation, wired. People whom its observer and its matcher find changed wait until a pass
    is agreed to; those whom runs come across are run."""

    def __init__(
        self,
        *,
        store: Store,
        store_url: str,
        systems: Systems,
        policy: Policy,
        limits: Limits,
        matching: Matching,
        workers: int,
        world: World,
        delivery: Delivery | None = None,
        pacers: Pacers | None = None,
        patience: Patience | None = None,
        restrictions_seconds: float = 2.0,
    ) -> None:
        self.store = store
        self.store_url = store_url
        self.systems = systems
        self.delivery = delivery
        self.pacers = pacers or Pacers()
        self.patience = patience or Patience()
        self._right: Right | None = None
        self.bells = Bells(delivery) if delivery else None
        self.policy = policy
        self.limits = limits
        self.matching = matching
        self.world = world
        self.workers = workers
        self.gates = Gates(store, now=world.now, dice=world.dice)
        self.pools = PoolBook()
        self.recorder = Recorder(store, now=world.now, lane=queue.LIVE)
        self.observer = Observer(store, Recorder(store, now=world.now, lane=queue.PENDING), now=world.now)
        self.lookout = Lookout(
            store,
            systems,
            Recorder(store, now=world.now, lane=queue.PENDING),
            self.gates,
            every=restrictions_seconds,
            now=world.now,
        )
        self.matcher = self._matcher(queue.PENDING)
        self.loader = FactLoader(systems, self.pools)
        self.targets = TargetBook(store, systems, policy, observer=self.observer, recorder=self.recorder, now=world.now)
        self.planner = Planner(policy, today=world.today, targets=self.targets)
        self.previewer = Previewer(store, self.loader, self.planner)
        self.places = PlaceKeeper(
            store,
            systems,
            policy,
            book=self.pools,
            targets=self.targets,
            observer=self.observer,
            recorder=self.recorder,
            now=world.now,
        )

    def _matcher(self, lane: int) -> Matcher:
        matching = self.matching
        return Matcher(
            self.store, self.systems, now=self.world.now, lane=lane, model=matching.model, costs=matching.costs
        )

    def begin_run(self, connection: sa.Connection, command: str) -> str:
        """Write down that a pass begins, and by which policy. Returns the id of the run."""
        editions.keep(connection, self.policy, now=self.world.now())
        return runs.begin(connection, command=command, policy=self.policy.fingerprint, now=self.world.now())

    def runner(self, run_id: str) -> Runner:
        """A runner whose operations are journalled under a run."""
        now = self.world.now
        asker = Asker(self.store, now=now)
        carrier = Carrier(
            store=self.store,
            systems=self.systems,
            pools=self.pools,
            recorder=self.recorder,
            meeting=Meeting(self.store, self.recorder, self._matcher(queue.LIVE), now=now),
            asker=asker,
            now=now,
            run_id=run_id,
            policy=self.policy.fingerprint,
            may_mail=self.policy.may_mail,
        )
        return Runner(
            store=self.store,
            loader=self.loader,
            planner=self.planner,
            resolver=Resolver(self.store, self.systems, self.recorder, now=now),
            carrier=carrier,
            settler=Settler(self.store, self.loader, now=now),
            asker=asker,
            gates=self.gates,
            ending=Ending(self.store, asker, now=now, dice=self.world.dice),
            eraser=Eraser(self.store, self.systems, now=now, run_id=run_id),
            now=now,
        )

    def here(self, run_id: str, *, lanes: Sequence[int] = queue.LANES) -> Dispatcher:
        """Threads of this process."""
        return Dispatcher(
            self.store,
            self.runner(run_id),
            self.gates,
            workers=self.workers,
            now=self.world.now,
            sleep=self.world.sleep,
            patience=self.patience,
            lanes=lanes,
        )

    def fleet(self, run_id: str) -> Fleet | None:
        """Workers that hear bells; None where no Redis is configured."""
        if self.bells is None or self.delivery is None:
            return None
        return Fleet(
            self.store,
            ringer=self.ringer(),
            bells=self.bells,
            gates=self.gates,
            here=self.here(run_id) if self.delivery.when_down == "embedded" else None,
            now=self.world.now,
            sleep=self.world.sleep,
            patience=self.patience,
        )

    def dispatcher(self, run_id: str) -> Dispatcher | Fleet:
        """Who runs people for a pass."""
        return self.fleet(run_id) or self.here(run_id)

    def ringer(self) -> Ringer:
        """A sweeper. Only where Redis is configured."""
        if self.bells is None or self.delivery is None:
            raise ValueError("there are no bells without `redis:`")
        believed = believed_seconds(self.delivery.lease_seconds)
        return Ringer(self.store, self.bells, self.gates, now=self.world.now, believed=believed)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The right to make passes, until the block ends. Raises StoreInUse while another process has it."""
        with hold(self.store_url) as right:
            bring_up_to_date(self.store)
            if self.store.embedded or self.bells is None:
                with self.store.write() as connection:
                    queue.release_all(connection)  # whoever held them is dead: nobody else runs people on this store
            self._right = right
            try:
                yield
            finally:
                self._right = None

    def require_right(self) -> None:
        """Raises StoreInUse when the right to this pass was lost with a connection."""
        if self._right is not None:
            self._right.require()

    @contextmanager
    def lent_right(self) -> Iterator[None]:
        """Let others look at the systems while workers do what this pass has decided: that may take hours, and whoever
        opts out meanwhile must be seen. Only where the store is on a server. Raises StoreInUse at the end when somebody
        else looks just then."""
        right = self._right
        if right is None or not right.can_be_lent or self.bells is None:
            yield
            return
        right.give_up()
        yield
        right.take()

    def close(self) -> None:
        self.systems.close()
        self.store.close()
        if self.bells is not None:
            self.bells.close()


def build_pacers(settings: Settings) -> Pacers:
    """Who waits for the vendors' limits: all processes on all hosts together where there is a Redis."""
    shares = {each.name: each.budget for each in settings.systems}
    if settings.redis is None:
        return Pacers(shares=shares)
    return shared_pacers(budget.connect(settings.redis.url), shares=shares)


def build_systems(settings: Settings, *, world: World, pacers: Pacers | None = None) -> Systems:
    """Connectors and translations for every configured system. No I/O with the vendors happens here."""
    ambient = Ambient(now=world.now, sleep=world.sleep, dice=world.dice, pacers=pacers or build_pacers(settings))
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
def engine_for(
    settings: Settings,
    *,
    world: World | None = None,
    passes: bool = True,
    patience: Patience | None = None,
    policy: Policy | None = None,
    pacers: Pacers | None = None,
) -> Iterator[Engine]:
    """An engine, until the block ends. With ``passes`` it alone may make passes on its store all that time: raises
    StoreInUse while another process may. Without, passes are made within `Engine.alone`, and people are run beside
    others who do. ``policy`` stands for the one in the file, ``pacers`` for new ones."""
    at = world or World()
    store = open_store(settings.store_url)
    pacers = pacers or build_pacers(settings)
    systems = build_systems(settings, world=at, pacers=pacers)
    engine = Engine(
        store=store,
        store_url=settings.store_url,
        systems=systems,
        policy=policy or read_policy(settings.policy_path),
        limits=settings.safety,
        matching=settings.matching,
        workers=settings.workers,
        delivery=settings.redis,
        pacers=pacers,
        patience=patience,
        restrictions_seconds=settings.rhythm.restrictions_seconds,
        world=at,
    )
    try:
        with engine.alone() if passes else nullcontext():
            yield engine
    finally:
        engine.close()

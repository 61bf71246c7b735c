"""All parts of one installation, wired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from connectors.pacers import Pacers
from mappings.policy import Policy
from syncengine.app.world import World
from syncengine.core.safety import Limits
from syncengine.erasure.erasing import Eraser
from syncengine.identity.keeping import bring_up_to_date
from syncengine.settings import Delivery, Matching
from syncengine.store import Store, audit, editions, queue, runs
from syncengine.store.lock import Right, hold
from syncengine.undo.foreseeing import Foreseer
from syncengine.undo.holding import Holder
from syncengine.undo.undoer import Undoer
from syncengine.work.accounts import Accounts
from syncengine.work.asking import Asker
from syncengine.work.bells import Bells
from syncengine.work.carry_out import Carrier
from syncengine.work.consent import Consent
from syncengine.work.dispatch import Crowd, Dispatcher
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
from syncengine.work.systems import PoolBook, Systems
from syncengine.work.targets import TargetBook


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
        self.accounts = Accounts(store, systems, now=world.now)
        self.gates = Gates(store, now=world.now, dice=world.dice, prove=self.accounts.prove)
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
        self.foreseer = Foreseer(self.planner, systems)
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
        now, policy = self.world.now(), self.policy.fingerprint
        editions.keep(connection, self.policy, now=now)
        run_id = runs.begin(connection, command=command, policy=policy, now=now)
        if self.world.who != audit.OURS:
            begun = audit.Entry(at=now, what=f"{command} begun", actor=self.world.who, run_id=run_id, policy=policy)
            audit.tell(connection, begun)
        return run_id

    def runner(self, run_id: str, *, consent: Consent | None = None) -> Runner:
        """A runner whose operations are journalled under a run. Without a ``consent`` all that is planned is agreed
        to."""
        now = self.world.now
        asker = Asker(self.store, now=now)
        carrier = Carrier(
            store=self.store,
            systems=self.systems,
            pools=self.pools,
            recorder=self.recorder,
            meeting=Meeting(self.store, self.recorder, self._matcher(queue.LIVE), now=now, run_id=run_id),
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
            undoer=self.undoer(carrier),
            now=now,
            consent=consent,
        )

    def undoer(self, carrier: Carrier) -> Undoer:
        """Takes back what is asked to be taken back, and journals that under the run that asked."""
        now = self.world.now
        return Undoer(
            self.store,
            loader=self.loader,
            foreseer=self.foreseer,
            holder=Holder(self.planner, now=now),
            carrier=carrier,
            now=now,
        )

    def here(
        self,
        run_id: str,
        *,
        lanes: Sequence[int] = queue.LANES,
        crowd: Crowd | None = None,
        consent: Consent | None = None,
    ) -> Dispatcher:
        """Threads of this process, for everybody of these lanes or for a ``crowd``."""
        return Dispatcher(
            self.store,
            self.runner(run_id, consent=consent),
            self.gates,
            workers=self.workers,
            now=self.world.now,
            sleep=self.world.sleep,
            patience=self.patience,
            lanes=lanes,
            crowd=crowd,
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

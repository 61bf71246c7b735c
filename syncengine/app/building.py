"""Settings in, a working engine out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from connectors import registry
from connectors.base import Ambient
from connectors.pacers import Pacers
from mappings.loader import load_translator
from mappings.policy import Policy
from syncengine import budget
from syncengine.app.engine import Engine
from syncengine.app.world import World
from syncengine.budget import shared_pacers
from syncengine.settings import Settings, read_policy
from syncengine.store import audit, open_store
from syncengine.work.patience import Patience
from syncengine.work.systems import System, Systems


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
                most_apart_seconds=settings.safety.clock_seconds,
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
        try:
            audit.seal_soon(store)
        finally:
            engine.close()

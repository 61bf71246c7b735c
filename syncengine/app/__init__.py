"""The one place that builds everything: settings in, a working engine out. Tests pass other parts."""

from syncengine.app.building import build_pacers, build_systems, engine_for
from syncengine.app.engine import Engine
from syncengine.app.world import World

__all__ = ["Engine", "World", "build_pacers", "build_systems", "engine_for"]

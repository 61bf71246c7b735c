"""The reference connector: a whole vendor inside this process, and switches that make it misbehave."""

from connectors.memory.connector import Memory
from connectors.memory.mischief import REWRITES, Mischief
from connectors.memory.world import MemoryWorld, world_named

__all__ = ["REWRITES", "Memory", "MemoryWorld", "Mischief", "world_named"]

"""The stand-in for a Gem account: API v0 over real HTTP, and the acts of people in Gem's own pages."""

from connectors.gem.sandbox.front import GemSandbox
from connectors.gem.sandbox.knobs import Knobs

__all__ = ["GemSandbox", "Knobs"]

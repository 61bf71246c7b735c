"""A stand-in for Greenhouse: the token server and Harvest v3 under one address."""

from connectors.greenhouse.sandbox.org import Knobs
from connectors.greenhouse.sandbox.server import GreenhouseSandbox

__all__ = ["GreenhouseSandbox", "Knobs"]

"""The base of the stand-in servers: a vendor's rules over real HTTP, with journal, clock, faults and a UI to act in."""

from connectors.sandbox.base import Answer, Call, Route, Sandbox
from connectors.sandbox.clock import SandboxClock
from connectors.sandbox.faults import Fault, Faults
from connectors.sandbox.journal import Entry, Journal
from connectors.sandbox.limits import BucketLimit, RateLimit, WindowLimit

__all__ = [
    "Answer",
    "BucketLimit",
    "Call",
    "Entry",
    "Fault",
    "Faults",
    "Journal",
    "RateLimit",
    "Route",
    "Sandbox",
    "SandboxClock",
    "WindowLimit",
]

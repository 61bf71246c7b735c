"""What strikes requests on their way: the faults of a sandbox, with somebody who counts."""

from __future__ import annotations

from collections.abc import Callable

from connectors.sandbox import Fault, Sandbox
from connectors.sandbox.faults import Faults
from connectors.sandbox.journal import READS

Hear = Callable[[str, bool], Fault | None]
"""(system, whether it is a write) -> what becomes of the request."""


class Wire(Faults):
    """Asks ``hear`` about every request. Logging in is no write."""

    def __init__(self, system: str, sandbox: Sandbox, hear: Hear) -> None:
        super().__init__()
        self._system = system
        self._logins = sandbox.login_paths
        self._hear = hear

    def strike(self, method: str, path: str) -> Fault | None:
        writes = method not in READS and path not in self._logins
        return self._hear(self._system, writes) or super().strike(method, path)

"""What makes life hard for a connector: faults on its way, a host it must never talk to, calls that explode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NoReturn, Protocol

from connectors.sandbox import Answer, Call, Fault, Route, Sandbox
from connectors.sandbox.faults import FAULT_KINDS
from connectors.types import Kind

Side = Literal["read", "write"]


class Hostile(Protocol):
    """Plants faults, whatever lies behind the connector. ``kinds`` says which ones it can."""

    @property
    def kinds(self) -> frozenset[str]: ...

    def plant(
        self, kind: str, *, on: Side, record: Kind | None = None, times: int | None = 1, skip: int = 0
    ) -> None: ...

    def clear(self) -> None: ...


class SandboxHostile:
    """Faults in a sandbox. ``paths`` maps a record kind to a pattern of the paths at which it is read and written."""

    def __init__(self, sandbox: Sandbox, paths: Mapping[Kind, str]) -> None:
        self._sandbox = sandbox
        self._paths = paths

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(FAULT_KINDS)

    def plant(
        self,
        kind: str,
        *,
        on: Side,
        record: Kind | None = None,
        times: int | None = 1,
        skip: int = 0,
        **details: Any,
    ) -> None:
        """``details`` are further fields of a Fault: ``retry_after``, ``location``."""
        method, path = "GET" if on == "read" else "WRITE", self._paths[record or "candidate"]
        self._sandbox.faults.plant(
            Fault(kind=kind, method=method, path=path, times=times, skip=skip, **details)  # type: ignore[arg-type]  # Fault checks the kind
        )

    def clear(self) -> None:
        self._sandbox.faults.clear()


class Trap(Sandbox):
    """A host that no request may reach. Its journal shows who walked in."""

    vendor = "trap"

    def routes(self) -> Sequence[Route]:
        return ()

    def admit(self, call: Call, *, known_path: bool) -> Answer:
        return Answer(200, [])

    def settings(self, base_url: str) -> dict[str, str]:
        return {}

    def act(self, action: str, **arguments: Any) -> Any:
        raise ValueError("nobody lives here")

    def state(self) -> dict[str, Any]:
        return {}


def blow_up(thing: object, *names: str) -> None:
    """Make calls of these methods explode from now on, to show that nobody calls them."""
    for name in names:
        getattr(thing, name)
        setattr(thing, name, _explosion(name))


def _explosion(name: str) -> Any:
    def explode(*_: object, **__: object) -> NoReturn:
        raise AssertionError(f"{name} must not be called")

    return explode

"""Finding connectors by name: ours lie in this package, others come from installed packages. Nothing is imported early.

A third-party package registers its connector class under the entry point group ``talentsync.connectors``, and the
class of its sandbox under ``talentsync.sandboxes``.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, cast

from connectors.base import Connector

if TYPE_CHECKING:  # servers are not needed to find a connector
    from connectors.sandbox.base import Sandbox

GROUP = "talentsync.connectors"
SANDBOXES = "talentsync.sandboxes"

BUILT_IN: Mapping[str, str] = {
    "gem": "connectors.gem.connector:Gem",
    "greenhouse": "connectors.greenhouse.connector:Greenhouse",
    "memory": "connectors.memory:Memory",
}


BUILT_IN_SANDBOXES: Mapping[str, str] = {
    "gem": "connectors.gem.sandbox:GemSandbox",
    "greenhouse": "connectors.greenhouse.sandbox:GreenhouseSandbox",
}


class UnknownConnector(LookupError):
    """There is no connector of that name. The message suggests the nearest one and lists all."""


def known() -> tuple[str, ...]:
    """Names of all connectors that are installed."""
    return _known(BUILT_IN, GROUP)


def known_sandboxes() -> tuple[str, ...]:
    """Names of all sandboxes that are installed."""
    return _known(BUILT_IN_SANDBOXES, SANDBOXES)


def load(name: str) -> type[Connector]:
    """The connector class of that name. Raises UnknownConnector."""
    return cast(type[Connector], _load(name, BUILT_IN, GROUP, what="connector"))


def load_sandbox(name: str) -> Callable[..., Sandbox]:
    """The sandbox class of that name; it takes ``clock`` and ``limits``, both optional. Raises UnknownConnector."""
    return cast("Callable[..., Sandbox]", _load(name, BUILT_IN_SANDBOXES, SANDBOXES, what="sandbox"))


def _known(built_in: Mapping[str, str], group: str) -> tuple[str, ...]:
    return tuple(sorted({*built_in, *(point.name for point in entry_points(group=group))}))


def _load(name: str, built_in: Mapping[str, str], group: str, *, what: str) -> Any:
    if name in built_in:
        module, _, attribute = built_in[name].partition(":")
        return getattr(import_module(module), attribute)
    for point in entry_points(group=group, name=name):
        return point.load()
    names = _known(built_in, group)
    near = difflib.get_close_matches(name, names, n=1)
    suggestion = f"did you mean {near[0]!r}? " if near else ""
    raise UnknownConnector(f"no {what} is called {name!r}; {suggestion}known: {', '.join(names)}")

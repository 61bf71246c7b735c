"""Finding connectors by name: ours lie in this package, others come from installed packages. Nothing is imported early.

A third-party package registers its connector class under the entry point group ``talentsync.connectors``.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import entry_points
from typing import cast

from connectors.base import Connector

GROUP = "talentsync.connectors"

BUILT_IN: Mapping[str, str] = {
    "gem": "connectors.gem.connector:Gem",
    "greenhouse": "connectors.greenhouse.connector:Greenhouse",
    "memory": "connectors.memory:Memory",
}


class UnknownConnector(LookupError):
    """There is no connector of that name. The message suggests the nearest one and lists all."""


def known() -> tuple[str, ...]:
    """Names of all connectors that are installed."""
    return tuple(sorted({*BUILT_IN, *(point.name for point in entry_points(group=GROUP))}))


def load(name: str) -> type[Connector]:
    """The connector class of that name. Raises UnknownConnector."""
    if name in BUILT_IN:
        module, _, attribute = BUILT_IN[name].partition(":")
        return cast(type[Connector], getattr(import_module(module), attribute))
    for point in entry_points(group=GROUP, name=name):
        return cast(type[Connector], point.load())
    near = difflib.get_close_matches(name, known(), n=1)
    suggestion = f"did you mean {near[0]!r}? " if near else ""
    raise UnknownConnector(f"no connector is called {name!r}; {suggestion}known: {', '.join(known())}")

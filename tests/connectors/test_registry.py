"""Finding connectors by name."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from connectors import registry
from connectors.base import Connector
from connectors.memory import Memory
from connectors.registry import UnknownConnector, known, load


def test_ours_are_known() -> None:
    assert {"gem", "greenhouse", "memory"} <= set(known())


@pytest.mark.parametrize("name", sorted(registry.BUILT_IN))
def test_ours_are_loaded_and_named_as_in_their_manifest(name: str) -> None:
    connector = load(name)
    assert issubclass(connector, Connector)
    assert connector.manifest.vendor == name


def test_nothing_is_imported_before_it_is_asked_for() -> None:
    modules = [target.partition(":")[0] for target in registry.BUILT_IN.values()]
    code = f"import sys, connectors.registry as r; r.known(); print([m for m in {modules!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_near_miss_is_suggested() -> None:
    with pytest.raises(UnknownConnector) as caught:
        load("greenhose")
    assert "did you mean 'greenhouse'?" in str(caught.value)
    assert "memory" in str(caught.value)


def test_no_suggestion_where_nothing_is_near() -> None:
    with pytest.raises(UnknownConnector) as caught:
        load("zzz")
    assert "did you mean" not in str(caught.value)


def test_an_installed_package_can_bring_a_connector(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint(name="acme", value="connectors.memory:Memory", group=registry.GROUP)

    def installed(*, group: str, name: str | None = None) -> EntryPoints:
        return EntryPoints([point] if group == registry.GROUP and name in {None, "acme"} else [])

    monkeypatch.setattr(registry, "entry_points", installed)
    assert "acme" in known()
    assert load("acme") is Memory

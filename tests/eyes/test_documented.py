"""What is shown is described, and what is described is shown."""

from __future__ import annotations

import re
from pathlib import Path

from prometheus_client import CollectorRegistry

from syncengine.serve.eyes.families import NAMES, SPECS
from syncengine.serve.receiver.meters import Meters

DOCUMENT = (Path(__file__).parents[2] / "docs" / "monitoring.md").read_text(encoding="utf-8")


def described() -> dict[str, set[str]]:
    """Name -> labels, of the table of metrics."""
    rows = re.findall(r"^\| `(talentsync_\w+)` \| ([^|]*)\|", DOCUMENT, re.MULTILINE)
    return {name: set(re.findall(r"`(\w+)`", labels)) for name, labels in rows}


def meters() -> set[str]:
    registry = CollectorRegistry()
    Meters(registry).count("ats", "accepted")
    return {f"{each.name}_total" if each.type == "counter" else each.name for each in registry.collect()}


def test_every_metric_is_described_and_no_other() -> None:
    assert set(described()) == {*NAMES, *meters()}


def test_the_labels_are_the_ones_that_are_described() -> None:
    assert {spec.name: set(spec.labels) for spec in SPECS} == {spec.name: described()[spec.name] for spec in SPECS}


def test_metrics_are_named_as_prometheus_wants_it() -> None:
    for spec in SPECS:
        assert re.fullmatch(r"talentsync_[a-z_]+", spec.name)
        assert not spec.name.endswith(("_ms", "_count", "_sum", "_bucket", "_info"))
        assert spec.help.endswith(".")
        assert not set(spec.labels) & {"person", "id", "ref", "event", "correlation"}

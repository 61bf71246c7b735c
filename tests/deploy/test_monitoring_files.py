"""Dashboard, alert rules, scrape example and systemd units: they speak of metrics, labels and commands that exist."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry
from typer.main import get_command

from cli import app
from syncengine.serve.eyes.families import SPECS, SUPPRESS
from syncengine.serve.receiver.meters import Meters
from syncengine.serve.supervisor import GRACE_SECONDS
from syncengine.settings.doors import Rhythm

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
DASHBOARD: dict[str, Any] = json.loads((DEPLOY / "grafana" / "talentsync.json").read_text(encoding="utf-8"))
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
SCRAPE: dict[str, Any] = yaml.safe_load((DEPLOY / "prometheus" / "scrape.yml").read_text(encoding="utf-8"))
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
FROM_PROMETHEUS = {"instance", "le", "job"}
OUTSIDE = {"systemctl"}
"""Programs that a command of an alert may begin with, beside our own."""


def _metrics() -> dict[str, set[str]]:
    """Name as it is scraped -> its labels."""
    found = {spec.name: set(spec.labels) for spec in SPECS}
    histograms = {SUPPRESS: {"system"}}
    registry = CollectorRegistry()
    meters = Meters(registry)
    meters.count("ats", "accepted")
    for family in registry.collect():
        labels = {label for sample in family.samples for label in sample.labels if label != "le"}
        if family.type == "histogram":
            histograms[family.name] = labels
        else:
            found[f"{family.name}_total" if family.type == "counter" else family.name] = labels
    for name, labels in histograms.items():
        found |= {f"{name}_bucket": labels | {"le"}, f"{name}_sum": labels, f"{name}_count": labels}
    return found


METRICS = _metrics()


def _panels() -> Iterator[dict[str, Any]]:
    yield from (panel for panel in DASHBOARD["panels"] if panel["type"] != "row")


PANELS = [(panel["title"], target["expr"]) for panel in _panels() for target in panel["targets"]]
EXPRESSIONS = [*PANELS, *((rule["alert"], rule["expr"]) for rule in RULES)]
EACH_EXPRESSION = pytest.mark.parametrize(
    "expression", [each[1] for each in EXPRESSIONS], ids=[e[0] for e in EXPRESSIONS]
)
EACH_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
EACH_UNIT = pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)


@EACH_EXPRESSION
def test_every_expression_asks_for_metrics_and_labels_that_exist(expression: str) -> None:
    names = re.findall(r"talentsync_\w+", expression)
    assert names != []
    assert [name for name in names if name not in METRICS] == []
    for name, selector in re.findall(r"(talentsync_\w+)\{([^}]*)\}", expression):
        asked = set(re.findall(r"(\w+)\s*[=!]~?", selector))
        assert asked <= METRICS[name], (name, asked)
    known = set().union(*(METRICS[name] for name in names)) | FROM_PROMETHEUS
    for grouped in re.findall(r"\b(?:by|on) \(([^)]*)\)", expression):
        assert {each.strip() for each in grouped.split(",")} <= known, grouped


@EACH_EXPRESSION
def test_every_expression_is_closed(expression: str) -> None:
    bare = re.sub(r'"[^"]*"', "", expression)
    assert [bare.count(opening) - bare.count(closing) for opening, closing in ("()", "{}", "[]")] == [0, 0, 0]


@EACH_EXPRESSION
def test_counters_are_asked_for_their_growth(expression: str) -> None:
    for name in re.findall(r"talentsync_\w+_(?:total|bucket)", expression):
        assert re.search(rf"(?:rate|increase)\({name}(?:\{{[^}}]*\}})?\[", expression), name


def test_the_dashboard_can_be_imported() -> None:
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert (DASHBOARD["title"], len(set(ids))) == ("talentsync", len(ids))
    assert {panel["datasource"]["uid"] for panel in _panels()} == {"${datasource}"}
    assert [each["name"] for each in DASHBOARD["templating"]["list"]] == ["datasource", "system"]


def test_no_two_panels_lie_on_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells


@EACH_RULE
def test_every_alert_says_what_it_means_and_what_to_type(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"critical", "warning", "info"}
    assert rule["annotations"]["summary"][-1] == "."
    words = shlex.split(rule["annotations"]["command"].replace("{{ $labels.system }}", "ats"))
    if words[0] in OUTSIDE:
        return
    assert words[0] == "talentsync"
    assert _exists(words[1:]), words


@EACH_RULE
def test_alerts_use_labels_that_their_expression_leaves(rule: dict[str, Any]) -> None:
    used = set(re.findall(r"\$labels\.(\w+)", str(rule["annotations"])))
    left = {each.strip() for by in re.findall(r"\bby \(([^)]*)\)", rule["expr"]) for each in by.split(",")}
    assert used <= left


def test_what_an_operator_must_hear_of_is_watched() -> None:
    watched = " ".join(rule["expr"] for rule in RULES)
    for name in (
        *("people_lag_seconds", "webhook_silence_seconds", "daemon_leads", "system_paused", "system_down"),
        *("deliveries_oldest_unfollowed_seconds", "reviews_open", "webhook_requests_total", "time_to_suppress_seconds"),
    ):
        assert f"talentsync_{name}" in watched


def _exists(words: list[str]) -> bool:
    command: Any = get_command(app)
    for word in words:
        if not hasattr(command, "commands"):
            return True
        if word not in command.commands:
            return False
        command = command.commands[word]
    return True


def test_prometheus_finds_its_rules_and_its_token() -> None:
    [job] = SCRAPE["scrape_configs"]
    assert all((DEPLOY / "prometheus" / name).is_file() for name in SCRAPE["rule_files"])
    [secret] = COMPOSE["services"]["prometheus"]["secrets"]
    assert job["authorization"]["credentials_file"] == f"/run/secrets/{secret}"
    assert job.get("metrics_path", "/metrics") == "/metrics"
    [target] = job["static_configs"][0]["targets"]
    service, _, port = target.partition(":")
    assert COMPOSE["services"][service]["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_what_the_compose_file_mounts_from_here_exists() -> None:
    for name in ("prometheus", "grafana"):
        sources = [each.partition(":")[0] for each in COMPOSE["services"][name]["volumes"] if each.startswith("./")]
        assert sources != []
        assert [source for source in sources if not (ROOT / source).exists()] == []


def test_monitoring_is_started_only_when_asked_for() -> None:
    assert {name for name, each in COMPOSE["services"].items() if each.get("profiles") == ["monitoring"]} == {
        "prometheus",
        "grafana",
    }


def settings_of(unit: Path) -> dict[str, list[str]]:
    """``[Service]`` of a unit; a setting may be there more than once."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in unit.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line
        elif section == "[Service]" and "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


@EACH_UNIT
def test_units_run_commands_that_exist(unit: Path) -> None:
    [line] = settings_of(unit)["ExecStart"]
    program, *words = line.split()
    assert (Path(program).is_absolute(), Path(program).name) == (True, "talentsync")
    assert _exists(words[:1]), words


@EACH_UNIT
def test_units_are_started_again_and_are_nobody_special(unit: Path) -> None:
    has = settings_of(unit)
    assert (has["Restart"], has["User"], has["NoNewPrivileges"]) == (["always"], ["talentsync"], ["yes"])
    assert (has["ProtectSystem"], has["CapabilityBoundingSet"], has["PrivateTmp"]) == (["strict"], [""], ["yes"])
    assert has["EnvironmentFile"] == ["/etc/talentsync/environment"]
    assert "ExecReload" not in has, "settings that change are taken up by themselves"


@EACH_UNIT
def test_units_are_stopped_with_more_patience_than_they_have_themselves(unit: Path) -> None:
    own = GRACE_SECONDS if "worker" in unit.name else Rhythm().stop_seconds
    assert float(settings_of(unit)["TimeoutStopSec"][0]) > own


@EACH_UNIT
def test_units_are_well_formed(unit: Path) -> None:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(unit.read_text(encoding="utf-8"))
    assert parser.sections() == ["Unit", "Service", "Install"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/talentsync/bin/talentsync", shutil.which("true") or "")
        (tmp_path / unit.name.replace("@.", "@2.")).write_text(text, encoding="utf-8")
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],  # noqa: S607
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (checked.returncode, checked.stderr) == (0, "")

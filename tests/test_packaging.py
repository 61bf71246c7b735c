"""Files that nothing else reads before a user does: the compose file, the Makefile, the CI script."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
OURS = {name: service for name, service in COMPOSE["services"].items() if "build" in service}
DOCKERFILE = COMPOSE["services"]["talentsync"]["build"]["dockerfile_inline"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_container_publishes_nothing_to_the_network() -> None:
    for service in COMPOSE["services"].values():
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))


def test_what_is_remembered_lives_in_volumes() -> None:
    services = COMPOSE["services"]
    assert services["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]
    assert services["redis"]["volumes"] == ["redis:/data"]
    assert "prometheus:/prometheus" in services["prometheus"]["volumes"]
    assert "grafana:/var/lib/grafana" in services["grafana"]["volumes"]
    assert set(COMPOSE["volumes"]) == {"postgres", "redis", "prometheus", "grafana"}


def test_redis_keeps_its_bells_over_a_restart() -> None:
    assert COMPOSE["services"]["redis"]["command"][:3] == ["redis-server", "--appendonly", "yes"]


def test_there_is_a_daemon_a_receiver_and_there_are_workers() -> None:
    assert {name: service["command"][0] for name, service in OURS.items()} == {
        "daemon": "run",
        "receiver": "receive",
        "worker": "worker",
        "talentsync": "status",
    }


@pytest.mark.parametrize("name", sorted(OURS))
def test_ours_can_write_nothing_and_gain_nothing(name: str) -> None:
    service = OURS[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["environment"]["TALENTSYNC_CONFIG"] == "/config/talentsync.yaml"
    assert [each for each in service["volumes"] if not each.endswith(":ro")] == []


@pytest.mark.parametrize("name", ["postgres", "redis", "daemon", "receiver", "worker", "prometheus", "grafana"])
def test_what_runs_for_ever_is_watched_and_started_again(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(OURS))
def test_ours_wait_for_what_they_need(name: str) -> None:
    assert OURS[name]["depends_on"] == {each: {"condition": "service_healthy"} for each in ("postgres", "redis")}


def test_the_container_does_not_run_as_root() -> None:
    assert re.search(r"^USER talentsync$", DOCKERFILE, re.MULTILINE)


def test_everything_that_is_copied_into_the_image_exists() -> None:
    copied = [name for line in DOCKERFILE.splitlines() if line.startswith("COPY ") for name in line.split()[1:-1]]
    assert copied
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_the_image_holds_everything_that_the_package_is_made_of() -> None:
    packaged = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    assert [
        name for name in packaged if not re.search(rf"^COPY .*\b{re.escape(name)}\b", DOCKERFILE, re.MULTILINE)
    ] == []


def test_one_version_of_uv_is_used_everywhere() -> None:
    pinned = re.findall(r"UV_VERSION := (\S+)", MAKEFILE)
    assert re.findall(r"uv==([\d.]+)", DOCKERFILE) == pinned


@pytest.mark.parametrize("target", ["demo", "test", "check", "format", "clean"])
def test_the_makefile_has(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


def test_ci_can_be_run() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)

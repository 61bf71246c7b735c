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
DOCKERFILE = COMPOSE["services"]["talentsync"]["build"]["dockerfile_inline"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_container_publishes_nothing_to_the_network() -> None:
    for service in COMPOSE["services"].values():
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))


def test_the_store_lives_in_a_volume() -> None:
    service = COMPOSE["services"]["talentsync"]
    assert "data:/data" in service["volumes"]
    assert "data" in COMPOSE["volumes"]
    assert service["environment"]["TALENTSYNC_CONFIG"] == "/data/talentsync.yaml"


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

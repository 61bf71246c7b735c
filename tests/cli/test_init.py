"""`talentsync init`."""

from __future__ import annotations

from pathlib import Path

from syncengine.settings import load_settings
from tests.cli.house import run_here


def test_it_writes_a_configuration_and_names_the_next_command(tmp_path: Path) -> None:
    config = tmp_path / "talentsync.yaml"
    ran = run_here("init", "-c", str(config))
    assert ran.code == 0
    assert f"talentsync check --config {config}" in ran.err
    secrets = {"GREENHOUSE_CLIENT_ID": "id", "GREENHOUSE_CLIENT_SECRET": "secret", "GEM_API_KEY": "key"}
    assert [each.name for each in load_settings(config, environ=secrets).systems] == ["greenhouse", "gem"]


def test_it_does_not_overwrite_without_force(tmp_path: Path) -> None:
    config = tmp_path / "talentsync.yaml"
    config.write_text("mine")
    ran = run_here("init", "-c", str(config))
    assert (ran.code, config.read_text()) == (2, "mine")
    assert "--force" in ran.err
    assert run_here("init", "-c", str(config), "--force").code == 0
    assert config.read_text().startswith("# talentsync")


def test_a_misspelt_connector_gets_a_suggestion(tmp_path: Path) -> None:
    ran = run_here("init", "greenhose", "-c", str(tmp_path / "t.yaml"))
    assert ran.code == 2
    assert "did you mean 'greenhouse'?" in ran.err
    assert not (tmp_path / "t.yaml").exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    ran = run_here("init", "-c", str(tmp_path / "nowhere" / "t.yaml"))
    assert ran.code == 2
    assert "no such file or directory" in ran.err

"""Wrong configuration: everything at once, with file and line and the near miss, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.house import House, run_here

WRONG = """\
version: 1
workerz: 4
systems:
  greenhouse:
    connector: greenhose
  gem:
    connector: gem
    api_kye: nothing
    user: someone@initech.example
policy: policy.yaml
"""

WRONG_POLICY = "version: 2\nfields:\n  titel: {owner: crm, write: [ats]}\n"

READERS = ("check", "plan", "backfill", "sync", "status", "review list", "review same 1")


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    (tmp_path / "policy.yaml").write_text(WRONG_POLICY)
    config = tmp_path / "talentsync.yaml"
    config.write_text(WRONG)
    return config


@pytest.mark.parametrize("command", READERS)
def test_every_problem_shows_at_once(wrong: Path, command: str) -> None:
    ran = run_here(*command.split(), "-c", str(wrong))
    said = ran.out if command == "check" else ran.err
    assert ran.code == 2
    assert f"{wrong}:2: workerz: unknown key" in said
    assert f"{wrong}:5: systems.greenhouse.connector: no connector is called that" in said
    assert "did you mean 'greenhouse'?" in said
    assert f"{wrong}:8: systems.gem.api_kye: unknown key" in said
    assert "did you mean 'api_key'?" in said
    assert f"{wrong}:6: systems.gem.api_key: is required and missing" in said
    assert "policy.yaml:3: fields.titel: is not a canonical field" in said
    assert "did you mean 'title'?" in said
    assert "Traceback" not in ran.err + ran.out


def test_as_json_they_are_a_list(wrong: Path) -> None:
    ran = run_here("check", "--json", "-c", str(wrong))
    assert (ran.code, ran.data["ok"], len(ran.data["problems"])) == (2, False, 5)
    assert set(ran.data["problems"][0]) == {"system", "text", "fix"}


@pytest.mark.parametrize("command", ["plan", "backfill", "sync", "status"])
def test_no_configuration_at_all_leads_to_init(tmp_path: Path, command: str) -> None:
    ran = run_here(command, "-c", str(tmp_path / "talentsync.yaml"))
    assert (ran.code, ran.out) == (2, "")
    assert f"talentsync init --config {tmp_path / 'talentsync.yaml'}" in ran.err


def test_the_environment_can_name_the_file(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.write_config()
    monkeypatch.setenv("TALENTSYNC_CONFIG", str(house.config))
    assert run_here("status", "--json").data["people"] == 0


def test_a_store_that_cannot_be_opened_is_told(house: House) -> None:
    house.extra["store"] = "sqlite:///talentsync.yaml/talentsync.db"
    ran = house.run("plan")
    assert (ran.code, ran.out) == (1, "")
    assert "cannot be reached" in ran.err or "is away" in ran.err, ran.err
    assert "Traceback" not in ran.err


def test_a_file_that_is_no_store_is_told(house: House) -> None:
    (house.folder / "talentsync.db").write_text("this is not a database, " * 100)
    ran = house.run("status")
    assert ran.code == 2
    assert "is damaged, or is no" in ran.err

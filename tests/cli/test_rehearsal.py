"""`talentsync sandbox`, `demo` and `rehearse`, as far as the command line is concerned."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from syncengine.rehearsal.crowd import Bound, CrowdResult
from syncengine.rehearsal.demo import DemoResult
from syncengine.rehearsal.identity import Judged
from tests.cli.house import ROOT, run_here


def test_a_sandbox_serves_until_control_c_and_names_its_configuration(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "cli", "sandbox", "--people", "100", "--folder", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == f"TALENTSYNC_CONFIG={tmp_path / 'talentsync.yaml'}\n"
        checked = run_here("check", "-c", str(tmp_path / "talentsync.yaml"))
        assert checked.code == 0
    finally:
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=30)
    assert child.returncode == 0
    assert f"talentsync backfill --config {tmp_path / 'talentsync.yaml'}" in err
    assert re.search(r"^Webhooks go to 127\.0\.0\.1:\d+: .*talentsync run --config ", err, re.MULTILINE)
    assert "Traceback" not in err


def result(*untrue: str) -> DemoResult:
    return DemoResult(
        untrue=untrue, checked=("no ghosts",), figures={"linked": 12}, calls={"greenhouse": 34}, seconds=5.04
    )


def play(monkeypatch: pytest.MonkeyPatch, ends: DemoResult) -> list[dict[str, Any]]:
    played: list[dict[str, Any]] = []

    def run_demo(vendors: object, **arguments: Any) -> DemoResult:
        arguments.pop("audience").step("First contact: writing it")
        played.append(arguments)
        return ends

    monkeypatch.setattr("syncengine.rehearsal.demo.run_demo", run_demo)
    return played


def test_a_demo_that_holds_ends_with_its_table_and_the_next_command(monkeypatch: pytest.MonkeyPatch) -> None:
    played = play(monkeypatch, result())
    ran = run_here("demo", "--people", "120", "--seed", "3")
    assert (ran.code, played) == (0, [{"people": 120, "seed": 3}])
    assert "All 1 checks hold. Next: talentsync init" in ran.out
    assert "* First contact: writing it" in ran.err


def test_a_demo_that_shows_something_untrue_fails_and_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, result("two records for one person"))
    ran = run_here("demo")
    assert ran.code == 1
    assert "UNTRUE: two records for one person" in ran.out
    assert "checks hold" not in ran.out


def test_a_demo_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, result())
    data = json.loads(run_here("demo", "--json").out)
    assert (data["ok"], data["figures"], data["requests"]) == (True, {"linked": 12}, {"greenhouse": 34})


def test_too_few_people_are_wrong_usage() -> None:
    assert run_here("demo", "--people", "3").code == 2


def crowd_result(*, ghosts: int) -> CrowdResult:
    return CrowdResult(
        people=120,
        seed=3,
        namesakes=4,
        judged=Judged((), (), questions=5, needless=2, strangers=("gem 1",) * ghosts, mixed=()),
        bounds=(Bound("ghosts made", ghosts, 0),),
        reviews={"possible_match": 5},
        seconds={"First contact": 1.25},
    )


def rehearsed(monkeypatch: pytest.MonkeyPatch, ends: CrowdResult) -> list[dict[str, Any]]:
    played: list[dict[str, Any]] = []

    def rehearse(vendors: object, **arguments: Any) -> CrowdResult:
        arguments.pop("audience").step("First contact")
        played.append(arguments)
        return ends

    monkeypatch.setattr("syncengine.rehearsal.crowd.rehearse", rehearse)
    return played


def test_a_rehearsal_within_its_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    played = rehearsed(monkeypatch, crowd_result(ghosts=0))
    ran = run_here("rehearse", "--people", "120", "--seed", "3")
    assert (ran.code, played) == (0, [{"people": 120, "seed": 3, "folder": None}])
    assert re.search(r"questions whether two persons are one +│ +5", ran.out)
    assert "broken" not in ran.out


def test_a_rehearsal_beyond_its_bounds_fails_and_names_the_mistakes(monkeypatch: pytest.MonkeyPatch) -> None:
    rehearsed(monkeypatch, crowd_result(ghosts=1))
    ran = run_here("rehearse")
    assert ran.code == 1
    assert "it belongs to nobody" in ran.out
    assert "1 bound broken. Every mistake: talentsync rehearse --people 120 --seed 3 --json" in ran.out


def test_a_rehearsal_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    rehearsed(monkeypatch, crowd_result(ghosts=1))
    ran = run_here("rehearse", "--json")
    data = json.loads(ran.out)
    assert ran.code == 1
    assert data["bounds"] == [{"name": "ghosts made", "seen": 1, "most": 0, "holds": False}]
    assert data["mistakes"] == [{"what": "it belongs to nobody", "records": ["gem 1"]}]

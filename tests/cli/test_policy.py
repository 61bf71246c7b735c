"""`talentsync policy test`, `schema` and `show`: what needs no system, no store and no configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from mappings.loader import load_policy
from tests.cli.house import Ran, run_here

NO_CASES = "version: 1\n"
RIGHT = """\
version: 1
people:
  - name: whom we reject is nurtured
    given: {applications: [{status: rejected, category: we_rejected, milestone: screen}]}
    expect: {pools: [nurture], due_in_days: 30}
"""
POLICY = "version: 2\nname: ours\nreason_categories:\n  we_rejected: {recycle: cool_down, days: 30}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")


def policy(*words: str) -> Ran:
    return run_here("policy", *words)


def test_without_anything_the_shipped_policy_passes_its_own_cases(folder: Path) -> None:
    ran = policy("test")
    assert (ran.code, ran.err) == (0, "")
    assert f"passed under the policy default [{load_policy().fingerprint[:12]}]" in ran.out
    assert ran.out.rstrip().endswith("mappings/policies/default.tests.yaml.")
    assert list(folder.iterdir()) == []


def test_the_configured_policy_is_tried_with_the_cases_beside_it(folder: Path) -> None:
    # What else the configuration says does not matter here: neither secrets nor systems are needed.
    put(folder, talentsync="policy: mine/policy.yaml\nsystems: 7\n")
    (folder / "mine").mkdir()
    put(folder / "mine", policy=POLICY, policy_tests=RIGHT)
    data = json.loads(policy("test", "--json").out)
    assert (data["passed"], data["failed"], data["policy"]["name"]) == (1, 0, "ours")
    assert data["files"] == [str(folder / "mine" / "policy-tests.yaml")]
    assert policy("test", "default", "--cases", "mine/policy-tests.yaml").code == 1


def test_a_case_that_fails_says_why_and_the_exit_code_tells(folder: Path) -> None:
    put(folder, policy=POLICY, policy_tests=RIGHT.replace("[nurture]", "[silver]"))
    ran = policy("test", "policy.yaml")
    assert ran.code == 1
    at = {rule.name: rule.at for rule in load_policy().rules}
    assert ran.out.splitlines() == [
        "FAILED whom we reject is nurtured  (policy-tests.yaml:3)",
        "  pools: expected silver, got nurture",
        "  nurture: 'nurture' decided",
        f"  'silver medalists' ({at['silver medalists']}) did not: milestone is screen, not final or offer",
        f"  '{LATER}' ({at[LATER]}) did not: milestone is screen, not final or offer",
        f"0 cases of 1 passed under the policy ours [{ran_fingerprint(folder)}]: policy-tests.yaml.",
    ]


LATER = "silver medalists are nurtured after the cool-down"


def ran_fingerprint(folder: Path) -> str:
    return load_policy(folder / "policy.yaml").fingerprint[:12]


def test_several_files_of_cases_are_run(folder: Path) -> None:
    put(folder, policy=POLICY, one=RIGHT, other=RIGHT.replace("30", "31"))
    data = json.loads(policy("test", "policy.yaml", "--cases", "one.yaml", "--cases", "other.yaml", "--json").out)
    assert [(case["at"], case["passed"]) for case in data["cases"]] == [("one.yaml:3", True), ("other.yaml:3", False)]
    assert data["cases"][1]["differences"] == [{"what": "due_in_days", "expected": 31, "got": 30}]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"policy": POLICY}, "policy-tests.yaml: is not there; cases can be named with --cases"),
        ({"policy": "version: 2\nruls: []\n", "policy_tests": RIGHT}, "policy.yaml:2: ruls: unknown key"),
        ({"policy": POLICY, "policy_tests": "version: 1\npeple: []\n"}, "policy-tests.yaml:2: peple: unknown key"),
        (
            {"policy": POLICY, "policy_tests": RIGHT.replace("[nurture]", "[nurtur]")},
            "policy-tests.yaml:5: people.1.expect.pools.1: is not a pool of the policy; did you mean 'nurture'?",
        ),
    ],
)
def test_files_that_cannot_be_used_are_told_with_their_lines(folder: Path, files: dict[str, str], told: str) -> None:
    put(folder, **files)
    ran = policy("test", "policy.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert "talentsync init" not in ran.err


def test_a_policy_that_is_not_there_is_named(folder: Path) -> None:
    ran = policy("test", "nowhere.yaml")
    assert ran.code == 2
    assert "nowhere.yaml: cannot be read: no such file or directory" in ran.err


def test_the_schema_goes_where_it_is_wanted(folder: Path) -> None:
    printed = json.loads(policy("schema").out)
    ran = policy("schema", "--out", "policy.schema.json")
    assert (ran.code, ran.out) == (0, "")
    assert json.loads((folder / "policy.schema.json").read_text(encoding="utf-8")) == printed
    assert printed["properties"]["version"] == {"const": 2, "title": "Version", "type": "integer"}


def test_a_policy_is_shown_whole_and_can_take_its_own_place(folder: Path) -> None:
    put(folder, policy=POLICY)
    shown = policy("show", "policy.yaml").out
    assert yaml.safe_load(shown)["reason_categories"]["we_rejected"] == {"recycle": "cool_down", "days": 30}
    put(folder, whole=shown)
    assert load_policy(folder / "whole.yaml").fingerprint == load_policy(folder / "policy.yaml").fingerprint
    assert json.loads(policy("show", "policy.yaml", "--json").out)["name"] == "ours"

"""The commands that make, show, compare and apply plans: what they say, and how they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import _logging_as_before, empty_house, house
from tests.cli.house import House, name_of, run_here

__all__ = ["_logging_as_before", "empty_house", "house"]


@pytest.fixture
def plan(house: House) -> Path:
    path = house.folder / "plan.json"
    ran = house.run("plan", "--out", str(path))
    assert (ran.code, house.writes) == (0, 0)
    assert f"talentsync apply {path} --config {house.config}" in ran.out
    return path


def test_a_plan_is_saved_shown_and_applied(house: House, plan: Path) -> None:
    shown = run_here("plan", "show", str(plan))
    assert shown.code == 0
    for words in ("4 people", name_of(3), "company: (empty) -> Initech", "records made", "Mails to candidates: 0."):
        assert words in shown.out
    asked = house.run("apply", str(plan))
    assert (asked.code, house.writes) == (2, 0)
    assert f"run: talentsync apply {plan} --yes --config {house.config}" in asked.err
    applied = house.run("apply", str(plan), "--yes", "--json")
    assert (applied.code, applied.data["written_to"], applied.data["stale"]) == (0, 4, [])
    assert {"system": "gem", "effect": "create", "number": 1} in applied.data["written"]
    assert house.run("sync", "--json").data["writes"] == 0
    again = house.run("apply", str(plan))
    assert (again.code, "As planned already: 4 people." in again.out) == (0, True)


def test_parts_of_a_plan_are_found_by_effect_system_person_and_field(house: House, plan: Path) -> None:
    def totals(*words: str) -> dict[str, int]:
        found = run_here("plan", "show", str(plan), "--json", *words).data["effects"]["totals"]
        return {effect: number for effect, number in found.items() if number}

    assert totals() == {"creates": 1, "links": 3, "fields": 6}
    assert totals("--only", "notes") == {}
    assert totals("--only", "creates") == {"creates": 1}
    assert totals("--system", "greenhouse", "--only", "fields") == {"fields": 3}
    assert totals("--person", f"greenhouse:{house.in_ats[0]}", "--field", "company") == {"fields": 1}
    assert run_here("plan", "show", str(plan), "--field", "compny").code == 2
    assert house.run("plan", "--only", "creates", "--json").data["effects"]["totals"]["fields"] == 0


def test_a_stale_plan_ends_with_3_and_names_who_what_and_what_next(house: House, plan: Path) -> None:
    house.ats.act("edit_candidate", candidate_id=house.in_ats[0], company="Globex")
    ran = house.run("apply", str(plan), "--yes")
    assert (ran.code, house.writes) == (3, 0)
    for words in (
        "Things have moved since the plan was made, for 1 person. Nothing was written.",
        name_of(0),
        f"company of greenhouse {house.in_ats[0]}: in the plan (empty) -> Initech; now Globex -> Initech",
        f"talentsync plan --out {plan} --force --config {house.config}",
        f"talentsync apply {plan} --skip-stale --config {house.config}",
    ):
        assert words in ran.err
    assert house.run("apply", str(plan), "--skip-stale", "--dry-run").code == 1
    assert house.writes == 0
    assert house.run("apply", str(plan), "--skip-stale", "--yes").code == 1
    assert house.writes > 0


def test_commands_can_be_pasted_whatever_the_file_is_called(house: House) -> None:
    path = house.folder / "my plan.json"
    assert f"talentsync apply '{path}' --config" in house.run("plan", "--out", str(path)).out
    assert f"talentsync apply '{path}' --yes --config" in house.run("apply", str(path)).err


def test_two_plans_are_compared(house: House, plan: Path) -> None:
    house.ats.act("edit_candidate", candidate_id=house.in_ats[0], title="Poet")
    other = house.folder / "other.json"
    assert house.run("plan", "--out", str(other)).code == 0
    [changed] = run_here("plan", "diff", str(plan), str(other), "--json").data["people"]
    assert (changed["how"], {each["field"] for each in changed["changes"]}) == ("changed", {"title"})
    assert name_of(0) in run_here("plan", "diff", str(plan), str(other)).out
    assert "The two plans say the same." in run_here("plan", "diff", str(plan), str(plan)).out


def test_a_file_that_is_there_is_not_overwritten(house: House, plan: Path) -> None:
    assert house.run("plan", "--out", str(plan)).code == 2
    assert house.run("plan", "--out", str(plan), "--force").code == 0


def test_what_is_no_plan_and_what_is_of_another_policy_is_told(house: House, plan: Path) -> None:
    house.write_config()
    bad = house.run("apply", str(house.config))
    assert (bad.code, f"{house.config}:1: this is no plan" in bad.err) == (2, True)
    house.extra["policy"] = "policy.yaml"
    (house.folder / "policy.yaml").write_text("version: 2\nmay_mail: [privacy_notice]\n")
    ran = house.run("apply", str(plan), "--skip-stale", "--yes")
    assert (ran.code, house.writes) == (3, 0)
    assert "the policy was changed" in ran.err


def test_what_a_guard_doubts_is_not_saved(house: House) -> None:
    house.extra["safety"] = {"always_allowed": 0}
    house.run("backfill", "--yes")
    for candidate in house.in_crm:
        house.crm.act("delete_candidate", candidate_id=candidate)
    assert house.run("backfill", "--yes").code == 3
    ran = house.run("plan", "--out", str(house.folder / "plan.json"))
    assert (ran.code, (house.folder / "plan.json").exists()) == (3, False)
    assert "Nothing was saved" in ran.err

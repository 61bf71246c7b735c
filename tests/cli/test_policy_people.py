"""`talentsync policy explain` and `diff`, and the rule behind every write in `plan` and `explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mappings.loader import load_policy
from tests.cli.house import House, name_of

SLOWER = "version: 2\nname: slower\nrules:\n  - {name: in process, off: true}\n"


@pytest.fixture
def home(house: House) -> House:
    """Backfilled: the one who applied is in the list of those in process."""
    assert house.run("backfill", "--yes").code == 0
    return house


def write(house: House, name: str, text: str) -> Path:
    path = house.folder / name
    path.write_text(text, encoding="utf-8")
    return path


def applicant(house: House) -> str:
    return f"greenhouse:{house.in_ats[3]}"


def rules_of(data: dict[str, Any]) -> dict[str, tuple[str | None, str]]:
    return {each["rule"]: (each["pool"], each["why"]) for each in data["rules"]}


def test_every_rule_is_told_with_what_it_decided_or_why_not(home: House) -> None:
    writes = home.writes
    data = home.run("policy", "explain", applicant(home), "--json").data
    assert rules_of(data)["in process"] == ("in_process", "applies")
    assert rules_of(data)["alumni"] == (None, "outcome is active, not hired")
    assert list(rules_of(data)) == [rule.name for rule in load_policy().rules]
    assert data["situation"]["outcome"] == "active"
    assert data["situation"]["contactable"] is False
    assert data["because"]["nurture"] == "(contact lock)"
    assert data["policy"] == {
        "name": "default",
        "fingerprint": load_policy().fingerprint,
        "is_that_of_the_last_pass": True,
    }
    assert data["push"][0]["why_not"] == "is not in push"
    assert data["pools"] == {"now": {"gem": ["in_process"]}, "afterwards": {"gem": ["in_process"]}}
    assert (data["operations"], data["wakes"]) == ([], None)
    assert home.writes == writes


def test_people_read_the_same_in_words(home: House) -> None:
    ran = home.run("policy", "explain", applicant(home))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{name_of(3)}  [p_")
    assert f"Under the policy default [{load_policy().fingerprint[:12]}]." in ran.out
    assert "contact lock: may not be in any list in which people are written to" in ran.out
    at = {rule.name: rule.at for rule in load_policy().rules}
    assert f"  yes  in process ({at['in process']}): in_process, applies" in ran.out
    assert f"  no   alumni ({at['alumni']}): outcome is active, not hired" in ran.out
    assert "nothing: all is as the policy wants it" in ran.out


def test_a_policy_that_no_pass_was_made_under_says_what_it_would_write(home: House) -> None:
    home.extra["policy"] = str(write(home, "policy.yaml", SLOWER))
    ran = home.run("policy", "explain", applicant(home))
    assert f"The last pass was made under another one [{load_policy().fingerprint[:12]}]" in ran.out
    assert "gem afterwards: (none)" in ran.out
    assert "gem: take out of list in_process" in ran.out


def test_the_day_on_which_more_will_happen_is_told(house: House) -> None:
    job = house.ats.act("find_job", name="Data Engineer")
    application = house.ats.act("apply", candidate_id=house.in_ats[0], job_id=job, stage="Offer")
    house.ats.act("reject", application_id=application)
    assert house.run("backfill", "--yes").code == 0
    data = house.run("policy", "explain", f"greenhouse:{house.in_ats[0]}", "--json").data
    assert data["pools"]["now"] == {"gem": ["silver"]}
    assert data["wakes"]["on"] == data["situation"]["cool_until"]
    assert data["wakes"]["pools"] == {"gem": ["nurture", "silver"]}


def test_nobody_is_known_before_anything_was_read(house: House) -> None:
    for words in (("explain", "gem:1"), ("diff", "default", "current")):
        ran = house.run("policy", *words)
        assert (ran.code, ran.out) == (2, "")
        assert "nothing was read so far" in ran.err
    assert not (house.folder / "talentsync.db").exists()


def test_who_would_move_under_another_policy(home: House) -> None:
    writes, path = home.writes, write(home, "slower.yaml", SLOWER)
    data = home.run("policy", "diff", "current", str(path), "--json").data
    assert data["changed"] == ["rules: 'in process' is gone"]
    assert (data["people"], data["people_moved"]) == (5, 1)
    [move] = data["moves"]
    assert (move["system"], move["kind"], move["what"], move["number"]) == ("gem", "leaves", "in_process", 1)
    assert move["people"] == [home.run("explain", applicant(home), "--json").data["person"]]
    ran = home.run("policy", "diff", "default", str(path))
    assert "1 person of 5 would be elsewhere or shown otherwise." in ran.out
    assert f"gem: leaves list in_process: {move['people'][0]}" in ran.out
    assert home.writes == writes


def test_a_policy_differs_from_itself_in_nothing(home: House) -> None:
    fingerprint = load_policy().fingerprint
    for word in ("default", "last", fingerprint, fingerprint[:8]):
        data = home.run("policy", "diff", word, "current", "--json").data
        assert (data["old"]["fingerprint"], data["changed"], data["moves"]) == (fingerprint, [], [])


def test_policies_that_nobody_knows_are_told(home: House) -> None:
    ran = home.run("policy", "diff", "abcdef123456", "current")
    assert (ran.code, ran.out) == (2, "")
    assert "no policy with the fingerprint abcdef123456 was ever in force here" in ran.err


def test_only_the_first_are_named_unless_asked(house: House) -> None:
    job = house.ats.act("find_job", name="Data Engineer")
    for _ in range(24):
        candidate = house.ats.act("add_candidate", first_name="A", last_name="B", email_addresses=[])
        house.ats.act("apply", candidate_id=candidate, job_id=job)
    house.run("plan")
    path = write(house, "never.yaml", "version: 2\ncreate_in_crm: never\n")
    moves = house.run("policy", "diff", "current", str(path), "--json").data["moves"]
    created = next(move for move in moves if move["kind"] == "is not created")
    assert (created["number"], len(created["people"])) == (25, 20)
    assert "and 5 more" in house.run("policy", "diff", "current", str(path)).out
    assert "and 5 more" not in house.run("policy", "diff", "current", str(path), "--all").out


def test_plans_and_writes_name_the_policy_and_the_rule(house: House) -> None:
    short = load_policy().fingerprint[:12]
    planned = house.run("plan", "--json").data
    assert planned["policy"] == {"name": "default", "fingerprint": load_policy().fingerprint}
    assert {"create in process"} == {
        f"{each['verb']} {each['rule']}" for plan in planned["plans"] for each in plan["operations"] if each["rule"]
    }
    assert f"Policy: default [{short}]." in house.run("plan").out
    house.run("backfill", "--yes")
    assert f"rule 'in process', policy {short})" in house.run("explain", applicant(house)).out
    writes = house.run("explain", applicant(house), "--json").data["writes"]
    assert {(each["verb"], each["rule"]) for each in writes} >= {("create", "in process")}
    assert {each["policy"] for each in writes} == {load_policy().fingerprint}

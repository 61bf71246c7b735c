"""What a push rule names in an ATS: found by id or by name, or said what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mappings.policy import PushRule, When
from syncengine.core.model import Change, Operation, PersonId, Plan
from syncengine.core.targets import Missed, Target, Targets, aim, aimed, find, misses

TODAY = date(2026, 11, 22)
RULE = PushRule("by hand", When())
JOBS = [
    Target("1", ("Backend Engineer",)),
    Target("2", ("Data Engineer",)),
    Target("3", ("data engineer",)),
    Target("4", ("Backend Engineer",), open=False),
    Target("5", ("Astronaut",), open=False),
    Target("6", ("1",)),
]
THERE: Targets = {
    "job": JOBS,
    "source": [Target("20", ("LinkedIn",)), Target("21", ("Referral",))],
    "owner": [Target("30", ("Mara Lind", "mara@hiring.example")), Target("31", ("Uma Berg",), open=False)],
}


@pytest.mark.parametrize(
    ("named", "id_"),
    [
        ("2", "2"),  # an id
        (" 2 ", "2"),
        ("1", "1"),  # an id goes before a name that looks like one
        ("backend ENGINEER", "1"),  # a closed one of the same name does not count
    ],
)
def test_a_job_is_found_by_its_id_or_its_name(named: str, id_: str) -> None:
    found = find(named, "job", JOBS)
    assert isinstance(found, Target)
    assert found.id == id_


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("Data Engineer", "is not clear: 2 are called that; name its id"),
        ("Astronaut", "is not open"),
        ("5", "is not open"),
        ("Backend", "is not there"),
        ("99", "is not there"),
    ],
)
def test_what_is_not_clear_is_said(named: str, why: str) -> None:
    assert find(named, "job", JOBS) == Missed("job", named, why)


def test_a_user_is_found_by_mail_address_and_not_after_leaving() -> None:
    assert find("MARA@hiring.example", "owner", THERE["owner"]) == THERE["owner"][0]
    assert find("Uma Berg", "owner", THERE["owner"]) == Missed("owner", "Uma Berg", "is not active any more")


def test_names_become_ids_and_what_is_not_named_is_left_to_the_ats() -> None:
    assert aim(RULE, THERE) == RULE
    wanted = replace(RULE, job="Backend Engineer", source="LinkedIn", owner="Mara Lind")
    assert aim(wanted, THERE) == replace(RULE, job="1", source="20", owner="30")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    rule = replace(RULE, job="Astronaut", source="Nowhere", owner="Mara Lind")
    found = aim(rule, THERE)
    assert found == misses(rule, THERE)
    assert [each.text for each in misses(rule, THERE)] == [
        "the job 'Astronaut' is not open",
        "the source 'Nowhere' is not there",
    ]


@pytest.mark.parametrize(
    ("named", "first", "id_"),
    [
        (None, "linkedin", "20"),
        (None, "Conference", None),  # the ATS has no such source: none is made up
        (None, None, None),
        ("Referral", "linkedin", "21"),  # the rule knows better
    ],
)
def test_where_somebody_came_from_first_is_the_source_unless_the_rule_names_one(
    named: str | None, first: str | None, id_: str | None
) -> None:
    found = aim(replace(RULE, source=named), THERE, first_source=first)
    assert isinstance(found, PushRule)
    assert found.source == id_


def planned(rule: PushRule, *, wake_on: date | None = None) -> Plan:
    create = Operation("create", "ats", None, push=rule)
    later = Operation("update", "ats", None, (Change("do_not_contact", None, True, "x"),))
    other = Operation("update", "crm", "9", (Change("title", None, "Lead", "x"),))
    return Plan(PersonId("p_1"), (create, later, other), wake_on=wake_on)


def test_a_plan_gets_ids() -> None:
    found = aimed(planned(replace(RULE, job="Backend Engineer")), {"ats": THERE}, today=TODAY)
    assert found.operations[0].push == replace(RULE, job="1")
    assert (len(found.operations), found.remarks, found.wake_on) == (3, (), None)


@pytest.mark.parametrize("wake_on", [None, date(2027, 3, 1)])
def test_whoever_cannot_be_pushed_is_not_and_is_looked_at_tomorrow(wake_on: date | None) -> None:
    found = aimed(planned(replace(RULE, job="Astronaut"), wake_on=wake_on), {"ats": THERE}, today=TODAY)
    assert [each.system for each in found.operations] == ["crm"]
    assert found.wake_on == date(2026, 11, 23)
    [remark] = found.remarks
    assert (remark.code, remark.system, remark.review) == ("unaimed", "ats", True)
    assert remark.text == "the push rule 'by hand' cannot be followed in ats: the job 'Astronaut' is not open"


def test_a_system_of_which_nothing_is_known_is_left_alone() -> None:
    assert aimed(planned(replace(RULE, job="Astronaut")), {}, today=TODAY) == planned(replace(RULE, job="Astronaut"))

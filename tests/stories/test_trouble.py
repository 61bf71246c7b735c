"""Refusals, broken answers and vendors that are down: what can be done is done, the rest is said."""

from __future__ import annotations

import pytest

from connectors.errors import Unavailable
from connectors.sandbox.faults import FaultKind
from tests.stories.world import Installation


def test_a_refused_field_is_parked_and_the_rest_goes_on(world: Installation) -> None:
    ada, same = world.met(title="Engineer")
    world.crm.edit(same, title="Chief Engineer", emails=("ada@example.com", "not an address"))
    world.sync()
    world.ats.shows(ada, title="Chief Engineer", emails=("ada@example.com",))
    [review] = world.in_review("parked")
    assert (review.system, review.field) == (world.ats.name, "emails")
    assert "not an address" not in review.reason
    world.is_in_step()
    assert len(world.in_review("parked")) == 1


def test_a_parked_field_is_tried_again_when_its_value_changes(world: Installation) -> None:
    ada, same = world.met()
    world.crm.edit(same, emails=("ada@example.com", "not an address"))
    world.sync()
    world.crm.edit(same, emails=("ada@example.com", "ada@work.example"))
    world.sync()
    world.ats.shows(ada, emails=("ada@example.com", "ada@work.example"))
    assert world.in_review("parked") == []
    world.is_in_step()


def test_a_parked_field_that_nobody_wants_any_more_asks_no_more(world: Installation) -> None:
    _, same = world.met()
    world.crm.edit(same, emails=("ada@example.com", "not an address"))
    world.sync()
    world.crm.edit(same, emails=("ada@example.com",))
    world.sync()
    assert (world.in_review("parked"), world.writes) == ([], [])


def test_other_edits_go_on_beside_a_parked_field(world: Installation) -> None:
    ada, same = world.met()
    world.crm.edit(same, emails=("ada@example.com", "not an address"))
    world.sync()
    world.crm.edit(same, title="Engineer")
    world.ats.edit(ada, company="Initech")
    world.sync()
    world.ats.shows(ada, title="Engineer")
    world.crm.shows(same, company="Initech")
    world.is_in_step()


def test_a_value_that_has_no_room_is_parked_and_not_cut_off(world: Installation) -> None:
    ada, same = world.met()
    world.ats.edit(ada, title="Engineer " * 40, company="Initech")
    world.sync()
    world.crm.shows(same, title=None, company="Initech")
    assert [review.field for review in world.in_review("parked")] == ["title"]
    world.is_in_step()
    world.ats.edit(ada, title="Engineer")
    world.sync()
    world.crm.shows(same, title="Engineer")
    assert world.in_review("parked") == []


def test_a_malformed_row_costs_nobody_else(world: Installation) -> None:
    pairs = [world.both_know(name) for name in ("Ada", "Grace", "Edsger")]
    for candidate, _ in pairs:
        world.ats.edit(candidate, title="Engineer")
    world.ats.fails("malformed_row", world.ats.listing_people, skip=1)  # the first only proves the credentials
    world.backfill()
    assert [world.crm.look(person)["title"] for _, person in pairs].count("Engineer") == 2
    [review] = world.in_review("bad_record")
    assert (review.system, review.reason != "") == (world.ats.name, True)
    world.backfill()
    assert [world.crm.look(person)["title"] for _, person in pairs].count("Engineer") == 3
    assert world.in_review("bad_record") == []
    world.is_in_step()


@pytest.mark.parametrize("fault", ["unknown_fields", "nulls"])
def test_what_nobody_documented_and_what_may_be_null_harms_nobody(world: Installation, fault: FaultKind) -> None:
    ada, same = world.both_know("Ada")
    world.backfill()  # who shows no name at first contact is a question
    world.ats.edit(ada, emails=("ada@example.com", "more@example.com"))
    for desk in world.desks:
        desk.fails(fault, ("GET", "."), times=None)
    world.backfill()
    for desk in world.desks:
        desk.sandbox.faults.clear()
    assert (world.outcome.people, world.in_review("bad_record")) == (1, [])
    world.crm.shows(same, emails=("ada@example.com", "more@example.com"))


READ_FAULTS: list[FaultKind] = ["rate_limited", "unavailable", "failed_before", "lost_request", "bad_json", "cut_body"]


@pytest.mark.parametrize("fault", READ_FAULTS)
def test_reads_that_fail_for_a_while_cost_patience_only(world: Installation, fault: FaultKind) -> None:
    ada, same = world.met()
    world.ats.edit(ada, title="Engineer")
    for desk in world.desks:
        desk.fails(fault, desk.listing_people, times=2)
    world.sync()
    world.crm.shows(same, title="Engineer")
    world.is_in_step()


WRITE_FAULTS: list[FaultKind] = [
    "rate_limited",
    "unavailable",
    "failed_before",
    "failed_after",
    "lost_request",
    "lost_reply",
    "bad_json",
    "cut_body",
]


@pytest.mark.parametrize("fault", WRITE_FAULTS)
def test_a_write_that_fails_once_is_made_good_in_the_same_pass(world: Installation, fault: FaultKind) -> None:
    ada, same = world.both_know("Ada")
    world.crm.edit(same, title="Engineer")
    grace = world.ats.candidate("Grace", "Hopper", email="grace@example.com")
    world.ats.reject(world.ats.apply(grace))
    world.ats.reject(world.ats.apply(ada))
    pushed = world.crm.person("Edsger", "Dijkstra", email="edsger@example.com")
    world.crm.pool("Push to ATS")
    world.crm.put_into("Push to ATS", pushed)
    writes = [(desk, at) for desk in world.desks for at in (desk.writing_person, desk.making_person)]
    writes += [(world.crm, world.crm.noting), (world.crm, world.crm.filling_pool)]
    planted = [desk.fails(fault, at) for desk, at in writes]
    outcome = world.backfill()
    assert [each.times for each in planted] == [0] * len(planted)
    assert (outcome.waiting, outcome.reviews) == (0, {})
    assert (len(world.ats.everybody()), len(world.crm.everybody())) == (3, 3)
    for person in set(world.crm.everybody()) - {pushed}:
        world.crm.shows(person, pools=("Nurture",), status="Rejected", due="2027-05-21")
        assert len(world.crm.notes_of(person)) == 1
    world.ats.shows(ada, title="Engineer")
    world.crm.shows(pushed, status="Prospect")
    world.is_in_step()


def test_a_vendor_that_is_down_for_long_ends_the_pass_and_loses_nothing(world: Installation) -> None:
    ada, same = world.met()
    world.ats.edit(ada, title="Engineer")
    world.crm.fails("unavailable", ("GET", "."), times=None)
    assert isinstance(world.sync().failure, Unavailable)
    world.crm.sandbox.faults.clear()
    world.sync()
    world.crm.shows(same, title="Engineer")
    world.is_in_step()

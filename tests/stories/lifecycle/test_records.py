"""Records that are merged, deleted, or prospects first."""

from __future__ import annotations

from tests.stories.lifecycle.acts import convert, prospect
from tests.stories.lifecycle.endings import (
    ALUMNI,
    IN_180_DAYS,
    IN_PROCESS,
    INTERVIEWING,
    NURTURE,
    OFFER,
    PUSH,
    SILVER,
    WE_DID,
    Life,
    applied,
    closed,
    ends,
    rests,
)
from tests.stories.world import Installation

REJECTED = closed(WE_DID, IN_180_DAYS)
MAKES, NOTES = "POST /v3/candidates", "POST /v3/notes"


def test_a_rejected_record_that_is_merged_with_an_active_one_is_nurtured_nowhere(world: Installation) -> None:
    """Of two candidates whom nobody knew to be one. Their two records in the CRM are left to a human, both unlocked
    from nurture."""
    ada, adelaide = applied(world), applied(world, "interview", name="Adelaide")
    world.ats.reject(ada.application)
    world.sync()
    world.crm.shows(ada.person, pools=(NURTURE,))
    world.ats.merge(ada.candidate, adelaide.candidate)
    world.settle()
    assert world.persons() == [sorted([ada.candidate, ada.person, adelaide.person])]
    assert [NURTURE in world.crm.pools_of(each.person) for each in (ada, adelaide)] == [False, False]
    assert [each.kind for each in world.reviews] == ["ghost"]
    world.crm.merge(ada.person, adelaide.person)
    world.settle()
    ends(world, ada, pools=[INTERVIEWING], status="Interview", notes=[REJECTED])


def test_two_rejected_records_that_are_merged_are_one_silver_medalist(world: Installation) -> None:
    ada = applied(world)
    world.ats.reject(ada.application)
    world.sync()
    twin = world.ats.candidate("Ada", email="ada@example.com")
    world.ats.reject(world.ats.apply(twin, stage="offer", job=world.ats.job("Architect")))
    world.ats.merge(ada.candidate, twin)
    world.settle()
    notes = [REJECTED, closed(WE_DID, IN_180_DAYS, job="Architect")]
    world.crm.shows(ada.person, status="Rejected", due=IN_180_DAYS)
    ends(world, ada, pools=[SILVER], status="Rejected", due=IN_180_DAYS, reason=WE_DID, notes=notes)


def test_who_is_deleted_in_the_ats_is_asked_about_and_nothing_is_concluded(world: Installation) -> None:
    ada = applied(world)
    world.ats.reject(ada.application)
    world.sync()
    world.ats.delete(ada.candidate)
    world.backfill()
    shown = {"pools": (NURTURE,), "status": "Rejected", "due": IN_180_DAYS, "reason": WE_DID}
    world.crm.shows(ada.person, **shown)
    assert [each.kind for each in world.reviews] == ["vanished"]
    rests(world)
    world.answer("leave", world.in_review("vanished")[0])
    world.tomorrow(days=400)
    world.backfill()
    world.crm.shows(ada.person, **shown)
    assert (world.ats.everybody(), world.ats.writes(0), world.reviews) == ([], [], [])
    rests(world)


def test_who_was_active_and_is_deleted_in_the_ats_is_not_nurtured(world: Installation) -> None:
    ada = applied(world, "interview")
    world.ats.delete(ada.candidate)
    world.backfill()
    assert [each.kind for each in world.reviews] == ["vanished"]
    assert NURTURE not in world.crm.pools_of(ada.person)
    assert world.ats.writes(0) == []
    rests(world)


def test_a_prospect_is_in_no_list_until_they_become_a_candidate(world: Installation) -> None:
    candidate = prospect(world, "Ada", "ada@example.com")
    world.backfill()
    [person] = world.crm.everybody()
    ada = Life(candidate, world.ats.application_of(candidate), person)
    ends(world, ada, status="Prospect")
    converted = convert(world, candidate)
    world.sync()
    ends(world, ada, pools=[IN_PROCESS], status="Applied")
    world.ats.reject(converted)
    world.sync()
    ends(world, ada, pools=[NURTURE], status="Rejected", due=IN_180_DAYS, reason=WE_DID, notes=[REJECTED])


def test_a_prospect_may_not_be_in_a_contact_pool(world: Installation) -> None:
    """A recruiter of the ATS is talking to them."""
    candidate = prospect(world, "Ada", "ada@example.com")
    world.backfill()
    [person] = world.crm.everybody()
    world.crm.put_into(NURTURE, person)
    world.sync()
    ends(world, Life(candidate, "", person), status="Prospect")


def test_who_is_pushed_converted_and_hired_ends_as_an_alumnus_with_a_summary_in_the_ats(world: Installation) -> None:
    person = world.crm.person("Ada", email="ada@example.com")
    world.backfill()
    world.crm.put_into(PUSH, person)
    world.sync()
    [candidate] = world.ats.everybody()
    ada = Life(candidate, world.ats.application_of(candidate), person)
    assert world.ats.prospects(candidate) == 1
    ends(world, ada, pools=[PUSH], status="Prospect", ats=[MAKES])
    converted = convert(world, candidate)
    world.ats.move(converted, "offer")
    world.sync()
    ends(world, ada, pools=[OFFER, PUSH], status="Offer", ats=[MAKES, NOTES])
    world.ats.hire(converted)
    world.sync()
    ends(world, ada, pools=[ALUMNI, PUSH], status="Hired", ats=[MAKES, NOTES])
    assert [private for _, private in world.ats.notes_of(candidate)] == [True]

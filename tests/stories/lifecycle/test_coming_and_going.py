"""Rejected, taken back, hired, let go, back again: one candidacy after the other."""

from __future__ import annotations

from tests.stories.lifecycle.acts import unhire
from tests.stories.lifecycle.endings import (
    ALUMNI,
    IN_90_DAYS,
    IN_180_DAYS,
    IN_PROCESS,
    INTERVIEWING,
    NURTURE,
    OFFER,
    SILVER,
    THEY_DID,
    WE_DID,
    applied,
    closed,
    ends,
)
from tests.stories.world import Installation

REJECTED = closed(WE_DID, IN_180_DAYS)


def test_who_is_rejected_is_nurtured_with_a_date_to_get_in_touch_again(world: Installation) -> None:
    ada = applied(world, "interview")
    world.ats.reject(ada.application)
    world.sync()
    ends(world, ada, pools=[NURTURE], status="Rejected", due=IN_180_DAYS, reason=WE_DID, notes=[REJECTED])


def test_a_rejection_taken_back_is_as_if_it_had_not_been_but_for_the_note(world: Installation) -> None:
    ada = applied(world, "interview")
    world.ats.reject(ada.application)
    world.sync()
    world.ats.unreject(ada.application)
    world.sync()
    ends(world, ada, pools=[INTERVIEWING], status="Interview", notes=[REJECTED])


def test_who_is_rejected_and_taken_back_between_two_passes_was_never_nurtured(world: Installation) -> None:
    ada = applied(world, "interview")
    world.ats.reject(ada.application)
    world.ats.unreject(ada.application)
    world.sync()
    assert world.writes == []
    ends(world, ada, pools=[INTERVIEWING], status="Interview")


def test_who_withdraws_is_called_sooner(world: Installation) -> None:
    ada = applied(world, "screen")
    world.ats.reject(ada.application, because="they_withdrew")
    world.sync()
    note = closed(THEY_DID, IN_90_DAYS)
    ends(world, ada, pools=[NURTURE], status="Rejected", due=IN_90_DAYS, reason=THEY_DID, notes=[note])


def test_a_hire_leaves_every_contact_pool_and_becomes_an_alumnus_in_one_plan(world: Installation) -> None:
    ada = applied(world, "offer")
    world.ats.reject(ada.application)
    world.tomorrow(days=181)
    world.sync()
    world.crm.shows(ada.person, pools=(NURTURE, SILVER))
    world.ats.hire(world.ats.apply(ada.candidate, job=world.ats.job("Architect"), stage="offer"))
    world.sync()
    moves = [request for request in world.writes if "/projects/" in request]
    assert sorted(request.split()[0] for request in moves) == ["DELETE", "DELETE", "PUT"]
    ends(world, ada, pools=[ALUMNI], status="Hired", notes=[closed(WE_DID, IN_180_DAYS)])


def test_who_is_hired_by_mistake_stands_where_they_stood(world: Installation) -> None:
    ada = applied(world, "offer")
    world.ats.hire(ada.application)
    world.sync()
    world.crm.shows(ada.person, pools=(ALUMNI,), status="Hired")
    unhire(world, ada.application)
    world.sync()
    ends(world, ada, pools=[OFFER], status="Offer")


def test_who_applies_again_after_years_of_nurture_is_in_process_and_nothing_else(world: Installation) -> None:
    ada = applied(world)
    world.ats.reject(ada.application)
    world.sync()
    world.tomorrow(days=400)
    world.sync()
    world.crm.shows(ada.person, pools=(NURTURE,), due=IN_180_DAYS)
    world.ats.apply(ada.candidate, job=world.ats.job("Architect"))
    world.sync()
    ends(world, ada, pools=[IN_PROCESS], status="Applied", notes=[REJECTED])


def test_who_applies_again_during_the_cool_down_may_and_is_not_nurtured_meanwhile(world: Installation) -> None:
    ada = applied(world)
    world.ats.reject(ada.application)
    world.sync()
    world.tomorrow(days=30)
    again = world.ats.apply(ada.candidate, job=world.ats.job("Architect"), stage="screen")
    world.sync()
    world.crm.shows(ada.person, pools=(IN_PROCESS,), status="Screen", due=None)
    world.tomorrow(days=170)
    world.is_in_step()
    world.ats.reject(again, because="they_withdrew")
    world.sync()
    second = closed(THEY_DID, "2027-09-08", job="Architect")
    ends(
        world, ada, pools=[NURTURE], status="Rejected", due="2027-09-08", reason=THEY_DID, notes=[REJECTED, second]
    )  # fmt: skip


def test_a_life_that_came_to_pass_before_we_looked_ends_like_one_that_we_watched(world: Installation) -> None:
    """Rejected, back, hired and let go, all before the first contact: only the end shows."""
    candidate, person = world.both_know("Ada")
    first = world.ats.apply(candidate)
    world.ats.reject(first)
    second = world.ats.apply(candidate, job=world.ats.job("Architect"), stage="offer")
    world.ats.hire(second)
    unhire(world, second)
    world.ats.reject(second)
    world.backfill()
    world.crm.shows(person, pools=(SILVER,), status="Rejected", due=IN_180_DAYS, reason=WE_DID)
    assert world.crm.notes_of(person) == [(closed(WE_DID, IN_180_DAYS, job="Architect"), True)]

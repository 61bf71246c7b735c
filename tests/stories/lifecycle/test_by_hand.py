"""What recruiters do in the lists themselves: it stands, unless somebody must not be written to."""

from __future__ import annotations

from tests.stories.lifecycle.endings import (
    ALUMNI,
    IN_180_DAYS,
    IN_PROCESS,
    NURTURE,
    OFFER,
    WE_DID,
    Life,
    applied,
    closed,
    ends,
)
from tests.stories.world import Installation

REJECTED = closed(WE_DID, IN_180_DAYS)


def test_whom_a_human_takes_out_of_nurture_stays_out_until_the_next_rejection(world: Installation) -> None:
    ada = applied(world)
    world.ats.reject(ada.application)
    world.sync()
    world.crm.take_out_of(NURTURE, ada.person)
    world.is_in_step()
    world.tomorrow(days=200)
    world.backfill()
    ends(world, ada, status="Rejected", due=IN_180_DAYS, reason=WE_DID, notes=[REJECTED])
    again = world.ats.apply(ada.candidate, job=world.ats.job("Architect"))
    world.sync()
    world.ats.reject(again)
    world.sync()
    due = "2027-12-07"
    notes = [REJECTED, closed(WE_DID, due, job="Architect")]
    ends(world, ada, pools=[NURTURE], status="Rejected", due=due, reason=WE_DID, notes=notes)


def test_whom_a_human_nurtures_though_they_are_active_is_taken_out(world: Installation) -> None:
    ada = applied(world)
    world.crm.put_into(NURTURE, ada.person)
    world.sync()
    ends(world, ada, pools=[IN_PROCESS], status="Applied")


def test_whom_a_human_nurtures_though_they_are_hired_is_taken_out(world: Installation) -> None:
    ada = applied(world, "offer")
    world.ats.hire(ada.application)
    world.sync()
    world.crm.put_into(NURTURE, ada.person)
    world.sync()
    ends(world, ada, pools=[ALUMNI], status="Hired")


def test_whom_a_human_nurtures_and_of_whom_the_ats_knows_nothing_bad_stays(world: Installation) -> None:
    candidate, person = world.met("Ada")
    world.crm.put_into(NURTURE, person)
    world.sync()
    assert world.writes == []
    ends(world, Life(candidate, "", person), pools=[NURTURE], status=None)


def test_progress_is_shown_by_rules_and_by_nobody_else(world: Installation) -> None:
    ada = applied(world)
    world.crm.put_into(OFFER, ada.person)
    world.sync()
    ends(world, ada, pools=[IN_PROCESS], status="Applied")


def test_an_alumnus_whom_a_human_takes_out_stays_out(world: Installation) -> None:
    ada = applied(world, "offer")
    world.ats.hire(ada.application)
    world.sync()
    world.crm.take_out_of(ALUMNI, ada.person)
    world.sync()
    world.tomorrow(days=30)
    world.backfill()
    ends(world, ada, status="Hired")

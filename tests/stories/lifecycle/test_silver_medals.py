"""Who came as far as the final round: a list of their own at once, and nurture when their date has come."""

from __future__ import annotations

from tests.stories.lifecycle.endings import (
    IN_90_DAYS,
    IN_180_DAYS,
    INTERVIEWING,
    NURTURE,
    SILVER,
    THEY_DID,
    WE_DID,
    Life,
    applied,
    closed,
    ends,
)
from tests.stories.world import Installation

REJECTED = closed(WE_DID, IN_180_DAYS)


def finalist(world: Installation) -> Life:
    """Somebody who was rejected after the final interview."""
    job = world.ats.job("Backend Engineer II", stages=("Application Review", "Final Interview", "Offer"))
    ada = applied(world, job=job)
    world.ats.move(ada.application, "Final Interview")
    world.sync()
    world.crm.shows(ada.person, pools=(INTERVIEWING,), status="Final")
    world.ats.reject(ada.application)
    world.sync()
    return ada


NOTE = closed(WE_DID, IN_180_DAYS, job="Backend Engineer II")


def test_a_silver_medalist_is_in_the_silver_list_at_once_and_in_nurture_when_the_cool_down_ends(
    world: Installation,
) -> None:
    ada = finalist(world)
    ends(world, ada, pools=[SILVER], status="Rejected", due=IN_180_DAYS, reason=WE_DID, notes=[NOTE])
    world.tomorrow(days=179)
    ends(world, ada, pools=[SILVER], status="Rejected", due=IN_180_DAYS, reason=WE_DID, notes=[NOTE])
    world.tomorrow()
    world.sync()
    assert [request.split()[0] for request in world.writes] == ["PUT"]
    ends(world, ada, pools=[NURTURE, SILVER], status="Rejected", due=IN_180_DAYS, reason=WE_DID, notes=[NOTE])


def test_who_turns_an_offer_down_is_a_silver_medalist_and_called_sooner(world: Installation) -> None:
    ada = applied(world, "offer")
    world.ats.reject(ada.application, because="they_withdrew")
    world.sync()
    note = closed(THEY_DID, IN_90_DAYS)
    ends(world, ada, pools=[SILVER], status="Rejected", due=IN_90_DAYS, reason=THEY_DID, notes=[note])
    world.tomorrow(days=90)
    world.sync()
    ends(world, ada, pools=[NURTURE, SILVER], status="Rejected", due=IN_90_DAYS, reason=THEY_DID, notes=[note])


def test_a_silver_medalist_who_tries_again_and_fails_early_still_is_one_and_cools_down_anew(
    world: Installation,
) -> None:
    ada = applied(world, "offer")
    world.ats.reject(ada.application)
    world.sync()
    world.tomorrow(days=100)
    again = world.ats.apply(ada.candidate, job=world.ats.job("Architect"))
    world.sync()
    world.crm.shows(ada.person, pools=("ATS: In process",), status="Applied", due=None)
    world.ats.reject(again)
    world.sync()
    later = "2027-08-29"
    notes = [REJECTED, closed(WE_DID, later, job="Architect")]
    ends(world, ada, pools=[SILVER], status="Rejected", due=later, reason=WE_DID, notes=notes)
    world.tomorrow(days=80)  # the first cool-down would have ended
    ends(world, ada, pools=[SILVER], status="Rejected", due=later, reason=WE_DID, notes=notes)
    world.tomorrow(days=100)
    world.sync()
    ends(world, ada, pools=[NURTURE, SILVER], status="Rejected", due=later, reason=WE_DID, notes=notes)


def test_a_silver_medalist_who_is_active_when_the_cool_down_ends_is_not_nurtured(world: Installation) -> None:
    ada = applied(world, "offer")
    world.ats.reject(ada.application)
    world.sync()
    world.ats.apply(ada.candidate, job=world.ats.job("Architect"), stage="interview")
    world.sync()
    world.tomorrow(days=200)
    world.sync()
    assert world.writes == []
    ends(world, ada, pools=[INTERVIEWING], status="Interview", notes=[REJECTED])


def test_a_silver_medalist_who_opts_out_during_the_cool_down_is_not_nurtured_when_it_ends(world: Installation) -> None:
    ada = applied(world, "offer")
    world.ats.reject(ada.application)
    world.sync()
    world.ats.forbid_mail(ada.candidate)
    world.sync()
    world.tomorrow(days=200)
    world.sync()
    ends(world, ada, status="Rejected", reason=WE_DID, notes=[REJECTED])


def test_whom_a_human_takes_out_of_the_silver_list_stays_out(world: Installation) -> None:
    ada = applied(world, "offer")
    world.ats.reject(ada.application)
    world.sync()
    world.crm.take_out_of(SILVER, ada.person)
    ends(world, ada, status="Rejected", due=IN_180_DAYS, reason=WE_DID, notes=[REJECTED])
    world.tomorrow(days=180)
    world.sync()
    ends(world, ada, pools=[NURTURE], status="Rejected", due=IN_180_DAYS, reason=WE_DID, notes=[REJECTED])


def test_whom_a_human_nurtures_before_the_cool_down_ends_stays_and_is_not_put_there_twice(world: Installation) -> None:
    """Nothing forbids them to be there: the recruiter knows better."""
    ada = applied(world, "offer")
    world.ats.reject(ada.application)
    world.sync()
    world.crm.put_into(NURTURE, ada.person)
    shown = {"status": "Rejected", "due": IN_180_DAYS, "reason": WE_DID, "notes": [REJECTED]}
    ends(world, ada, pools=[NURTURE, SILVER], **shown)  # type: ignore[arg-type]
    world.tomorrow(days=180)
    world.sync()
    assert world.writes == []
    ends(world, ada, pools=[NURTURE, SILVER], **shown)  # type: ignore[arg-type]

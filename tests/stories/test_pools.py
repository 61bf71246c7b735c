"""Applications in the ATS, pools in the CRM."""

from __future__ import annotations

import pytest

from tests.stories.words import Milestone
from tests.stories.world import Installation

IN_PROCESS, INTERVIEWING, OFFER = "ATS: In process", "ATS: Interviewing", "ATS: Offer"
NURTURE, ALUMNI = "Nurture", "Alumni"


def applied(world: Installation, stage: Milestone = "applied") -> tuple[str, str, str]:
    """Somebody who applied and is in step. Returns candidate, application and CRM person."""
    ada = world.ats.candidate("Ada", email="ada@example.com")
    application = world.ats.apply(ada, stage=stage)
    world.backfill()
    [person] = world.crm.everybody()
    return ada, application, person


def test_an_applicant_is_made_in_the_crm_once(world: Installation) -> None:
    ada = world.ats.candidate("Ada", email="ada@example.com", title="Engineer", phones=("+1 555 010 0001",))
    world.ats.apply(ada)
    world.backfill()
    [person] = world.crm.everybody()
    world.crm.shows(
        person,
        first_name="Ada",
        emails=("ada@example.com",),
        title="Engineer",
        phone="+1 555 010 0001",
        pools=(IN_PROCESS,),
        status="Applied",
        ats=f"{world.ats.name}:candidate:{ada}",
    )
    world.is_in_step()
    world.backfill()
    assert (world.crm.everybody(), world.writes) == ([person], [])


def test_an_applicant_of_tomorrow_is_made_by_sync(world: Installation) -> None:
    world.backfill()
    ada = world.ats.candidate("Ada", email="ada@example.com")
    world.ats.apply(ada)
    world.sync()
    [person] = world.crm.everybody()
    assert world.crm.pools_of(person) == {IN_PROCESS}
    world.is_in_step()


def test_somebody_without_an_application_is_not_made_in_the_crm(world: Installation) -> None:
    world.ats.candidate("Ada", email="ada@example.com")
    world.backfill()
    assert world.crm.everybody() == []


def test_an_applicant_whom_the_crm_knows_is_not_made_again(world: Installation) -> None:
    ada, same = world.both_know("Ada")
    world.ats.apply(ada)
    world.backfill()
    assert world.crm.everybody() == [same]
    world.crm.shows(same, pools=(IN_PROCESS,), status="Applied")
    world.is_in_step()


@pytest.mark.parametrize(
    ("stage", "pool", "status"),
    [("screen", IN_PROCESS, "Screen"), ("interview", INTERVIEWING, "Interview"), ("offer", OFFER, "Offer")],
)
def test_a_move_in_the_ats_is_a_move_of_pools(world: Installation, stage: Milestone, pool: str, status: str) -> None:
    _, application, person = applied(world)
    world.ats.move(application, stage)
    world.sync()
    world.crm.shows(person, pools=(pool,), status=status)
    world.is_in_step()


def test_pools_of_other_people_are_none_of_our_business(world: Installation) -> None:
    _, application, person = applied(world)
    world.crm.pool("My favourites")
    world.crm.put_into("My favourites", person)
    world.ats.move(application, "offer")
    world.sync()
    assert world.crm.pools_of(person) == {"My favourites", OFFER}


def test_an_unknown_stage_is_asked_about_and_nothing_is_guessed(world: Installation) -> None:
    job = world.ats.job("Astronaut", stages=("Application Review", "Centrifuge"))
    ada = world.ats.candidate("Ada", email="ada@example.com")
    application = world.ats.apply(ada, job=job)
    world.backfill()
    [person] = world.crm.everybody()
    world.ats.move(application, "Centrifuge")
    world.sync()
    world.crm.shows(person, pools=(IN_PROCESS,), status="Applied")
    [review] = world.in_review("unknown_value")
    assert "Centrifuge" in review.reason
    world.is_in_step()


def test_rejected_for_one_job_and_active_for_another_is_active(world: Installation) -> None:
    ada, first, person = applied(world)
    world.ats.apply(ada, job=world.ats.job("Data Engineer II"), stage="interview")
    world.ats.reject(first)
    world.sync()
    world.crm.shows(person, pools=(INTERVIEWING,), status="Interview", due=None)
    assert world.crm.notes_of(person) == []


def test_the_furthest_of_several_applications_counts(world: Installation) -> None:
    ada, _, person = applied(world, "interview")
    world.ats.apply(ada, job=world.ats.job("Data Engineer II"))
    world.sync()
    world.crm.shows(person, pools=(INTERVIEWING,), status="Interview")


def test_a_hire_goes_to_alumni(world: Installation) -> None:
    _, application, person = applied(world, "offer")
    world.ats.hire(application)
    world.sync()
    world.crm.shows(person, pools=(ALUMNI,), status="Hired")
    world.is_in_step()


def test_a_hire_leaves_nurture(world: Installation) -> None:
    ada, application, person = applied(world)
    world.ats.reject(application)
    world.sync()
    second = world.ats.apply(ada, job=world.ats.job("Data Engineer II"), stage="offer")
    world.ats.hire(second)
    world.sync()
    world.crm.shows(person, pools=(ALUMNI,), status="Hired", due=None)
    world.is_in_step()

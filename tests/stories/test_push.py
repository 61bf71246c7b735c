"""People whom recruiters put into the list "Push to ATS"."""

from __future__ import annotations

from tests.stories.world import Installation

PUSH = "Push to ATS"


def test_somebody_pushed_becomes_a_prospect_once(world: Installation) -> None:
    person = world.crm.person("Ada", email="ada@example.com", title="Engineer", linkedin="ada-lopez")
    world.backfill()
    assert world.ats.everybody() == []
    world.crm.put_into(PUSH, person)
    world.sync()
    [ada] = world.ats.everybody()
    world.ats.shows(ada, first_name="Ada", emails=("ada@example.com",), title="Engineer")
    assert world.ats.prospects(ada) == 1
    world.crm.shows(person, ats=f"{world.ats.name}:candidate:{ada}")
    world.is_in_step()
    world.backfill()
    assert (world.ats.everybody(), world.writes) == ([ada], [])


def test_pushing_twice_makes_nobody_twice(world: Installation) -> None:
    person = world.crm.person("Ada", email="ada@example.com")
    world.backfill()
    world.crm.put_into(PUSH, person)
    world.sync()
    world.crm.take_out_of(PUSH, person)
    world.sync()
    world.crm.put_into(PUSH, person)
    world.settle()
    assert len(world.ats.everybody()) == 1


def test_pushing_somebody_who_is_there_makes_no_ghost(world: Installation) -> None:
    ada, person = world.met("Ada")
    world.crm.put_into(PUSH, person)
    world.settle()
    assert world.ats.everybody() == [ada]


def test_pushing_somebody_whom_a_recruiter_adds_at_that_moment_makes_no_ghost(world: Installation) -> None:
    person = world.crm.person("Ada", email="ada@example.com")
    world.backfill()
    world.crm.put_into(PUSH, person)
    world.crm.meanwhile(
        lambda: world.ats.candidate("Ada", email="ADA@example.com"), world.crm.listing_people, when="after", skip=1
    )
    world.sync()
    assert len(world.ats.everybody()) == 1
    world.is_in_step()


def test_somebody_without_a_last_name_cannot_be_pushed_and_that_is_said(world: Installation) -> None:
    person = world.crm.person("Ada", "", email="ada@example.com")
    world.backfill()
    world.crm.put_into(PUSH, person)
    world.sync()
    assert world.ats.everybody() == []
    assert len(world.in_review("parked")) == 1
    world.is_in_step()
    world.crm.edit(person, last_name="Lopez")
    world.sync()
    assert (len(world.ats.everybody()), world.in_review("parked")) == (1, [])


def test_a_pushed_prospect_who_becomes_a_candidate_moves_on(world: Installation) -> None:
    person = world.crm.person("Ada", email="ada@example.com")
    world.backfill()
    world.crm.put_into(PUSH, person)
    world.sync()
    [ada] = world.ats.everybody()
    world.crm.shows(person, status="Prospect")
    world.ats.apply(ada, stage="interview")
    world.sync()
    world.crm.shows(person, status="Interview")
    assert "ATS: Interviewing" in world.crm.pools_of(person)
    world.is_in_step()

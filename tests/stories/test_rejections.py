"""What a rejection leads to in the CRM, and what it leaves alone."""

from __future__ import annotations

from tests.stories.test_pools import IN_PROCESS, INTERVIEWING, NURTURE, applied
from tests.stories.world import Installation


def test_a_rejected_applicant_goes_to_nurture_with_a_date_and_a_private_note(world: Installation) -> None:
    _, application, person = applied(world, "interview")
    world.ats.reject(application)
    world.sync()
    world.crm.shows(person, pools=(NURTURE,), status="Rejected", due="2027-05-21", reason="we did not go on")
    [(body, private)] = world.crm.notes_of(person)
    assert private
    assert "Backend Engineer" in body
    assert world.ats.reason_name("we_rejected") not in body
    world.is_in_step()


def test_a_rejection_that_was_there_from_the_start_leads_to_the_same(world: Installation) -> None:
    ada = world.ats.candidate("Ada", email="ada@example.com")
    world.ats.reject(world.ats.apply(ada))
    world.backfill()
    [person] = world.crm.everybody()
    world.crm.shows(person, pools=(NURTURE,), status="Rejected", due="2027-05-21")
    assert len(world.crm.notes_of(person)) == 1
    world.is_in_step()
    world.backfill()
    assert world.writes == []


def test_somebody_who_withdrew_is_called_sooner(world: Installation) -> None:
    _, application, person = applied(world)
    world.ats.reject(application, because="they_withdrew")
    world.sync()
    world.crm.shows(person, pools=(NURTURE,), due="2027-02-20", reason="the candidate withdrew")


def test_a_reason_that_means_never_keeps_people_out_of_nurture(world: Installation) -> None:
    world.configure(policy={"reasons": {world.ats.reason_name("we_rejected"): {"recycle": "never"}}})
    _, application, person = applied(world)
    world.ats.reject(application)
    world.sync()
    world.crm.shows(person, pools=(), status="Rejected", due=None)
    assert world.crm.notes_of(person) == []
    world.is_in_step()


def test_a_rejection_taken_back_leaves_nurture(world: Installation) -> None:
    _, application, person = applied(world, "interview")
    world.ats.reject(application)
    world.sync()
    world.ats.unreject(application)
    world.sync()
    world.crm.shows(person, pools=(INTERVIEWING,), status="Interview", due=None, reason=None)
    world.is_in_step()


def test_rejected_again_means_one_more_note(world: Installation) -> None:
    _, application, person = applied(world)
    world.ats.reject(application)
    world.sync()
    world.ats.unreject(application)
    world.sync()
    world.tomorrow()
    world.ats.reject(application)
    world.sync()
    assert len(world.crm.notes_of(person)) == 2
    world.crm.shows(person, pools=(NURTURE,), due="2027-05-22")
    world.is_in_step()


def test_whom_a_human_takes_out_of_nurture_we_do_not_put_back(world: Installation) -> None:
    ada, application, person = applied(world)
    world.ats.reject(application)
    world.sync()
    world.crm.take_out_of(NURTURE, person)
    world.is_in_step()
    world.ats.edit(ada, title="Engineer")
    world.sync()
    assert world.crm.pools_of(person) == set()
    world.backfill()
    assert world.crm.pools_of(person) == set()


def test_a_date_that_a_human_set_stays(world: Installation) -> None:
    _, application, person = applied(world)
    world.ats.reject(application)
    world.sync()
    world.crm.set_due(person, "2026-12-24")
    world.is_in_step()
    world.crm.shows(person, due="2026-12-24")


def test_a_date_that_a_human_had_set_before_the_rejection_stays(world: Installation) -> None:
    _, application, person = applied(world)
    world.crm.set_due(person, "2026-12-24")
    world.sync()
    world.ats.reject(application)
    world.sync()
    world.crm.shows(person, pools=(NURTURE,), due="2026-12-24")
    world.is_in_step()


def test_a_date_that_a_human_set_is_not_emptied_when_the_rejection_is_taken_back(world: Installation) -> None:
    _, application, person = applied(world)
    world.ats.reject(application)
    world.sync()
    world.crm.set_due(person, "2026-12-24")
    world.sync()
    world.ats.unreject(application)
    world.sync()
    world.crm.shows(person, pools=(IN_PROCESS,), due="2026-12-24")
    world.is_in_step()


def test_a_date_that_a_human_took_away_does_not_come_back(world: Installation) -> None:
    _, application, person = applied(world)
    world.ats.reject(application)
    world.sync()
    world.crm.set_due(person, None)
    world.is_in_step()
    world.crm.shows(person, pools=(NURTURE,), due=None)


def test_a_date_stays_when_it_has_passed(world: Installation) -> None:
    _, application, person = applied(world)
    world.ats.reject(application)
    world.sync()
    world.tomorrow(days=400)
    world.is_in_step()
    world.crm.shows(person, due="2027-05-21", pools=(NURTURE,))

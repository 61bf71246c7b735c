"""People who are private, who must not be mailed, and jobs that are confidential."""

from __future__ import annotations

import pytest

from tests.stories.world import Installation

NURTURE = "Nurture"


@pytest.fixture(params=["private", "no mail"])
def restrict(request: pytest.FixtureRequest, world: Installation) -> object:
    return world.ats.hide if request.param == "private" else world.ats.forbid_mail


def test_restricted_people_are_not_made_in_the_crm(world: Installation, restrict: object) -> None:
    ada = world.ats.candidate("Ada", email="ada@example.com")
    world.ats.apply(ada)
    assert callable(restrict)
    restrict(ada)
    world.backfill()
    assert world.crm.everybody() == []


def test_restricted_people_never_enter_nurture(world: Installation, restrict: object) -> None:
    ada, same = world.both_know("Ada")
    application = world.ats.apply(ada)
    world.backfill()
    assert callable(restrict)
    restrict(ada)
    world.ats.reject(application)
    world.sync()
    assert world.crm.pools_of(same) == set()
    assert world.crm.notes_of(same) == []
    assert world.crm.look(same)["due"] is None
    world.is_in_step()


def test_who_becomes_restricted_later_leaves_nurture(world: Installation, restrict: object) -> None:
    ada, same = world.both_know("Ada")
    world.ats.reject(world.ats.apply(ada))
    world.backfill()
    assert world.crm.pools_of(same) == {NURTURE}
    assert callable(restrict)
    restrict(ada)
    world.sync()
    assert world.crm.pools_of(same) == set()
    world.is_in_step()


def test_whom_a_human_puts_into_nurture_although_restricted_leaves_it(world: Installation, restrict: object) -> None:
    ada, same = world.both_know("Ada")
    world.ats.apply(ada)
    assert callable(restrict)
    restrict(ada)
    world.backfill()
    world.crm.put_into(NURTURE, same)
    world.sync()
    assert NURTURE not in world.crm.pools_of(same)
    world.is_in_step()


def test_nothing_of_a_private_person_is_passed_on(world: Installation) -> None:
    ada, same = world.met(title="Engineer")
    world.ats.hide(ada)
    world.ats.edit(ada, title="Whistleblower")
    world.sync()
    world.crm.shows(same, title="Engineer")
    assert world.writes == []
    world.is_in_step()


def test_the_title_of_a_confidential_job_goes_nowhere(world: Installation) -> None:
    job = world.ats.job("Secret Successor", confidential=True)
    ada, same = world.both_know("Ada")
    application = world.ats.apply(ada, job=job)
    world.backfill()
    world.ats.reject(application)
    world.sync()
    assert world.crm.notes_of(same) == []
    assert "Secret Successor" not in str(world.crm.sandbox.state())

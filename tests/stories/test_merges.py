"""Records that humans merge in a vendor's own pages: links follow, nothing is made anew, no question stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stories.world import Installation

NURTURE = "Nurture"

Pass = Callable[[Installation], None]


@pytest.fixture(params=["sync", "backfill"])
def then(request: pytest.FixtureRequest) -> Pass:
    """The pass in which we notice: one over what changed, or one over everything."""

    def run(world: Installation) -> None:
        getattr(world, request.param)()
        assert world.in_review("possible_match") == world.in_review("vanished") == world.in_review("ghost") == []
        sizes = (len(world.ats.everybody()), len(world.crm.everybody()))
        world.settle()
        assert (len(world.ats.everybody()), len(world.crm.everybody())) == sizes

    return run


@pytest.mark.parametrize("survivor", ["leading", "ghost"])
def test_a_ghost_in_the_crm_is_merged(world: Installation, then: Pass, survivor: str) -> None:
    ada, leading = world.both_know("Ada")
    world.ats.edit(ada, title="Engineer")
    world.ats.reject(world.ats.apply(ada))
    world.backfill()
    ghost = world.crm.person("Ada", email="ada@example.com")
    world.sync()
    winner, loser = (leading, ghost) if survivor == "leading" else (ghost, leading)
    world.crm.merge(winner, loser)
    then(world)
    assert world.persons() == [sorted([ada, winner])]
    world.crm.shows(winner, title="Engineer", pools=(NURTURE,), status="Rejected")
    assert len(world.crm.notes_of(winner)) == 1
    world.ats.shows(ada, title="Engineer")


@pytest.mark.parametrize("survivor", ["leading", "ghost"])
def test_a_ghost_in_the_ats_is_merged(world: Installation, then: Pass, survivor: str) -> None:
    leading, same = world.both_know("Ada")
    world.crm.edit(same, title="Engineer")
    world.backfill()
    ghost = world.ats.candidate("Ada", email="ada@example.com")
    world.ats.apply(ghost, stage="interview")
    world.sync()
    winner, loser = (leading, ghost) if survivor == "leading" else (ghost, leading)
    world.ats.merge(winner, loser)
    then(world)
    assert world.persons() == [sorted([winner, same])]
    world.ats.shows(winner, title="Engineer")
    world.crm.shows(same, title="Engineer", status="Interview", ats=f"greenhouse:candidate:{winner}")


def test_two_candidates_of_whom_each_has_a_crm_record_become_one_person(world: Installation) -> None:
    """Nothing but the applications shows where the loser went: the two have no identifier in common."""
    (ada, first), (adelaide, second) = world.both_know("Ada"), world.both_know("Adelaide", "Lovelace")
    world.ats.reject(world.ats.apply(adelaide))
    world.backfill()
    world.ats.merge(ada, adelaide)
    world.sync()
    assert world.persons() == [sorted([ada, first, second])]
    assert (len(world.in_review("ghost")), world.in_review("vanished")) == (1, [])
    assert world.in_review("possible_match") == []
    world.settle()
    world.crm.merge(first, second)
    world.sync()
    assert world.persons() == [sorted([ada, first])]
    assert world.reviews == []
    world.crm.shows(first, pools=(NURTURE,), status="Rejected")
    world.settle()


@pytest.mark.parametrize("noticed", ["sync", "backfill"])
def test_two_crm_people_of_whom_each_has_a_candidate_become_one_person(world: Installation, noticed: str) -> None:
    """The winner carries every address of the loser now."""
    (ada, first), (twin, second) = world.both_know("Ada"), world.both_know("Ada", email="ada@work.example")
    world.backfill()
    world.crm.merge(first, second)
    getattr(world, noticed)()
    assert world.persons() == [sorted([ada, first, twin])]
    assert [each.system for each in world.in_review("ghost")] == [world.ats.name]
    assert (world.in_review("vanished"), world.in_review("possible_match")) == ([], [])
    assert len(world.crm.everybody()) == 1
    world.settle()


def test_the_merge_of_two_who_were_told_apart_is_a_question(world: Installation) -> None:
    ada, _ = world.both_know("Ada", email="home@example.com")
    world.backfill()
    twin = world.ats.candidate("Eda", "Hopper", email="home@example.com")
    world.ats.edit(twin, emails=("eda@example.com", "home@example.com"))
    world.ats.apply(twin)
    world.sync()
    world.answer("different", world.in_review("possible_match")[0])
    world.sync()
    assert (len(world.persons()), world.in_review("possible_match")) == (2, [])
    world.ats.merge(ada, twin)
    world.sync()
    assert len(world.in_review("possible_match")) == 2  # one question, known to both people
    assert len(world.persons()) == 2
    world.is_in_step()
    world.answer("same", world.in_review("possible_match")[0])
    world.sync()
    assert len(world.persons()) == 1
    assert (world.in_review("possible_match"), world.in_review("vanished")) == ([], [])


def test_a_chain_of_two_merges(world: Installation, then: Pass) -> None:
    ada, same = world.both_know("Ada")
    world.backfill()
    second, third = (world.crm.person("Ada", email="ada@example.com") for _ in range(2))
    world.sync()
    world.crm.merge(second, same)
    world.crm.merge(third, second)
    then(world)
    assert world.persons() == [sorted([ada, third])]


def test_a_chain_of_two_merges_with_a_pass_between(world: Installation, then: Pass) -> None:
    ada, same = world.both_know("Ada")
    world.ats.edit(ada, title="Engineer", company="Initech")
    world.backfill()
    second, third = (
        world.crm.person("Ada", email="ada@example.com", title="Engineer", company="Initech") for _ in range(2)
    )
    world.sync()
    world.crm.merge(second, same)
    world.sync()
    world.crm.merge(third, second)
    then(world)
    assert world.persons() == [sorted([ada, third])]
    world.crm.shows(third, title="Engineer")
    world.ats.shows(ada, title="Engineer")


def test_a_claim_to_a_record_that_was_merged_means_the_one_that_swallowed_it(world: Installation) -> None:
    winner, loser = (world.ats.candidate("Ada", email="ada@example.com") for _ in range(2))
    world.backfill()
    world.ats.merge(winner, loser)
    world.backfill()
    world.ats.edit(winner, title="Engineer")
    world.sync()
    late = world.crm.person("A.", "L.", email="late@example.com")
    world.crm.claim(late, loser)
    world.backfill()
    assert world.persons() == [sorted([winner, late])]


def test_a_record_is_merged_that_we_never_saw_alive_with_the_other(world: Installation, then: Pass) -> None:
    ada, same = world.both_know("Ada")
    world.backfill()
    late = world.ats.candidate("Ada", email="ada@example.com")
    world.ats.merge(late, ada)
    then(world)
    assert world.persons() == [sorted([late, same])]


def test_a_merge_that_shows_when_we_write_is_followed(world: Installation) -> None:
    ada, leading = world.both_know("Ada")
    world.backfill()
    ghost = world.crm.person("Ada", email="ada@example.com")
    world.sync()
    world.ats.edit(ada, title="Engineer")
    world.crm.meanwhile(lambda: world.crm.merge(ghost, leading), world.crm.writing_person)
    world.sync()
    world.settle()
    assert world.persons() == [sorted([ada, ghost])]
    world.crm.shows(ghost, title="Engineer")
    assert world.in_review("vanished") == world.in_review("ghost") == []


def test_what_a_recruiter_had_taken_out_of_nurture_stays_out_after_a_merge(world: Installation, then: Pass) -> None:
    ada, leading = world.both_know("Ada")
    world.ats.reject(world.ats.apply(ada))
    world.backfill()
    world.crm.take_out_of(NURTURE, leading)
    world.sync()
    ghost = world.crm.person("Ada", email="ada@example.com")
    world.sync()
    world.crm.merge(ghost, leading)
    then(world)
    assert world.crm.pools_of(ghost) == set()

"""A plan that is saved, and applied to a world that has or has not moved on."""

from __future__ import annotations

import pytest

from syncengine.passes import NotBackfilled
from syncengine.plans import Filter, Unfit
from syncengine.store import queue
from tests.plans.desk import PlanDesk, crowd
from tests.stories.words import somebody
from tests.stories.world import Installation

MANY = 15
LONG_AGO = 300.0
"""Seconds after which a record is read anew before anything is written because of it."""


@pytest.fixture
def desk(world: Installation) -> PlanDesk:
    return PlanDesk(world)


def test_a_plan_made_stale_by_a_human_stops_it_before_the_first_write(desk: PlanDesk) -> None:
    people = crowd(desk.world, MANY)
    assert desk.plan().tally.people == MANY
    candidate, person = people[7]
    desk.world.ats.edit(candidate, company="Globex")
    applied = desk.apply()
    assert (applied.refused, desk.world.writes) == (True, [])
    [stale] = applied.stale
    assert stale.records == (f"gem:candidate:{person}", f"greenhouse:candidate:{candidate}")
    [moved] = stale.moved
    assert (moved.field, moved.planned, moved.now) == ("company", "(empty) -> Initech", "Globex -> Initech")
    applied = desk.apply(skip_stale=True)
    assert (applied.people, len(applied.stale)) == (MANY - 1, 1)
    desk.world.ats.shows(candidate, company="Globex")
    assert all(desk.world.ats.look(each)["company"] == "Initech" for each, _ in people if each != candidate)
    desk.world.settle()
    desk.world.ats.shows(candidate, company="Initech")


def test_a_whole_first_plan_stands_for_a_backfill(desk: PlanDesk) -> None:
    world = desk.world
    crowd(world, 3)
    applicant = world.ats.candidate("Zoe", "Last", email="zoe@example.com")
    world.ats.apply(applicant)
    world.ats.reject(world.ats.application_of(applicant))
    desk.plan()
    applied = desk.apply()
    assert (applied.people, applied.stale, applied.more, applied.outcome.waiting) == (4, [], {}, 0)
    [made] = [each for each in world.crm.everybody() if world.crm.look(each)["first_name"] == "Zoe"]
    assert world.crm.pools_of(made)
    world.is_in_step()
    assert world.requests["greenhouse"]["PATCH"] == 0


def test_who_is_in_step_already_is_settled_with_the_others(desk: PlanDesk) -> None:
    world = desk.world
    world.crm.person("Zoe", "Last", email="zoe@example.com")  # nothing follows from her
    crowd(world, 1)
    desk.plan()
    applied = desk.apply()
    with world.store() as store, store.read() as connection:
        assert (applied.people, applied.others, queue.waiting(connection)) == (1, 0, 0)


def test_done_once_it_is_not_done_twice(desk: PlanDesk) -> None:
    crowd(desk.world, 3)
    desk.plan()
    desk.apply()
    applied = desk.apply()
    assert (applied.reviewed.already, applied.people, applied.stale, desk.world.writes) == (3, 0, [], [])


def test_interrupted_half_way_it_goes_on_where_it_stopped(desk: PlanDesk) -> None:
    people = crowd(desk.world, 6)
    desk.plan()
    with pytest.raises(KeyboardInterrupt):
        desk.apply(interrupted_after=3)
    first = sorted(each for each in desk.world.writes if each.startswith("PATCH"))
    applied = desk.apply()
    again = sorted(each for each in desk.world.writes if each.startswith("PATCH"))
    assert (applied.reviewed.already, applied.people, applied.stale) == (3, 3, [])
    assert sorted([*first, *again]) == sorted(f"PATCH /v3/candidates/{candidate}" for candidate, _ in people)


def test_an_edit_at_the_last_moment_leaves_that_person_out(desk: PlanDesk) -> None:
    world = desk.world
    people = crowd(world, 2)
    desk.plan()

    def meanwhile() -> None:
        for candidate, _ in people:
            world.ats.edit(candidate, company="Globex")
        world.clock.skip(LONG_AGO)

    world.crm.meanwhile(meanwhile, ("POST", r"^/v0/projects$"))  # lists are made before anybody is written to
    applied = desk.apply()
    assert (applied.refused, applied.people, len(applied.stale)) == (False, 0, 2)
    assert [each for each in world.writes if "candidates" in each] == []
    assert all(world.ats.look(candidate)["company"] == "Globex" for candidate, _ in people)


def test_who_was_restricted_since_is_named_and_never_made(desk: PlanDesk) -> None:
    world = desk.world
    candidate = world.ats.candidate("Zoe", "Last", email="zoe@example.com")
    world.ats.apply(candidate)
    desk.plan()
    world.ats.forbid_mail(candidate)
    applied = desk.apply()
    assert (applied.refused, world.crm.everybody()) == (True, [])
    assert "not planned: no record is made: do not contact" in {each.now for each in applied.stale[0].moved}


def test_two_who_became_one_are_named(desk: PlanDesk) -> None:
    world = desk.world
    (winner, _), (loser, _) = crowd(world, 2)
    desk.plan()
    world.ats.merge(winner, loser)
    applied = desk.apply()
    told = " ".join(each.now for stale in applied.stale for each in stale.moved)
    assert (applied.refused, world.writes) == (True, [])
    assert "is gone, or is somebody else's" in told or "became part of" in told


def test_nobody_else_is_written_to(desk: PlanDesk) -> None:
    world = desk.world
    world.backfill()
    crowd(world, 1)
    desk.plan()
    first, last, email = somebody(500)
    world.ats.apply(world.ats.candidate(first, last, email=email))
    applied = desk.apply()
    assert (applied.people, applied.others, len(world.crm.everybody())) == (1, 1, 1)
    world.sync()
    assert len(world.crm.everybody()) == 2


def test_a_part_is_written_and_agrees_to_nothing_else(desk: PlanDesk) -> None:
    world = desk.world
    candidate, person = world.both_know("Ada")
    world.crm.edit(person, company="Initech", title="Poet")
    world.ats.apply(world.ats.candidate("Zoe", "Last", email="zoe@example.com"))
    desk.plan(Filter(only=frozenset({"fields"}), fields=frozenset({"title"})))
    applied = desk.apply()
    assert (applied.people, applied.stale) == (1, [])
    assert world.writes == [f"PATCH /v3/candidates/{candidate}"]
    world.ats.shows(candidate, title="Poet", company=None)
    with pytest.raises(NotBackfilled):
        world.sync()
    desk.plan()
    desk.apply()
    world.ats.shows(candidate, title="Poet", company="Initech")
    world.is_in_step()


def test_whoever_edits_a_part_agrees_to_nothing_else(desk: PlanDesk) -> None:
    """Without its filter a part would stand for a first backfill of everybody."""
    world = desk.world
    crowd(world, 1)
    desk.plan(Filter(only=frozenset({"notes"})))
    part = desk.path.read_text()
    assert part.count('"only":["notes"]') == 1
    desk.path.write_text(part.replace('"only":["notes"]', '"only":[]'))
    desk.apply()
    assert world.writes == []
    with pytest.raises(NotBackfilled):
        world.sync()


def test_who_is_taken_out_of_a_plan_is_not_agreed_to(desk: PlanDesk) -> None:
    world = desk.world
    people = crowd(world, 2)
    desk.plan()
    lines = desk.path.read_text().replace('"people":2', '"people":1').splitlines(keepends=True)
    [kept, _] = [line for line in lines if line.startswith('{"person"')]
    rest = [line for line in lines if not line.startswith('{"person"')]
    desk.path.write_text("".join([*rest[:-1], kept.replace(",\n", "\n"), rest[-1]]))
    assert desk.apply().people == 1
    with pytest.raises(NotBackfilled):
        world.sync()
    shown = [world.ats.look(candidate)["company"] for candidate, _ in people]
    assert sorted(shown, key=str) == ["Initech", None]


def test_another_policy_than_that_of_the_plan_is_never_skipped(desk: PlanDesk) -> None:
    crowd(desk.world, 1)
    desk.plan()
    desk.world.configure(policy={"may_mail": ["privacy_notice"]})
    with pytest.raises(Unfit, match="the policy was changed"):
        desk.apply(skip_stale=True)


def test_another_account_is_never_skipped(desk: PlanDesk) -> None:
    crowd(desk.world, 1)
    desk.plan()
    desk.world.ats.becomes_another_account()
    applied = desk.apply(skip_stale=True)
    assert ([each.name for each in applied.outcome.alarms], desk.world.writes) == (["wrong-account"], [])


def test_a_dry_run_names_the_stale_and_writes_nothing(desk: PlanDesk) -> None:
    people = crowd(desk.world, 2)
    desk.plan()
    desk.world.ats.edit(people[0][0], company="Globex")
    applied = desk.apply(dry_run=True, skip_stale=True)
    assert (len(applied.stale), len(applied.reviewed.ready), desk.world.writes) == (1, 1, [])


def test_no_is_an_answer(desk: PlanDesk) -> None:
    crowd(desk.world, 1)
    desk.plan()
    applied = desk.apply(agree=False)
    assert (applied.outcome.declined, desk.world.writes) == (True, [])


def test_what_follows_from_a_new_record_is_left_to_the_next_pass(desk: PlanDesk) -> None:
    world = desk.world
    person = world.crm.person("Zoe", "Last", email="zoe@example.com")
    world.crm.pool("Push to ATS")
    world.crm.put_into("Push to ATS", person)
    desk.plan()
    applied = desk.apply()
    assert (len(world.ats.everybody()), applied.stale) == (1, [])
    assert {each.field for more in applied.more.values() for each in more} == {"ats_id"}
    world.settle()


def test_a_write_that_is_refused_keeps_nothing_else_back(desk: PlanDesk) -> None:
    world = desk.world
    people = crowd(world, 2)
    world.ats.edit(people[0][0], title="x" * 300)
    desk.plan()
    applied = desk.apply()
    assert (applied.stale, len(world.in_review("parked"))) == ([], 1)
    world.ats.shows(people[0][0], company="Initech")
    assert desk.apply().stale == []


def test_a_system_that_fails_for_a_while_is_waited_for(desk: PlanDesk) -> None:
    world = desk.world
    people = crowd(world, 3)
    desk.plan()
    world.ats.fails("unavailable", world.ats.writing_person, times=40)
    applied = desk.apply()
    assert (applied.stale, applied.outcome.waiting > 0) == ([], True)
    world.ats.sandbox.faults.clear()
    world.tomorrow()
    applied = desk.apply()
    assert applied.outcome.waiting == 0
    assert all(world.ats.look(candidate)["company"] == "Initech" for candidate, _ in people)

"""Whole runs, undone."""

from __future__ import annotations

import pytest

from syncengine.store import undoings
from tests.stories.world import Installation
from tests.undo.town import differences, look, move_in, namesakes, shown, undo, what_is_left, with_lists


def two_quiet_passes(world: Installation) -> None:
    for _ in range(2):
        world.sync()
        assert (world.writes, world.outcome.writes) == ([], 0)


def test_a_run_over_a_town_with_wrong_links_leaves_no_trace(world: Installation) -> None:
    with_lists(world)
    people = [move_in(world, number) for number in range(12)]
    wrong = [namesakes(world, 100 + number) for number in range(4)]
    before = shown(world)
    world.backfill()
    assert len(world.persons()) == 16
    assert "Nurture" not in world.crm.pools_of(wrong[0][1])
    undone = undo(world)
    assert differences(before, shown(world)) == what_is_left(undone)
    assert {(each.system, each.what, each.code) for each in undone.left} == {("greenhouse", "note", "irreversible")}
    assert len(world.persons()) == 32
    two_quiet_passes(world)
    assert len(world.persons()) == 32
    assert len(world.in_review("possible_match")) == 2 * len([*people, *wrong])


def test_with_the_links_kept_nothing_is_written_again(world: Installation) -> None:
    with_lists(world)
    for number in (0, 1, 3):
        move_in(world, number)
    before = shown(world)
    world.backfill()
    undone = undo(world, keep_links=True)
    left = what_is_left(undone)
    # Whoever is in the race must not be in a list in which people are written to, whoever put them there.
    assert differences(before, shown(world)) == left
    two_quiet_passes(world)
    assert differences(before, shown(world)) == left
    assert len(world.persons()) == 3


def test_what_somebody_changes_after_an_undo_travels(world: Installation) -> None:
    candidate, person = world.both_know("Ada")
    world.crm.edit(person, title="Engineer")
    world.backfill()
    world.ats.shows(candidate, title="Engineer")
    undo(world, keep_links=True)
    world.ats.shows(candidate, title=None)
    world.crm.edit(person, title="Architect")
    world.sync()
    world.ats.shows(candidate, title="Architect")


def test_what_somebody_changed_since_stays_and_is_told(world: Installation) -> None:
    candidate, person = world.both_know("Ada")
    world.crm.edit(person, title="Engineer", company="Initech")
    world.backfill()
    world.ats.edit(candidate, title="Countess")
    undone = undo(world, keep_links=True)
    world.ats.shows(candidate, title="Countess", company=None)
    assert [(each.what, each.code) for each in undone.left] == [("title", "edited")]
    world.sync()
    world.crm.shows(person, title="Countess", company="Initech")
    world.is_in_step()


def test_to_undo_an_undo_is_to_do_it_again(world: Installation) -> None:
    with_lists(world)
    for number in range(2):
        move_in(world, number)
    namesakes(world, 100)
    world.backfill()
    after, people = shown(world), world.persons()
    first = undo(world)
    assert len(world.persons()) == 6
    again = undo(world, first.run)
    assert world.persons() == people
    world.sync()
    assert differences(after, shown(world)) == []
    world.is_in_step()
    assert world.in_review("possible_match") == []
    assert [each.code for each in again.left] == ["later"] * len(again.left)


def test_a_human_may_say_that_they_are_one_after_all(world: Installation) -> None:
    candidate, person = world.both_know("Ada")
    world.crm.edit(person, title="Engineer")
    world.backfill()
    undo(world)
    world.sync()
    question = world.in_review("possible_match")[0]
    assert question.reason.endswith("which grace has undone: are they one?")
    world.answer("same", question)
    world.settle()
    assert world.persons() == [sorted([candidate, person])]
    world.ats.shows(candidate, title="Engineer")


def test_whoever_is_restricted_is_put_into_no_list(world: Installation) -> None:
    """It is open whether the two are one: what forbids to write to the one may be about the other."""
    with_lists(world)
    candidate, person = world.both_know("Ada")
    world.ats.apply(candidate)
    world.ats.forbid_mail(candidate)
    world.crm.put_into("Nurture", person)
    world.backfill()
    assert world.crm.pools_of(person) == {"ATS: In process"}
    undone = undo(world)
    assert world.crm.pools_of(person) == set()
    [left] = [each for each in undone.left if each.what == "pool nurture"]
    assert left.code == "restricted"
    assert "do not contact" in left.why


def test_a_record_that_was_made_stays_with_its_person_and_leaves_the_lists(world: Installation) -> None:
    with_lists(world)
    candidate = world.ats.candidate("Ada", email="ada@example.com")
    world.ats.reject(world.ats.apply(candidate))
    world.backfill()
    [made] = world.crm.everybody()
    assert world.crm.pools_of(made)
    undone = undo(world)
    assert world.crm.pools_of(made) == set()
    assert [(each.what, each.code) for each in undone.left] == [("record", "irreversible")]
    assert world.persons() == [sorted([candidate, made])]
    two_quiet_passes(world)
    assert world.crm.everybody() == [made]


def test_who_is_killed_half_way_goes_on(world: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    with_lists(world)
    for number in range(4):
        move_in(world, number)
    before = shown(world)
    world.backfill()
    end, ended = undoings.end, []

    def killed(*given: object, **named: object) -> None:
        ended.append(given)
        if len(ended) == 3:
            raise KeyboardInterrupt
        end(*given, **named)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(undoings, "end", killed)
    with pytest.raises(KeyboardInterrupt):
        undo(world)
    monkeypatch.undo()
    assert differences(before, shown(world)) != []
    assert look(world).going_on is not None
    run = look(world).going_on
    undone = undo(world)
    assert undone.run == run
    assert undone.waiting == 0
    assert differences(before, shown(world)) == what_is_left(undone)
    two_quiet_passes(world)


def test_what_cannot_be_reached_is_done_by_the_pass_after(world: Installation) -> None:
    with_lists(world)
    for number in (0, 2):
        move_in(world, number)
    before = shown(world)
    world.backfill()
    world.crm.lock_out()
    undone = undo(world)
    assert undone.waiting > 0
    assert undone.systems == ("gem",)
    world.crm.let_in()
    world.resume()
    world.sync()
    assert differences(before, shown(world)) == []
    two_quiet_passes(world)

"""Stops for when the world looks wrong."""

from __future__ import annotations

import pytest

from syncengine.passes import NotBackfilled
from tests.stories.words import somebody
from tests.stories.world import Installation

MANY = 30


def known_to_both(world: Installation, number: int) -> tuple[str, str]:
    first, last, email = somebody(number)
    return world.both_know(first, last, email=email)


def crowd(world: Installation) -> list[tuple[str, str]]:
    """Enough people for the guards to care, all in step."""
    people = [known_to_both(world, number) for number in range(MANY)]
    world.backfill()
    assert world.outcome.alarms == ()
    return people


def names(world: Installation) -> list[str]:
    return [alarm.name for alarm in world.outcome.alarms]


def test_a_side_that_is_suddenly_empty_stops_everything(world: Installation) -> None:
    people = crowd(world)
    for _, person in people[:-2]:
        world.crm.delete(person)
    world.backfill(agree=False)
    assert (names(world), world.writes, world.in_review("vanished")) == (["emptied-side"], [], [])


def test_a_side_that_comes_back_is_as_if_nothing_had_been(world: Installation) -> None:
    people = crowd(world)
    world.crm.shows_nobody()
    world.backfill(agree=False)
    assert names(world) == ["emptied-side"]
    world.crm.shows_everybody()
    world.backfill()
    assert (names(world), world.writes, world.reviews) == ([], [], [])
    world.ats.edit(people[0][0], title="Engineer")
    world.sync()
    world.crm.shows(people[0][1], title="Engineer")


def test_a_change_of_nearly_everybody_is_asked_about(world: Installation) -> None:
    people = crowd(world)
    for candidate, _ in people:
        world.ats.edit(candidate, company="Merged Inc.")
    world.sync(agree=False)
    assert (names(world), world.writes) == (["mass-change"], [])
    assert all(world.crm.look(person)["company"] is None for _, person in people)
    world.sync(agree=True)
    assert all(world.crm.look(person)["company"] == "Merged Inc." for _, person in people)
    world.is_in_step()


def test_many_new_records_at_once_are_asked_about(world: Installation) -> None:
    world.backfill()
    for number in range(MANY):
        first, last, email = somebody(number)
        world.ats.apply(world.ats.candidate(first, last, email=email))
    world.sync(agree=False)
    assert (names(world), world.crm.everybody()) == (["mass-create"], [])
    world.sync(agree=True)
    assert len(world.crm.everybody()) == MANY


def test_a_few_changes_are_nobodys_alarm(world: Installation) -> None:
    people = crowd(world)
    for candidate, _ in people[:20]:
        world.ats.edit(candidate, title="Engineer")
    world.sync(agree=False)
    assert (names(world), len(world.writes)) == ([], 20)


def test_another_account_behind_the_same_settings_is_noticed(world: Installation) -> None:
    world.met()
    world.ats.becomes_another_account()
    world.backfill()
    assert (names(world), world.writes) == (["wrong-account"], [])


def test_no_pass_reads_another_account_or_writes_to_it(world: Installation) -> None:
    candidate, person = known_to_both(world, 1)
    world.backfill()
    world.ats.becomes_another_account()
    world.crm.edit(person, title="Engineer")
    begun = len(world.ats.sandbox.journal)
    world.sync(agree=True)  # nobody can agree to that
    assert (names(world), world.writes) == (["wrong-account"], [])
    assert {each.path for each in world.ats.sandbox.journal.since(begun)} <= {"/token", "/v3/candidates"}
    assert len(world.ats.sandbox.journal) - begun <= 2
    world.ats.becomes_itself_again()
    assert [each.system for each in world.resume()] == ["greenhouse"]
    world.sync()
    world.ats.shows(candidate, title="Engineer")


def test_what_was_told_of_another_account_waits(world: Installation) -> None:
    candidate, person = known_to_both(world, 1)
    world.backfill()
    world.ats.edit(candidate, title="Engineer")
    world.told(world.ats, candidate)
    world.ats.becomes_another_account()
    world.hear()
    assert (names(world), world.writes) == (["wrong-account"], [])
    world.ats.becomes_itself_again()
    world.resume()
    world.hear()
    world.crm.shows(person, title="Engineer")


def test_the_same_account_with_new_credentials_is_nobodys_alarm(world: Installation) -> None:
    candidate, person = known_to_both(world, 1)
    world.backfill()
    world.environ["GEM_API_KEY"] = world.crm.has_a_new_key()
    world.crm.edit(person, title="Engineer")
    world.sync()
    assert names(world) == []
    world.ats.shows(candidate, title="Engineer")


@pytest.mark.parametrize("hours", [-3, 3, 24 * 365])
def test_a_clock_that_tells_another_time_than_the_vendors_stops_everything(world: Installation, hours: int) -> None:
    candidate, person = known_to_both(world, 1)
    world.backfill()
    world.ats.edit(candidate, title="Engineer")
    world.wrong_by = 3600.0 * hours
    for attempt in (world.sync, world.backfill):
        attempt(agree=hours > 0)  # nobody can agree to clocks that are apart
        assert (set(names(world)), world.writes) == ({"clock-jump"}, [])
    world.wrong_by = 0.0
    world.sync()
    assert (names(world), len(world.writes)) == ([], 1)
    world.crm.shows(person, title="Engineer")


def test_a_clock_that_was_wrong_for_long_and_is_right_again_is_asked_about_once(world: Installation) -> None:
    """Nobody noticed, because no vendor told the time; then every later pass would have to wait for years."""
    candidate, person = known_to_both(world, 1)
    world.ats.sandbox.clock_is_told = world.crm.sandbox.clock_is_told = False
    world.wrong_by = 3600.0 * 24 * 365
    world.backfill()
    world.wrong_by = 0.0
    world.ats.edit(candidate, title="Engineer")
    world.sync()
    assert (names(world), world.writes) == (["clock-jump"], [])
    world.backfill(agree=True)
    assert names(world) == []
    world.crm.shows(person, title="Engineer")
    world.sync()
    assert names(world) == []


def test_what_is_told_while_the_clock_is_wrong_waits(world: Installation) -> None:
    candidate, person = known_to_both(world, 1)
    world.backfill()
    world.ats.edit(candidate, title="Engineer")
    world.told(world.ats, candidate)
    world.wrong_by = -7200.0
    world.hear()
    assert (names(world), world.writes) == (["clock-jump"], [])
    world.wrong_by = 0.0
    world.hear()
    world.crm.shows(person, title="Engineer")


@pytest.mark.parametrize("seconds", [-240.0, 240.0])
def test_a_clock_that_drifts_is_nobodys_alarm(world: Installation, seconds: float) -> None:
    candidate, person = known_to_both(world, 1)
    world.backfill()
    world.ats.edit(candidate, title="Engineer")
    world.wrong_by = seconds
    world.sync()
    assert names(world) == []
    world.crm.shows(person, title="Engineer")


def test_what_changes_while_a_pass_writes_meets_the_guard_of_the_next(world: Installation) -> None:
    """The applications that came with records that we made are looked for once more. Whatever else changed meanwhile
    was agreed to by nobody."""
    people = crowd(world)
    pushed = world.crm.person("Zoe", "Last", email="zoe@example.com")
    world.crm.put_into("Push to ATS", pushed)

    def everybody_applies() -> None:
        for candidate, _ in people:
            world.ats.apply(candidate)

    world.ats.meanwhile(everybody_applies, world.ats.making_person)
    world.sync(agree=False)
    assert len(world.ats.everybody()) == MANY + 1
    assert not any(world.crm.pools_of(person) for _, person in people)
    world.sync(agree=False)
    assert (names(world), world.writes) == (["mass-change"], [])
    world.sync(agree=True)
    assert all(world.crm.pools_of(person) for _, person in people)


def test_nothing_is_written_before_somebody_agreed_for_the_first_time(world: Installation) -> None:
    _, person = known_to_both(world, 1)
    world.crm.edit(person, title="Engineer")
    assert world.backfill(agree=False).declined
    with pytest.raises(NotBackfilled, match="nobody agreed"):
        world.sync()
    world.backfill()
    world.sync()
    assert world.outcome.alarms == ()

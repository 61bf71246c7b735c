"""Comparing everything: what neither a poll nor a webhook told is found, and mended unless it is too much."""

from __future__ import annotations

from connectors.sandbox import Fault
from syncengine.passes import Compared
from tests.stories.world import Installation


def of(world: Installation, found: list[Compared], kind: str = "candidate") -> Compared:
    return next(each for each in found if (each.system, each.kind) == (world.ats.name, kind))


def unnoticed(world: Installation, candidate: str, title: str) -> None:
    """An edit of which no list of changes tells: it left no time stamp."""
    world.ats.sandbox.org.row("candidates", candidate)["title"] = title  # type: ignore[attr-defined]


def test_in_step_nothing_differs_and_nothing_is_written(world: Installation) -> None:
    ada, _ = world.met("Ada")
    world.ats.apply(ada)
    world.settle()
    found = world.compare()
    assert {(each.system, each.kind, each.listed, each.differing, each.unseen) for each in found} == {
        ("greenhouse", "candidate", 1, 0, 0),
        ("greenhouse", "application", 1, 0, 0),
        ("gem", "candidate", 1, 0, 0),
    }
    world.is_in_step()


def test_an_edit_that_nobody_told_is_found_and_brought_over(world: Installation) -> None:
    ada, same = world.met("Ada")
    world.tomorrow()
    world.sync()  # the next poll looks back a few minutes only
    unnoticed(world, ada, "Engineer")
    assert world.sync().writes == 0
    assert of(world, world.compare()) == Compared("greenhouse", "candidate", 1, 1, 0, repaired=True)
    world.sync()
    world.crm.shows(same, title="Engineer")
    world.is_in_step()


def test_a_deletion_that_nobody_told_is_found(world: Installation) -> None:
    _, same = world.met("Ada")
    world.crm.delete(same)
    world.sync()
    assert world.reviews == []
    world.compare()
    world.sync()
    assert [each.ref_id for each in world.in_review("vanished")] == [same]


def test_when_too_much_differs_a_human_is_asked_and_nothing_is_believed(world: Installation) -> None:
    everybody = [world.both_know("Ada", f"Number{chr(65 + n)}", email=f"n{n}@example.com")[0] for n in range(12)]
    world.backfill()
    world.tomorrow()
    world.sync()
    for candidate in everybody:
        unnoticed(world, candidate, "Engineer")
    assert not of(world, world.compare()).repaired
    [asked] = world.in_review("drift")
    assert (asked.subject, asked.detail) == ("greenhouse:candidate", {"listed": 12, "differing": 12, "unseen": 0})
    assert world.sync().writes == 0

    world.backfill()
    world.compare()
    assert world.reviews == []
    world.is_in_step()


def test_a_system_that_fails_half_way_is_not_taken_for_emptied(world: Installation) -> None:
    world.met("Ada")
    method, path = world.ats.listing_people
    world.ats.sandbox.faults.plant(Fault("unavailable", method=method, path=path, times=None))
    kinds = {(each.system, each.kind) for each in world.compare()}
    assert ("greenhouse", "candidate") not in kinds
    assert ("gem", "candidate") in kinds
    assert world.reviews == []


def test_what_was_only_touched_is_as_we_know_it(world: Installation) -> None:
    """A rejection moves the candidate's last activity, and a pool the CRM's record: neither is something we carry."""
    everybody = [world.both_know("Ada", f"Number{chr(65 + n)}", email=f"n{n}@example.com")[0] for n in range(12)]
    applications = [world.ats.apply(each) for each in everybody]
    world.backfill()
    for each in applications:
        world.ats.reject(each)
    world.sync(agree=True)
    assert {(each.differing, each.unseen) for each in world.compare()} == {(0, 0)}
    assert world.reviews == []

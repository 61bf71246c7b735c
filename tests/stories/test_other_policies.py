"""While another policy is in force than the one that a process knows, nothing is done but what restricts."""

from __future__ import annotations

from syncengine.store import people, queue
from tests.stories.world import Installation

LATER = {"reason_categories": {"we_rejected": {"recycle": "cool_down", "days": 30}}}


def _never(world: Installation) -> dict[str, object]:
    return {"reasons": {world.ats.reason_name("we_rejected"): {"recycle": "never"}}}


def _nurtured(world: Installation, first: str = "Ada") -> tuple[str, str]:
    candidate, person = world.both_know(first)
    world.ats.reject(world.ats.apply(candidate))
    return candidate, person


def test_who_still_has_the_former_policy_does_not_undo_the_new_one(world: Installation) -> None:
    _, person = _nurtured(world)
    world.backfill()
    assert world.crm.pools_of(person) == {"Nurture"}
    with world.engine(passes=False) as old:
        old.places.recall()
        world.configure(policy=_never(world))
        world.sync()
        assert world.crm.pools_of(person) == set()
        with old.store.write() as connection:
            everybody = people.all_people(connection)
            queue.mark_dirty(connection, everybody, lane=queue.LIVE, reason="retry", now=world.clock.now())
        assert old.here("r_old").drain(progress=lambda done: None).ran == 1
    assert world.crm.pools_of(person) == set()
    world.clock.skip(60.0)
    world.sync()
    assert world.crm.pools_of(person) == set()
    world.is_in_step()


def test_an_opt_out_waits_for_nobodys_consent_to_a_new_policy(world: Installation) -> None:
    """A guard stops every pass: everybody's date is another one by the new policy."""
    pairs = [_nurtured(world, f"{first}{second}") for first in ("Ada", "Bea", "Cleo") for second in "abcdefghij"]
    world.backfill()
    world.configure(policy=LATER)
    candidate, person = pairs[0]
    world.ats.forbid_mail(candidate)
    world.sync(agree=False)
    assert [alarm.name for alarm in world.outcome.alarms] == ["mass-change"]
    assert world.crm.pools_of(person) == set()
    assert world.crm.pools_of(pairs[1][1]) == {"Nurture"}
    world.sync(agree=True)
    assert world.crm.pools_of(pairs[1][1]) == {"Nurture"}
    world.is_in_step()


def test_a_question_about_a_stage_survives_another_policy(world: Installation) -> None:
    ada, _ = world.both_know("Ada")
    job = world.ats.job("Astronaut", stages=("Application Review", "Moon walk"))
    world.ats.move(world.ats.apply(ada, job=job), "Moon walk")
    world.backfill()
    asked = world.in_review("unknown_value")
    assert len(asked) == 1
    world.configure(policy={"note_on_rejection": False})
    world.sync()
    world.sync()
    assert len(world.in_review("unknown_value")) == 1

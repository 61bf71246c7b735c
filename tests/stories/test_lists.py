"""Lists are renamed, deleted and remapped by people: nobody is stranded in one, and nothing is written meanwhile."""

from __future__ import annotations

import pytest

from syncengine.passes import NotBackfilled
from syncengine.work.decide import Desk, NotDecidable
from tests.stories.world import Installation


def _interviewing(world: Installation) -> tuple[str, str, str]:
    ada, person = world.both_know("Ada")
    application = world.ats.apply(ada, stage="interview")
    world.backfill()
    assert world.crm.pools_of(person) == {"ATS: Interviewing"}
    return ada, person, application


def test_a_list_that_was_renamed_keeps_its_people_and_its_meaning(world: Installation) -> None:
    ada, person = world.both_know("Ada")
    world.ats.reject(world.ats.apply(ada))
    world.backfill()
    world.crm.rename_pool("Nurture", "Nurture 2026")
    world.backfill()
    assert world.crm.pools_of(person) == {"Nurture 2026"}
    world.ats.forbid_mail(ada)
    world.sync()
    assert world.crm.pools_of(person) == set()


def test_a_new_name_in_the_policy_strands_nobody(world: Installation) -> None:
    _, person, application = _interviewing(world)
    world.configure(policy={"pools": {"interviewing": "Now interviewing"}})
    world.backfill()
    world.ats.move(application, "offer")
    world.sync()
    assert world.crm.pools_of(person) == {"ATS: Offer"}


def test_while_a_list_is_missing_nothing_is_written(world: Installation) -> None:
    _, person, _ = _interviewing(world)
    instead = {"name": "interviewing", "into": "later", "when": {"outcome": "active", "milestone": "interview"}}
    world.configure(policy={"pools": {"later": "Later"}, "rules": [instead]})
    with pytest.raises(NotBackfilled, match="'Later'"):
        world.sync(agree=True)
    assert world.crm.pools_of(person) == {"ATS: Interviewing"}
    world.backfill()
    assert world.crm.pools_of(person) == {"Later"}
    world.is_in_step()


def test_a_list_that_was_deleted_is_named_made_anew_and_filled(world: Installation) -> None:
    _, person, _ = _interviewing(world)
    world.crm.delete_pool("ATS: Interviewing")
    with pytest.raises(NotBackfilled, match="'ATS: Interviewing'"):
        world.sync()
    world.backfill()
    assert world.crm.pools_of(person) == {"ATS: Interviewing"}
    world.is_in_step()


def test_a_private_person_keeps_no_reminder_of_ours(world: Installation) -> None:
    ada, person = world.both_know("Ada")
    world.ats.reject(world.ats.apply(ada))
    world.backfill()
    assert world.crm.look(person)["due_date"]
    world.ats.hide(ada)
    world.sync()
    assert (world.crm.pools_of(person), world.crm.look(person)["due_date"]) == (set(), None)


def test_looking_again_at_a_record_that_is_still_gone_asks_again(world: Installation) -> None:
    ada, _ = world.met()
    world.ats.delete(ada)
    world.backfill()
    [question] = world.in_review("vanished")
    with world.store() as store:
        Desk(store, now=world.clock.now).retry(question.id, by="somebody")
        with pytest.raises(NotDecidable):
            Desk(store, now=world.clock.now).retry(question.id, by="somebody")
    world.sync()
    assert len(world.in_review("vanished")) == 1


def test_a_backfill_of_people_who_met_before_heeds_the_mass_change_guard(world: Installation) -> None:
    people = [world.both_know(name) for name in ("Ada", "Grace", "Mary")]
    world.backfill()
    world.configure(safety={"always_allowed": 0})
    for _, person in people:
        world.crm.edit(person, title="Engineer")
    stopped = world.backfill(agree=False)
    assert ([alarm.name for alarm in stopped.alarms], world.writes) == (["mass-change"], [])


def test_a_rule_that_asks_for_a_list_sees_what_another_rule_did_in_the_same_pass(world: Installation) -> None:
    both = {"name": "both", "into": "later", "when": {"in_pool": "interviewing"}}
    world.configure(policy={"pools": {"later": "Later"}, "rules": [both]})
    ada, person = world.both_know("Ada")
    world.ats.apply(ada, stage="interview")
    world.backfill()
    assert world.crm.pools_of(person) == {"ATS: Interviewing", "Later"}
    world.is_in_step()

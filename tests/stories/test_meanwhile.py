"""Humans work while we do. Whatever they do, and whenever, it is not lost."""

from __future__ import annotations

import pytest

from tests.stories.world import Installation


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_edit_of_another_field_while_we_write_is_kept_and_travels(world: Installation, when: str) -> None:
    ada, same = world.met(title="Engineer", company="Initech")
    world.crm.edit(same, title="Chief Engineer")
    world.ats.meanwhile(lambda: world.ats.edit(ada, company="Hooli"), world.ats.writing_person, when=when)
    world.sync()
    world.settle()
    world.ats.shows(ada, title="Chief Engineer", company="Hooli")
    world.crm.shows(same, title="Chief Engineer", company="Hooli")


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_address_added_while_we_replace_the_list_is_kept(world: Installation, when: str) -> None:
    ada, same = world.met()
    world.ats.edit(ada, emails=("ada@example.com", "new@example.com"))

    def add() -> None:
        emails = world.crm.look(same)["emails"]
        world.crm.edit(same, emails=(*emails, "human@example.com"))

    # Before we look whether the record is still the one that we read, or right after we have written it.
    world.crm.meanwhile(add, world.crm.reading_person if when == "before" else world.crm.writing_person, when=when)
    world.sync()
    world.settle()
    everything = {"ada@example.com", "new@example.com", "human@example.com"}
    assert set(world.ats.look(ada)["emails"]) == everything
    assert set(world.crm.look(same)["emails"]) == everything


def test_an_edit_on_the_side_that_we_do_not_write_is_kept_and_travels(world: Installation) -> None:
    ada, same = world.met(title="Engineer", company="Initech")
    world.crm.edit(same, title="Chief Engineer")
    world.ats.meanwhile(lambda: world.crm.edit(same, company="Hooli"), world.ats.writing_person)
    world.sync()
    world.settle()
    world.ats.shows(ada, title="Chief Engineer", company="Hooli")


def test_an_edit_while_everything_is_listed_is_not_missed(world: Installation) -> None:
    ada, same = world.both_know("Ada")
    world.ats.meanwhile(lambda: world.ats.edit(ada, title="Engineer"), world.ats.listing_people, when="after")
    world.backfill()
    world.settle()
    world.crm.shows(same, title="Engineer")


def test_somebody_who_applies_while_we_sync_is_seen_next_time(world: Installation) -> None:
    ada, same = world.met()
    world.crm.edit(same, title="Engineer")
    world.ats.meanwhile(lambda: world.ats.apply(ada), world.ats.writing_person)
    world.sync()
    world.settle()
    world.crm.shows(same, status="Applied", pools=("ATS: In process",))


def test_a_rejection_while_we_make_the_person_is_seen_next_time(world: Installation) -> None:
    ada = world.ats.candidate("Ada", email="ada@example.com")
    application = world.ats.apply(ada)
    world.crm.meanwhile(lambda: world.ats.reject(application), world.crm.making_person)
    world.backfill()
    world.settle()
    [person] = world.crm.everybody()
    world.crm.shows(person, pools=("Nurture",), status="Rejected")


def test_whom_a_human_moves_while_we_do_is_where_both_agree(world: Installation) -> None:
    ada, same = world.both_know("Ada")
    application = world.ats.apply(ada)
    world.backfill()
    world.ats.move(application, "interview")
    world.crm.meanwhile(lambda: world.crm.put_into("ATS: Interviewing", same), world.crm.filling_pool)
    world.sync()
    world.crm.shows(same, pools=("ATS: Interviewing",))
    world.is_in_step()

"""Records that humans delete in a vendor's own pages: they stay gone until a human says otherwise."""

from __future__ import annotations

import pytest

from tests.stories.world import Installation

NURTURE = "Nurture"


def test_a_ghost_that_is_deleted_takes_nothing_along(world: Installation) -> None:
    """It led. The one that is left takes its place: in the lists, and with every field that it lacks."""
    ada, leading = world.both_know("Ada")
    world.ats.edit(ada, title="Engineer")
    world.ats.reject(world.ats.apply(ada))
    world.backfill()
    ghost = world.crm.person("Ada", email="ada@example.com", company="Initech")
    world.sync()
    world.crm.delete(leading)
    world.backfill()
    world.crm.shows(ghost, title="Engineer", company="Initech", pools=(NURTURE,), status="Rejected")
    world.ats.shows(ada, title="Engineer", company="Initech")
    assert world.reviews == []
    world.is_in_step()


def test_a_deleted_record_stays_gone_and_its_person_lives_on(world: Installation) -> None:
    ada, same = world.both_know("Ada")
    world.ats.apply(ada)
    world.backfill()
    world.crm.delete(same)
    world.backfill()
    world.answer("leave", world.in_review("vanished")[0])
    world.ats.edit(ada, title="Engineer")
    world.sync()
    world.backfill()
    assert (world.crm.everybody(), world.reviews) == ([], [])
    world.is_in_step()


def test_a_deletion_is_noticed_in_a_sync_that_writes(world: Installation) -> None:
    ada, same = world.met()
    world.crm.delete(same)
    world.ats.edit(ada, title="Engineer")
    world.sync()
    assert [each.ref_id for each in world.in_review("vanished")] == [same]
    assert world.crm.everybody() == []
    world.is_in_step()


def test_what_a_human_wants_anew_is_made_anew(world: Installation) -> None:
    ada, same = world.both_know("Ada")
    world.ats.reject(world.ats.apply(ada))
    world.backfill()
    world.crm.delete(same)
    world.backfill()
    world.answer("anew", world.in_review("vanished")[0])
    world.sync()
    [new] = world.crm.everybody()
    world.crm.shows(new, pools=(NURTURE,), status="Rejected", emails=("ada@example.com",))
    assert (world.persons(), world.reviews) == ([sorted([ada, new])], [])
    world.is_in_step()


def test_what_a_human_wants_anew_though_it_is_there_is_not_made_twice(world: Installation) -> None:
    ada, same = world.both_know("Ada")
    world.ats.apply(ada)
    world.backfill()
    world.crm.shows_nobody()
    world.backfill()
    world.crm.shows_everybody()
    world.answer("anew", world.in_review("vanished")[0])
    world.sync()
    assert (world.crm.everybody(), world.persons(), world.reviews) == ([same], [sorted([ada, same])], [])


def test_what_a_human_makes_anew_is_linked(world: Installation) -> None:
    ada, same = world.both_know("Ada")
    world.ats.edit(ada, title="Engineer")
    world.ats.apply(ada)
    world.backfill()
    world.crm.delete(same)
    world.backfill()
    again = world.crm.person("Ada", email="ada@example.com")
    world.sync()
    assert (world.persons(), world.reviews) == ([sorted([ada, again])], [])
    world.crm.shows(again, title="Engineer", pools=("ATS: In process",))
    world.ats.shows(ada, title="Engineer")
    world.is_in_step()


def test_who_is_deleted_everywhere_is_no_question(world: Installation) -> None:
    ada, same = world.met()
    world.crm.delete(same)
    world.backfill()
    assert len(world.in_review("vanished")) == 1
    world.ats.delete(ada)
    world.backfill()
    assert (world.reviews, world.ats.everybody(), world.crm.everybody()) == ([], [], [])
    world.is_in_step()


def test_who_comes_back_after_everything_was_deleted_is_known_and_asked_about(world: Installation) -> None:
    """The CRM record may have been blocked there: a new application is no leave to make it anew."""
    ada, same = world.met()
    world.crm.delete(same)
    world.ats.delete(ada)
    world.backfill()
    again = world.ats.candidate("Ada", email="ada@example.com")
    world.ats.apply(again)
    world.sync()
    assert world.crm.everybody() == []
    assert [each.ref_id for each in world.in_review("vanished")] == [same]
    world.answer("anew", world.in_review("vanished")[0])
    world.sync()
    assert len(world.crm.everybody()) == 1
    world.is_in_step()


@pytest.mark.parametrize("side", ["ats", "crm"])
def test_a_record_that_was_only_out_of_sight_is_as_before(world: Installation, side: str) -> None:
    ada, same = world.met(title="Engineer")
    world.crm.shows_nobody()
    world.backfill()
    assert len(world.in_review("vanished")) == 1
    world.crm.shows_everybody()
    world.backfill()
    assert world.reviews == []
    desk, id_ = (world.ats, ada) if side == "ats" else (world.crm, same)
    desk.edit(id_, title="Chief Engineer")
    world.sync()
    world.ats.shows(ada, title="Chief Engineer")
    world.crm.shows(same, title="Chief Engineer")

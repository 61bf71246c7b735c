"""Profile fields of a person whom both systems know and who is in step."""

from __future__ import annotations

import pytest

from tests.stories.world import Installation

BOTH_WAYS = ["first_name", "last_name", "preferred_name", "company", "title"]


@pytest.mark.parametrize("field", BOTH_WAYS)
def test_an_edit_in_the_crm_reaches_the_ats(world: Installation, field: str) -> None:
    ada, same = world.met()
    world.crm.edit(same, **{field: "Edited"})
    world.sync()
    world.ats.shows(ada, **{field: "Edited"})
    world.is_in_step()


@pytest.mark.parametrize("field", BOTH_WAYS)
def test_an_edit_in_the_ats_reaches_the_crm(world: Installation, field: str) -> None:
    ada, same = world.met()
    world.ats.edit(ada, **{field: "Edited"})
    world.sync()
    world.crm.shows(same, **{field: "Edited"})
    world.is_in_step()


def test_edits_to_different_fields_cross_each_other(world: Installation) -> None:
    ada, same = world.met(company="Initech", title="Engineer")
    world.ats.edit(ada, company="Hooli")
    world.crm.edit(same, title="Chief Engineer")
    world.sync()
    world.ats.shows(ada, company="Hooli", title="Chief Engineer")
    world.crm.shows(same, company="Hooli", title="Chief Engineer")
    world.is_in_step()


def test_a_conflict_goes_to_the_owner_and_is_said(world: Installation) -> None:
    ada, same = world.met(title="Engineer", preferred_name="Ada")
    world.ats.edit(ada, title="Director", preferred_name="Countess")
    world.crm.edit(same, title="Chief Engineer", preferred_name="Addie")
    [plan] = world.plan()
    winners = {conflict.field: (conflict.winner, conflict.values) for conflict in plan.conflicts}
    assert winners == {
        "title": (world.crm.name, {world.ats.name: "Director", world.crm.name: "Chief Engineer"}),
        "preferred_name": (world.ats.name, {world.ats.name: "Countess", world.crm.name: "Addie"}),
    }
    world.sync()
    world.ats.shows(ada, title="Chief Engineer", preferred_name="Countess")
    world.crm.shows(same, title="Chief Engineer", preferred_name="Countess")
    world.is_in_step()


def test_the_value_that_lost_a_conflict_is_kept_in_the_history(world: Installation) -> None:
    ada, same = world.met(title="Engineer")
    world.ats.edit(ada, title="Director")
    world.crm.edit(same, title="Chief Engineer")
    world.sync()
    [change] = [each for each in world.history() if each["field"] == "title"]
    assert (change["was"], change["value"]) == ("Director", "Chief Engineer")


def test_a_conflict_that_is_a_humans_to_decide_waits_in_review(world: Installation) -> None:
    world.configure(policy={"fields": {"title": {"owner": "review", "write": ["ats", "crm"]}}})
    ada, same = world.met(title="Engineer", company="Initech")
    world.ats.edit(ada, title="Director")
    world.crm.edit(same, title="Chief Engineer", company="Hooli")
    world.sync()
    world.ats.shows(ada, title="Director", company="Hooli")
    world.crm.shows(same, title="Chief Engineer")
    assert [review.field for review in world.in_review("conflict")] == ["title"]
    world.is_in_step()


def test_the_same_edit_on_both_sides_is_agreement(world: Installation) -> None:
    ada, same = world.met(title="Engineer")
    world.ats.edit(ada, title="Chief Engineer")
    world.crm.edit(same, title="Chief Engineer")
    world.is_in_step()
    world.ats.edit(ada, title="Director")
    world.sync()
    world.crm.shows(same, title="Director")


@pytest.mark.parametrize("field", ["preferred_name", "company", "title"])
def test_what_is_emptied_in_the_crm_is_emptied_in_the_ats(world: Installation, field: str) -> None:
    ada, same = world.met(**{field: "Something"})
    world.crm.edit(same, **{field: None})
    world.sync()
    world.ats.shows(ada, **{field: None})
    world.is_in_step()


def test_what_is_emptied_in_the_ats_is_emptied_in_the_crm(world: Installation) -> None:
    ada, same = world.met(title="Engineer")
    world.ats.edit(ada, title="")
    world.sync()
    world.crm.shows(same, title=None)
    world.is_in_step()


def test_a_name_is_never_emptied(world: Installation) -> None:
    ada, same = world.met()
    world.crm.edit(same, last_name=None)
    world.sync()
    world.ats.shows(ada, last_name="Lopez")
    world.is_in_step()


def test_a_field_that_one_system_does_not_report_is_left_alone(world: Installation) -> None:
    ada, same = world.met(title="Engineer", company="Initech")
    world.ats.edit(ada, company="Hooli")
    world.ats.leaves_out("title")
    world.sync()
    world.crm.shows(same, title="Engineer", company="Hooli")
    world.ats.shows(ada, title="Engineer")
    world.is_in_step()


def test_what_the_ats_cannot_take_is_said_and_not_written(world: Installation) -> None:
    _, same = world.met()
    world.crm.edit(same, location="Lisbon")
    [plan] = world.plan()
    assert [(remark.code, remark.system, remark.field) for remark in plan.remarks] == [
        ("unwritable", world.ats.name, "location")
    ]
    world.is_in_step()


def test_a_new_address_reaches_the_other_side_and_the_old_one_stays(world: Installation) -> None:
    ada, same = world.met()
    world.crm.edit(same, emails=("ada@example.com", "ada@work.example"))
    world.sync()
    world.ats.shows(ada, emails=("ada@example.com", "ada@work.example"))
    world.is_in_step()


def test_an_address_that_was_taken_away_is_taken_away_on_the_other_side(world: Installation) -> None:
    ada, same = world.met(emails=("ada@example.com", "old@example.com"))
    world.ats.edit(ada, emails=("ada@example.com",))
    world.sync()
    world.crm.shows(same, emails=("ada@example.com",))
    world.is_in_step()


def test_an_address_in_other_case_is_the_same_address(world: Installation) -> None:
    ada = world.ats.candidate("Ada", email="Ada.Lopez@Example.com")
    same = world.crm.person("Ada", email="ada.lopez@example.com")
    world.backfill()
    world.ats.shows(ada, emails=("Ada.Lopez@Example.com",))
    world.crm.shows(same, emails=("ada.lopez@example.com",))
    assert world.outcome.people == 1
    world.crm.edit(same, emails=("ADA.LOPEZ@example.com",))
    world.is_in_step()


def test_a_second_phone_number_stays_where_there_is_room_for_it(world: Installation) -> None:
    ada, same = world.both_know("Ada")
    world.ats.edit(ada, phones=("+1 555 010 0001", "+1 555 010 0002"))
    world.backfill()
    world.crm.shows(same, phone="+1 555 010 0001")
    world.is_in_step()
    world.ats.shows(ada, phones=("+1 555 010 0001", "+1 555 010 0002"))


def test_a_full_phone_field_is_not_pushed_around(world: Installation) -> None:
    ada, same = world.both_know("Ada")
    world.ats.edit(ada, phones=("+1 555 010 0001",))
    world.crm.edit(same, phone="+1 555 010 0002")
    world.backfill()
    world.crm.shows(same, phone="+1 555 010 0002")
    assert set(world.ats.look(ada)["phones"]) == {"+1 555 010 0001", "+1 555 010 0002"}
    world.is_in_step()


def test_a_number_that_is_replaced_in_the_crm_is_replaced_in_the_ats(world: Installation) -> None:
    ada, same = world.both_know("Ada")
    world.ats.edit(ada, phones=("+1 555 010 0001",))
    world.backfill()
    world.crm.edit(same, phone="+1 555 010 0009")
    world.sync()
    world.ats.shows(ada, phones=("+1 555 010 0009",))
    world.is_in_step()


def test_the_same_number_written_otherwise_is_no_edit(world: Installation) -> None:
    ada, same = world.both_know("Ada")
    world.ats.edit(ada, phones=("+1 (555) 010-0001",))
    world.crm.edit(same, phone="+15550100001")
    world.backfill()
    world.ats.shows(ada, phones=("+1 (555) 010-0001",))
    world.crm.shows(same, phone="+15550100001")


def test_a_linkedin_page_reaches_both_sides(world: Installation) -> None:
    ada = world.ats.candidate("Ada", email="ada@example.com")
    same = world.crm.person("Ada", email="ada@example.com", linkedin="ada-lopez")
    world.backfill()
    [link] = world.ats.look(ada)["links"]
    assert link.endswith("linkedin.com/in/ada-lopez")
    world.crm.edit(same, links=("https://github.com/adal",))
    world.sync()
    assert len(world.ats.look(ada)["links"]) == 2
    world.is_in_step()


def test_the_first_meeting_fills_gaps_and_erases_nothing(world: Installation) -> None:
    ada = world.ats.candidate("Ada", email="ada@example.com", company="Initech", phones=("+1 555 010 0001",))
    same = world.crm.person("Ada", email="ada@example.com", title="Engineer", preferred_name="Addie")
    world.backfill()
    world.ats.shows(ada, company="Initech", title="Engineer", preferred_name="Addie", phones=("+1 555 010 0001",))
    world.crm.shows(same, company="Initech", title="Engineer", preferred_name="Addie", phone="+1 555 010 0001")
    world.is_in_step()


def test_when_they_first_meet_with_different_values_the_owner_is_believed(world: Installation) -> None:
    ada = world.ats.candidate("Ada", email="ada@example.com", title="Engineer", preferred_name="Countess")
    same = world.crm.person("Ada", email="ada@example.com", title="Director", preferred_name="Addie")
    world.backfill()
    world.ats.shows(ada, title="Director", preferred_name="Countess")
    world.crm.shows(same, title="Director", preferred_name="Countess")
    world.is_in_step()

"""Several records of one person in one system: all are that person, one leads, and what restricts one restricts all."""

from __future__ import annotations

import pytest

from tests.stories.world import Installation

NURTURE = "Nurture"
PUSH = "Push to ATS"
JOB = {"company": "Initech", "title": "Engineer"}
"""Four records with one address could be those of people who share it; what else agrees shows that they do not."""


@pytest.fixture
def twice_in_crm(world: Installation) -> tuple[str, str, str]:
    """Ada is in the ATS, and twice in the CRM: (candidate, leading, ghost)."""
    ada, leading = world.both_know("Ada")
    world.backfill()
    ghost = world.crm.person("Ada", email="ada@example.com")
    world.sync()
    return ada, leading, ghost


@pytest.fixture
def twice_in_ats(world: Installation) -> tuple[str, str, str]:
    """Ada is in the CRM, and twice in the ATS: (leading, ghost, person)."""
    leading, same = world.both_know("Ada")
    world.backfill()
    ghost = world.ats.candidate("Ada", email="ada@example.com")
    world.sync()
    return leading, ghost, same


def test_all_records_of_a_person_are_linked_and_the_ghost_is_shown(
    world: Installation, twice_in_crm: tuple[str, str, str]
) -> None:
    assert world.persons() == [sorted(twice_in_crm)]
    [shown] = world.in_review("ghost")
    assert (shown.system, shown.ref_id, shown.detail) == (world.crm.name, twice_in_crm[2], {"beside": twice_in_crm[1]})
    assert world.in_review("possible_match") == []
    world.is_in_step()
    assert len(world.in_review("ghost")) == 1


def test_ghosts_that_are_there_before_us_are_found_at_first_contact(world: Installation) -> None:
    ada = world.ats.candidate("Ada", email="ada@example.com")
    twins = [world.crm.person("Ada", email="ada@example.com"), world.crm.person("Ada", email="ADA@example.com")]
    world.backfill()
    assert world.persons() == [sorted([ada, *twins])]
    assert len(world.in_review("ghost")) == 1
    world.is_in_step()


@pytest.mark.parametrize("fields", [{}, {"email": "info@initech.example"}])
def test_two_records_that_may_be_two_people_stay_a_question(world: Installation, fields: dict[str, str]) -> None:
    world.crm.person("Ada", **fields)
    world.crm.person("Ada", **fields)
    world.backfill()
    assert (len(world.persons()), world.in_review("ghost")) == (2, [])
    assert len(world.in_review("possible_match")) == 2


def test_fields_pools_and_notes_go_to_the_leading_record_only(
    world: Installation, twice_in_crm: tuple[str, str, str]
) -> None:
    ada, leading, ghost = twice_in_crm
    world.ats.edit(ada, title="Engineer")
    world.ats.reject(world.ats.apply(ada))
    world.sync()
    world.crm.shows(leading, title="Engineer", pools=(NURTURE,), status="Rejected")
    world.crm.shows(ghost, title=None, pools=(), status=None)
    assert (len(world.crm.notes_of(leading)), world.crm.notes_of(ghost)) == (1, [])
    world.is_in_step()


def test_what_is_typed_on_a_ghost_overwrites_nothing(world: Installation, twice_in_crm: tuple[str, str, str]) -> None:
    ada, leading, ghost = twice_in_crm
    world.ats.edit(ada, title="Engineer")
    world.sync()
    world.crm.edit(ghost, title="Whatever", first_name="Adda")
    world.sync()
    assert world.writes == []
    world.ats.shows(ada, title="Engineer", first_name="Ada")
    world.crm.shows(leading, title="Engineer", first_name="Ada")


def test_at_first_contact_the_most_active_record_leads(world: Installation) -> None:
    ada = world.ats.candidate("Ada", email="ada@example.com")
    idle, active = (world.crm.person("Ada", email="ada@example.com") for _ in range(2))
    world.crm.edit(active, title="Engineer")
    world.backfill()
    world.ats.shows(ada, title="Engineer")
    world.crm.edit(idle, title="Intern")
    world.crm.edit(idle, company="Hooli")
    world.sync()
    world.ats.shows(ada, title="Engineer", company=None)  # the one that was agreed with goes on leading
    world.is_in_step()


def test_an_opt_out_on_one_ats_record_is_set_on_the_others(
    world: Installation, twice_in_ats: tuple[str, str, str]
) -> None:
    leading, ghost, _ = twice_in_ats
    world.ats.forbid_mail(ghost)
    world.sync()
    world.ats.shows(leading, can_email=False)
    world.is_in_step()


def test_an_opt_out_on_the_leading_record_is_set_on_the_ghost(
    world: Installation, twice_in_ats: tuple[str, str, str]
) -> None:
    leading, ghost, _ = twice_in_ats
    world.ats.forbid_mail(leading)
    world.sync()
    world.ats.shows(ghost, can_email=False)
    world.is_in_step()


@pytest.mark.parametrize("restriction", ["hide", "forbid_mail"])
def test_a_restriction_on_any_ats_record_takes_every_crm_record_out_of_nurture(
    world: Installation, restriction: str
) -> None:
    ada, leading = world.both_know("Ada")
    world.ats.edit(ada, **JOB)
    world.ats.reject(world.ats.apply(ada))
    world.backfill()
    twin = world.ats.candidate("Ada", email="ada@example.com", **JOB)
    ghost = world.crm.person("Ada", email="ada@example.com", **JOB)
    world.crm.put_into(NURTURE, ghost)
    world.sync()
    assert (world.crm.pools_of(leading), world.crm.pools_of(ghost)) == ({NURTURE}, {NURTURE})
    getattr(world.ats, restriction)(twin)
    world.sync()
    assert (world.crm.pools_of(leading), world.crm.pools_of(ghost)) == (set(), set())
    world.is_in_step()


def test_an_active_application_on_any_ats_record_takes_every_crm_record_out_of_nurture(world: Installation) -> None:
    ada, leading = world.both_know("Ada")
    world.ats.edit(ada, **JOB)
    world.ats.reject(world.ats.apply(ada))
    world.backfill()
    twin = world.ats.candidate("Ada", email="ada@example.com", **JOB)
    ghost = world.crm.person("Ada", email="ada@example.com", **JOB)
    world.crm.put_into(NURTURE, ghost)
    world.sync()
    world.ats.apply(twin, stage="interview")
    world.sync()
    world.crm.shows(leading, pools=("ATS: Interviewing",), status="Interview")
    assert world.crm.pools_of(ghost) == set()
    world.is_in_step()


def test_who_was_hired_through_any_ats_record_is_an_alumna(
    world: Installation, twice_in_ats: tuple[str, str, str]
) -> None:
    leading, ghost, same = twice_in_ats
    world.ats.reject(world.ats.apply(leading))
    world.ats.hire(world.ats.apply(ghost))
    world.sync()
    world.crm.shows(same, pools=("Alumni",), status="Hired")
    world.is_in_step()


def test_a_ghost_that_is_pushed_pushes_the_person_once(world: Installation) -> None:
    first = world.crm.person("Ada", email="ada@example.com")
    world.backfill()
    ghost = world.crm.person("Ada", email="ada@example.com")
    world.sync()
    world.crm.put_into(PUSH, ghost)
    world.sync()
    [ada] = world.ats.everybody()
    assert world.persons() == [sorted([first, ghost, ada])]
    world.is_in_step()


def test_a_ghost_that_a_human_confirmed_is_not_shown_again(
    world: Installation, twice_in_crm: tuple[str, str, str]
) -> None:
    [shown] = world.in_review("ghost")
    world.answer("same", shown)
    world.crm.edit(twice_in_crm[2], title="Engineer")
    world.backfill()
    world.is_in_step()
    assert world.in_review("ghost") == []
    assert world.persons() == [sorted(twice_in_crm)]


def test_a_ghost_that_is_somebody_else_is_split_off_for_ever(
    world: Installation, twice_in_ats: tuple[str, str, str]
) -> None:
    leading, ghost, same = twice_in_ats
    world.ats.apply(leading)
    world.ats.apply(ghost)
    world.sync()
    [shown] = world.in_review("ghost")
    world.answer("different", shown)
    world.sync()
    [other] = set(world.crm.everybody()) - {same}
    assert world.persons() == sorted([sorted([leading, same]), sorted([ghost, other])])
    world.ats.edit(ghost, title="Engineer")
    world.backfill()
    world.settle()
    world.crm.shows(other, title="Engineer")
    world.crm.shows(same, title=None)
    assert (world.in_review("ghost"), world.in_review("possible_match")) == ([], [])


def test_nothing_that_was_agreed_with_a_record_holds_after_it_was_split_off(world: Installation) -> None:
    """The one that led leaves. If what it had agreed to stayed behind, all that the other shows would look edited."""
    ada = world.ats.candidate("Ada", email="ada@example.com")
    stays = world.crm.person("Ada", email="ada@example.com", preferred_name="Lopez")
    leaves = world.crm.person("Ada", email="ada@example.com", title="Engineer")
    world.crm.edit(leaves, preferred_name="Ada")
    world.backfill()
    world.ats.shows(ada, preferred_name="Ada")
    [shown] = world.in_review("ghost")
    assert shown.ref_id == leaves
    world.answer("different", shown)
    world.sync()
    world.ats.shows(ada, preferred_name="Ada", title="Engineer")
    world.crm.shows(stays, preferred_name="Ada", title="Engineer")  # at first contact the ATS counts, and fills gaps
    assert world.persons() == sorted([sorted([ada, stays]), [leaves]])
    world.is_in_step()


def test_two_people_of_whom_a_human_says_that_they_are_one_show_a_ghost(world: Installation) -> None:
    ada, same = world.both_know("Ada", email="ada@example.com")
    world.backfill()
    ghost = world.ats.candidate("Adelaide", "Lopez", email="ada@example.com")
    world.ats.apply(ghost, stage="interview")
    world.sync()
    question = world.in_review("possible_match")[0]
    world.answer("same", question)
    world.sync()
    assert world.persons() == [sorted([ada, ghost, same])]
    assert [each.ref_id for each in world.in_review("ghost")] in ([ghost], [ada])
    world.crm.shows(same, status="Interview")
    assert world.in_review("possible_match") == []
    world.is_in_step()


def test_two_who_were_told_apart_stay_apart_whatever_a_third_one_is(world: Installation) -> None:
    ada = world.ats.candidate("Ada", "Lopez", email="home@example.com", phones=("+1 555 010 0001",))
    bea = world.ats.candidate("Bea", "Lopez", email="bea@example.com", links=("https://www.linkedin.com/in/bea",))
    world.ats.edit(ada, emails=("ada@example.com", "home@example.com"))
    world.ats.edit(bea, emails=("bea@example.com", "home@example.com"))
    world.backfill()
    world.answer("different", world.in_review("possible_match")[0])
    third = world.crm.person("Lopez", "Lopez", email="home@example.com")
    world.sync()
    asked = world.in_review("possible_match")
    assert len(asked) == 4  # two questions, each known to both people
    world.answer("same", asked[0])
    world.sync()
    assert len(world.persons()) == 2
    assert [third in ids for ids in world.persons()].count(True) == 1
    assert world.in_review("possible_match") == []  # that it is not the other one as well follows
    world.backfill()
    assert (len(world.persons()), world.in_review("possible_match")) == (2, [])


def test_three_colleagues_with_one_mailbox_all_get_their_record(world: Installation) -> None:
    names = [("Ada", "Lopez"), ("Grace", "Hopper"), ("Edsger", "Dijkstra")]
    for first, last in names:
        world.ats.apply(world.ats.candidate(first, last, email="lab@initech.example"))
    world.backfill()
    assert sorted(world.crm.look(each)["first_name"] for each in world.crm.everybody()) == ["Ada", "Edsger", "Grace"]
    assert world.in_review("possible_match") == []
    world.is_in_step()

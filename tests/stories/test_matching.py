"""Who is who: links, doubts, and never a ghost."""

from __future__ import annotations

from tests.stories.world import Installation

PUSH = "Push to ATS"


def people(world: Installation) -> tuple[int, int, int]:
    """Persons that we know, records in the ATS, records in the CRM."""
    return world.outcome.people, len(world.ats.everybody()), len(world.crm.everybody())


def test_the_same_address_is_the_same_person(world: Installation) -> None:
    world.both_know("Ada")
    world.backfill()
    assert people(world) == (1, 1, 1)


def test_the_same_profile_page_is_the_same_person(world: Installation) -> None:
    ada = world.ats.candidate("Ada", links=("https://www.linkedin.com/in/Ada-Lopez/",))
    world.ats.apply(ada)
    world.crm.person("Ada", email="ada@example.com", linkedin="ada-lopez")
    world.backfill()
    assert people(world) == (1, 1, 1)


def test_the_same_address_under_another_name_is_asked_about(world: Installation) -> None:
    ada = world.ats.candidate("Ada", "Lopez", email="family.lopez@example.com")
    world.ats.apply(ada)
    world.crm.person("Grace", "Hopper", email="family.lopez@example.com")
    world.backfill()
    assert people(world) == (2, 1, 1)
    assert len(world.in_review("possible_match")) == 2  # one question, known to both people
    world.is_in_step()
    assert people(world) == (2, 1, 1)


def test_while_it_is_open_who_somebody_is_nothing_is_made_for_them(world: Installation) -> None:
    world.ats.candidate("Ada", "Lopez", email="family.lopez@example.com")
    grace = world.crm.person("Grace", "Hopper", email="family.lopez@example.com")
    world.backfill()
    world.crm.put_into(PUSH, grace)
    world.sync()
    assert people(world) == (2, 1, 1)
    world.is_in_step()


def test_a_phone_number_of_two_given_names_is_asked_about(world: Installation) -> None:
    world.ats.candidate("Ada", "Lopez", phones=("+1 555 010 0001",))
    world.crm.person("Grace", "Lopez", phone="+1 555 010 0001")
    world.backfill()
    assert people(world)[0] == 2
    assert world.in_review("possible_match") != []


def test_the_vendors_own_link_counts_for_more_than_addresses(world: Installation) -> None:
    ada = world.ats.candidate("Ada", email="ada@example.com")
    world.ats.apply(ada)
    same = world.crm.person("Ada", email="private@example.org")
    world.crm.claim(same, ada)
    world.backfill()
    assert people(world) == (1, 1, 1)
    assert set(world.ats.look(ada)["emails"]) == {"ada@example.com", "private@example.org"}
    world.is_in_step()


def test_two_links_that_disagree_are_asked_about(world: Installation) -> None:
    ada = world.ats.candidate("Ada", email="ada@example.com")
    other = world.ats.candidate("Ada", email="other@example.com")
    same = world.crm.person("Ada", email="ada@example.com")
    world.crm.claim(same, other)
    world.backfill()
    assert world.in_review("possible_match") != []
    assert world.outcome.people == 3
    world.crm.shows(same, ats=None)
    world.ats.shows(ada, emails=("ada@example.com",))


def test_one_who_is_twice_in_the_crm_under_another_name_is_asked_about(world: Installation) -> None:
    world.ats.candidate("Ada", email="ada@example.com")
    world.crm.person("Ada", email="ada@example.com")
    world.crm.person("Adelaide", "Lopez-Hopper", email="Ada@Example.com")
    world.backfill()
    assert people(world) == (2, 1, 2)
    assert world.in_review("possible_match") != []
    world.is_in_step()


def test_one_who_is_twice_in_the_ats_gets_one_record(world: Installation) -> None:
    world.ats.apply(world.ats.candidate("Ada", email="ada@example.com"))
    world.ats.apply(world.ats.candidate("Ada", email="ada@example.com"))
    world.backfill()
    assert people(world) == (1, 2, 1)
    assert len(world.in_review("ghost")) == 1
    world.is_in_step()


def test_whom_the_crm_refuses_as_a_duplicate_is_linked_and_not_lost(world: Installation) -> None:
    world.backfill()
    ada = world.ats.candidate("Ada", links=("https://www.linkedin.com/in/ada-lopez",))
    world.ats.apply(ada)
    # A sourcer adds her at the very moment, in a spelling that the vendor's search does not find.
    world.crm.meanwhile(
        lambda: world.crm.person("Ada", email="ada@example.com", linkedin="Ada-Lopez"), world.crm.making_person
    )
    world.sync()
    assert people(world) == (1, 1, 1)
    [same] = world.crm.everybody()
    world.crm.shows(same, status="Applied", pools=("ATS: In process",))
    world.ats.shows(ada, emails=("ada@example.com",))
    world.is_in_step()


def test_a_record_that_was_deleted_is_asked_about_and_never_made_anew(world: Installation) -> None:
    ada, same = world.both_know("Ada")
    world.ats.apply(ada)
    world.backfill()
    world.crm.delete(same)
    world.backfill()
    assert world.crm.everybody() == []
    assert [review.ref_id for review in world.in_review("vanished")] == [same]
    world.ats.edit(ada, title="Engineer")
    world.settle()
    assert world.crm.everybody() == []


def test_a_record_that_is_deleted_between_our_read_and_our_write_is_not_made_anew(world: Installation) -> None:
    ada, same = world.both_know("Ada")
    world.ats.apply(ada)
    world.backfill()
    world.ats.edit(ada, title="Engineer")
    world.crm.meanwhile(lambda: world.crm.delete(same), world.crm.writing_person)
    world.sync()
    assert world.crm.everybody() == []
    assert len(world.in_review("vanished")) == 1
    world.is_in_step()


def test_a_pushed_person_whose_ats_record_was_deleted_is_not_pushed_again(world: Installation) -> None:
    person = world.crm.person("Ada", email="ada@example.com")
    world.backfill()
    world.crm.put_into(PUSH, person)
    world.sync()
    [ada] = world.ats.everybody()
    world.ats.delete(ada)
    world.backfill()
    assert world.ats.everybody() == []
    assert len(world.in_review("vanished")) == 1
    world.is_in_step()

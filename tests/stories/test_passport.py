"""When somebody of the CRM applies, a note in the ATS sums up what the CRM knows of them."""

from __future__ import annotations

import pytest

from syncengine.core.passport import HEADING
from tests.stories.test_pools import NURTURE
from tests.stories.world import Installation

SILVER, ALUMNI, PUSH = "Silver medalists", "Alumni", "Push to ATS"


def applicant(world: Installation, *pools: str) -> tuple[str, str]:
    """Somebody whom both know, who was in these lists of the CRM, and then applied. Returns the ids (ATS, CRM)."""
    candidate, person = world.met("Ada")
    for pool in pools:
        world.crm.put_into(pool, person)
    world.sync()
    world.ats.apply(candidate)
    world.sync()
    return candidate, person


def notes(world: Installation, candidate: str) -> list[str]:
    return [body for body, _ in world.ats.notes_of(candidate)]


def lose_the_store(world: Installation) -> None:
    for file in world.config.parent.glob("*.db*"):
        file.unlink()


def test_who_is_in_the_crm_and_applies_comes_with_one_private_note(world: Installation) -> None:
    candidate, person = applicant(world, NURTURE)
    said = (
        f"{HEADING}\n"
        "In the CRM since: 2026-11-22\n"
        f"Has been in the lists: {NURTURE}\n"
        f"Added to the CRM by: {world.crm.colleague}"
    )
    assert world.ats.notes_of(candidate) == [(said, True)]
    assert NURTURE not in world.crm.pools_of(person)
    world.is_in_step()
    world.backfill()
    assert (len(notes(world, candidate)), world.writes) == (1, [])


def test_where_the_crm_found_the_person_is_told(world: Installation) -> None:
    candidate, person = world.both_know("Ada")
    world.crm.edit(person, sourced_from="SeekOut")
    world.ats.apply(candidate)
    world.backfill()
    [body] = notes(world, candidate)
    assert "Source: SeekOut" in body


def test_an_application_from_before_the_first_contact_is_told_of_by_the_preview(world: Installation) -> None:
    candidate, _ = world.both_know("Ada")
    world.ats.apply(candidate)
    world.plan()
    assert world.proposal is not None
    assert world.proposal.preview.notes == {world.ats.name: 1}
    assert notes(world, candidate) == []


def test_news_take_the_place_of_a_summary_when_it_is_old_enough(world: Installation) -> None:
    candidate, person = applicant(world)
    world.crm.put_into(ALUMNI, person)
    world.sync()
    world.is_in_step()
    world.tomorrow(days=28)
    world.sync()
    assert len(notes(world, candidate)) == 1
    world.tomorrow(days=2)
    world.sync()
    first, second = notes(world, candidate)
    assert ALUMNI not in first
    assert ALUMNI in second
    assert "Supersedes the summary of 2026-11-22." in second
    world.is_in_step()
    world.tomorrow(days=90)
    world.is_in_step()


def test_who_is_no_candidate_any_more_when_the_day_comes_gets_no_other_summary(world: Installation) -> None:
    candidate, person = applicant(world)
    world.crm.put_into(ALUMNI, person)
    world.sync()
    world.ats.reject(world.ats.application_of(candidate))
    world.tomorrow(days=40)
    world.sync()
    assert len(notes(world, candidate)) == 1


def test_a_list_that_is_not_the_policys_is_named_nowhere(world: Installation) -> None:
    world.crm.pool("Replace the CFO")
    candidate, _ = applicant(world, "Replace the CFO", PUSH)
    [body] = notes(world, candidate)
    assert "lists" not in body


def test_a_store_that_was_lost_finds_its_note(world: Installation) -> None:
    candidate, person = applicant(world, NURTURE)
    lose_the_store(world)
    world.tomorrow()
    world.backfill()
    assert len(notes(world, candidate)) == 1
    world.is_in_step()
    world.crm.put_into(ALUMNI, person)
    world.tomorrow(days=28)
    world.sync()
    assert len(notes(world, candidate)) == 1
    world.tomorrow(days=2)
    world.sync()
    _, second = notes(world, candidate)
    assert f"Has been in the lists: {NURTURE}, {ALUMNI}" in second
    assert "Supersedes the summary of 2026-11-22." in second
    world.is_in_step()


def test_what_a_human_makes_of_the_note_is_left_alone(world: Installation) -> None:
    candidate, person = applicant(world)
    world.ats.rewrite_note(candidate, "A friend of the house.")
    world.backfill()
    world.crm.put_into(ALUMNI, person)
    world.tomorrow(days=31)
    world.sync()
    kept, second = notes(world, candidate)
    assert kept == "A friend of the house."
    assert ALUMNI in second


def test_whom_we_made_in_the_crm_has_no_past_there(world: Installation) -> None:
    candidate = world.ats.candidate("Ada", email="ada@example.com")
    world.ats.apply(candidate)
    world.backfill()
    assert len(world.crm.everybody()) == 1
    world.tomorrow()
    world.ats.apply(candidate, job=world.ats.job("Another one"))
    world.sync()
    assert notes(world, candidate) == []
    lose_the_store(world)
    world.backfill()
    assert notes(world, candidate) == []
    world.is_in_step()


def test_who_came_to_the_crm_after_they_had_applied_has_no_past_there(world: Installation) -> None:
    candidate = world.ats.candidate("Ada", email="ada@example.com")
    world.ats.apply(candidate)
    world.crm.person("Ada", email="ada@example.com")
    world.backfill()
    assert notes(world, candidate) == []


def test_a_candidacy_for_a_confidential_job_is_no_reason_to_tell(world: Installation) -> None:
    candidate, _ = world.met("Ada")
    world.ats.apply(candidate, job=world.ats.job("Successor of the CFO", confidential=True))
    world.sync()
    assert notes(world, candidate) == []
    world.ats.apply(candidate)
    world.sync()
    assert len(notes(world, candidate)) == 1


def test_a_prospect_has_not_applied(world: Installation) -> None:
    person = world.crm.person("Ada", email="ada@example.com")
    world.backfill()
    world.crm.put_into(PUSH, person)
    world.sync()
    [candidate] = world.ats.everybody()
    assert notes(world, candidate) == []
    world.ats.apply(candidate)
    world.sync()
    assert len(notes(world, candidate)) == 1


def test_of_somebody_private_nothing_is_told(world: Installation) -> None:
    candidate, _ = world.met("Ada")
    world.ats.hide(candidate)
    world.ats.apply(candidate)
    world.sync()
    assert notes(world, candidate) == []


def test_who_may_not_be_mailed_is_told_of_all_the_same(world: Installation) -> None:
    candidate, _ = world.met("Ada")
    world.ats.forbid_mail(candidate)
    world.ats.apply(candidate)
    world.sync()
    assert len(notes(world, candidate)) == 1


@pytest.mark.parametrize(
    ("policy", "shown"), [({"passport": {"visibility": "public"}}, [False]), ({"passport": None}, [])]
)
def test_the_policy_says_who_may_read_it(world: Installation, policy: dict[str, object], shown: list[bool]) -> None:
    world.configure(policy=policy)
    candidate, _ = applicant(world)
    assert [private for _, private in world.ats.notes_of(candidate)] == shown


def test_a_reply_that_was_lost_makes_no_second_note(world: Installation) -> None:
    candidate, _ = world.met("Ada")
    world.ats.apply(candidate)
    world.ats.fails("lost_reply", world.ats.noting)
    world.sync()
    world.tomorrow()
    world.sync()
    assert len(notes(world, candidate)) == 1
    world.is_in_step()


def test_credentials_that_may_not_write_notes_keep_nobody_out_of_step(world: Installation) -> None:
    candidate, person = world.met("Ada")
    world.ats.apply(candidate)
    world.ats.may_write_notes(may=False)
    world.sync()
    world.crm.shows(person, status="Applied")
    [asked] = world.in_review("parked")
    assert world.outcome.failure is None
    world.is_in_step()
    world.ats.may_write_notes(may=True)
    world.answer("retry", asked)
    world.sync()
    assert len(notes(world, candidate)) == 1

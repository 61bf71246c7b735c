"""The people of the hard rehearsal: every story told as it says, and nothing shared that the story does not share."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pytest

from connectors.sandbox.crowd import FEWEST, STORIES, crowd, namesakes, spelling
from connectors.sandbox.personas import Persona, Profile

PEOPLE = crowd(1000, seed=1)


@pytest.mark.parametrize("people", [FEWEST, 151, 333])
def test_there_are_as_many_people_as_asked_for_and_every_story_is_told(people: int) -> None:
    gathered = crowd(people, seed=5)
    assert len(gathered) == people
    assert {persona.story for persona in gathered} == {story.name for story in STORIES}


def test_too_few_people_cannot_tell_every_story() -> None:
    with pytest.raises(ValueError, match="at least 120"):
        crowd(FEWEST - 1, seed=1)


def test_the_same_seed_makes_the_same_people() -> None:
    assert crowd(150, seed=4) == crowd(150, seed=4)
    assert crowd(150, seed=4) != crowd(150, seed=5)


def test_the_shares_are_the_whole() -> None:
    assert sum(story.share for story in STORIES) == pytest.approx(1)


def test_names_and_employers_repeat_as_in_life() -> None:
    by_chance = [persona for persona in PEOPLE if "namesake" not in persona.story and "father" not in persona.story]
    assert 15 < namesakes(by_chance) < 100
    employers = Counter(persona.profiles[0].company for persona in PEOPLE)
    assert 10 < max(employers.values()) < 60


def test_nobody_shares_an_identifier_unless_the_story_says_so() -> None:
    carriers: Counter[str] = Counter()
    for persona in PEOPLE:
        shared = {value.lower() for value in persona.shared}
        own = {value for profile in persona.profiles for value in _identifiers(profile)}
        carriers.update(own - shared)
    assert [trait for trait, number in carriers.items() if number > 1] == []


@pytest.mark.parametrize("story", sorted({each.name for each in STORIES if "employer only" in each.name}))
def test_where_only_the_employer_is_shared_no_identifier_is(story: str) -> None:
    for persona in _told(story):
        ats, crm = persona.profiles
        assert _identifiers(ats).isdisjoint(_identifiers(crm))
        assert spelling.without_legal_form(ats.company or "") == spelling.without_legal_form(crm.company or "")
        assert persona.truth == "asked"


@pytest.mark.parametrize(
    ("tie", "kind"), [("same mailbox", "emails"), ("same phone", "phone"), ("same page", "linkedin")]
)
def test_a_tie_is_the_one_identifier_that_both_records_show(tie: str, kind: str) -> None:
    told = [persona for persona in PEOPLE if persona.story.endswith(f", {tie}") and "twice" not in persona.story]
    kinds = {each for persona in told for each in _shared_kinds(*persona.profiles)}
    assert len({persona.story for persona in told if "address" not in persona.story}) == 9
    assert kinds == {kind}


@pytest.mark.parametrize(
    ("story", "field", "differs"),
    [
        ("nickname, same mailbox", "first_name", True),
        ("nickname, same mailbox", "last_name", False),
        ("other alphabet, same mailbox", "last_name", True),
        ("no accents, same mailbox", "last_name", True),
        ("initial, same mailbox", "first_name", True),
        ("swapped names, same mailbox", "last_name", True),
        ("typo, same mailbox", "last_name", True),
        ("typo, same mailbox", "first_name", False),
        ("one of two last names, same mailbox", "last_name", True),
        ("new last name, same page", "last_name", True),
        ("same name, same mailbox", "last_name", False),
        ("phone number in another notation", "phone", True),
        ("LinkedIn page in its old form", "linkedin", True),
        ("address with a tag", "emails", True),
        ("address of a job board, same phone", "emails", True),
    ],
)
def test_a_story_changes_what_it_is_about(story: str, field: str, differs: bool) -> None:
    for persona in _told(story):
        ats, crm = persona.profiles
        assert (getattr(ats, field) != getattr(crm, field)) is differs


def test_the_old_form_of_a_page_is_the_new_one_backwards() -> None:
    ats, crm = _told("LinkedIn page in its old form")[0].profiles
    name, first, second, third = (ats.linkedin or "").rpartition("/pub/")[2].split("/")
    assert crm.linkedin == f"{name}-{third}{second}{first}"


@pytest.mark.parametrize(
    ("story", "shared"),
    [
        ("father and son on one phone", "phone"),
        ("siblings on one phone", "phone"),
        ("siblings with one initial on one phone", "phone"),
        ("couple with one mailbox", "emails"),
    ],
)
def test_look_alikes_are_two_humans_with_one_thing_in_common(story: str, shared: str) -> None:
    told = sorted(_told(story), key=lambda persona: persona.id)
    for one, other in zip(told[::2], told[1::2], strict=True):
        assert (one.truth, other.truth) == ("apart", "apart")
        assert getattr(one.ats[0], shared) == getattr(other.crm[0], shared)
        assert _shared_kinds(one.ats[0], other.crm[0]) == {shared}


def test_namesakes_have_nothing_but_the_name_in_common() -> None:
    told = sorted(_told("namesake at another employer"), key=lambda persona: persona.id)
    for one, other in zip(told[::2], told[1::2], strict=True):
        ats, crm = one.ats[0], other.crm[0]
        assert (ats.first_name, ats.last_name) == (crm.first_name, crm.last_name)
        assert ats.location != crm.location
        assert _shared_kinds(ats, crm) == set()


def test_mailboxes_do_not_exist_outside() -> None:
    """But for the job board's, whose host an engine must know by name; its tags are not in use."""
    hosts = {email.rpartition("@")[2] for persona in PEOPLE for each in persona.profiles for email in each.emails}
    assert {host for host in hosts if not host.lower().endswith(".example")} == {"indeedemail.com"}


@pytest.mark.parametrize(
    ("name", "plain"), [("Müller", "Muller"), ("João Felipe", "Joao Felipe"), ("Лукʼян", "Lukyan"), ("Weiß", "Weiss")]
)
def test_plain_letters(name: str, plain: str) -> None:
    assert spelling.plain(name) == plain


def test_germans_fold_in_their_own_way() -> None:
    assert spelling.german("Müller-Größ") == "Mueller-Groess"


def test_a_typo_is_one_slip_behind_the_first_letter() -> None:
    dice = random.Random(1)
    for _ in range(50):
        wrong = spelling.mistyped("Palmer", dice=dice)
        assert wrong != "Palmer"
        assert wrong[0] == "P"
        assert abs(len(wrong) - len("Palmer")) <= 1


def _told(story: str) -> Sequence[Persona]:
    told = [persona for persona in PEOPLE if persona.story == story]
    assert told
    return told


def _identifiers(profile: Profile) -> set[str]:
    return {email.lower() for email in profile.emails} | {each for each in (profile.phone, profile.linkedin) if each}


def _shared_kinds(one: Profile, other: Profile) -> set[str]:
    shared = {
        name for name in ("phone", "linkedin") if getattr(one, name) and getattr(one, name) == getattr(other, name)
    }
    return shared | ({"emails"} if set(one.emails) & set(other.emails) else set())

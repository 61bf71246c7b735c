"""The made-up people: the same for the same seed, every story told, and no two alike by accident."""

from __future__ import annotations

from collections import Counter

import pytest

from connectors.registry import UnknownConnector, known_sandboxes, load_sandbox
from connectors.sandbox.cast import Populates
from connectors.sandbox.people import ascii_name
from connectors.sandbox.personas import Persona
from connectors.sandbox.population import FEWEST, population
from connectors.sandbox.stories import STORIES

PEOPLE = population(300, seed=1)


@pytest.mark.parametrize("people", [FEWEST, 117, 150, 333])
def test_there_are_as_many_people_as_asked_for(people: int) -> None:
    assert len(population(people, seed=5)) == people


def test_too_few_people_cannot_tell_every_story() -> None:
    with pytest.raises(ValueError, match="at least 100"):
        population(FEWEST - 1, seed=1)


def test_the_same_seed_makes_the_same_people() -> None:
    assert population(120, seed=4) == population(120, seed=4)
    assert population(120, seed=4) != population(120, seed=5)


def test_every_story_is_told() -> None:
    assert {persona.story for persona in PEOPLE} == {story.name for story in STORIES}
    assert sum(story.share for story in STORIES) == pytest.approx(1)


def test_nobody_shares_an_identifier_unless_the_story_says_so() -> None:
    carriers: Counter[str] = Counter()
    for persona in PEOPLE:
        own = {value for profile in persona.profiles for value in (profile.phone, profile.linkedin) if value}
        carriers.update((own - persona.shared) | persona.own_emails)
    assert [trait for trait, number in carriers.items() if number > 1] == []


def test_names_fit_their_addresses() -> None:
    persona = next(persona for persona in PEOPLE if persona.story == "the same on both sides")
    profile = persona.ats[0]
    assert profile.emails[0].startswith(f"{ascii_name(profile.first_name)}.{ascii_name(profile.last_name)}")


@pytest.mark.parametrize(
    ("name", "spelled"),
    [("José", "jose"), ("Łukasz", "lukasz"), ("Weiß", "weiss"), ("Çağla", "cagla"), ("Γιώργος", "giorgos")],
)
def test_names_are_spelled_in_plain_letters(name: str, spelled: str) -> None:
    assert ascii_name(name) == spelled


def test_names_come_from_other_alphabets_too() -> None:
    assert any(not profile.last_name.isascii() for persona in PEOPLE for profile in persona.profiles)


def test_namesakes_have_nothing_but_the_name_in_common() -> None:
    one, other = (
        persona for persona in sorted(PEOPLE, key=lambda each: each.id) if persona.id in {"s19-00000.0", "s19-00000.1"}
    )
    assert (one.ats[0].first_name, one.ats[0].last_name) == (other.crm[0].first_name, other.crm[0].last_name)
    assert one.own_emails.isdisjoint(other.own_emails)


def test_a_sandbox_holds_every_record_of_every_persona() -> None:
    ats, crm = load_sandbox("greenhouse")(limits=False), load_sandbox("gem")(limits=False)
    assert isinstance(ats, Populates)
    assert isinstance(crm, Populates)
    ats_cast = ats.populate(PEOPLE)
    crm_cast = crm.populate(PEOPLE, counterparts=ats_cast.ids, push_pool="Push")
    assert set(ats_cast.ids) == _keys(PEOPLE, "ats")
    assert set(crm_cast.ids) == _keys(PEOPLE, "crm")
    assert {record.key for record in crm_cast.shown() if "Push" in record.pools} == {
        persona.crm[0].key for persona in PEOPLE if persona.push
    }


def test_populating_asks_the_vendor_nothing() -> None:
    ats = load_sandbox("greenhouse")(limits=False)
    assert isinstance(ats, Populates)
    ats.populate(PEOPLE)
    assert len(ats.journal) == 0


def test_an_unknown_sandbox_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownConnector, match="did you mean 'gem'"):
        load_sandbox("gen")
    assert known_sandboxes() == ("gem", "greenhouse")


def _keys(people: tuple[Persona, ...], side: str) -> set[str]:
    return {profile.key for persona in people for profile in getattr(persona, side)}

"""Two names side by side: what is called equal, what is nearly so, and how much a common name says."""

from __future__ import annotations

import pytest

from tests.core.matching.meeting import levels, named

Words = tuple[str, str]

NAMES: list[tuple[str, Words, Words, str]] = [
    ("as written", ("Ada", "Lovelace"), ("ADA", "lovelace"), "given name equal, family name equal"),
    ("nickname", ("Bob", "Smith"), ("Robert", "Smith"), "given name short form, family name equal"),
    ("two nicknames", ("Bill", "Smith"), ("Will", "Smith"), "given name short form, family name equal"),
    ("name in brackets", ("Ada (Gus)", "King"), ("Gus", "King"), "given name short form, family name equal"),
    ("exchanged order", ("Wei", "Wang"), ("Wang", "Wei"), "exchanged: equal and equal"),
    ("exchanged with a slip", ("Smyth", "John"), ("Jon", "Smyth"), "exchanged: equal and typing slip"),
    ("initial", ("A.", "Lovelace"), ("Ada", "Lovelace"), "given name initial agrees, family name equal"),
    ("family initial", ("Ada", "L."), ("Ada", "Lovelace"), "given name equal, family name initial agrees"),
    ("slip", ("Cathrine", "Low"), ("Catherine", "Low"), "given name typing slip, family name equal"),
    ("family slip", ("Ada", "Lovelcae"), ("Ada", "Lovelace"), "given name equal, family name typing slip"),
    ("script", ("Ольга", "Кузнецова"), ("Olga", "Kuznetsova"), "given name equal, family name equal"),
    ("transcription", ("Sergey", "Yeltsin"), ("Sergei", "Jelzin"), "given name short form, family name sounds alike"),
    ("one of two", ("Ana", "García Márquez"), ("Ana", "Garcia"), "given name equal, family name one of several agrees"),
    ("second of two", ("Ana", "Soto Ruiz"), ("Ana", "Ruiz"), "given name equal, family name one of several agrees"),
    (
        "maiden name",
        ("Ada", "King (née Byron)"),
        ("Ada", "Byron"),
        "given name equal, family name one of several agrees",
    ),
    ("hyphen", ("Bin-lan", "Wu"), ("Binlan", "Wu"), "given name equal, family name equal"),
    ("sisters", ("Ada", "King"), ("Anna", "King"), "given name same first letter, family name equal"),
    ("another family", ("Ada", "Lovelace"), ("Ada", "Byron"), "given name equal, family name different"),
    ("no family name", ("Ada", ""), ("Ada", "Lovelace"), "given name equal, family name not said"),
    ("no name", ("", ""), ("Ada", "Lovelace"), "given name not said, family name not said"),
    ("strangers", ("Mary", "Jones"), ("Ada", "Lovelace"), "given name different, family name different"),
]


@pytest.mark.parametrize(("one", "other", "expected"), [row[1:] for row in NAMES], ids=[row[0] for row in NAMES])
def test_the_name_agrees_as_far_as_it_does(one: Words, other: Words, expected: str) -> None:
    assert levels(named(*one), named(*other))["name"] == expected


SUFFIXES: list[tuple[Words, Words, str]] = [
    (("John", "Smith Jr."), ("John", "Smith Sr."), "different"),
    (("John", "Smith III"), ("John", "Smith II"), "different"),
    (("John", "Smith, Jr."), ("John", "Smith jr"), "equal"),
    (("John", "Smith Jr."), ("John", "Smith"), "on one side only"),
    (("John", "Smith"), ("John", "Smith"), "none"),
]


@pytest.mark.parametrize(("one", "other", "expected"), SUFFIXES)
def test_father_and_son_are_told_apart_by_suffix(one: Words, other: Words, expected: str) -> None:
    assert levels(named(*one), named(*other))["suffix"] == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("Ada", "Ada Mary", "not said"), ("Ada Mary", "Ada Mary", "agrees"),
                                   ("Ada Mary", "Ada Jane", "differs")]
)  # fmt: skip
def test_a_middle_name_that_is_not_said_does_not_differ(one: str, other: str, expected: str) -> None:
    assert levels(named(one, "King"), named(other, "King"))["middle name"] == expected


def test_a_name_says_less_the_more_records_carry_it() -> None:
    ada, smiths = named("Ada", "King"), [named("John", "Smith")] * 30
    assert levels(ada, ada, *smiths)["name carriers"] == "both names agree, carriers 1 of 6"
    assert levels(*smiths, ada)["name carriers"] == "both names agree, carriers 5 of 6"


def test_a_shared_family_name_is_common_when_the_family_is_large() -> None:
    sisters = (named("Ada", "King"), named("Mary", "King"))
    kings = [named(f"Name{at}x", "King") for at in range(100)]
    assert levels(*sisters)["name rarity"] == "only the family name agrees, commonness 0 of 7"
    assert levels(*sisters, *kings)["name rarity"] == "only the family name agrees, commonness 4 of 7"


def test_what_contacts_say_is_told_apart_by_what_the_name_says() -> None:
    bob = named("Bob", "Smith", phones="+1 512 555 0101", emails="x81@mail.example")
    rob = named("Robert", "Smith", phones="+1 512 555 0101", emails="qq9@post.example")
    assert levels(bob, rob)["contacts and name"] == "a contact in common, both names nearly agree"
    assert levels(bob, {**rob, "phones": "+1 512 777 8899"})["contacts and name"] == (
        "no contact in common, two differ, both names nearly agree"
    )

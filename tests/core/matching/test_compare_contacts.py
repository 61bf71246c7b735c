"""Addresses, numbers and pages side by side: a value says less the more people have it, and a slip is not a change."""

from __future__ import annotations

import pytest

from tests.core.matching.meeting import levels

MAILS = [
    ("provider's rules", "ada.king@gmail.com", "AdaKing@googlemail.com", "same mailbox, nobody else has it"),
    ("second address", "ada@acme.example; zoe@x.example", "zoe@x.example", "same mailbox, nobody else has it"),
    ("role", "info@acme.example", "info@acme.example", "same mailbox of a role"),
    ("relay", "a81bc9@privaterelay.appleid.com", "a81bc9@privaterelay.appleid.com", "same mailbox of a role"),
    ("nobody's", "noreply@acme.example", "noreply@acme.example", "not said"),
    ("user on two hosts", "ada.king@acme.example", "ada.king@mail.example", "same user elsewhere, nobody else has it"),
    ("not said", "", "zoe@post.example", "not said"),
    ("slip", "ada.king@acme.example", "ada.knig@acme.example", "slip in the address"),
    ("slip", "ada.king@acme.example", "ada.knig@post.example", "slip, on another host"),
    ("colleagues", "ada@acme.example", "zoe@acme.example", "same employer's host"),
    ("other", "ada@acme.example", "zoe@post.example", "different"),
]


@pytest.mark.parametrize(("case", "one", "other", "expected"), MAILS)
def test_addresses(case: str, one: str, other: str, expected: str) -> None:
    assert levels({"emails": one}, {"emails": other})["e-mail"] == expected, case


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (0, "nobody else has it"),
        (1, "one other has it"),
        (2, "two others have it"),
        (6, "a few have it"),
        (7, "many have it"),
        (60, "many have it"),
    ],
)
def test_a_value_is_known_by_how_many_others_carry_it(others: int, expected: str) -> None:
    row = {"emails": "ada.king@acme.example", "phones": "+1 512 555 0101"}
    found = levels(row, row, *[row] * others)
    assert (found["e-mail"], found["phone"]) == (f"same mailbox, {expected}", f"same number, {expected}")


NUMBERS = [
    ("written otherwise", "+1 512 555 0101", "(512) 555-0101", "same number, nobody else has it"),
    ("national form", "+44 20 7946 0958", "020 7946 0958", "same number, nobody else has it"),
    ("second number", "+1 512 777 8899; +1 512 555 0101", "+1 512 555 0101", "same number, nobody else has it"),
    ("one digit replaced", "+1 512 555 0101", "+1 512 555 0107", "slip in the number"),
    ("two digits exchanged", "+1 512 555 0101", "+1 512 555 1001", "slip in the number"),
    ("two digits replaced", "+1 512 555 0101", "+1 512 555 0177", "different"),
    ("another", "+1 512 555 0101", "+1 512 777 8899", "different"),
    ("not said", "", "+1 512 777 8899", "not said"),
]


@pytest.mark.parametrize(("case", "one", "other", "expected"), NUMBERS)
def test_numbers(case: str, one: str, other: str, expected: str) -> None:
    assert levels({"phones": one}, {"phones": other})["phone"] == expected, case


PAGES = [
    ("capitals", "in/adaking", "in/AdaKing/", "same page"),
    ("its old address", "pub/ada-king/12/345/678", "in/ada-king-67834512", "same page"),
    ("two numbered", "in/ada-king-1a2b3c4d", "in/ada-king-9f8e7d6c", "two numbered pages of one name"),
    ("strangers", "in/ada-king-1a2b3c4d", "in/zoe-may-9f8e7d6c", "two numbered pages"),
    ("numbered and not", "in/ada-king-1a2b3c4d", "in/adaking", "same name in the address"),
    ("cut off", "in/adalovelace", "in/adalovelac", "alike"),
    ("another", "in/adalovelace", "in/zoemay", "different"),
    ("not said", "", "in/zoemay", "not said"),
]


@pytest.mark.parametrize(("case", "one", "other", "expected"), PAGES)
def test_linkedin_pages(case: str, one: str, other: str, expected: str) -> None:
    pages = [{"linkedin_url": f"https://www.linkedin.com/{page}" if page else ""} for page in (one, other)]
    assert levels(*pages)["LinkedIn"] == expected, case


def test_a_page_that_many_have_is_less() -> None:
    page = {"linkedin_url": "https://www.linkedin.com/in/adaking"}
    assert levels(page, page, page)["LinkedIn"] == "same page, others have it"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("ada", "Ada", "same page"), ("ada", "zoe", "different"), ("", "zoe", "not said")],
)
def test_github_pages(one: str, other: str, expected: str) -> None:
    pages = [{"github_url": f"https://github.com/{user}" if user else ""} for user in (one, other)]
    assert levels(*pages)["GitHub"] == expected


def test_other_pages() -> None:
    ada, zoe = {"profiles": "https://ada.example/about"}, {"profiles": "https://zoe.example"}
    assert levels(ada, {"profiles": "ada.example/about"})["other page"] == "same page"
    assert levels(ada, zoe)["other page"] == "different"
    assert levels(ada, {})["other page"] == "not said"

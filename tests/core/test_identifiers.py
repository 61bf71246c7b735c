"""Words of names, and mailboxes that are nobody's own."""

from __future__ import annotations

import pytest

from syncengine.core.matching.identifiers import is_nobodys, name_words


def test_name_words() -> None:
    fields = {"first_name": "Anna-Lena", "last_name": "de la Cruz", "preferred_name": None, "company": "Acme"}
    assert name_words(fields) == {"anna", "lena", "cruz"}


@pytest.mark.parametrize(
    ("address", "nobodys"),
    [
        ("info@initech.example", True),
        ("candidates@agency.example", True),
        ("noemail@noemail.com", True),
        ("ada.lovelace@initech.example", False),
        ("ada@initech.example", False),
    ],
)
def test_some_mailboxes_are_nobodys(address: str, nobodys: bool) -> None:
    assert is_nobodys(("email", address)) is nobodys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"first_name": "Bożena", "last_name": "Żak"}, {"first_name": "Bozena", "last_name": "Zak, PhD"}),
        ({"first_name": "Anh", "last_name": "Võ"}, {"first_name": "Anh", "last_name": "Vo"}),
        ({"first_name": "Ольга", "last_name": "Иванова"}, {"first_name": "Olga", "last_name": "Ivanova"}),
    ],
)
def test_names_are_compared_in_plain_letters(one: dict[str, str], other: dict[str, str]) -> None:
    assert name_words(one) == name_words(other)

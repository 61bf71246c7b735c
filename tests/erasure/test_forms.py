"""By which forms of an identifier somebody is known again, and which identifiers catch nobody."""

from __future__ import annotations

import pytest

from mappings.keys import identity_keys
from syncengine.core.forgotten import digest, forms

SECRET = b"s" * 32


def carried(**fields: str) -> set[tuple[str, str]]:
    return forms(identity_keys({name: (value,) for name, value in fields.items()}))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"emails": "ada.lovelace@gmail.com"}, {"emails": "AdaLovelace+jobs@GoogleMail.com"}),
        ({"emails": "Ada@Example.com"}, {"emails": "ada+cv@example.com"}),
        ({"emails": "jürgen@bücher.example"}, {"emails": "Jürgen@xn--bcher-kva.example"}),
        ({"phones": "+44 7911 123456"}, {"phones": "07911 123 456"}),
        ({"phones": "+44 7911 123456"}, {"phones": "0044 7911-123456"}),
        ({"phones": "+1 (415) 555-2671"}, {"phones": "415.555.2671"}),
        ({"phones": "+49 30 901820"}, {"phones": "49 30 901820"}),
        ({"profiles": "https://www.linkedin.com/in/Ada-Lovelace/"}, {"profiles": "linkedin.com/in/ada-lovelace?trk=x"}),
        (
            {"profiles": "https://uk.linkedin.com/in/ada-lovelace"},
            {"profiles": "https://linkedin.com/mwlite/in/ada-lovelace"},
        ),
        ({"profiles": "https://github.com/ada"}, {"profiles": "https://ada.github.io"}),
        ({"profiles": "https://ada.example.com/cv"}, {"profiles": "http://www.ada.example.com/cv/"}),
    ],
)
def test_the_same_in_another_form(before: dict[str, str], after: dict[str, str]) -> None:
    assert carried(**before) & carried(**after)


@pytest.mark.parametrize(
    "fields",
    [
        {"emails": "info@example.com"},
        {"emails": "noreply@example.com"},
        {"phones": "0000000000"},
        {"profiles": "https://example.com"},
        {"profiles": "https://www.linkedin.com/"},
    ],
)
def test_what_many_share_by_its_nature_catches_nobody(fields: dict[str, str]) -> None:
    assert carried(**fields) == set()


def test_a_colleague_behind_the_same_switchboard_is_somebody_else() -> None:
    assert carried(phones="+1 415 555 2671 x12") & carried(phones="+1 415 555 2671 x13") == set()


def test_a_hash_depends_on_the_key_the_kind_and_the_value() -> None:
    one = digest(SECRET, ("email", "ada@example.com"))
    assert len(one) == 64
    assert one == digest(SECRET, ("email", "ada@example.com"))
    others = [
        (b"t" * 32, ("email", "ada@example.com")),
        (SECRET, ("phone", "ada@example.com")),
        (SECRET, ("email", "a")),
    ]
    assert all(digest(secret, key) != one for secret, key in others)

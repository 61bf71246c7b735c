"""A whole record: what a missing field is, and that no value can hurt."""

from __future__ import annotations

import sys
import tracemalloc
import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncengine.core.matching.normalise import Company, Name, Place, Title, features_of

COLUMNS = ("first_name", "last_name", "full_name", "preferred_name", "emails", "phones", "profiles", "linkedin_url",
           "github_url", "company", "title", "location")  # fmt: skip


def test_a_record() -> None:
    features = features_of(
        {
            "first_name": "Dr. Bob",
            "last_name": "O’Brien, Jr.",
            "emails": "Bob.OBrien+jobs@googlemail.com;info@acme.io",
            "phones": "(0783) 714 6500;000",
            "linkedin_url": "https://uk.linkedin.com/in/bob-obrien/",
            "company": "The Acme Group Ltd.",
            "title": "Sr. Eng.",
            "location": "Greater London",
        }
    )
    assert (features.name.given, features.name.family, features.name.suffix) == (("bob",), ("obrien",), "jr")
    assert [mail.canonical for mail in features.emails] == ["bobobrien@gmail.com", "info@acme.io"]
    assert [number.e164 for number in features.phones] == ["+447837146500"]
    assert [profile.key for profile in features.profiles] == ["linkedin:bob-obrien"]
    assert (features.company.head, features.title.words, features.place.city) == ("acme", ("engineer",), "london")


@pytest.mark.parametrize("record", [{}, dict.fromkeys(COLUMNS, ""), dict.fromkeys(COLUMNS, "  \t ")])
def test_nothing_said_is_nothing_known(record: dict[str, str]) -> None:
    features = features_of(record)
    assert (features.name, features.company, features.title, features.place) == (Name(), Company(), Title(), Place())
    assert (features.emails, features.phones, features.profiles) == ((), (), ())


HOSTILE = {
    "long": "a" * 100_000,
    "many words": "de la " * 20_000,
    "many addresses": "a@b.de;" * 15_000,
    "one long address": "a." * 50_000 + "@b.de",
    "many at signs": "@" * 100_000,
    "digits": "1" * 100_000,
    "digits and spaces": "1 " * 50_000,
    "brackets": "(" * 50_000 + ")" * 50_000,
    "quotes": '"' * 100_000,
    "commas": "," * 100_000,
    "dots": "a." * 50_000,
    "hyphens": "- " * 50_000,
    "slashes": "linkedin.com/pub/" + "/a" * 50_000,
    "percent": "linkedin.com/in/" + "%41" * 30_000,
    "control characters": "\x00\x07\x1b[31m\u0085\u2028" * 10_000,
    "direction marks": "\u202eadA\u200f\u2066" * 10_000,
    "combining marks": "a" + "\u0301" * 100_000,
    "ligature that grows": "\ufdfa" * 100_000,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 5_000,
    "lone surrogates": "\ud800\udfff" * 50_000,
    "unassigned": "\u0378\U0010ffff" * 50_000,
    "Han": "王" * 100_000,
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_values_are_cheap(value: str) -> None:
    record = dict.fromkeys(COLUMNS, value)
    tracemalloc.start()
    began = process_time()
    features_of(record)
    spent = process_time() - began
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < 0.5, "a hundred times what it takes"
    assert most < 12_000_000


@pytest.mark.parametrize("value", ["Ada" * 30_000, "Ada Lovelace " * 10_000, "é" * 100_000])
def test_no_cache_remembers_a_long_value(value: str) -> None:
    before = sys.getrefcount(value)
    features_of(dict.fromkeys(COLUMNS, value))
    assert sys.getrefcount(value) == before


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=300)))
def test_any_record_has_features_and_always_the_same(record: dict[str, str]) -> None:
    assert features_of(record) == features_of(dict(reversed(record.items())))


UNSEEN = st.text(alphabet=st.characters(categories=("Cc", "Cf", "So", "Cn")), max_size=50).filter(
    # Some symbols are letters by another name: a radical, a circled figure.
    lambda text: not any(map(str.isalnum, unicodedata.normalize("NFKC", text)))
)


@given(st.dictionaries(st.sampled_from(COLUMNS), UNSEEN))
def test_what_nobody_can_see_names_nobody(record: dict[str, str]) -> None:
    features = features_of(record)
    assert (features.name.given, features.name.family, features.company.key, features.place.city) == ((), (), "", "")

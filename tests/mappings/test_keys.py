"""Comparison keys: equivalent spellings are equal, different values are not, and every key is a fixed point."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mappings.canonical import FIELDS, Fields, KeyName
from mappings.keys import KEYS, email_key, identity_keys, key_of, phone_key, same, text_key
from mappings.profiles import is_social, linkedin_slug, profile_key

EMAILS, PHONES, PROFILES = FIELDS["emails"], FIELDS["phones"], FIELDS["profiles"]


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("Ada@Example.com", "ada@example.com"),
        ("  ada@example.com\n", "ada@example.com"),
        ("ada@Bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("ÅSA@example.com", "åsa@example.com"),
        ("not an address", "not an address"),
        ("ada@", "ada@"),
        ("", ""),
    ],
)
def test_email_key(spelling: str, key: str) -> None:
    assert email_key(spelling) == key


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("+34 600 000 000", "+34600000000"),
        ("+34-600-000-000", "+34600000000"),
        ("＋34 600 000 000", "+34600000000"),
        ("+44 (0) 20 7946 0018", "+442079460018"),
        ("+1 415 555 0100 ext. 12", "+14155550100;ext=12"),
        ("(600) 000-000", "600000000"),
        ("600000000", "600000000"),
        ("+999", "+999"),
        ("Skype: ada.l99", "skype: ada.l99"),
    ],
)
def test_phone_key(spelling: str, key: str) -> None:
    assert phone_key(spelling) == key


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("linkedin.com/in/AdaLopez", "linkedin:adalopez"),
        ("https://www.linkedin.com/in/adalopez/", "linkedin:adalopez"),
        ("http://es.linkedin.com/in/adalopez/en?trk=x", "linkedin:adalopez"),
        ("https://m.linkedin.com/mwlite/in/adalopez", "linkedin:adalopez"),
        ("https://www.linkedin.com/in/ada-l%C3%B3pez", "linkedin:ada-lópez"),
        ("https://www.linkedin.com/company/initech", "linkedin.com/company/initech"),
        ("https://www.linkedin.com/", "linkedin.com"),
        ("https://github.com/AdaL?tab=repositories", "github:adal"),
        ("https://github.com/python/cpython", "github.com/python/cpython"),
        ("HTTPS://WWW.AdaLopez.dev/", "adalopez.dev"),
        ("adalopez.dev", "adalopez.dev"),
        ("https://adalopez.dev/CV/?utm_source=x#top", "adalopez.dev/CV"),
        ("https://scholar.google.com/citations?user=AbC", "scholar.google.com/citations?user=AbC"),
        ("notlinkedin.com/in/ada", "notlinkedin.com/in/ada"),
    ],
)
def test_profile_key(spelling: str, key: str) -> None:
    assert profile_key(spelling) == key


def test_text_key_collapses_space_and_keeps_case() -> None:
    assert text_key("  de  la\tCruz ") == "de la Cruz"
    assert text_key("De la Cruz") != text_key("de la Cruz")
    assert text_key("Jose\u0301") == "José"


@pytest.mark.parametrize("name", KEYS)
@given(text=st.text())
@example(text="http://http://www.www.x.y//a//")
@example(text="linkedin.com/in/a%2525b")
@example(text="https://linkedin.com/in/%20x")
@example(text="linkedin:https://x.y")
@example(text="+54 9 15 2982 512345")
@example(text="İ@İ.com")
@example(text="١٢٣٤٥٦")
@example(text="\u0339 \u0334")
def test_the_key_of_a_key_is_that_key(name: KeyName, text: str) -> None:
    key = KEYS[name](text)
    assert KEYS[name](key) == key


@given(
    digits=st.text("0123456789", min_size=1, max_size=15), plus=st.sampled_from(["+", "", "+1", "+34", "+54", "+52"])
)
def test_phone_keys_are_fixed_points(digits: str, plus: str) -> None:
    key = phone_key(plus + digits)
    assert phone_key(key) == key


@given(
    handle=st.from_regex(r"[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?", fullmatch=True),
    before=st.sampled_from(["", "//", "http://", "https://", "HTTPS://www.", "www.", "https://de.", "m."]),
    after=st.sampled_from(["", "/", "?trk=public", "/en", "/?originalSubdomain=es", "#about", "/detail/x/"]),
)
def test_every_form_of_a_linkedin_address_is_one_key(handle: str, before: str, after: str) -> None:
    address = f"{before}linkedin.com/in/{handle}{after}"
    assert profile_key(address) == f"linkedin:{handle}"
    assert profile_key(address.upper().replace("TRK", "trk")) == f"linkedin:{handle}"
    assert linkedin_slug(address) == handle


@given(address=st.emails(), noise=st.sampled_from(["", " ", "\t", "\n"]))
def test_case_and_space_of_an_address_do_not_count(address: str, noise: str) -> None:
    assert email_key(noise + address.swapcase() + noise) == email_key(address)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_unicode_form_of_text_does_not_count(text: str) -> None:
    assert text_key(unicodedata.normalize("NFD", text)) == text_key(text)


def test_sets_are_the_same_when_their_keys_are() -> None:
    assert same(EMAILS, ("A@x.org", "b@x.org"), ("b@X.org", "a@x.org", "B@x.org"))
    assert not same(EMAILS, ("a@x.org",), ("a@x.org", "b@x.org"))
    assert same(EMAILS, (), None)
    assert same(FIELDS["first_name"], "Ada ", "Ada")
    assert same(FIELDS["first_name"], None, "")
    assert not same(FIELDS["first_name"], "Ada", "ada")


def test_flags_are_compared_as_they_are() -> None:
    private = FIELDS["private"]
    assert same(private, True, True)
    assert not same(private, False, True)
    assert not same(private, None, False)


def test_identity_keys_take_every_identifying_field_and_nothing_else() -> None:
    fields: Fields = {
        "first_name": "Ada",
        "emails": ("Ada@x.org", "no address"),
        "phones": ("+34 600 000 000", "ext"),
        "profiles": ("https://linkedin.com/in/ada", "https://www.linkedin.com", "ada"),
        "cross_ids": ("ats:candidate:1",),
        "pools": ("p1",),
    }
    assert identity_keys(fields) == {
        ("email", "ada@x.org"),
        ("phone", "+34600000000"),
        ("profile", "linkedin:ada"),
        ("cross_id", "ats:candidate:1"),
    }
    assert identity_keys({"emails": (), "phones": (), "profiles": None}) == set()


def test_which_addresses_are_social() -> None:
    assert is_social("linkedin.com/in/ada")
    assert is_social("https://x.com/ada")
    assert is_social("https://www.linkedin.com/company/initech")
    assert not is_social("adalopez.dev/x.com")


def test_key_of_uses_the_key_that_the_field_names() -> None:
    assert key_of(PHONES, "+34 600 000 000") == "+34600000000"
    assert key_of(PROFILES, "github.com/Ada") == "github:ada"


def test_a_key_that_no_index_could_hold_is_a_digest() -> None:
    """Two that differ at their very end are still two."""
    page = "https://www.linkedin.com/in/" + "a" * 6000
    [one], [other] = (identity_keys({"profiles": (page + end,)}) for end in ("b", "c"))
    assert one != other
    assert len(one[1]) < 200
    assert identity_keys({"profiles": (page + "b",)}) == {one}

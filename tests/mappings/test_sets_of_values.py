"""Sets of addresses, pages and numbers in the shapes of vendors: what stays, what goes where, what cannot be said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from mappings.canonical import FIELDS, Value
from mappings.keys import key_of
from mappings.transforms import (
    UNSET,
    HandleAndProfiles,
    OneOfMany,
    Place,
    PrimaryEmails,
    TypedValues,
    Unsayable,
    change,
)
from tests.mappings.transform_cases import (
    READ_ONLY,
    Row,
    addresses,
    emails_now,
    sets,
)


def test_entries_that_stay_keep_their_type_and_spelling() -> None:
    row = {
        "list": [{"value": "A@x.org", "type": "work", "id": 7}, {"value": None, "type": "home"}, {"value": "b@x.org"}]
    }
    transform = TypedValues(places=(Place(path="list", new_type="other"),))
    assert change(transform, FIELDS["emails"], ("a@X.org", "new@x.org"), row) == {
        "list": [
            {"value": "A@x.org", "type": "work", "id": 7},
            {"value": None, "type": "home"},
            {"value": "new@x.org", "type": "other"},
        ]
    }


def test_new_pages_go_where_they_belong_and_other_lists_stay_untouched() -> None:
    transform = TypedValues(places=(Place(path="social", takes="social"), Place(path="sites", new_type="other")))
    row: Row = {"social": [], "sites": [{"value": "linkedin.com/in/ada", "type": "blog"}]}
    field = FIELDS["profiles"]
    assert change(transform, field, ("linkedin.com/in/ada", "x.com/ada"), row) == {"social": [{"value": "x.com/ada"}]}
    assert change(transform, field, ("linkedin.com/in/ada", "ada.dev"), row) == {
        "sites": [{"value": "linkedin.com/in/ada", "type": "blog"}, {"value": "ada.dev", "type": "other"}]
    }


def test_a_list_that_was_not_read_is_never_replaced() -> None:
    field = FIELDS["profiles"]
    places = TypedValues(places=(Place(path="social", takes="social"), Place(path="sites")))
    assert places.read(field, {"social": [{"value": "x.com/ada"}]}) is UNSET
    with pytest.raises(Unsayable, match="did not report"):
        change(places, field, ("x.com/ada",), {"social": []})
    with pytest.raises(Unsayable, match="did not report"):
        change(PrimaryEmails(path="emails"), FIELDS["emails"], ("a@x.org",), {})


@given(now=emails_now, value=sets(addresses))
def test_exactly_one_address_is_primary(now: Any, value: Value) -> None:
    written = change(PrimaryEmails(path="emails"), FIELDS["emails"], value, {"emails": now})
    if written.get("emails"):
        assert [entry["is_primary"] for entry in written["emails"]].count(True) == 1
        assert all(entry.keys() == {"email_address", "is_primary"} for entry in written["emails"])


def test_the_primary_address_stays_primary() -> None:
    now = {
        "emails": [{"email_address": "a@x.org", "is_primary": False}, {"email_address": "b@x.org", "is_primary": True}]
    }
    written = change(PrimaryEmails(path="emails"), FIELDS["emails"], ("a@x.org", "b@x.org", "c@x.org"), now)
    assert [entry["is_primary"] for entry in written["emails"]] == [False, True, False]


HANDLE = HandleAndProfiles(handle_path="handle", profiles_path="profiles", write_path="urls")


def test_the_handle_is_given_on_creation_only() -> None:
    value = ("ada.dev", "https://www.linkedin.com/in/Ada/", "//linkedin.com/in/second")
    urls = ["https://ada.dev", "https://www.linkedin.com/in/Ada/", "https://linkedin.com/in/second"]
    assert change(HANDLE, FIELDS["profiles"], value, None) == {"urls": urls, "handle": "ada"}
    assert change(HANDLE, FIELDS["profiles"], value, {"handle": None, "profiles": []}) == {"urls": urls}


@pytest.mark.parametrize("member", ["@ada", "ada", "see my page", "ftp://ada.dev", "mailto:ada@x.org//"])
def test_what_is_no_web_address_is_not_said(member: str) -> None:
    with pytest.raises(Unsayable, match="not a web address"):
        change(HANDLE, FIELDS["profiles"], (member,), None)


def test_a_handle_cannot_be_taken_away() -> None:
    with pytest.raises(Unsayable, match="handle"):
        change(HANDLE, FIELDS["profiles"], ("ada.dev",), {"handle": "ada", "profiles": []})


def test_cross_ids_come_from_the_vendor_and_from_our_own_field() -> None:
    transform, field = READ_ONLY["cross_id"][1], FIELDS["cross_ids"]
    ours = {"name": "ATS record", "value": "ats-emea:candidate:9"}
    assert transform.read(field, {"their_id": "5", "custom_fields": [ours]}) == (
        "ats:candidate:5",
        "ats-emea:candidate:9",
    )
    assert transform.read(field, {"their_id": None, "custom_fields": [{**ours, "value": "see note"}]}) == ()


def test_two_spellings_of_one_member_take_one_place() -> None:
    assert change(OneOfMany(path="x"), FIELDS["phones"], ("+34 600 000 000", "+34600000000"), None) == {
        "x": "+34 600 000 000"
    }
    assert key_of(FIELDS["phones"], "+34 600 000 000") == "+34600000000"

"""The shipped translations, on records of the documented shapes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.canonical import FIELDS, Fields
from mappings.compile import CustomFieldNeed, Translator, Unsayable
from mappings.keys import same
from mappings.loader import load_translator

Row = dict[str, Any]

GREENHOUSE = load_translator("greenhouse")
GEM = load_translator("gem")
MEMORY = load_translator("memory")

GREENHOUSE_ROW: Row = {
    "id": 11925559004,
    "first_name": "Ada",
    "last_name": "Lopez",
    "preferred_name": None,
    "company": "Initech",
    "title": "",
    "created_at": "2026-02-11T09:12:44.120Z",
    "updated_at": "2026-11-20T16:01:02.003Z",
    "private": False,
    "can_email": False,
    "tags": ["referral", "Referral", "silver"],
    "email_addresses": [{"value": "ada@example.com", "type": "personal"}],
    "phone_numbers": [{"value": "+34 600 000 000", "type": "mobile"}, {"value": "600 000 001", "type": "other "}],
    "addresses": [{"value": "Madrid", "type": "home"}, {"value": "Vigo", "type": "work"}],
    "website_addresses": [{"value": "adalopez.dev", "type": "portfolio"}],
    "social_media_addresses": [{"value": "linkedin.com/in/adalopez"}],
    "custom_fields": {"notice_period": {"name": "Notice period", "type": "short_text", "value": None}},
}

GEM_ROW: Row = {
    "id": "Y2FuZGlkYXRlczox",
    "created_at": 1763800000,
    "last_updated_at": None,
    "candidate_greenhouse_id": "53883394",
    "first_name": "Ada",
    "last_name": "Lopez",
    "nickname": "Ad",
    "emails": [{"email_address": "ada@example.com", "is_primary": True}],
    "phone_number": None,
    "location": "Madrid, Spain",
    "linked_in_handle": "adalopez",
    "profiles": [{"network": "github", "url": "https://github.com/adal", "username": "adal"}],
    "company": None,
    "title": "Data Engineer",
    "custom_fields": [
        {"id": "1", "name": "ATS status", "scope": "team", "value": "Interview"},
        {"id": "2", "name": "ATS record", "scope": "team", "value": "greenhouse:candidate:53883394"},
    ],
    "due_date": {"date": "2027-02-01", "user_id": "u", "note": "n"},
    "project_ids": ["p1"],
}


def test_a_greenhouse_candidate_in_our_words() -> None:
    assert GREENHOUSE.to_canonical(GREENHOUSE_ROW) == {
        "first_name": "Ada",
        "last_name": "Lopez",
        "preferred_name": None,
        "company": "Initech",
        "title": None,
        "emails": ("ada@example.com",),
        "phones": ("+34 600 000 000", "600 000 001"),
        "profiles": ("linkedin.com/in/adalopez", "adalopez.dev"),
        "location": "Madrid",
        "private": False,
        "do_not_contact": True,
        "erased": False,
        "tags": ("referral", "Referral", "silver"),
    }


@pytest.mark.parametrize(
    ("first", "last", "erased"),
    [
        ("Anonymized", "11925559004", True),
        ("Anonymized", "53883394", False),
        ("Anonymized", "Lopez", False),
        ("Ada", "11925559004", False),
        ("Anonymized", None, None),
    ],
)
def test_who_is_called_anonymized_and_the_own_id_is_erased(first: str, last: str | None, erased: bool | None) -> None:
    assert GREENHOUSE.to_canonical({**GREENHOUSE_ROW, "first_name": first, "last_name": last})["erased"] is erased


def test_nobody_is_erased_and_no_tag_is_given_by_a_write() -> None:
    for translator in (GREENHOUSE, MEMORY):
        assert {"erased", "tags"} & (translator.writable | translator.creatable) == set()


def test_a_gem_candidate_in_our_words() -> None:
    assert GEM.to_canonical(GEM_ROW) == {
        "first_name": "Ada",
        "last_name": "Lopez",
        "preferred_name": "Ad",
        "company": None,
        "title": "Data Engineer",
        "location": "Madrid, Spain",
        "emails": ("ada@example.com",),
        "phones": (),
        "profiles": ("https://www.linkedin.com/in/adalopez", "https://github.com/adal"),
        "pools": ("p1",),
        "due_date": "2027-02-01",
        "cross_ids": ("greenhouse:candidate:53883394",),
        "ats_status": "Interview",
        "ats_id": "greenhouse:candidate:53883394",
        "rejection_reason": None,
        "first_source": None,
    }


@pytest.mark.parametrize(("translator", "row"), [(GREENHOUSE, GREENHOUSE_ROW), (GEM, GEM_ROW)])
def test_what_is_absent_stays_absent(translator: Translator, row: Row) -> None:
    assert translator.to_canonical({"id": row["id"]}) == {}
    whole = translator.to_canonical(row)
    without_emails = {name: value for name, value in row.items() if name not in {"emails", "email_addresses"}}
    assert whole.keys() - translator.to_canonical(without_emails).keys() == {"emails"}


@pytest.mark.parametrize(("translator", "row"), [(GREENHOUSE, GREENHOUSE_ROW), (GEM, GEM_ROW)])
def test_saying_what_is_there_already_says_nothing(translator: Translator, row: Row) -> None:
    fields = translator.to_canonical(row)
    known = {name: fields[name] for name in fields.keys() & translator.writable}
    assert translator.to_vendor(known, current=row, creating=False) == {}


def test_unknown_and_added_vendor_fields_do_no_harm() -> None:
    noisy = {**GEM_ROW, "brand_new": [{"x": 1}], "education_info": None}
    assert GEM.to_canonical(noisy) == GEM.to_canonical(GEM_ROW)


def test_a_prospect_is_created_in_greenhouse() -> None:
    changes: Fields = {
        "first_name": "Ada",
        "last_name": "Lopez",
        "company": None,
        "emails": ("ada@example.com",),
        "phones": (),
        "profiles": ("https://www.linkedin.com/in/ada", "ada.dev"),
    }
    assert GREENHOUSE.to_vendor(changes, current=None, creating=True) == {
        "application": {"prospect": True},
        "first_name": "Ada",
        "last_name": "Lopez",
        "email_addresses": [{"value": "ada@example.com", "type": "other"}],
        "social_media_addresses": [{"value": "https://www.linkedin.com/in/ada"}],
        "website_addresses": [{"value": "ada.dev", "type": "other"}],
    }


def test_a_person_is_created_in_gem() -> None:
    changes: Fields = {
        "first_name": "Ada",
        "emails": ("ada@example.com", "a@example.org"),
        "profiles": ("https://www.linkedin.com/in/Ada",),
        "pools": ("p1", "p2"),
        "ats_status": "Applied",
        "ats_id": "ats:candidate:1",
    }
    assert GEM.to_vendor(changes, current=None, creating=True) == {
        "first_name": "Ada",
        "emails": [
            {"email_address": "ada@example.com", "is_primary": True},
            {"email_address": "a@example.org", "is_primary": False},
        ],
        "profile_urls": ["https://www.linkedin.com/in/Ada"],
        "linked_in_handle": "ada",
        "project_ids": ["p1", "p2"],
        "custom_fields": {"ATS status": "Applied", "ATS record": "ats:candidate:1"},
    }


def test_a_gem_person_is_changed() -> None:
    changes: Fields = {
        "ats_status": "Rejected",
        "due_date": "2027-05-01",
        "rejection_reason": "we_rejected",
        "title": None,
    }
    assert GEM.to_vendor(changes, current=GEM_ROW, creating=False) == {
        "title": None,
        "custom_fields": {"ATS status": "Rejected", "Last rejection reason": "we_rejected"},
        "due_date": {
            "date": "2027-05-01",
            "note": "Eligible to be contacted again after an application was closed.",
        },
    }


@pytest.mark.parametrize(
    ("translator", "changes", "creating", "reason"),
    [
        (GREENHOUSE, {"location": "Vigo"}, False, "only be read"),
        (GREENHOUSE, {"private": True}, False, "only be read"),
        (GREENHOUSE, {"pools": ("p1",)}, False, "no place"),
        (GREENHOUSE, {"first_name": None}, False, "empty"),
        (GREENHOUSE, {"first_name": "Ada"}, True, "without it"),
        (GREENHOUSE, {"do_not_contact": True, "first_name": "A", "last_name": "L"}, True, "after a record was created"),
        (GEM, {"due_date": "2027-01-01"}, True, "after a record was created"),
        (GEM, {"pools": ("p2",)}, False, "when a record is created"),
        (GEM, {"company": "x" * 256}, False, "255"),
        (GEM, {"phones": ("600000001", "600000002")}, False, "more than 1"),
        (GEM, {"emails": tuple(f"a{n}@x.org" for n in range(21))}, False, "more than 20"),
        (GEM, {"ats_status": "Promoted"}, False, "options"),
        (GEM, {"nonsense": "x"}, True, "no place"),
    ],
)
def test_what_cannot_be_said_names_field_and_rule(
    translator: Translator, changes: Fields, creating: bool, reason: str
) -> None:
    current = GEM_ROW if translator is GEM else GREENHOUSE_ROW
    with pytest.raises(Unsayable, match=reason):
        translator.to_vendor(changes, current=current, creating=creating)


def test_an_update_needs_the_record_as_it_is() -> None:
    with pytest.raises(ValueError, match="current data"):
        GEM.to_vendor({"title": "x"}, current=None, creating=False)


def test_what_each_side_takes() -> None:
    assert GREENHOUSE.create_constants == {"application": {"prospect": True}}
    assert GREENHOUSE.capacity == {}
    assert GEM.capacity == {"emails": 20, "phones": 1}
    assert GEM.creatable - GEM.writable == {"pools"}
    assert GEM.writable - GEM.creatable == {"due_date"}
    assert GREENHOUSE.writable - GREENHOUSE.creatable == {"do_not_contact"}


def test_the_custom_fields_that_an_account_needs() -> None:
    options = ("Prospect", "Applied", "Screen", "Interview", "Final", "Offer", "Hired", "Rejected")
    assert GREENHOUSE.custom_fields == ()
    assert GEM.custom_fields == (
        CustomFieldNeed("ats_status", "ATS status", "choice", options),
        CustomFieldNeed("ats_id", "ATS record", "text"),
        CustomFieldNeed("rejection_reason", "Last rejection reason", "text"),
        CustomFieldNeed("first_source", "First source", "text"),
    )
    named = ["ats_status", "ats_id", "rejection_reason", "first_source"]
    assert [need.name for need in MEMORY.custom_fields] == named


names = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=20).filter(str.strip)
people = st.fixed_dictionaries(
    {"first_name": names, "last_name": names},
    optional={
        "company": st.one_of(st.none(), names),
        "title": st.one_of(st.none(), names),
        "location": st.one_of(st.none(), names),
        "emails": st.lists(st.emails(), max_size=3).map(tuple),
        "phones": st.lists(st.sampled_from(["+34 600 000 000", "600000001"]), max_size=2).map(tuple),
        "private": st.booleans(),
        "do_not_contact": st.booleans(),
    },
)


@given(person=people, later=people)
def test_a_whole_person_goes_there_and_back(person: Fields, later: Fields) -> None:
    """The memory vendor sets exactly what it is sent, so its records are what we said."""
    row: Row = dict.fromkeys(["company", "title", "location"]) | {"emails": [], "phones": [], "profiles": []}
    row |= MEMORY.to_vendor(person, current=None, creating=True)
    row |= MEMORY.to_vendor(later, current=row, creating=False)
    read = MEMORY.to_canonical(row)
    for name, value in {**person, **later}.items():
        assert same(FIELDS[name], read[name], value)
    assert MEMORY.to_vendor(later, current=row, creating=False) == {}

"""The law of every transform, against what the vendor does with a write:

read(apply(write(value, current), current)) == value by key, and writing an unchanged value changes nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mappings.canonical import FIELDS, Value
from mappings.keys import key_of, same
from mappings.transforms import (
    UNSET,
    AnyTransform,
    CrossId,
    DueDate,
    FirstOf,
    Flag,
    HandleAndProfiles,
    IdList,
    KeyedCustomField,
    NamedCustomField,
    NotFlag,
    OneOfMany,
    Place,
    PrimaryEmails,
    Text,
    Texts,
    Transform,
    TypedValues,
    Unsayable,
    change,
)

Row = dict[str, Any]
Apply = Callable[[Row, Row], Row]


def merged(row: Row, changes: Row) -> Row:
    """A vendor that sets what it is sent."""
    return {**copy.deepcopy(row), **copy.deepcopy(changes)}


def with_named(row: Row, changes: Row) -> Row:
    """A vendor that shows custom fields as a list and leaves out the empty ones."""
    entries = [dict(entry) for entry in row.get("custom_fields") or []]
    for name, value in changes.get("custom_fields", {}).items():
        entries = [entry for entry in entries if entry["name"] != name or entry["scope"] != "team"]
        if value is not None:
            entries.append({"name": name, "scope": "team", "value": value})
    return {**row, "custom_fields": entries}


def with_keyed(row: Row, changes: Row) -> Row:
    """A vendor that shows custom fields as an object."""
    if not changes:
        return row
    entries = dict(row.get("custom_fields") or {})
    for name, value in changes.get("custom_fields", {}).items():
        entries[name] = {"name": name.title(), "type": "short_text", "value": value}
    return {**row, "custom_fields": entries}


def with_derived_profiles(row: Row, changes: Row) -> Row:
    """A vendor that makes profiles from addresses, and keeps its handle."""
    after = {**row}
    if "linked_in_handle" in changes:
        after["linked_in_handle"] = changes["linked_in_handle"]
    if "profile_urls" in changes:
        after["profiles"] = [{"network": "other", "url": url, "username": None} for url in changes["profile_urls"]]
    return after


blank = st.sampled_from([None, "", "  "])
words = st.one_of(blank, st.text(min_size=1, max_size=12))
flags = st.sampled_from([None, True, False])
addresses = st.sampled_from(["a@x.org", "A@X.org", "b@x.org", "c@ümlaut.example", "c@xn--mlaut-jva.example", "odd"])
numbers = st.sampled_from(
    ["+34 600 000 000", "+34600000000", "600 000 000", "600000000", "+1 415 555 0100", "skype: a"]
)
pages = st.sampled_from(
    [
        "linkedin.com/in/ada",
        "https://www.linkedin.com/in/Ada/",
        "https://linkedin.com/in/other",
        "https://github.com/ada",
        "github.com/Ada/",
        "adalopez.dev",
        "https://adalopez.dev/cv",
    ]
)
days = st.dates().map(lambda day: day.isoformat())
ids = st.sampled_from(["p1", "p2", "p3"])


def sets(members: SearchStrategy[str]) -> SearchStrategy[Value]:
    return st.lists(members, max_size=4).map(tuple)


def typed(members: SearchStrategy[str]) -> SearchStrategy[list[Row | None] | None]:
    texts = st.one_of(members, blank)
    entry = st.fixed_dictionaries({"value": texts}, optional={"type": st.sampled_from(["work", None]), "x": st.just(1)})
    return st.one_of(st.none(), st.lists(st.one_of(entry, st.none()), max_size=4))


emails_now = st.one_of(
    st.none(),
    st.lists(st.fixed_dictionaries({"email_address": st.one_of(addresses, blank), "is_primary": flags}), max_size=4),
)
profiles_now = st.lists(
    st.one_of(
        st.fixed_dictionaries({"network": st.just("github"), "url": pages, "username": st.just("ada")}),
        st.fixed_dictionaries({"network": st.just("github"), "url": st.none(), "username": st.just("ada")}),
        st.fixed_dictionaries({"network": st.just("other"), "url": st.none(), "username": st.just("ada")}),
    ),
    max_size=3,
)
named_now = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["ATS status", "Other"]),
            "scope": st.sampled_from(["team", "project"]),
            "value": words,
        }
    ),
    max_size=3,
    unique_by=lambda entry: (entry["name"], entry["scope"]),
)
keyed_now = st.one_of(
    st.none(), st.dictionaries(st.sampled_from(["status", "notice"]), st.fixed_dictionaries({"value": words}))
)


@dataclass(frozen=True)
class Case:
    """A transform, the field it serves, values to write, records to write them to, and what the vendor does."""

    field: str
    transform: AnyTransform
    values: SearchStrategy[Value]
    rows: SearchStrategy[Row]
    apply: Apply = merged
    creates: bool = True

    def read(self, row: Mapping[str, Any]) -> Any:
        return self.transform.read(FIELDS[self.field], row)

    def change(self, value: Value, row: Row | None) -> Row:
        return change(self.transform, FIELDS[self.field], value, row)


def row_of(**columns: SearchStrategy[Any]) -> SearchStrategy[Row]:
    return st.fixed_dictionaries({"unrelated": st.just("kept"), **columns})


CASES = {
    "text": Case("company", Text(path="company"), words, row_of(company=words)),
    "flag": Case("private", Flag(path="private"), flags, row_of(private=flags)),
    "not_flag": Case("do_not_contact", NotFlag(path="can_email"), flags, row_of(can_email=flags)),
    "due_date": Case(
        "due_date",
        DueDate(path="due_date", note="why"),
        st.one_of(st.none(), days),
        row_of(due_date=st.one_of(st.none(), st.fixed_dictionaries({"date": st.one_of(st.none(), days)}))),
    ),
    "typed_values": Case(
        "emails",
        TypedValues(places=(Place(path="email_addresses", new_type="other"),)),
        sets(addresses),
        row_of(email_addresses=typed(addresses)),
    ),
    "typed_values in two places": Case(
        "profiles",
        TypedValues(places=(Place(path="social", takes="social"), Place(path="websites", new_type="other"))),
        sets(pages),
        row_of(social=typed(pages), websites=typed(pages)),
    ),
    "primary_emails": Case("emails", PrimaryEmails(path="emails"), sets(addresses), row_of(emails=emails_now)),
    "one_of_many": Case(
        "phones",
        OneOfMany(path="phone_number"),
        st.lists(numbers, max_size=1).map(tuple),
        row_of(phone_number=st.one_of(blank, numbers)),
    ),
    "texts": Case(
        "phones",
        Texts(path="phones"),
        sets(numbers),
        row_of(phones=st.one_of(st.none(), st.lists(st.one_of(numbers, blank), max_size=4))),
    ),
    "id_list": Case("pools", IdList(path="project_ids"), sets(ids), row_of(project_ids=st.lists(ids, max_size=3))),
    "handle_and_profiles": Case(
        "profiles",
        HandleAndProfiles(handle_path="linked_in_handle", profiles_path="profiles", write_path="profile_urls"),
        sets(pages),
        row_of(linked_in_handle=st.none(), profiles=profiles_now),
        with_derived_profiles,
    ),
    "handle_and_profiles with a handle": Case(
        "profiles",
        HandleAndProfiles(handle_path="linked_in_handle", profiles_path="profiles", write_path="profile_urls"),
        sets(pages).map(
            lambda members: ("https://linkedin.com/in/ADA", *(members if isinstance(members, tuple) else ()))
        ),
        row_of(linked_in_handle=st.just("ada"), profiles=profiles_now),
        with_derived_profiles,
        creates=False,
    ),
    "keyed_custom_field": Case(
        "ats_status", KeyedCustomField(name="status"), words, row_of(custom_fields=keyed_now), with_keyed
    ),
    "named_custom_field": Case(
        "ats_status", NamedCustomField(name="ATS status"), words, row_of(custom_fields=named_now), with_named
    ),
    "named_custom_field with options": Case(
        "ats_status",
        NamedCustomField(name="ATS status", type="choice", options=("Applied", "Hired")),
        st.sampled_from([None, "Applied", "Hired"]),
        row_of(custom_fields=named_now),
        with_named,
    ),
}


@pytest.mark.parametrize("name", CASES)
@given(data=st.data())
def test_what_is_written_is_read_back(name: str, data: st.DataObject) -> None:
    case = CASES[name]
    row, value = data.draw(case.rows), data.draw(case.values)
    after = case.apply(row, case.change(value, row))
    assert same(FIELDS[case.field], case.read(after), value)
    assert after["unrelated"] == "kept"
    assert case.change(value, after) == {}


@pytest.mark.parametrize("name", CASES)
@given(data=st.data())
def test_writing_what_is_there_changes_nothing(name: str, data: st.DataObject) -> None:
    case = CASES[name]
    row = data.draw(case.rows)
    value = case.read(row)
    assert value is UNSET or case.change(value, row) == {}


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.creates])
@given(data=st.data())
def test_a_new_record_reads_as_it_was_written(name: str, data: st.DataObject) -> None:
    case = CASES[name]
    value = data.draw(case.values)
    empty: Row = {"linked_in_handle": None} | {
        path: [] for path in ("profiles", "social", "websites", "email_addresses")
    }
    after = case.apply(empty, case.change(value, None))
    assert same(FIELDS[case.field], case.read(after), value)


READ_ONLY: dict[str, tuple[str, Transform]] = {
    "first_of": ("location", FirstOf(path="addresses")),
    "cross_id": ("cross_ids", CrossId(path="their_id", prefix="ats:candidate:", also_field="ATS record")),
}


@pytest.mark.parametrize("name", [*CASES, *READ_ONLY])
def test_absent_is_not_reported_and_null_is_empty(name: str) -> None:
    field_name, transform = READ_ONLY[name] if name in READ_ONLY else (CASES[name].field, CASES[name].transform)
    field = FIELDS[field_name]
    paths = ["company", "private", "can_email", "due_date", "email_addresses", "social", "websites", "emails"]
    paths += ["phone_number", "phones", "project_ids", "linked_in_handle", "profiles", "custom_fields", "addresses"]
    assert transform.read(field, {}) is UNSET
    assert transform.read(field, dict.fromkeys([*paths, "their_id"])) == (() if field.shape == "set" else None)


@pytest.mark.parametrize("name", READ_ONLY)
def test_read_only_transforms_refuse_to_write(name: str) -> None:
    field, transform = READ_ONLY[name]
    with pytest.raises(Unsayable):
        change(transform, FIELDS[field], "anything", {})


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

"""Every transform with values to try it on, and what the vendor does with a write."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mappings.canonical import FIELDS, Value
from mappings.transforms import (
    Anonymised,
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

READ_ONLY: dict[str, tuple[str, Transform]] = {
    "anonymised": ("erased", Anonymised(word="Anonymized")),
    "first_of": ("location", FirstOf(path="addresses")),
    "cross_id": ("cross_ids", CrossId(path="their_id", prefix="ats:candidate:", also_field="ATS record")),
}

"""The law of every transform, against what the vendor does with a write:

read(apply(write(value, current), current)) == value by key, and writing an unchanged value changes nothing.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.canonical import FIELDS
from mappings.keys import same
from mappings.transforms import UNSET, Anonymised, Malformed, Unsayable, change
from tests.mappings.transform_cases import CASES, READ_ONLY, Row


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


@pytest.mark.parametrize("name", [*CASES, *READ_ONLY])
def test_absent_is_not_reported_and_null_is_empty(name: str) -> None:
    field_name, transform = READ_ONLY[name] if name in READ_ONLY else (CASES[name].field, CASES[name].transform)
    field = FIELDS[field_name]
    paths = ["company", "private", "can_email", "due_date", "email_addresses", "social", "websites", "emails"]
    paths += ["phone_number", "phones", "project_ids", "linked_in_handle", "profiles", "custom_fields", "addresses"]
    paths += ["first_name", "last_name", "id"]
    assert transform.read(field, {}) is UNSET
    assert transform.read(field, dict.fromkeys([*paths, "their_id"])) == (() if field.shape == "set" else None)


@pytest.mark.parametrize("name", READ_ONLY)
def test_read_only_transforms_refuse_to_write(name: str) -> None:
    field, transform = READ_ONLY[name]
    with pytest.raises(Unsayable):
        change(transform, FIELDS[field], "anything", {})


@given(
    first=st.sampled_from(["Anonymized", " Anonymized ", "anonymized", "Ada"]), id_=st.integers(), last=st.integers()
)
def test_the_word_and_the_own_id_together_say_that_somebody_is_anonymised(first: str, id_: int, last: int) -> None:
    row = {"first_name": first, "last_name": str(last), "id": id_}
    read = Anonymised(word="Anonymized").read(FIELDS["erased"], row)
    assert read is (first.strip() == "Anonymized" and last == id_)


def test_an_id_that_is_none_is_malformed_and_not_a_stranger() -> None:
    with pytest.raises(Malformed, match="id: must be an id"):
        Anonymised(word="Anonymized").read(FIELDS["erased"], {"first_name": "A", "last_name": "B", "id": None})

"""Values that humans type: clean ones come out as the mapping would read them, others are refused by name and shape."""

from __future__ import annotations

import pytest

from mappings.by_hand import NotAValue, typed_value
from mappings.canonical import Value


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("title", ["  Chief   Engineer "], "Chief Engineer"),
        ("title", [""], None),
        ("first_name", ["Zoe\u0308"], "Zo\u00eb"),
        ("emails", ["ada@example.com", "ADA@example.com", "b@example.com"], ("ada@example.com", "b@example.com")),
        ("emails", [""], ()),
        ("phones", ["+49 30 901820"], ("+49 30 901820",)),
        ("profiles", ["linkedin.com/in/ada"], ("linkedin.com/in/ada",)),
        ("due_date", ["2027-05-21"], "2027-05-21"),
        ("do_not_contact", ["True"], True),
        ("private", [""], None),
    ],
)
def test_what_is_typed_is_read_as_a_value(name: str, typed: list[str], value: Value) -> None:
    assert typed_value(name, typed) == value


@pytest.mark.parametrize(
    ("name", "typed", "complaint"),
    [
        ("emails", ["secret"], "emails holds e-mail addresses"),
        ("phones", ["1234"], "phones holds phone numbers"),
        ("profiles", ["se cret"], "profiles holds profile and web addresses"),
        ("due_date", ["2027-5-1"], "due_date is a day: yyyy-mm-dd"),
        ("title", ["secret", "b"], "title holds one value"),
        ("private", ["secret"], "private is a flag"),
        ("titel", ["secret"], "there is no field 'titel'; did you mean 'title'?"),
    ],
)
def test_what_is_no_value_is_refused_without_being_repeated(name: str, typed: list[str], complaint: str) -> None:
    with pytest.raises(NotAValue, match=complaint) as caught:
        typed_value(name, typed)
    assert "secret" not in str(caught.value)

"""What goes into columns comes out as it was."""

from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from mappings.canonical import Value
from syncengine.store.packing import digest, fields_from_json, fields_to_json, pack, unpack

TEXT = st.text(st.characters(exclude_categories=["Cs"]))  # a reply with half a surrogate pair is no JSON to us
VALUES: st.SearchStrategy[Value] = st.one_of(st.none(), st.booleans(), TEXT, st.lists(TEXT).map(tuple))
NUMBERS = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXT, VALUES))
def test_fields_come_back(fields: dict[str, Value]) -> None:
    assert fields_from_json(orjson.loads(orjson.dumps(fields_to_json(fields)))) == fields


@given(JSON)
def test_payloads_come_back(payload: object) -> None:
    assert unpack(pack(payload)) == payload


@given(st.dictionaries(TEXT, JSON, min_size=2))
def test_a_fingerprint_does_not_depend_on_the_order_of_keys(payload: dict[str, object]) -> None:
    assert digest(dict(reversed(payload.items()))) == digest(payload)


def test_a_fingerprint_depends_on_everything_else() -> None:
    assert len({digest(each) for each in ({"a": 1}, {"a": 2}, {"b": 1}, {"a": "1"}, [1, 2], [2, 1], None)}) == 7

"""How many records carry a value: each record once, and counts kept elsewhere are the same counts."""

from __future__ import annotations

import numpy as np

from syncengine.core.matching.tallies import COUNTED, looked_up, tally, values_of
from tests.core.matching.meeting import cards, named

ADA = named("Ada", "King", emails="ada@x.example", phones="+1 512 555 0101", location="Berlin, Germany", company="Acme")
ZOE = named("Zoe", "King", emails="zoe@x.example", phones="512 555 0101", location="Munich, Germany", company="Globex")


def test_values_are_counted_over_all_records() -> None:
    found = tally(cards(ADA, ZOE, {}))
    assert found.base == 3
    assert found.of("family")[:, 0].tolist() == [2, 2, 0]
    assert found.of("given")[:, 0].tolist() == [1, 1, 0]
    assert found.of("email")[:, 0].tolist() == [1, 1, 0]
    assert found.of("city")[:, 0].tolist() == [1, 1, 0]
    assert found.of("country")[:, 0].tolist() == [2, 2, 0]


def test_a_number_is_counted_by_its_end() -> None:
    assert (
        tally(cards(ADA, {"phones": "+44 512 555 0101"})).of("phone")[0, 0] == tally(cards(ADA, ZOE)).of("phone")[0, 0]
    )


def test_a_record_counts_once_that_has_a_value_twice() -> None:
    twice = {"company": "Acme", "title": "Engineer at Acme", "emails": "ada@acme.com"}
    assert tally(cards(twice)).of("company")[0, 0] == 1


def test_extra_columns_are_counted() -> None:
    extras = tally(cards({"c": "red"}, {"c": "Red"}, {"c": ""}, {"c": "green"}, extras={"c": "category"})).extra_counts
    assert extras[:, 0].tolist() == [2, 2, 0, 1]


def test_counts_that_somebody_else_keeps_are_the_same_counts() -> None:
    found = cards(ADA, ZOE, ADA, {})
    kept: dict[str, dict[int, int]] = {}
    for counted in COUNTED:
        values, often = np.unique(values_of(found, counted), return_counts=True)
        kept[counted.kind] = {**dict(zip(values.tolist(), often.tolist(), strict=True)), 0: 0}

    def lookup(kind: str, codes: np.ndarray) -> np.ndarray:
        return np.array([[kept[kind][int(code)] for code in row] for row in codes], np.int32)

    assert looked_up(found, lookup, base=4).counts.tolist() == tally(found).counts.tolist()

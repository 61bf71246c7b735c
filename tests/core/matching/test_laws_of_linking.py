"""Laws of linking: it does not matter how the rows came, and no row is too strange.

Probabilities are compared to nine digits: sums are added up in another order when rows come in another order.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from typing import Literal

import numpy as np
import pytest
from anyascii import anyascii
from hypothesis import given, settings
from hypothesis import strategies as st

from syncengine.bulk import crew, linking
from syncengine.bulk.linking import Linked, link_rows
from syncengine.core.matching.normalise import text
from tests.core.matching.crowds import FIELDS, HOSTILE, LONG, crowds, found, rows
from tests.core.matching.meeting import Row, cards, chunks, columns

NEAR = 1e-9
Found = dict[tuple[int, int], tuple[float, int]]


@pytest.fixture(autouse=True, scope="module")
def _learns_from_few() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linking, "FEWEST_TO_LEARN", 1)
        yield


def linked(left: list[Row], right: list[Row] | None, *, learn: bool = False) -> Linked:
    return link_rows([columns(left)], None if right is None else [columns(right)], learn=learn, workers=1)


def assert_same(one: Found, other: Found) -> None:
    near = {pair for pair, (probability, _) in (one | other).items() if abs(probability - linking.FAINTEST) < NEAR}
    assert one.keys() - near == other.keys() - near
    for pair in one.keys() & other.keys():
        assert one[pair][0] == pytest.approx(other[pair][0], abs=NEAR)
        assert one[pair][1] == other[pair][1]


@settings(deadline=None, max_examples=60)
@given(crowds(), crowds(), st.booleans())
def test_symmetric(left: list[Row], right: list[Row], learn: bool) -> None:
    here, there = linked(left, right, learn=learn), linked(right, left, learn=learn)
    assert_same(found(here), {(j, i): verdict for (i, j), verdict in found(there).items()})


@settings(deadline=None, max_examples=60)
@given(crowds(), crowds(), st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_rows_does_not_matter(left: list[Row], right: list[Row], dice: random.Random, learn: bool) -> None:
    to, back = list(range(len(left))), list(range(len(right)))
    dice.shuffle(to)
    dice.shuffle(back)
    mixed = linked([left[at] for at in to], [right[at] for at in back], learn=learn)
    assert_same(
        found(linked(left, right, learn=learn)), {(to[i], back[j]): verdict for (i, j), verdict in found(mixed).items()}
    )


@settings(deadline=None, max_examples=60)
@given(crowds(most=12), st.randoms(use_true_random=False), st.booleans())
def test_the_order_does_not_matter_within_one_side(crowd: list[Row], dice: random.Random, learn: bool) -> None:
    to = list(range(len(crowd)))
    dice.shuffle(to)
    mixed = found(linked([crowd[at] for at in to], None, learn=learn))
    expected = {(min(to[i], to[j]), max(to[i], to[j])): verdict for (i, j), verdict in mixed.items()}
    assert_same(found(linked(crowd, None, learn=learn)), expected)


@settings(deadline=None, max_examples=60)
@given(crowds(most=10, hostile=False), crowds(most=10, hostile=False))
def test_how_rows_are_cut_into_chunks_does_not_matter(left: list[Row], right: list[Row]) -> None:
    whole = linked(left, right)
    for size in (1, 7):
        cut = link_rows(chunks(left, size), chunks(right, size), learn=False, workers=1)
        assert found(cut) == found(whole)
        assert cut.rows == whole.rows == (len(left), len(right))


def test_two_workers_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "ALONE", 10)
    dice = random.Random(4)
    left, right = ([{name: dice.choice(of) for name, of in FIELDS.items()} for _ in range(60)] for _ in range(2))
    one, two = (link_rows(chunks(left, 9), chunks(right, 9), workers=workers) for workers in (1, 2))
    assert found(one) == found(two) != {}


@settings(deadline=None, max_examples=60)
@given(crowds())
def test_reports_are_in_order_and_within_bounds(crowd: list[Row]) -> None:
    result = linked(crowd, None)
    assert (result.left < result.right).all()
    assert ((result.probability >= linking.FAINTEST) | (result.verdict > linking.DIFFERENT)).all()
    assert (result.probability <= 1).all()
    ranks = list(zip((-result.verdict).tolist(), (-result.probability).tolist(), strict=True))
    assert ranks == sorted(ranks)
    assert result.candidates <= len(crowd) * (len(crowd) - 1) // 2
    assert len(set(found(result))) == len(result.left)
    assert result.lines(slice(None)) == [result.evidence(at) for at in range(len(result.left))]


@pytest.mark.parametrize("value", [*HOSTILE, *LONG], ids=lambda value: f"{value[:6]!a}")
def test_no_value_is_too_strange(value: str) -> None:
    """Everywhere at once, beside a usual record: it neither fails nor is more kept of it than of any other."""
    kinds = {"date": "date", "text": "text", "number": "number", "id": "id", "category": "category"}
    strange: Row = {**dict.fromkeys((*FIELDS, *kinds, "profiles", "github_url"), value)}
    usual: Row = {name: values[0] for name, values in FIELDS.items()}
    result = link_rows([columns([strange, usual])], [columns([usual, strange])], extras=kinds, workers=1)  # type: ignore[arg-type]
    assert np.isfinite(result.probability).all()
    assert cards(strange).codes.nbytes == cards(usual).codes.nbytes
    assert cards(strange).texts.nbytes == cards(usual).texts.nbytes


def test_work_is_bounded_by_what_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a value of 100 kB no more is transliterated than of an honest long one."""
    looked_at = []
    normalize = unicodedata.normalize

    def counting(value: str) -> str:
        looked_at.append(len(value))
        return anyascii(value)

    class Counting:
        category = staticmethod(unicodedata.category)

        @staticmethod
        def normalize(form: Literal["NFKC"], value: str) -> str:
            looked_at.append(len(value))
            return normalize(form, value)

    monkeypatch.setattr(text, "unicodedata", Counting)
    monkeypatch.setattr(text, "anyascii", counting)
    for field in (*FIELDS, "profiles", "github_url"):
        cards({field: "Ünïcödé Wörd; ö@ü.example, " * 5_000})
    assert looked_at
    assert max(looked_at) <= 2_000


@settings(deadline=None, max_examples=60)
@given(st.lists(rows() | st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text(max_size=60)), max_size=6))
def test_nothing_crashes(crowd: list[Row]) -> None:
    linked(crowd, crowd)
    linked(crowd, None)


def test_no_rows_at_all() -> None:
    assert found(link_rows([], [])) == found(link_rows([], None)) == {}
    assert found(link_rows([{}], [{"emails": []}])) == {}
    assert found(link_rows([columns([{"emails": "ada@x.example"}])], [])) == {}

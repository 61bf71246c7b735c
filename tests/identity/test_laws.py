"""What holds whatever records there are: either side sees the same, strangers change nothing, nonsense does no harm."""

from __future__ import annotations

import time

import numpy as np
import pytest

from mappings.canonical import Fields
from syncengine.core.matching.model import shipped
from syncengine.core.matching.verdicts import Costs
from syncengine.identity.columns import LONGEST, columns_of
from syncengine.identity.keeping import keep
from syncengine.identity.neighbourhood import Neighbourhood, neighbourhood
from syncengine.store import Store
from syncengine.store.cards import Ref
from tests.identity.worlds import Records, world

COUNTING = ("name rarity", "name carriers", "e-mail", "phone", "LinkedIn", "employer", "title", "place")
"""Comparisons whose levels depend on how many records carry a value."""


def arrive(store: Store, records: Records) -> None:
    with store.write() as connection:
        for (system, ref_id), fields in records.items():
            keep(connection, system=system, records=[(ref_id, fields)])


def near(store: Store, *refs: Ref) -> Neighbourhood:
    with store.read() as connection:
        return neighbourhood(connection, refs, model=shipped(), costs=Costs())


def levels_of(found: Neighbourhood) -> dict[frozenset[Ref], dict[str, int]]:
    pairs = zip(found.compared.left.tolist(), found.compared.right.tolist(), strict=True)
    return {
        frozenset((found.ground.refs[one], found.ground.refs[other])): {
            name: int(level[at]) for name, level in found.compared.levels.items()
        }
        for at, (one, other) in enumerate(pairs)
    }


def test_either_of_two_is_told_the_same(store: Store) -> None:
    records = world(11, people=50)
    arrive(store, records)
    seen = {ref: {pair.other: pair for pair in near(store, ref).pairs_of(ref)} for ref in list(records)[::4]}
    both = [(one, other) for one in seen for other in seen[one] if other in seen]
    assert len(both) > 20
    for one, other in both:
        here, there = seen[one][other], seen[other][one]
        assert here.probability == pytest.approx(there.probability, abs=1e-9)
        assert (here.verdict, here.veto) == (there.verdict, there.veto)


def test_evidence_adds_up_to_the_probability(store: Store) -> None:
    records = world(12, people=50)
    arrive(store, records)
    found = near(store, *records)
    for ref in records:
        for pair in found.pairs_of(ref):
            told = found.evidence(pair)
            total = told.start + sum(piece.weight for piece in told.pieces) + told.rivals + told.calibration
            assert 1 / (1 + np.exp(-total)) == pytest.approx(pair.probability, abs=0.01)
            assert not {"ada", "lopez"} & set(str(told.as_json()).lower().split())


def test_a_stranger_changes_nothing_but_counts_and_those_by_a_step_at_most(store: Store) -> None:
    """A record that meets nobody can still live where others live. What it may change of a pair is bounded by one step
    in every comparison that counts."""
    records = world(13, people=30)
    for ref, last in ((("ats", "one"), "Tremblay"), (("crm", "two"), "Okafor")):  # alike in what strangers make common
        records[ref] = {"first_name": "Ada", "last_name": last, "emails": ("only.ada@gmail.com",)}
    arrive(store, records)
    model = shipped()
    bound = sum(float(np.abs(np.diff(model.weights[name])).max()) for name in COUNTING)
    moves = 0
    before = levels_of(near(store, *records))
    for last in (
        f"{begin}{end}" for begin in ("Quu", "Xer", "Yolo", "Vorn") for end in ("bak", "dorf", "fusz", "gint", "kov")
    ):
        stranger: Fields = {"first_name": "Ada", "last_name": last, "title": "Engineer"}
        arrive(store, {("ats", last): stranger})
        assert near(store, ("ats", last)).pairs_of(("ats", last)) == []
        after = levels_of(near(store, *records))
        assert before.keys() == after.keys()
        moved = [(before[pair], after[pair]) for pair in before if before[pair] != after[pair]]
        for old, new in moved:
            assert {name for name in old if old[name] != new[name]} <= set(COUNTING)
            assert all(abs(old[name] - new[name]) <= 1 for name in COUNTING)
            shift = sum(float(model.weights[name][new[name]] - model.weights[name][old[name]]) for name in old)
            assert abs(shift) <= bound
        moves += len(moved)
        before = after
    assert moves  # or strangers were strangers in every respect


HOSTILE: list[tuple[str, Fields]] = [
    ("nothing", {}),
    ("nothing but blanks", {"first_name": " ", "last_name": "\u3000", "emails": ("", " ")}),
    ("a hundred kilobytes", {"first_name": "A" * 100_000, "last_name": "von " * 25_000, "company": "x@y.z " * 20_000}),
    ("ten thousand addresses", {"emails": tuple(f"a{number}@gmail.com" for number in range(10_000))}),
    ("one long address", {"emails": ("a" * 60_000 + "@" + "b." * 20_000 + "com",)}),
    ("control characters", {"first_name": "A\x00\x01\x1bda", "last_name": "\r\n\tLopez\x7f", "title": "\x00"}),
    ("right-to-left marks", {"first_name": "\u202eadA\u202c", "last_name": "\u200f\u200eLopez\u2066\u2069"}),
    ("emoji", {"first_name": "👩‍👩‍👧‍👦", "last_name": "🇩🇪", "company": "💥" * 500, "location": "🌍, 🌍"}),
    ("combining marks without end", {"first_name": "a" + "\u0301" * 50_000, "last_name": "Z\u0335" * 10_000}),
    ("half a character", {"first_name": "\ud83d", "last_name": "Lopez\udc00"}),
    ("separators", {"emails": (";;;,,,", "a;b@c;d.e"), "phones": (";" * 1_000, "+" * 1_000, "1" * 1_000)}),
    ("statements", {"last_name": "'); DROP TABLE card; --", "profiles": ("javascript:alert(1)", "%00" * 500)}),
    ("digits of all scripts", {"phones": ("٠١٢٣٤٥٦٧٨٩٠١٢", "１２３４５６７８９０１２", "²³¹²³¹²³¹²³")}),
]


@pytest.mark.parametrize(("about", "fields"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_nonsense_neither_breaks_nor_slows(store: Store, about: str, fields: Fields) -> None:
    arrive(store, world(14, people=10))
    begun = time.process_time()
    arrive(store, {("ats", "x"): fields, ("crm", "y"): fields})
    found = near(store, ("ats", "x")).pairs_of(("ats", "x"))
    assert time.process_time() - begun < 1.0
    assert all(0.0 <= pair.probability <= 1.0 for pair in found)


def test_only_so_much_of_a_value_is_read() -> None:
    columns = columns_of([{"first_name": "A" * 10_000, "emails": ("a@b.io",) * 1_000}])
    assert len(columns["first_name"][0]) == LONGEST
    assert len(columns["emails"][0].split(";")) == 20

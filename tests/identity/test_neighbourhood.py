"""One record at a time is judged as a full pass over all of them would judge it."""

from __future__ import annotations

import random

import pytest

from syncengine.core.matching.model import shipped
from syncengine.core.matching.verdicts import Costs
from syncengine.identity.keeping import drop, keep
from syncengine.identity.neighbourhood import neighbourhood
from syncengine.store import Store
from syncengine.store.cards import Ref
from tests.identity.full_pass import Verdicts, full_pass
from tests.identity.worlds import Records, crowded, world

NEAR = 1e-9


def arrive(store: Store, records: Records) -> None:
    """One after the other, each in a transaction of its own."""
    for (system, ref_id), fields in records.items():
        with store.write() as connection:
            keep(connection, system=system, records=[(ref_id, fields)])


def judged(store: Store, *refs: Ref) -> Verdicts:
    """What the store says about all pairs of these records."""
    with store.read() as connection:
        near = neighbourhood(connection, refs, model=shipped(), costs=Costs())
    return {
        frozenset((ref, pair.other)): (pair.probability, pair.verdict, pair.veto)
        for ref in refs
        for pair in near.pairs_of(ref)
    }


def of(verdicts: Verdicts, *refs: Ref) -> Verdicts:
    return {pair: verdict for pair, verdict in verdicts.items() if not pair.isdisjoint(refs)}


def assert_same(one: Verdicts, other: Verdicts) -> None:
    assert one.keys() == other.keys()
    for pair, (probability, verdict, veto) in one.items():
        assert other[pair][1:] == (verdict, veto)
        assert other[pair][0] == pytest.approx(probability, abs=NEAR)


def shuffled(records: Records, seed: int) -> Records:
    refs = list(records)
    random.Random(seed).shuffle(refs)
    return {ref: records[ref] for ref in refs}


@pytest.mark.parametrize("seed", [1, 2])
def test_after_the_last_arrival_every_record_is_judged_as_in_a_full_pass(store: Store, seed: int) -> None:
    records = shuffled(world(seed, people=120), seed)
    arrive(store, records)
    expected = full_pass(records)
    assert len(expected) > 500
    assert {verdict for _, verdict, _ in expected.values()} == {0, 1, 2}
    for ref in records:
        assert_same(judged(store, ref), of(expected, ref))
    assert_same(judged(store, *records), expected)


def test_the_newcomer_is_judged_as_in_a_full_pass_over_those_who_are_there(store: Store) -> None:
    records = shuffled(world(3, people=40), 3)
    there: Records = {}
    for ref, fields in records.items():
        there[ref] = fields
        arrive(store, {ref: fields})
        if len(there) % 9 == 0:
            assert_same(judged(store, ref), of(full_pass(there), ref))


def test_a_key_that_is_too_wide_brings_nobody_together_either_way(store: Store) -> None:
    records = crowded(0)
    arrive(store, records)
    expected = full_pass(records)
    assert_same(judged(store, *records), expected)
    for size in (14, 151):
        some = [ref for ref in records if ref[1].startswith(f"{size}-")][:2]
        assert_same(judged(store, *some), of(expected, *some))


def test_who_changed_or_left_is_judged_as_if_it_had_always_been_so(store: Store) -> None:
    records, later = world(4, people=50), world(5, people=50)
    arrive(store, records)
    changed = {ref: later[ref] for ref in list(records)[::3] if ref in later}
    assert len(changed) > 5
    arrive(store, changed)
    gone = list(records)[::7]
    with store.write() as connection:
        for system, ref_id in gone:
            drop(connection, system=system, ref_ids=[ref_id])
    left = {ref: fields for ref, fields in {**records, **changed}.items() if ref not in gone}
    assert_same(judged(store, *left), full_pass(left))


def test_the_order_of_arrival_changes_nothing(tmp_path_factory: pytest.TempPathFactory, store: Store) -> None:
    records = world(6, people=40)
    arrive(store, records)
    first = judged(store, *records)
    with store.write() as connection:
        for system, ref_id in records:
            drop(connection, system=system, ref_ids=[ref_id])
    arrive(store, shuffled(records, 9))
    assert_same(judged(store, *records), first)

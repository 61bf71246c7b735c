"""The shipped cases notice nine of ten changes to the shipped policy, and of the others we know why."""

from __future__ import annotations

from pathlib import Path

from tests.policy_mutants.mutants import MANY, Judged, judge, mutants, policy_of, shipped, some_at_a_time
from tests.policy_mutants.operators import OPERATORS

SURVIVORS = Path(__file__).with_name("survivors.txt")


def listed() -> dict[str, str]:
    lines = SURVIVORS.read_text(encoding="utf-8").splitlines()
    rows = [line.partition(" | ") for line in lines if not line.startswith("#")]
    return {about: reason for about, _, reason in rows}


def test_nine_of_ten_mutants_are_killed_and_every_survivor_is_listed_with_a_reason() -> None:
    books = some_at_a_time()
    judged = [judge(about, policy, books) for about, policy in mutants()]
    assert len(judged) == len({each.about for each in judged}) == MANY
    survivors = [each.about for each in judged if not each.killed_by]
    assert sorted(survivors) == sorted(listed())
    assert all(listed().values())
    assert len(survivors) <= 0.1 * MANY


def test_the_policy_itself_passes() -> None:
    original = policy_of(shipped())
    assert original is not None
    assert judge("nothing", original, some_at_a_time()) == Judged("nothing", None)


def test_every_way_to_spoil_it_is_among_the_mutants() -> None:
    made = {about for about, _ in mutants()}
    for operator in OPERATORS:
        assert made & {about for about, _ in operator(shipped())}, operator.__name__

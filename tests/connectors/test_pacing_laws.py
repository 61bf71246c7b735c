"""Laws of the budget under traffic of several callers, in simulated time."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import pacing
from connectors.lanes import Lane
from connectors.pacing import Terms
from connectors.sandbox import BucketLimit, WindowLimit
from tests.connectors.traffic import NOON, Caller, Traffic, per_window, refused

CALLERS = st.lists(
    st.builds(Caller, lane=st.sampled_from(list(Lane)), rest=st.floats(0, 5), since=st.floats(0, 40)),
    min_size=1,
    max_size=12,
)
BUSY = [Caller()] * 8


def vendor_bucket(rate: float, burst: float) -> BucketLimit:
    limit = BucketLimit(rate, burst)
    limit.admit(NOON)  # its clock starts
    limit._tokens = burst
    return limit


@settings(max_examples=80, deadline=None)
@given(CALLERS, st.integers(1, 60), st.sampled_from([2, 10, 30]), st.floats(0, 1.5), st.integers(0, 2**32))
def test_a_window_is_never_overdrawn(callers: list[Caller], limit: int, seconds: int, way: float, seed: int) -> None:
    """Even with all of the limit for us, and however long requests are on their way within a window."""
    terms = Terms(float(limit), float(seconds), share=1.0)
    traffic = Traffic(terms, WindowLimit(limit, seconds), random.Random(seed), way=min(way, seconds / 4))
    assert refused(traffic.run(callers, seconds=4 * seconds)) == 0


@pytest.mark.parametrize("seed", range(5))
def test_requests_on_their_way_over_the_end_of_a_window_overdraw_none(seed: int) -> None:
    """A backfill has requests under way when a window opens, and restrictions want all of it at once."""
    storm = [Caller(Lane.RESTRICTIONS, rest=1.0, since=20.0)] * 12
    traffic = Traffic(Terms(12.0, 10.0, share=1.0), WindowLimit(12, 10), random.Random(seed), way=2.5)
    assert refused(traffic.run([*BUSY, *storm], seconds=40)) == 0


@settings(max_examples=60, deadline=None)
@given(CALLERS, st.floats(1, 50), st.integers(1, 100), st.integers(0, 2**32))
def test_a_bucket_is_never_overdrawn(callers: list[Caller], rate: float, burst: int, seed: int) -> None:
    # A thousandth of a request is for rounding: the vendor's sums and ours run in different orders.
    terms = Terms(rate, 1.0, float(burst), share=1.0)
    traffic = Traffic(terms, vendor_bucket(rate, burst + 0.001), random.Random(seed), way=0.0)
    assert refused(traffic.run(callers, seconds=60)) == 0


@pytest.mark.parametrize(("limit", "seconds"), [(75, 30), (40, 2), (10, 2), (300, 10), (50, 10)])
def test_a_busy_backfill_uses_its_share_of_a_window(limit: int, seconds: int) -> None:
    traffic = Traffic(Terms(limit, seconds), WindowLimit(limit, seconds), random.Random(1))
    ours = int(limit * 0.9)
    assert min(per_window(traffic.run(BUSY, seconds=8 * seconds), seconds=seconds)) >= 0.95 * ours
    assert max(per_window(traffic.sent, seconds=seconds)) <= ours
    assert refused(traffic.sent) == 0


def test_a_busy_backfill_uses_its_share_of_a_bucket() -> None:
    traffic = Traffic(Terms(20, 1, 500), vendor_bucket(20, 500), random.Random(1))
    sent = traffic.run([Caller()] * 20, seconds=60)
    assert 0.95 * (450 + 60 * 18) <= len(sent) <= 450 + 60 * 18
    assert refused(sent) == 0


@pytest.mark.parametrize(
    ("terms", "limit"),
    [(Terms(75, 30), WindowLimit(75, 30)), (Terms(20, 1, 500), vendor_bucket(20, 500))],
    ids=["window", "bucket"],
)
def test_restrictions_overtake_a_busy_backfill(terms: Terms, limit: WindowLimit | BucketLimit) -> None:
    traffic = Traffic(terms, limit, random.Random(1))
    sent = traffic.run([*BUSY, *BUSY, *BUSY, Caller(Lane.RESTRICTIONS, rest=10)], seconds=300)
    waited = [each.waited for each in sent if each.caller.lane is Lane.RESTRICTIONS]
    assert len(waited) >= 29
    assert max(waited) < 0.1


def test_live_requests_go_before_a_busy_backfill_and_do_not_starve_it() -> None:
    traffic = Traffic(Terms(75, 30), WindowLimit(75, 30), random.Random(1))
    sent = traffic.run([*BUSY, Caller(Lane.LIVE, rest=4)], seconds=300)
    waited = sorted(each.waited for each in sent if each.caller.lane is Lane.LIVE)
    assert waited[len(waited) // 2] < 0.5
    assert waited[-1] < 2
    assert sum(each.caller.lane is Lane.BACKFILL for each in sent) > 500


def test_the_backfill_gets_on_whenever_nobody_above_wants() -> None:
    traffic = Traffic(Terms(75, 30), WindowLimit(75, 30), random.Random(1))
    greedy = [Caller(Lane.LIVE)] * 4
    sent = traffic.run([*greedy, Caller(Lane.BACKFILL)], seconds=120)
    assert sum(each.caller.lane is Lane.LIVE for each in sent) > 200
    alone = Traffic(Terms(75, 30), WindowLimit(75, 30), random.Random(1))
    assert len(alone.run([Caller(Lane.BACKFILL)], seconds=120)) > 200


@pytest.mark.parametrize("skew", [-10.0, -2.0, -0.3, 0.3, 2.0, 10.0])
def test_a_vendor_whose_clock_is_wrong_is_followed(skew: float) -> None:
    traffic = Traffic(Terms(75, 30), WindowLimit(75, 30), random.Random(1), skew=skew)
    sent = traffic.run(BUSY, seconds=300)
    assert refused(sent) == 0
    assert min(per_window(sent, seconds=30, skew=skew)[2:]) >= 0.93 * 67


@pytest.mark.parametrize("rest", [0.6, 1.0, 3.0])
def test_we_keep_to_the_limit_beside_a_rival(rest: float) -> None:
    traffic = Traffic(Terms(75, 30), WindowLimit(75, 30), random.Random(1))
    sent = traffic.run([*BUSY, Caller(rest=rest, rival=True)], seconds=300)
    assert refused([each for each in sent if not each.caller.rival]) <= 1
    assert refused([each for each in sent if each.at > NOON + 90]) == 0
    seen = pacing.standing(traffic.terms, traffic.budget, now=NOON + 300)
    assert seen.rivals == pytest.approx(60 / rest, rel=0.2)
    assert len([each for each in sent if not each.caller.rival]) > 50 * min(6.7, 7.5 - 3 / rest)


def test_a_rival_at_a_bucket_is_noticed_and_left_room() -> None:
    traffic = Traffic(Terms(20, 1, 100), vendor_bucket(20, 100), random.Random(1))
    sent = traffic.run([*BUSY, *BUSY, Caller(rest=0.1, rival=True)], seconds=300)
    assert 0 < refused(sent) <= 10
    assert traffic.budget.ease < 1  # type: ignore[union-attr]  # a bucket it is

"""What headers say, how long to back off, and single decisions of both limits as small tables."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.lanes import Lane
from connectors.pacing import (
    Answer,
    Bucket,
    Budget,
    Terms,
    Told,
    Turn,
    Wait,
    Window,
    backoff,
    learn,
    new_budget,
    read_answer,
    standing,
    take,
    terms_of,
)
from connectors.types import Limit

NOON = 1_780_000_000.0
TERMS = Terms(100.0, 30.0)
OPEN = Window(limit=100.0, resets_at=NOON + 30, serial=4.0, told=1.0)
POOL = Terms(10.0, 1.0, 50.0)


def waits(terms: Terms, budget: Budget, lane: Lane, now: float = NOON) -> float:
    outcome, _ = take(terms, budget, lane=lane, now=now)
    return outcome.seconds if isinstance(outcome, Wait) else 0.0


def after(terms: Terms, budget: Budget, *, lane: Lane = Lane.LIVE, now: float = NOON) -> tuple[Turn, Budget]:
    outcome, budget = take(terms, budget, lane=lane, now=now)
    assert isinstance(outcome, Turn)
    return outcome, budget


@pytest.mark.parametrize(
    ("status", "headers", "answer"),
    [
        (200, {}, Answer()),
        (429, {}, Answer(too_many=True)),
        (429, {"retry-after": "7"}, Answer(too_many=True, retry_after=7.0)),
        (429, {"retry-after": "1780000030"}, Answer(too_many=True, retry_after=3600.0)),
        (429, {"retry-after": "inf"}, Answer(too_many=True)),
        (429, {"retry-after": "nan"}, Answer(too_many=True)),
        (
            200,
            {"x-ratelimit-limit": "75", "x-ratelimit-remaining": "3", "x-ratelimit-reset": "1780000030"},
            Answer(told=Told(75, 3, NOON + 30)),
        ),
        (200, {"x-ratelimit-limit": "75", "x-ratelimit-remaining": "3"}, Answer()),
        (200, {"x-ratelimit-limit": "a", "x-ratelimit-remaining": "3", "x-ratelimit-reset": "9"}, Answer()),
        (200, {"x-ratelimit-limit": "nan", "x-ratelimit-remaining": "3", "x-ratelimit-reset": "9"}, Answer()),
        (200, {"x-ratelimit-limit": "0", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "9"}, Answer()),
        (200, {"x-ratelimit-limit": "9", "x-ratelimit-remaining": "1", "x-ratelimit-reset": "inf"}, Answer()),
    ],
)
def test_what_a_reply_teaches(status: int, headers: dict[str, str], answer: Answer) -> None:
    assert read_answer(status, headers) == answer


@given(st.integers(1, 20), st.integers(0, 2**32))
def test_backoff_stays_within_its_cap(attempt: int, seed: int) -> None:
    assert 0 <= backoff(attempt, retry_after=None, dice=random.Random(seed)) <= 30


@given(st.integers(1, 20), st.floats(0, 3600), st.integers(0, 2**32))
def test_backoff_is_never_sooner_than_asked(attempt: int, asked: float, seed: int) -> None:
    assert asked <= backoff(attempt, retry_after=asked, dice=random.Random(seed)) <= asked + 3


@pytest.mark.parametrize("share", [0.0, -1.0, 1.1])
def test_a_share_is_a_part(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        Terms(1.0, 1.0, share=share)


def test_terms_of_a_manifest() -> None:
    assert terms_of(Limit(20, 1, 500), share=0.5) == Terms(20.0, 1.0, 500.0, 0.5)
    assert isinstance(new_budget(terms_of(Limit(75, 30))), Window)
    assert isinstance(new_budget(terms_of(Limit(20, 1, 500))), Bucket)


@pytest.mark.parametrize(
    ("lane", "spent", "into", "goes"),
    [
        # 90 of 100 are ours. An even line has 45 in the middle; lower lanes leave some to those above.
        (Lane.BACKFILL, 39, 15, True),
        (Lane.BACKFILL, 43, 15, False),
        (Lane.LIVE, 43, 15, True),
        (Lane.LIVE, 45, 15, False),
        (Lane.RESTRICTIONS, 89, 15, True),
        (Lane.RESTRICTIONS, 90, 15, False),
        # What lower lanes leave melts away, but for 2 that only restrictions may use.
        (Lane.BACKFILL, 87, 29.5, True),
        (Lane.BACKFILL, 88, 29.5, False),
        (Lane.LIVE, 87, 29.5, True),
        (Lane.LIVE, 88, 29.5, False),
        (Lane.RESTRICTIONS, 88, 29.5, True),
    ],
)
def test_lanes_in_a_window(lane: Lane, spent: int, into: float, goes: bool) -> None:
    assert (waits(TERMS, replace(OPEN, spent=float(spent)), lane, NOON + into) == 0) is goes


def test_an_idle_account_has_a_head_start() -> None:
    idle = replace(OPEN, resets_at=NOON - 100, spent=80.0)
    just_used = replace(OPEN, resets_at=NOON, spent=90.0)
    started = []
    for window in (idle, just_used):
        turn, budget = after(TERMS, window)
        budget = learn(TERMS, budget, Answer(told=Told(100, 99, NOON + 30)), turn=turn, now=NOON)
        count = 1
        while waits(TERMS, budget, Lane.LIVE) == 0:
            count, budget = count + 1, take(TERMS, budget, lane=Lane.LIVE, now=NOON)[1]
        started.append(count)
    assert started == [42, 1]


def test_a_window_is_tried_with_one_request_before_many() -> None:
    _, budget = after(TERMS, replace(OPEN, resets_at=NOON - 100))
    assert waits(TERMS, budget, Lane.LIVE) == pytest.approx(30 * 0.97 / 90)
    assert waits(TERMS, budget, Lane.RESTRICTIONS) == 0


def test_requests_on_their_way_count_in_the_next_window() -> None:
    turns = []
    budget: Budget = replace(OPEN, head=0.5)
    for _ in range(3):
        turn, budget = after(TERMS, budget, now=NOON + 29.9)
        turns.append(turn)
    _, budget = after(TERMS, budget, lane=Lane.RESTRICTIONS, now=NOON + 30)
    assert isinstance(budget, Window)
    assert budget.spent == 4
    # One counted before the end after all, one did not.
    for turn, told in zip(turns, [Told(100, 97, NOON + 30), Told(100, 98, NOON + 60)], strict=False):
        budget = learn(TERMS, budget, Answer(told=told), turn=turn, now=NOON + 30.1)
    assert isinstance(budget, Window)
    assert budget.spent == 3


def test_rivals_are_noticed_and_left_room() -> None:
    turn, budget = after(TERMS, OPEN)
    heard = learn(TERMS, budget, Answer(told=Told(100, 49, NOON + 30)), turn=turn, now=NOON)
    assert isinstance(heard, Window)
    assert heard.rivals == 50
    seen = standing(TERMS, heard, now=NOON)
    assert (seen.rivals, seen.remaining) == (100.0, 49.0)
    assert seen.rate == pytest.approx((100 - 56 - 1) / 30)


@pytest.mark.parametrize(
    ("answer", "closed"),
    [
        (Answer(too_many=True, retry_after=9.0), 9.0),
        (Answer(too_many=True, told=Told(100, 0, NOON + 30)), 30.0),
        (Answer(too_many=True), 1.0),
    ],
)
def test_too_many_stops_every_lane(answer: Answer, closed: float) -> None:
    turn, budget = after(TERMS, OPEN)
    stopped = learn(TERMS, budget, answer, turn=turn, now=NOON)
    assert [waits(TERMS, stopped, lane) for lane in Lane] == [closed] * 3
    assert standing(TERMS, stopped, now=NOON).closed_for == closed


@pytest.mark.parametrize(
    ("lane", "tokens", "wait"),
    [
        (Lane.RESTRICTIONS, 1.0, 0.0),
        (Lane.RESTRICTIONS, 0.1, 0.1),
        (Lane.LIVE, 2.8, 0.0),
        (Lane.LIVE, 1.0, 0.2),
        (Lane.BACKFILL, 5.5, 0.0),
        (Lane.BACKFILL, 1.0, 0.5),
    ],
)
def test_lanes_at_a_bucket(lane: Lane, tokens: float, wait: float) -> None:
    assert waits(POOL, Bucket(tokens=tokens, at=NOON), lane) == pytest.approx(wait)


def test_a_429_within_our_pace_makes_us_slower_for_a_while() -> None:
    bucket = Bucket(tokens=40.0, at=NOON)
    yielding: Budget = bucket
    for _ in range(5):  # all were on the way when the first came back: one lesson
        yielding = learn(POOL, yielding, Answer(too_many=True), turn=Turn(NOON), now=NOON)
    assert [waits(POOL, yielding, lane) for lane in Lane] == [1.0] * 3
    rates = [standing(POOL, yielding, now=NOON + seconds).rate for seconds in (0, 30, 600)]
    assert rates == pytest.approx([6.3, 7.2, 9.0])
    assert standing(POOL, yielding, now=NOON).rivals == pytest.approx(2.7 * 60)


def test_a_forecast() -> None:
    rested = standing(POOL, Bucket(), now=NOON)
    assert rested.free == pytest.approx(40.5)
    assert [rested.forecast(requests) for requests in (40, 130.5)] == pytest.approx([0.0, 10.0])
    assert rested.as_json()["resets_in"] is None


def test_who_waits_in_a_higher_lane_is_overtaken_by_nobody() -> None:
    empty = Bucket(tokens=1.0, at=NOON)
    _, wished = take(POOL, empty, lane=Lane.LIVE, now=NOON)
    assert isinstance(wished, Bucket)
    later = NOON + 0.19
    filled = replace(wished, tokens=20.0)  # enough for both by now
    assert waits(POOL, filled, Lane.BACKFILL, later) > 0
    assert waits(POOL, filled, Lane.RESTRICTIONS, later) == 0
    _, served = after(POOL, filled, now=later)
    assert waits(POOL, served, Lane.BACKFILL, later) == 0

"""The programs in Redis decide as the functions in Python do: the same steps, the same answers, the same state."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.lanes import Lane
from connectors.pacer import OUT_OF_TURN
from connectors.pacing import Answer, Terms, Told, Turn, learn, new_budget, standing, take
from syncengine.budget import SharedHome

NOON = 1_780_000_000.0
KEYS = itertools.count()

TOLD = st.builds(
    lambda limit, used, reset: Told(float(limit), float(max(0, limit - used)), NOON + reset),
    st.integers(1, 60),
    st.integers(0, 60),
    st.integers(-12, 90),
)
ANSWERS = st.builds(
    Answer,
    too_many=st.booleans(),
    retry_after=st.none() | st.floats(0, 12).map(lambda seconds: round(seconds, 3)),
    told=st.none() | TOLD,
)


@dataclass(frozen=True)
class Step:
    """After ``gap`` seconds: a request of a lane or, with an answer, a reply to the turn given ``back`` turns ago."""

    gap: float
    lane: Lane
    answer: Answer | None
    back: int


STEPS = st.lists(
    st.builds(
        Step,
        gap=st.sampled_from([0.0, 0.001, 0.2, 1.7, 4.0, 33.3]),
        lane=st.sampled_from(list(Lane)),
        answer=st.none() | ANSWERS,
        back=st.integers(0, 5),
    ),
    min_size=1,
    max_size=60,
)


@pytest.mark.parametrize(
    "terms",
    [Terms(40.0, 10.0), Terms(7.0, 10.0, share=1.0), Terms(2.0, 1.0, 8.0), Terms(20.0, 1.0, 1.0)],
    ids=["window", "small window", "bucket", "shallow bucket"],
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_both_homes_decide_alike(client: redis.Redis, terms: Terms, steps: list[Step]) -> None:
    now = NOON
    shared = SharedHome(client, f"alike-{next(KEYS)}", terms, now=lambda: now)
    budget = new_budget(terms)
    turns = [Turn(NOON, OUT_OF_TURN)]
    for step in steps:
        now += step.gap
        if step.answer is not None:
            turn = turns[-1 - min(step.back, len(turns) - 1)]
            budget = learn(terms, budget, step.answer, turn=turn, now=now)
            shared.learn(turn, step.answer)
        else:
            outcome, budget = take(terms, budget, lane=step.lane, now=now)
            assert shared.take(step.lane) == outcome
            turns += [outcome] if isinstance(outcome, Turn) else []
        assert shared.budget() == budget
    assert shared.standing() == standing(terms, budget, now=now)

"""When what is due: pure, in local time where a time of day is meant."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from datetime import time as clock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncengine.serve.timetable import Polls, daily_due, interval_due
from syncengine.settings import Rhythm

DAY = 86_400.0


@pytest.fixture(autouse=True)
def _in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def at(text: str) -> float:
    """UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def test_each_kind_has_an_interval_of_its_own() -> None:
    polls = Polls(Rhythm(poll_seconds=60, poll={"membership": 300}), ["candidate", "membership"])
    assert polls.due(0) == {"candidate", "membership"}
    polls.begun({"candidate", "membership"}, 0)
    assert polls.due(59) == frozenset()
    assert polls.due(60) == {"candidate"}
    polls.begun({"candidate"}, 61)
    assert polls.due(120) == frozenset()
    assert polls.due(300) == {"candidate", "membership"}


def test_what_is_done_once_a_day_is_due_from_its_time_on() -> None:
    three = clock(3)
    yesterday = at("2026-11-21T02:00")
    assert not daily_due(three, last=yesterday, now=at("2026-11-22T01:59"))  # 02:59 in Berlin
    assert daily_due(three, last=yesterday, now=at("2026-11-22T02:00"))
    assert not daily_due(three, last=at("2026-11-22T02:00"), now=at("2026-11-23T01:59"))


def test_what_was_missed_is_made_up_for() -> None:
    assert daily_due(clock(3), last=at("2026-11-19T02:00"), now=at("2026-11-22T12:00"))


def test_what_never_began_is_not_due() -> None:
    assert not daily_due(clock(3), last=None, now=at("2026-11-22T12:00"))


@given(st.floats(0, 3 * DAY), st.times())
def test_once_begun_it_is_not_due_again_before_a_day_has_almost_passed(later: float, when: clock) -> None:
    begun = at("2026-06-01T12:00")
    due = daily_due(when, last=begun, now=begun + later)
    assert not due or later >= 0
    assert daily_due(when, last=begun, now=begun + later + DAY + 60) or later < 0


def test_an_interval_is_due_at_first_and_when_it_has_passed() -> None:
    assert interval_due(60, last=None, now=0)
    assert not interval_due(60, last=0, now=59)
    assert interval_due(60, last=0, now=60)

"""Moments as people say them."""

from __future__ import annotations

import pytest

from syncengine.front.timeline.moments import NotAMoment, moment

NOON = 1_795_348_800.0  # 2026-11-22T12:00:00Z


@pytest.mark.parametrize(
    ("words", "seconds_ago"),
    [
        ("2026-11-22", 43_200),
        ("2026-11-22T09:30", 9_000),
        ("2026-11-22 09:30:00Z", 9_000),
        ("2026-11-22T09:30+01:00", 12_600),
        ("2 hours ago", 7_200),
        ("1 hour ago", 3_600),
        ("3d", 259_200),
        ("90 mins", 5_400),
        ("0.5 h ago", 1_800),
        ("2 Weeks ago", 1_209_600),
        (" 30s ", 30),
    ],
)
def test_words(words: str, seconds_ago: float) -> None:
    assert moment(words, now=NOON) == NOON - seconds_ago


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("2026-11-23", "'2026-11-23' is still to come"),
        ("soon", "'soon' is no time; say 2026-11-22, "),
        ("2026-13-01", "'2026-13-01' is no time"),
        ("3 moons ago", "there is no unit 'moons'"),
        ("99999999999 weeks ago", "longer ago than anything"),
        ("200000 weeks ago", "longer ago than anything"),
        ("0001-01-01T00:00+12:00", "longer ago than anything"),
        ("", "'' is no time"),
    ],
)
def test_words_that_name_no_moment(words: str, told: str) -> None:
    with pytest.raises(NotAMoment) as caught:
        moment(words, now=NOON)
    assert told in str(caught.value)

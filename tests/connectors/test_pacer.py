"""Waiting: whose turn it is among threads, what sleeps, and which account a pacer belongs to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from connectors import lanes
from connectors.base import Ambient
from connectors.lanes import Lane, in_lane
from connectors.pacer import OUT_OF_TURN, Home, LocalHome, Pacer
from connectors.pacers import Meter, Pacers
from connectors.pacing import Answer, Standing, Terms, Turn, Wait
from connectors.sandbox import SandboxClock
from connectors.types import Limit

NOON = 1_780_000_000.0
SLOW = Terms(1.0, 1.0, 1.0, share=1.0)


class Script:
    """A home that answers from a list and notes who asked."""

    def __init__(self, *outcomes: Turn | Wait) -> None:
        self._outcomes = list(outcomes)
        self.asked: list[Lane] = []
        self.heard: list[Answer] = []

    def take(self, lane: Lane) -> Turn | Wait:
        self.asked.append(lane)
        return self._outcomes.pop(0)

    def learn(self, turn: Turn, answer: Answer) -> None:
        self.heard.append(answer)

    def standing(self) -> Standing:
        return Standing(10, 1, 10, None, 0.9, 9, 4, 0, 0)


def paced(home: Home) -> tuple[Pacer, list[float]]:
    """A pacer whose sleep moves its clock."""
    clock, slept = SandboxClock(frozen_at=NOON), list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.skip(seconds)

    return Pacer(home, now=clock.now, sleep=sleep), slept


def meter(system: str = "ats", *, identity: str = "s3cret-key", base_url: str = "https://api.vendor.example") -> Meter:
    return Meter(system, "vendor", base_url, identity, Limit(75, 30))


def test_a_lane_lasts_as_long_as_its_block_and_stays_in_its_thread() -> None:
    seen = [lanes.current()]
    with in_lane(Lane.BACKFILL):
        seen.append(lanes.current())
        with in_lane(Lane.RESTRICTIONS):
            seen.append(lanes.current())
        thread = threading.Thread(target=lambda: seen.append(lanes.current()))
        thread.start()
        thread.join()
    assert seen == [Lane.LIVE, Lane.BACKFILL, Lane.RESTRICTIONS, Lane.LIVE]


def test_who_waits_asks_again_until_it_is_his_turn() -> None:
    home = Script(Wait(2.0), Wait(0.5), Turn(NOON))
    pacer, slept = paced(home)
    with in_lane(Lane.BACKFILL):
        assert pacer.wait() == Turn(NOON)
    assert slept == [2.0, 0.5]
    assert home.asked == [Lane.BACKFILL] * 3


def test_a_bucket_in_this_process_spaces_requests() -> None:
    clock = SandboxClock(frozen_at=NOON)
    pacer = Pacer(LocalHome(SLOW, now=clock.now), now=clock.now, sleep=clock.skip)
    sent = [pacer.wait().at - NOON for _ in range(4)]
    assert sent == pytest.approx([0, 1, 2, 3])


def test_a_sleep_that_takes_no_time_is_not_repeated() -> None:
    """In a rehearsal without limits nobody waits for real."""
    pacer = Pacer(LocalHome(SLOW, now=lambda: NOON), now=lambda: NOON, sleep=lambda seconds: None)
    assert [pacer.wait().serial for _ in range(3)] == [0.0, OUT_OF_TURN, OUT_OF_TURN]


def test_a_wait_can_be_broken_off_and_the_next_thread_goes_on() -> None:
    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    pacer = Pacer(Script(Wait(60.0), Turn(NOON)), sleep=interrupted)
    with pytest.raises(KeyboardInterrupt):
        pacer.wait()
    assert pacer.wait() == Turn(NOON)


def test_a_restriction_overtakes_a_backfill_that_waits_already() -> None:
    asleep, wake = threading.Event(), threading.Event()

    def sleep(seconds: float) -> None:
        asleep.set()
        assert wake.wait(10)

    pacer = Pacer(Script(Wait(60.0), Turn(NOON), Turn(NOON + 1)), now=_ticking(), sleep=sleep)
    waited: list[Turn] = []
    backfill = threading.Thread(target=lambda: waited.append(_wait_in(pacer, Lane.BACKFILL)))
    backfill.start()
    assert asleep.wait(10)
    assert _wait_in(pacer, Lane.RESTRICTIONS) == Turn(NOON)
    wake.set()
    backfill.join(10)
    assert waited == [Turn(NOON + 1)]


def test_only_the_first_of_a_lane_asks() -> None:
    home = LocalHome(Terms(200.0, 1.0, 1.0, share=1.0))
    asked: list[Lane] = []

    class Counting(LocalHome):
        def take(self, lane: Lane) -> Turn | Wait:
            asked.append(lane)
            return home.take(lane)

    pacer = Pacer(Counting(SLOW))
    threads = [threading.Thread(target=pacer.wait) for _ in range(8)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert time.monotonic() - started >= 7 / 200
    assert len(asked) <= 3 * len(threads)


def test_a_reply_is_passed_on_and_a_forecast_is_asked_for() -> None:
    home = Script()
    pacer, _ = paced(home)
    pacer.learn(Turn(NOON), 429, {"retry-after": "3"})
    assert home.heard == [Answer(too_many=True, retry_after=3.0)]
    assert pacer.forecast(22) == 2.0


def test_one_account_has_one_pacer_whatever_it_is_called() -> None:
    ambient = Ambient()
    assert ambient.pacer_for(meter("ats")) is ambient.pacer_for(meter("again"))
    assert ambient.pacer_for(meter("ats")) is not ambient.pacer_for(meter("ats", identity="another"))
    assert ambient.pacer_for(meter("ats")) is not Ambient().pacer_for(meter("ats"))


def test_a_key_tells_accounts_apart_and_nothing_else() -> None:
    keys = {
        meter().key,
        meter("other", base_url="https://api.vendor.example/").key,
        meter(identity="s3cret-kez").key,
        meter(base_url="https://eu.vendor.example").key,
        Meter("ats", "other", "https://api.vendor.example", "s3cret-key", Limit(75, 30)).key,
    }
    assert len(keys) == 4
    assert "s3cret" not in repr(meter()) + "".join(keys)


def test_shares_are_by_system() -> None:
    pacers = Pacers(shares={"ats": 0.5})
    for system, identity in (("ats", "a"), ("crm", "b")):
        pacers.pacer(meter(system, identity=identity), now=lambda: NOON, sleep=lambda seconds: None)
    standings = pacers.standings()
    assert {system: standing.share for system, standing in standings.items()} == {"ats": 0.5, "crm": 0.9}
    assert standings["ats"].rate == pytest.approx((37 - 1) / 30)


def _wait_in(pacer: Pacer, lane: Lane) -> Turn:
    with in_lane(lane):
        return pacer.wait()


def _ticking() -> Callable[[], float]:
    """A clock on which a minute passes between two looks."""
    looks = iter(range(1000))
    return lambda: NOON + 60 * next(looks)

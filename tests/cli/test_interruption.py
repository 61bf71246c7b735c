"""Ctrl-C is heard by everything that may take long: waits and listings, in all threads."""

from __future__ import annotations

import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from rich.console import Console
from rich.progress import Progress

from syncengine.front.display.progress import Bars
from syncengine.front.interruption import Stop, stop_on_interrupt, told_to_end_as_interrupted
from syncengine.front.session import Session
from syncengine.telemetry import Redactor
from tests.cli.house import House


def test_a_long_wait_ends_with_the_wish() -> None:
    stop = Stop()
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(stop.sleep, 3600.0)
        stop.wish()
        with pytest.raises(KeyboardInterrupt):
            waiting.result(timeout=10)


def test_without_a_wish_a_wait_just_ends() -> None:
    Stop().sleep(0.0)
    Stop().sleep(-1.0)
    Stop().heed()


def test_every_step_that_is_reported_heeds_it() -> None:
    stop = Stop()
    bars = Bars(Progress(disable=True), stop)
    bars.listed("gem", "candidate", 1, None)
    stop.wish()
    with pytest.raises(KeyboardInterrupt):
        bars.listed("gem", "candidate", 2, None)
    with pytest.raises(KeyboardInterrupt):
        bars.ran(1, 2)


def test_control_c_is_the_wish_and_comes_as_always() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stop_on_interrupt() as stop:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            stop.heed()
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGHUP])
def test_who_is_told_to_end_ends_in_good_order(told: signal.Signals) -> None:
    before = signal.getsignal(told)
    with told_to_end_as_interrupted(), stop_on_interrupt() as stop:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(told)
        with pytest.raises(KeyboardInterrupt):
            stop.heed()
    assert signal.getsignal(told) is before


def test_what_nohup_keeps_away_stays_away() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with told_to_end_as_interrupted():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_outside_the_main_thread_signals_are_left_alone() -> None:
    found = []

    def look() -> None:
        before = signal.getsignal(signal.SIGINT)
        with stop_on_interrupt():
            found.append(signal.getsignal(signal.SIGINT) is before)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [True]


def test_the_engine_waits_in_a_way_that_can_be_ended(house: House) -> None:
    house.write_config()
    with Session("sync", house.config, Redactor()).engine(Console(stderr=True)) as (engine, _):
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            engine.world.sleep(3600.0)

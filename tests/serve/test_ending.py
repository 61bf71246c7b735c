"""Stopping by signal: at any moment, and within a bound."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

from syncengine.serve.ending import stopped_by_signals

BUSY = """
import sys, threading, time
import structlog
from syncengine import telemetry
from syncengine.serve.ending import stopped_by_signals

telemetry.configure(verbosity=1, log_format="json")
log = structlog.get_logger("busy")
stop = threading.Event()
with stopped_by_signals(stop.set, within=lambda: float(sys.argv[1])):
    print("ready", flush=True)
    while not stop.is_set() or len(sys.argv) > 2:
        log.info("working")
print("ended", flush=True)
"""


def busy(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BUSY, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def stopped(process: subprocess.Popen[str]) -> str:
    """What it says after it was told to stop."""
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    try:
        out, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0
    return out


def test_a_signal_in_the_middle_of_logging_is_heard() -> None:
    """The handler must not want a lock that the interrupted thread has, as it nearly always has here."""
    started = [busy("20") for _ in range(3)]
    assert [stopped(process) for process in started] == ["ended\n"] * 3


def test_what_does_not_end_is_cut_off() -> None:
    assert stopped(busy("0.2", "for ever")) == ""


def test_signals_are_as_before_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)
    stop = threading.Event()
    with stopped_by_signals(stop.set):
        signal.raise_signal(signal.SIGTERM)
        assert stop.wait(10)
    assert signal.getsignal(signal.SIGTERM) == before
    assert signal.set_wakeup_fd(-1) == -1
    assert not [each for each in threading.enumerate() if each.name == "talentsync-signals"]

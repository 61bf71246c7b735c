"""Ending a service in good order, and within a bound.

A signal arrives in the middle of anything, so its handler does nothing: the interpreter itself writes the signal's
number into a pipe, and a thread that reads from it does the rest.
"""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

log = structlog.get_logger("talentsync.service")

STOPPING = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def stopped_by_signals(stop: Callable[[], None], *, within: Callable[[], float] | None = None) -> Iterator[None]:
    """SIGTERM and Ctrl-C call ``stop``, in another thread. Whatever still goes on ``within`` so many seconds afterwards
    is cut off with the process: every step before is in the store, and what was under way is found out by whoever
    comes next. Only for the main thread."""
    reads, writes = os.pipe()
    os.set_blocking(writes, False)
    before = {each: signal.signal(each, lambda signum, frame: None) for each in STOPPING}
    wakeup = signal.set_wakeup_fd(writes, warn_on_full_buffer=False)
    watch = threading.Thread(target=_watch, args=(reads, stop, within), name="talentsync-signals", daemon=True)
    watch.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(wakeup)
        for each, handler in before.items():
            signal.signal(each, handler)
        os.close(writes)
        watch.join()
        os.close(reads)


def _watch(reads: int, stop: Callable[[], None], within: Callable[[], float] | None) -> None:
    """Returns when the other end of the pipe is closed."""
    wished = False
    while numbers := os.read(reads, 64):
        stopping = [signal.Signals(number).name for number in numbers if number in STOPPING]
        if not stopping or wished:
            continue
        wished = True
        stop()
        log.info("service.stopping", signal=stopping[0])
        if within is not None and not _ends(reads, within()):
            log.warning("service.cut_off", why="stopping took too long")
            os._exit(0)


def _ends(reads: int, seconds: float) -> bool:
    """Whether the pipe is closed within so many seconds; further signals change nothing."""
    poll = select.poll()
    poll.register(reads, select.POLLIN | select.POLLHUP)
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        events = poll.poll(left * 1000)
        if events and not os.read(reads, 64):
            return True
    return False

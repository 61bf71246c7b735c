"""Stopping in good order: Ctrl-C ends waits and listings at the next step instead of at their end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = (signal.SIGTERM, signal.SIGHUP)


class Stop:
    """A wish to stop, heard by all threads of a pass. Every step before it is in the store already."""

    def __init__(self) -> None:
        self._wished = threading.Event()

    def wish(self) -> None:
        self._wished.set()

    def heed(self) -> None:
        """Raises KeyboardInterrupt once there is the wish."""
        if self._wished.is_set():
            raise KeyboardInterrupt

    def sleep(self, seconds: float) -> None:
        """Like time.sleep. Raises KeyboardInterrupt as soon as there is the wish."""
        if self._wished.wait(max(0.0, seconds)):
            raise KeyboardInterrupt


@contextmanager
def stop_on_interrupt() -> Iterator[Stop]:
    """A Stop that Ctrl-C sets, until the block ends. The main thread gets its KeyboardInterrupt as always."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def interrupted(signum: int, frame: FrameType | None) -> None:
        stop.wish()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def told_to_end_as_interrupted() -> Iterator[None]:
    """Whoever ends the process, or closes its terminal, is heard as Ctrl-C is until the block ends: what must not stay
    behind is taken away. What this process was told to overhear, it overhears."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = [each for each in _ENDING if signal.getsignal(each) is not signal.SIG_IGN]  # nohup
    before = {each: signal.signal(each, lambda signum, frame: signal.raise_signal(signal.SIGINT)) for each in heard}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)

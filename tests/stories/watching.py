"""Those who look out for restrictions, as stories move them: they look when the story says so, and not by the clock on
the wall."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from connectors.sandbox import SandboxClock
from syncengine.app import Engine
from syncengine.passes import looking_out
from syncengine.passes.looking_out import Watch

LONG_ENOUGH = 3.0
"""Seconds after which it is time to look again."""


class Watches(list[Watch]):
    """Who looks out now."""

    def __init__(self) -> None:
        super().__init__()
        self.looking = threading.Lock()

    def look(self, clock: SandboxClock) -> None:
        """It is time to look. Whoever asks waits; the look is another thread's, as it always is: what the asking one
        may still write has no say about whom a look finds."""
        clock.skip(LONG_ENOUGH)
        for watch in list(self):
            looking = threading.Thread(target=watch.once, name="look")
            looking.start()
            looking.join()


@contextmanager
def told_when_to_look() -> Iterator[Watches]:
    standing = Watches()

    class Told(Watch):
        def __init__(self, engine: Engine, run_id: str, *, may_write: bool) -> None:
            super().__init__(engine, run_id, may_write=may_write)
            standing.append(self)

        def keep_looking(self) -> None:
            pass

        def keep_running(self) -> None:
            pass

        def once(self) -> None:
            """Not in the middle of a look, or of what follows from it: whoever looks then is that look itself."""
            if standing.looking.acquire(blocking=False):
                try:
                    super().once()
                finally:
                    standing.looking.release()

        def stop(self) -> None:
            standing.remove(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(looking_out, "Watch", Told)
        yield standing
    assert standing == []

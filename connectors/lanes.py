"""Who goes first: the lane of what this thread does now. A lower number overtakes a higher one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum


class Lane(IntEnum):
    """What a request is for."""

    RESTRICTIONS = 0
    LIVE = 10
    BACKFILL = 20


_lane: ContextVar[Lane] = ContextVar("lane", default=Lane.LIVE)


def current() -> Lane:
    """The lane of this thread. A new thread starts in ``LIVE``, whatever started it."""
    return _lane.get()


@contextmanager
def in_lane(lane: Lane) -> Iterator[None]:
    """Send the requests of this block in a lane."""
    token = _lane.set(lane)
    try:
        yield
    finally:
        _lane.reset(token)

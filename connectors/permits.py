"""Whether the caller may still write. A request may have waited long for its turn, and its caller may have lost
meanwhile, without noticing, what gave it the right to send it.

The right is asked for at the last moment before the wire; what asks is a function of this process and this thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Permit = Callable[[], bool]

_permit: ContextVar[Permit | None] = ContextVar("permit", default=None)


@contextmanager
def only_while(permit: Permit) -> Iterator[None]:
    """Nothing is written by this thread, until the block ends, once ``permit`` says no, or that of a block around it.
    What a permit raises goes to whoever wanted to write."""
    around = _permit.get()
    before = _permit.set(permit if around is None else lambda: around() and permit())
    try:
        yield
    finally:
        _permit.reset(before)


def may_write() -> bool:
    permit = _permit.get()
    return permit is None or permit()

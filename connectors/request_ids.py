"""What a vendor called the last write of this thread, for whoever keeps a record of writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Named:
    """``request_id`` is None until a vendor has said one."""

    request_id: str | None = None


_named: ContextVar[Named | None] = ContextVar("named", default=None)


@contextmanager
def listening() -> Iterator[Named]:
    """What is told by this thread until the block ends."""
    named = Named()
    before = _named.set(named)
    try:
        yield named
    finally:
        _named.reset(before)


def tell(request_id: str | None) -> None:
    """A write was answered."""
    named = _named.get()
    if named is not None and request_id is not None:
        named.request_id = request_id

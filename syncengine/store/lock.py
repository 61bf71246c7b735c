"""One process at a time on an embedded store. A killed process leaves no lock behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout
from sqlalchemy.engine import make_url


class StoreInUse(RuntimeError):
    """Another talentsync process works on this store."""


@contextmanager
def hold(url: str) -> Iterator[None]:
    """Own the store until the block ends. Raises StoreInUse at once when another process does."""
    path = make_url(url).database
    if not url.startswith("sqlite") or not path or path == ":memory:":
        yield
        return
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise StoreInUse("another talentsync process is working on this store; wait until it has ended") from error
    try:
        yield
    finally:
        lock.release()

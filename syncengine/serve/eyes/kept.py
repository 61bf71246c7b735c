"""What was read a moment ago. However many ask, one reads at a time, and nobody waits for longer than agreed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Late(Exception):
    """Nothing was read within the time that the caller had. Whatever is awaited is read on, for the next one."""


class Kept(Generic[_T]):
    """Keeps what ``read`` returned, or raised, for ``seconds``. ``read`` runs in a thread of its own, never twice at
    once."""

    def __init__(self, read: Callable[[], _T], *, seconds: float, monotonic: Callable[[], float]) -> None:
        self._read = read
        self._seconds = seconds
        self._monotonic = monotonic
        self._news = threading.Condition()
        self._reading = False
        self._found: _T | Exception | None = None
        self._found_at: float | None = None

    def get(self, *, patience: float) -> _T:
        """What is kept, read anew if it is too old. Raises Late after ``patience`` seconds of real time, and whatever
        reading raised."""
        with self._news:
            if not self._is_fresh():
                self._begin()
                if not self._news.wait_for(lambda: not self._reading, timeout=patience):
                    raise Late
            found = self._found
        if isinstance(found, Exception):
            raise found
        assert found is not None  # noqa: S101  # it was read
        return found

    def _is_fresh(self) -> bool:
        return self._found_at is not None and self._monotonic() - self._found_at < self._seconds

    def _begin(self) -> None:
        if not self._reading:
            self._reading = True
            # It must not keep the process from ending: a store that is away may take a minute to say so.
            threading.Thread(target=self._do, name="eyes", daemon=True).start()

    def _do(self) -> None:
        found: _T | Exception
        try:
            found = self._read()
        except Exception as error:  # noqa: BLE001  # whoever asked hears of it
            found = error
        with self._news:
            self._found, self._found_at, self._reading = found, self._monotonic(), False
            self._news.notify_all()

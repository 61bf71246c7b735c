"""Whether the credentials of a system still lead to the account that we know.

Every process asks that itself, before it asks a system for anything else and every hour: another host may have other
credentials, and records of another account must never be taken for those that we know, or written to.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from connectors.errors import WrongAccount
from syncengine.core.safety import wrong_account
from syncengine.store import Store, runs
from syncengine.work.systems import Systems

BELIEVED_SECONDS = 3600.0


class Accounts:
    """What this process has proved. Threads share it."""

    def __init__(self, store: Store, systems: Systems, *, now: Callable[[], float]) -> None:
        self._store = store
        self._systems = systems
        self._now = now
        self._proved: dict[str, float] = {}
        # One for each: a system that does not answer keeps nobody from asking another.
        self._proving = {system.name: threading.Lock() for system in systems}

    def prove(self, name: str) -> None:
        """Ask a system whose it is, if that is due. Raises WrongAccount, and whatever asking raises. Before the first
        contact there is no account to be told from."""
        if self._is_proved(name):
            return
        with self._proving[name]:
            if self._is_proved(name):
                return
            with self._store.read() as connection:
                known = runs.systems(connection).get(name)
            if known is None or known.account_id is None:
                return
            alarm = wrong_account(system=name, before=known.account_id, now=self._systems[name].connector.account_id())
            if alarm is not None:
                raise WrongAccount(alarm.seen, system=name)
            self.note_proved(name)

    def note_proved(self, name: str) -> None:
        """Somebody else has just asked."""
        self._proved[name] = self._now()

    def _is_proved(self, name: str) -> bool:
        at = self._proved.get(name)
        return at is not None and 0 <= self._now() - at < BELIEVED_SECONDS

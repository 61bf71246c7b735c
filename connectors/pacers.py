"""Who paces which account: one pacer for each vendor account, however many systems of the configuration use it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from connectors.pacer import Home, LocalHome, Pacer
from connectors.pacing import DEFAULT_SHARE, Standing, Terms, terms_of
from connectors.types import Limit


@dataclass(frozen=True, slots=True)
class Meter:
    """What a vendor counts requests by: the account behind ``base_url`` that ``identity`` belongs to.

    ``identity`` may be a credential: it is never shown and never leaves this object but as part of ``key``.
    """

    system: str
    vendor: str
    base_url: str
    identity: str = field(repr=False)
    limit: Limit

    @property
    def key(self) -> str:
        """The same for the same account whatever we call it; nothing can be read from it."""
        place = hashlib.blake2b(f"{self.vendor}\n{self.base_url.rstrip('/')}".encode(), digest_size=32).digest()
        digest = hashlib.blake2b(self.identity.encode(), key=place, digest_size=16, person=b"talentsync rate")
        return digest.hexdigest()


class MakesHome(Protocol):
    """Makes the home of an account's budget. ``now`` is seconds since the epoch."""

    def __call__(self, meter: Meter, terms: Terms, *, now: Callable[[], float]) -> Home: ...


def local_home(meter: Meter, terms: Terms, *, now: Callable[[], float]) -> Home:
    """A budget of this process: right where no other process of ours uses the account."""
    return LocalHome(terms, now=now)


class Pacers:
    """Gives out pacers and keeps them. ``shares`` is our part of a system's limit, where it is not the usual one."""

    def __init__(self, home: MakesHome = local_home, *, shares: Mapping[str, float] | None = None) -> None:
        self._home = home
        self._shares = shares or {}
        self._given: dict[str, tuple[str, Pacer]] = {}
        self._lock = threading.Lock()

    def pacer(self, meter: Meter, *, now: Callable[[], float], sleep: Callable[[float], None]) -> Pacer:
        """The pacer of an account."""
        with self._lock:
            if meter.key not in self._given:
                terms = terms_of(meter.limit, share=self._shares.get(meter.system, DEFAULT_SHARE))
                self._given[meter.key] = meter.system, Pacer(self._home(meter, terms, now=now), now=now, sleep=sleep)
            return self._given[meter.key][1]

    def standings(self) -> Mapping[str, Standing]:
        """How the accounts stand whose pacers were given out, by the name of the system that asked first."""
        with self._lock:
            given = list(self._given.values())
        return {system: pacer.standing() for system, pacer in given}

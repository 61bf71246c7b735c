"""The way of one caller, a run or a listing, through the gates to the systems."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from connectors.errors import ConnectorError, Unsupported
from syncengine.work.gates import Gates


class Passage:
    """What one caller may ask. A gate that it found closed stays closed to it: what it left undone there must not be
    half done later. ``missed`` are systems where it had something to do and was not let through, in that order.

    To be left at the end (it is a context manager): a probe that asked nothing is given back.
    """

    def __init__(self, gates: Gates, caller: str = "") -> None:
        self._gates = gates
        self._caller = caller
        self._probing: set[str] = set()
        self._shut: set[str] = set()
        self.missed: list[str] = []

    def __enter__(self) -> Self:
        self._gates.look()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for system in self._probing:
            self._gates.give_back_probe(system)

    def open(self, system: str, *, needed: bool = True) -> bool:
        """May the system be asked? ``needed`` says that the caller is not finished without it."""
        if system not in self._shut and not self._lets_through(system):
            self._shut.add(system)
        if system in self._shut and needed:
            self.miss(system)
        return system not in self._shut

    def miss(self, system: str) -> None:
        """Something could not be done because of a system that is closed."""
        if system not in self.missed:
            self.missed.append(system)

    @contextmanager
    def through(self, system: str, *, proves: bool = True) -> Iterator[None]:
        """Ask the system. Raises what the connector raises, after the gate has learnt of it. ``proves`` says that the
        block cannot end without a reply."""
        probing = system in self._probing
        try:
            self._gates.prove(system)
            yield
        except ConnectorError as error:
            if not isinstance(error, Unsupported):  # nothing was asked
                self._probing.discard(system)
            self._gates.failed(error, caller=self._caller, probing=probing)
            raise
        if proves:
            self._probing.discard(system)
            self._gates.answered(system)

    def _lets_through(self, system: str) -> bool:
        if system in self._probing or self._gates.stands_open(system):
            return True
        if self._gates.claim_probe(system):
            self._probing.add(system)
            return True
        return False

"""Personas as they live in one sandbox: what can be seen of them, and what humans do to them, in words that all
vendors share. A rehearsal speaks these words alone, so that it names no vendor."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, runtime_checkable

from connectors.sandbox.personas import Persona, Reason, Standing


@dataclass(frozen=True, slots=True)
class ShownCandidacy:
    """An application as the ATS shows it. ``closed_on`` is the day (UTC) of a rejection."""

    standing: Standing
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A note as the CRM shows it."""

    body: str
    private: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One candidate record as a user of the account sees it. ``key`` is None for records that nobody populated.

    ``pools`` are names; ``due_date`` is yyyy-mm-dd; ``profiles`` are addresses or handles as the vendor has them.
    """

    id: str
    key: str | None
    first_name: str | None
    last_name: str | None
    title: str | None
    company: str | None
    emails: tuple[str, ...]
    phones: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    pools: frozenset[str] = field(default_factory=frozenset)
    due_date: str | None = None
    notes: tuple[ShownNote, ...] = ()
    candidacies: tuple[ShownCandidacy, ...] = ()


class Cast(ABC):
    """One account's side. ``ids`` is the vendor's id by a profile's key. Unknown keys raise KeyError."""

    def __init__(self, ids: Mapping[str, str]) -> None:
        self.ids: dict[str, str] = {}
        self.keys: dict[str, str] = {}
        for key, id_ in ids.items():
            self.introduce(key, id_)

    def introduce(self, key: str, id_: str) -> None:
        """Remember which record shows a profile."""
        self.ids[key] = id_
        self.keys[id_] = key

    @abstractmethod
    def shown(self) -> tuple[Shown, ...]:
        """Every candidate record, oldest first."""

    @abstractmethod
    def retitle(self, key: str, title: str) -> None: ...

    @abstractmethod
    def add_email(self, key: str, email: str) -> None: ...


class AtsCast(Cast):
    """What recruiters do in an ATS. Acts on applications mean the person's latest one."""

    @abstractmethod
    def advance(self, key: str, milestone: str) -> None:
        """Move the application to the stage that stands for a milestone."""

    @abstractmethod
    def reject(self, key: str, reason: Reason) -> None: ...

    @abstractmethod
    def unreject(self, key: str) -> None: ...

    @abstractmethod
    def hire(self, key: str) -> None: ...

    @abstractmethod
    def forbid_mail(self, key: str) -> None: ...


class CrmCast(Cast):
    """What recruiters do in a CRM. Pools are named as the account names them; a missing one is made."""

    @abstractmethod
    def join(self, key: str, pool: str) -> None: ...

    @abstractmethod
    def leave(self, key: str, pool: str) -> None: ...


@runtime_checkable
class Populates(Protocol):
    """A sandbox that can be filled with made-up people. One that cannot is still a sandbox, but not for rehearsals."""

    def populate(
        self, personas: Sequence[Persona], *, counterparts: Mapping[str, str] | None = None, push_pool: str = ""
    ) -> Cast:
        """Put made-up people into the account, without requests.

        ``counterparts`` are ids in the other system by a profile's key, for those that are cross-linked already;
        ``push_pool`` is what the list of people wanted in the ATS is called.
        """
        ...

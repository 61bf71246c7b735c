"""The systems of one installation, as the engine uses them: connector, translation and role under one name."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from connectors.base import Connector, DeletesNotes, EditsNotes, Notes
from connectors.types import Ref
from mappings.compile import NamedKind, Translator
from mappings.policy import Role
from syncengine.core.model import Abilities, MayMail, Verb

CANDIDATE = "candidate"
APPLICATION = "application"
JOB = "job"
REASON = "rejection_reason"
POOL = "pool"
MEMBERSHIP = "membership"
SOURCE = "source"
USER = "user"

NAMED: tuple[NamedKind, ...] = ("department", "office", "source")
"""What rules may ask for by name. An account that does not let us read these is kept in step all the same."""


_VERBS: Mapping[str, Verb] = {verb: verb for verb in get_args(Verb)}


@dataclass(frozen=True, slots=True)
class System:
    """One vendor account with the translation of its words, and by how much its clock may differ from ours."""

    name: str
    role: Role
    connector: Connector
    translator: Translator
    most_apart_seconds: float = 300.0

    @property
    def abilities(self) -> Abilities:
        words = self.translator
        keeps, edits = isinstance(self.connector, Notes), isinstance(self.connector, EditsNotes)
        takes_back = keeps and (edits or isinstance(self.connector, DeletesNotes))
        return Abilities(words.writable, words.creatable, words.capacity, self.may_mail, keeps, edits, takes_back)

    @property
    def may_mail(self) -> tuple[MayMail, ...]:
        """Writes after which the vendor may mail a candidate, as the connector declares them."""
        return tuple(
            MayMail(each.name, _VERBS[each.verb], frozenset(each.fields), frozenset(each.push))
            for each in self.connector.manifest.mails
        )

    def ref(self, ref_id: str, kind: str = CANDIDATE) -> Ref:
        return Ref(self.name, kind, ref_id)

    @property
    def listed_kinds(self) -> tuple[str, ...]:
        """Kinds that every pass lists, in the order in which they are needed."""
        wanted = (JOB, CANDIDATE, APPLICATION, MEMBERSHIP)
        return tuple(kind for kind in wanted if kind in self.connector.manifest.kinds)

    @property
    def looked_up_kinds(self) -> tuple[str, ...]:
        """Kinds of which there are few, and seldom new ones: listed once, and read later when a record names one that
        we do not know."""
        return tuple(kind for kind in (REASON, *NAMED) if kind in self.connector.manifest.kinds)


class Systems:
    """All systems by name, ATSs first: their records are matched first and their people come first in plans."""

    def __init__(self, systems: Sequence[System]) -> None:
        ordered = sorted(systems, key=lambda system: (system.role != "ats", system.name))
        self._by_name: Mapping[str, System] = {system.name: system for system in ordered}

    def __iter__(self) -> Iterator[System]:
        return iter(self._by_name.values())

    def __getitem__(self, name: str) -> System:
        return self._by_name[name]

    def with_role(self, role: Role) -> tuple[System, ...]:
        return tuple(system for system in self if system.role == role)

    @property
    def calls(self) -> dict[str, int]:
        """Requests sent so far, by system."""
        return {system.name: system.connector.calls for system in self}

    def close(self) -> None:
        for system in self:
            system.connector.close()


class PoolBook:
    """Which vendor list each pool key of the policy means, per CRM. Filled by :mod:`syncengine.work.places`."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], str] = {}
        self._keys: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()

    def bind(self, system: str, key: str, ref_id: str) -> None:
        with self._lock:
            before = self._ids.get((system, key))
            if before is not None and before != ref_id:
                self._keys.pop((system, before), None)
            self._ids[(system, key)] = ref_id
            self._keys[(system, ref_id)] = key

    def unbind(self, system: str, ref_id: str) -> None:
        """The list is gone."""
        with self._lock:
            key = self._keys.pop((system, ref_id), None)
            if key is not None:
                self._ids.pop((system, key), None)

    def id_of(self, system: str, key: str) -> str | None:
        return self._ids.get((system, key))

    def key_of(self, system: str, ref_id: str) -> str | None:
        return self._keys.get((system, ref_id))

    def bound(self, system: str) -> tuple[str, ...]:
        """Vendor ids of all pools that matter to the policy, in a stable order."""
        return tuple(sorted(ref_id for (name, _), ref_id in self._ids.items() if name == system))

"""Dead letters as a human wants to see them. Everything is read from the store; no system is asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from mappings.canonical import FIELDS, Value
from syncengine.app import World
from syncengine.core.model import Operation
from syncengine.core.reconcile import CREATE
from syncengine.front.explain import store_of
from syncengine.front.knowing import loader_of, silent_systems
from syncengine.front.status import store_exists
from syncengine.front.whois import Who, who_are
from syncengine.settings import Settings, read_policy
from syncengine.store import Store, attempts, audit, letters, waiting
from syncengine.store.attempts import Answer, Attempt
from syncengine.store.letters import Choice, Group, Letter
from syncengine.store.waiting import Held, Trying
from syncengine.work.correcting import Corrector, editable
from syncengine.work.facts import Facts
from syncengine.work.letters import Letters, open_letter_of
from syncengine.work.planning import Planner
from syncengine.work.would import would_write


@dataclass(frozen=True, slots=True)
class Queue:
    """Letters by cause, and the people who wait by themselves."""

    groups: tuple[Group, ...] = ()
    trying: tuple[Trying, ...] = ()
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Addressed:
    """A letter and whom it is about."""

    letter: Letter
    who: Who


@dataclass(frozen=True, slots=True)
class Opened:
    """One letter with all that is known. ``would`` is what a retry would write; ``shown`` is field -> system -> value;
    ``editable`` are the fields whose value may be said by hand."""

    letter: Letter
    who: Who
    would: tuple[Operation, ...]
    shown: Mapping[str, Mapping[str, Value]]
    attempts: tuple[Attempt, ...]
    answers: tuple[Answer, ...]
    editable: tuple[str, ...]


def read_queue(settings: Settings) -> Queue:
    """All causes, and who waits. A store that is not there yet is not made."""
    if not store_exists(settings):
        return Queue()
    with _store(settings) as store, store.read() as connection:
        return Queue(
            tuple(letters.groups(connection)), tuple(waiting.trying(connection)), tuple(waiting.held(connection))
        )


def read_letters(settings: Settings, *, cause: str, limit: int) -> list[Addressed]:
    """The letters of one cause, oldest first."""
    if not store_exists(settings):
        return []
    with _store(settings) as store, store.read() as connection:
        found = letters.letters_of(connection, Choice(cause=cause), limit=limit)
        known = who_are(connection, sorted({letter.person for letter in found}))
    return [Addressed(letter, known[letter.person]) for letter in found]


def read_letter(settings: Settings, id_: int) -> Opened:
    """Raises NotDecidable, and NotKnown before there is a store."""
    with _store(settings) as store, silent_systems(settings) as systems, store.read() as connection:
        letter = open_letter_of(connection, id_)
        [facts] = loader_of(connection, systems).load(connection, [letter.person])
        would = list(would_write(_planner(settings), facts, letter))
        names = (*letter.names, *(change.field for operation in would for change in operation.changes))
        return Opened(
            letter=letter,
            who=who_are(connection, [letter.person])[letter.person],
            would=tuple(would),
            shown=_shown(facts, names),
            attempts=tuple(attempts.attempts_of(connection, letter.person, system=letter.system, names=letter.names)),
            answers=tuple(attempts.answers_to(connection, letter.subject)),
            editable=tuple(sorted(editable(letter, systems))),
        )


@contextmanager
def deciding(settings: Settings, *, now: Callable[[], float] = time.time) -> Iterator[Letters]:
    """Decisions about letters. The store is shared with the workers, not owned. Raises NotKnown without a store."""
    with _store(settings) as store:
        yield Letters(store, now=now)
        audit.seal_soon(store)


@contextmanager
def correcting(settings: Settings, *, now: Callable[[], float] = time.time) -> Iterator[Corrector]:
    """Values by hand. Raises NotKnown without a store."""
    with _store(settings) as store, silent_systems(settings) as systems:
        with store.read() as connection:
            loader = loader_of(connection, systems)
        yield Corrector(store, systems, loader, _planner(settings), now=now)
        audit.seal_soon(store)


@contextmanager
def _store(settings: Settings) -> Iterator[Store]:
    store = store_of(settings)
    try:
        yield store
    finally:
        store.close()


def _planner(settings: Settings) -> Planner:
    return Planner(read_policy(settings.policy_path), today=World().today)


def _shown(facts: Facts, names: Sequence[str]) -> dict[str, dict[str, Value]]:
    fields = {"pools" if name.startswith("pool:") else name.partition("@")[0] for name in names if name != CREATE}
    return {
        field: {side.system: side.now[field] for side in facts.sides if field in side.now}
        for field in FIELDS
        if field in fields
    }

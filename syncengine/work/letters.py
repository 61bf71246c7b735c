"""What humans decide about dead letters. Nothing is written to any system here, and nothing is sent again: the people
concerned are queued, and their plans are made anew from facts. Where the trouble is over already, nothing is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store import Store, audit, letters, queue
from syncengine.store import waiting as tries
from syncengine.store.letters import DROPPED, Choice, Letter
from syncengine.work.decide import NotDecidable

RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Decided:
    """About how many letters it was decided, and of how many people. ``waiting`` people need not wait any longer."""

    letters: int = 0
    people: int = 0
    waiting: int = 0


class Letters:
    """Decides about many letters at once, in one transaction. Workers may run meanwhile."""

    def __init__(self, store: Store, *, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now

    def preview_retry(self, choice: Choice, *, waiting: bool = False) -> Decided:
        """What a retry would be about; nothing is changed. Raises NotDecidable."""
        with self._store.read() as connection:
            people = tries.count_due_later(connection, now=self._now()) if waiting else 0
            found = [*_people(connection, choice), *letters.dropped(connection, choice.ids).values()]
        return _decided(choice, found, waiting=people)

    def preview_drop(self, choice: Choice) -> Decided:
        """What would be given up; nothing is changed. Raises NotDecidable."""
        with self._store.read() as connection:
            return _decided(choice, _people(connection, choice))

    def retry(self, choice: Choice, *, by: str, waiting: bool = False) -> Decided:
        """The cause is mended: try again. What is retried is closed, so nothing is retried twice. What was dropped is
        taken back when its number is given. With ``waiting``, who waits for a later attempt is due now, too. Raises
        NotDecidable."""
        now = self._now()
        with self._store.write() as connection:
            people = _hurry(connection, by=by, now=now) if waiting else 0
            found = _close(connection, choice, decision=RETRY, by=by, now=now)
            found += letters.take_back(connection, choice.ids, decision=RETRY, by=by, now=now)
            # Many people at once must not keep the live ones waiting.
            lane = queue.LIVE if choice.ids else queue.BACKFILL
            queue.mark_dirty(connection, found, lane=lane, reason=RETRY, now=now)
            return _decided(choice, found, waiting=people)

    def drop(self, choice: Choice, *, by: str) -> Decided:
        """Give these writes up: they are not made, nor asked about, for as long as their facts stay as they are.
        Raises NotDecidable."""
        now = self._now()
        with self._store.write() as connection:
            found = _close(connection, choice, decision=DROPPED, by=by, now=now)
            letters.give_up(connection, at=now)
            return _decided(choice, found)


def _hurry(connection: sa.Connection, *, by: str, now: float) -> int:
    """Who waits for a later attempt is due now. Returns how many people."""
    people = tries.make_due(connection, now=now)
    audit.tell(connection, audit.Entry(at=now, what="waiting retry", actor=by, why=f"people: {people}"))
    return people


def _close(connection: sa.Connection, choice: Choice, *, decision: str, by: str, now: float) -> list[PersonId]:
    if choice.cause is not None:
        letters.name_causes(connection)
    return letters.close_letters(connection, choice, decision=decision, by=by, now=now)


def _people(connection: sa.Connection, choice: Choice) -> list[PersonId]:
    return [letter.person for letter in letters.letters_of(connection, choice, limit=letters.ALL)]


def _decided(choice: Choice, found: Sequence[PersonId], *, waiting: int = 0) -> Decided:
    """All or nothing: a mistyped number must not go unnoticed among right ones. Raises NotDecidable, which undoes the
    transaction that it is raised in."""
    if choice.ids and len(found) < len(set(choice.ids)):
        which = ", ".join(map(str, choice.ids))
        raise NotDecidable(f"not all of these are open letters: {which}; see: talentsync queue list")
    if choice.cause is not None and not found:
        raise NotDecidable(f"no open letter has the cause {choice.cause!r}; see: talentsync queue list")
    return Decided(len(found), len(set(found)), waiting)


def open_letter_of(connection: sa.Connection, id_: int) -> Letter:
    """Raises NotDecidable."""
    letter = letters.find_letter(connection, id_)
    if letter is None:
        raise NotDecidable(f"there is no open letter {id_}; see: talentsync queue list")
    return letter


def choice_of(ids: Sequence[int], *, cause: str | None, everything: bool = False, needed: bool = True) -> Choice:
    """The letters that were named, in one way only; none of them only where none are ``needed``. Raises
    NotDecidable."""
    ways = [bool(ids), cause is not None, everything]
    if sum(ways) > 1:
        raise NotDecidable("name letters in one way: by their numbers, by --cause, or all of them")
    if needed and not any(ways):
        raise NotDecidable("which letters? name their numbers or a --cause; see: talentsync queue list")
    return Choice(tuple(ids), cause, everything)

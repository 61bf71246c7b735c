"""Creates that were never answered, at a vendor that has no place for a mark: a search tells, or a human does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, cast

import pytest

from connectors.errors import ServerFailedDuringWrite, Unsettled
from connectors.sandbox import SandboxClock
from connectors.types import Record, Ref
from syncengine.core.model import Operation
from syncengine.store import Store, journal, open_store, people, queue, reviews, snapshots
from syncengine.store.queue import Lease
from syncengine.store.snapshots import Snapshot
from syncengine.work.decide import Desk
from syncengine.work.gates import Gates
from syncengine.work.passage import Passage
from syncengine.work.record import Recorder
from syncengine.work.resolve import SEARCH_LAG_SECONDS, Resolver
from syncengine.work.systems import CANDIDATE, System, Systems

EMAIL = "ada@example.com"


class Bare:
    """A connector that can neither mark nor search."""

    class manifest:  # noqa: N801  # as connectors have it
        vendor = "bare"
        kinds = (CANDIDATE,)


class Searching(Bare):
    """One that can search, and finds what it is told to find."""

    def __init__(self, found: list[Record]) -> None:
        self._found = found

    def search(self, kind: str, query: Mapping[str, str]) -> Iterator[Record]:
        return iter(self._found)


class Plain:
    """Vendor words are ours."""

    def to_canonical(self, data: Any) -> dict[str, Any]:
        return {"emails": tuple(data["emails"])}

    def changed_at(self, data: Any) -> None:
        return None


class Case:
    """One person, known in the ATS, for whom a create was sent to the CRM and never answered."""

    def __init__(self, store: Store, clock: SandboxClock, connector: object, *, emails: tuple[str, ...]) -> None:
        self.store, self.clock = store, clock
        crm = System("crm", "crm", cast(Any, connector), cast(Any, Plain()))
        recorder = Recorder(store, now=clock.now, lane=queue.LIVE)
        self.resolver = Resolver(store, Systems([crm]), recorder, now=clock.now)
        with store.write() as connection:
            self.person = people.new_person(connection, now=clock.now())
            self._link(connection, "ats", "1")
            seen = Snapshot("ats", CANDIDATE, "1", {"emails": emails}, {})
            snapshots.save(connection, [seen], now=clock.now())
            self.send(connection)
            queue.mark_dirty(connection, [self.person], lane=queue.LIVE, reason="test", now=clock.now())

    def _link(self, connection: Any, system: str, ref_id: str) -> None:
        people.make_link(
            connection,
            person_id=self.person,
            system=system,
            kind=CANDIDATE,
            ref_id=ref_id,
            evidence={},
            actor="test",
            now=self.clock.now(),
        )

    def send(self, connection: Any) -> None:
        create = Operation("create", "crm", None)
        journal.write_down(connection, create, person=self.person, run_id="r", mark="ts-1", now=self.clock.now())

    def lease(self) -> Lease:
        with self.store.write() as connection:
            queue.release_all(connection)
            lease = queue.lease_one(connection, owner="w", now=self.clock.now(), seconds=60)
        assert lease is not None
        return lease

    def resolve(self) -> tuple[frozenset[str], list[str]]:
        """Systems where it stays unknown, and the subjects of open questions."""
        with Passage(Gates(self.store, now=self.clock.now, dice=cast(Any, None))) as passage:
            unknown = self.resolver.resolve(self.lease(), passage)
        with self.store.read() as connection:
            return unknown, [each.field or "" for each in reviews.open_reviews(connection)]

    def unresolved(self) -> int:
        with self.store.read() as connection:
            return len(journal.unresolved(connection, self.person))

    def answer(self) -> None:
        with self.store.read() as connection:
            [question] = reviews.open_reviews(connection)
        self.clock.skip(1)
        Desk(self.store, now=self.clock.now).retry(question.id, by="somebody")


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock(frozen_at=1000.0)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def test_where_nothing_can_tell_a_human_is_asked_once(store: Store, clock: SandboxClock) -> None:
    case = Case(store, clock, Bare(), emails=(EMAIL,))
    for _ in range(2):
        assert case.resolve() == (frozenset({"crm"}), ["(create?)"])
    assert case.unresolved() == 1


def test_nothing_can_be_searched_for_somebody_without_an_address(store: Store, clock: SandboxClock) -> None:
    case = Case(store, clock, Searching([]), emails=())
    assert case.resolve() == (frozenset({"crm"}), ["(create?)"])


def test_a_human_who_found_none_lets_it_be_tried_again_once(store: Store, clock: SandboxClock) -> None:
    case = Case(store, clock, Bare(), emails=(EMAIL,))
    case.resolve()
    case.answer()
    assert case.resolve() == (frozenset(), [])
    assert case.unresolved() == 0
    clock.skip(1)
    with store.write() as connection:
        case.send(connection)
    assert case.resolve() == (frozenset({"crm"}), ["(create?)"])


def test_a_record_that_turned_up_answers_by_itself(store: Store, clock: SandboxClock) -> None:
    case = Case(store, clock, Bare(), emails=(EMAIL,))
    case.resolve()
    with store.write() as connection:
        case._link(connection, "crm", "7")
    unknown, _ = case.resolve()
    assert (unknown, case.unresolved()) == (frozenset(), 0)


def test_a_record_that_is_found_becomes_the_person_s(store: Store, clock: SandboxClock) -> None:
    found = Record(Ref("crm", CANDIDATE, "7"), {"emails": [EMAIL]}, None)
    case = Case(store, clock, Searching([found]), emails=(EMAIL,))
    assert case.resolve() == (frozenset(), [])
    with store.read() as connection:
        assert people.person_of(connection, system="crm", kind=CANDIDATE, ref_id="7") == case.person


def test_that_a_search_finds_nothing_is_not_believed_at_once(store: Store, clock: SandboxClock) -> None:
    case = Case(store, clock, Searching([]), emails=(EMAIL,))
    with pytest.raises(Unsettled):
        case.resolve()
    assert case.unresolved() == 1
    clock.skip(SEARCH_LAG_SECONDS)
    assert case.resolve() == (frozenset(), [])
    assert case.unresolved() == 0


class Marking(Bare):
    """One that finds records by their mark, and finds none."""

    mark_field = None

    def mark_of(self, record: Record) -> None:
        return None

    def find_by_mark(self, kind: str, mark: str, *, since: datetime) -> None:
        return None


def test_what_is_not_there_yet_may_still_be_on_its_way(store: Store, clock: SandboxClock) -> None:
    """Whoever sent it may have been killed, or have lost the person, a moment ago."""
    case = Case(store, clock, Marking(), emails=(EMAIL,))
    with pytest.raises(Unsettled) as caught:
        case.resolve()
    assert (caught.value.retry_after, case.unresolved()) == (60.0, 1)
    clock.skip(60.0)
    assert case.resolve() == (frozenset(), [])
    assert case.unresolved() == 0


def test_after_an_answer_nothing_is_on_its_way(store: Store, clock: SandboxClock) -> None:
    case = Case(store, clock, Marking(), emails=(EMAIL,))
    with store.write() as connection:
        [entry] = journal.unresolved(connection, case.person)
        error = ServerFailedDuringWrite("it failed", system="crm")
        journal.failed(connection, entry.id, error, state="sent", now=clock.now())
    assert case.resolve() == (frozenset(), [])

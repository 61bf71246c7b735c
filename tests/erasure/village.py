"""A whole engine over two systems in this process: records are shown to it one by one, and people are forgotten."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from connectors.base import Ambient
from connectors.memory import Memory, MemoryWorld
from connectors.sandbox import SandboxClock
from connectors.types import BadRecord, Record, Ref
from mappings.policy import Role
from syncengine import passes
from syncengine.app import Engine, World
from syncengine.core.matching.model import shipped
from syncengine.core.matching.verdicts import Costs
from syncengine.core.model import PersonId
from syncengine.core.safety import Limits
from syncengine.erasure import asking
from syncengine.settings import Matching
from syncengine.store import erasures, open_store, people, queue, reviews, snapshots
from syncengine.store.erasures import Erasure
from syncengine.store.reviews import Review
from syncengine.work.decide import Desk
from syncengine.work.ending import Ran
from syncengine.work.record import Recorder
from syncengine.work.systems import CANDIDATE, System, Systems
from tests.stories.swift import policy, swift_folder, translator


@dataclass(slots=True)
class Village:
    engine: Engine
    clock: SandboxClock

    @property
    def ats(self) -> System:
        return self.engine.systems["ats"]

    def shows(self, id_: str, *, of: str = "ats", own: bool = False, **data: Any) -> None:
        """A candidate is read there."""
        self.reads([Record(Ref(of, CANDIDATE, id_), {"id": id_, **data})], of=of, own=own)

    def applies(self, id_: str, candidate: str) -> None:
        """An application is read in the ATS."""
        self.reads([Record(Ref("ats", "application", id_), {"id": id_, "candidate_id": candidate, "status": "active"})])

    def reads(self, rows: list[Record | BadRecord], *, of: str = "ats", own: bool = False) -> None:
        self.clock.skip(1)
        with self.engine.store.write() as connection:
            recorder = Recorder(self.engine.store, now=self.clock.now, lane=queue.PENDING)
            recorder.save(connection, self.engine.systems[of], rows, own=own)

    def knows(self, id_: str, *, of: str = "ats", **data: Any) -> PersonId:
        """A candidate is read there, and matched."""
        self.shows(id_, of=of, **data)
        self.engine.matcher.match_all()
        return self.person(id_, of=of)

    def person(self, id_: str, *, of: str = "ats") -> PersonId:
        with self.engine.store.read() as connection:
            found = people.person_of(connection, system=of, kind=CANDIDATE, ref_id=id_)
        assert found is not None
        return found

    def has(self, of: str, **data: Any) -> str:
        """A candidate is made there. Returns its id."""
        id_ = self.world(of).act("add_candidate", **data)
        return str(id_)

    def world(self, of: str) -> MemoryWorld:
        connector = self.engine.systems[of].connector
        assert isinstance(connector, Memory)
        return connector.world

    def lists(self) -> None:
        """All candidates are read, and matched."""
        self.clock.skip(1)
        for system in self.engine.systems:
            self.engine.observer.list_kind(system, CANDIDATE)
        self.engine.matcher.match_all()

    def runs(self, person: PersonId) -> Ran:
        with self.engine.store.write() as connection:
            queue.agree_to(connection, [person], lane=queue.LIVE)
            lease = queue.lease_person(connection, person, owner="t", now=self.clock.now(), seconds=30.0)
        assert lease is not None
        return self.engine.runner("r").run(lease)

    def forget(self, person: PersonId) -> Erasure:
        """To the end."""
        done = passes.forget(self.engine, person, by="h", why="")
        self.clock.skip(1)
        assert done.state == "done"
        return done

    def begin_to_forget(self, person: PersonId) -> Erasure:
        """No further than to ask."""
        with self.engine.store.write() as connection:
            return asking.ask(connection, person, by="h", why="", now=self.clock.now())

    def erasures(self, person: PersonId) -> list[Erasure]:
        with self.engine.store.read() as connection:
            return erasures.of_person(connection, person)

    def asked(self, kind: str = "returned") -> list[Review]:
        with self.engine.store.read() as connection:
            return [each for each in reviews.open_reviews(connection) if each.kind == kind]

    def desk(self) -> Desk:
        return Desk(self.engine.store, now=self.clock.now)

    def fields(self, id_: str, *names: str, of: str = "ats") -> tuple[Any, ...] | None:
        """What our store says of a candidate; None when it has nothing."""
        with self.engine.store.read() as connection:
            found = snapshots.load(connection, system=of, kind=CANDIDATE, ref_ids=[id_]).get(id_)
        return None if found is None else tuple(found.fields.get(name) for name in names)

    def rows(self, table: sa.Table, *names: str) -> list[tuple[Any, ...]]:
        with self.engine.store.read() as connection:
            return [tuple(row) for row in connection.execute(sa.select(*(table.c[name] for name in names)))]


@contextmanager
def village(*systems: str) -> Iterator[Village]:
    """With these systems, out of an ATS and a CRM."""
    with swift_folder() as folder:
        clock = SandboxClock(frozen_at=1_800_000_000.0)
        (folder / "store.db").write_bytes(_empty_store())
        url = f"sqlite:///{folder / 'store.db'}"
        store = open_store(url)
        engine = Engine(
            store=store,
            store_url=url,
            systems=Systems([_system(name, clock) for name in systems]),
            policy=policy(),
            limits=Limits(),
            matching=Matching(Costs(), shipped()),
            workers=1,
            world=World(now=clock.now, sleep=clock.skip, dice=random.Random(7)),
        )
        try:
            yield Village(engine, clock)
        finally:
            store.close()


@cache
def _empty_store() -> bytes:
    """To make one takes longer than most tests."""
    with swift_folder() as folder:
        open_store(f"sqlite:///{folder / 'store.db'}").close()
        return (folder / "store.db").read_bytes()


def _system(name: str, clock: SandboxClock) -> System:
    role: Role = "ats" if name == "ats" else "crm"
    ambient = Ambient(now=clock.now, sleep=clock.skip, dice=random.Random(7))
    connector = Memory(name, {"role": role}, ambient=ambient, world=MemoryWorld(ambient=ambient))
    return System(name, role, connector, translator("memory"))

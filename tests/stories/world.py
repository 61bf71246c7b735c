"""A small world: an ATS and a CRM over real HTTP, one installation of talentsync beside them, and a clock that stands
still unless somebody acts."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
import yaml

from connectors.sandbox import Sandbox, SandboxClock
from connectors.sandbox.server import serve
from connectors.types import Hint, Ref
from syncengine import passes
from syncengine.app import Engine, World, engine_for
from syncengine.core.model import Plan
from syncengine.front.resuming import Resumed, resume
from syncengine.passes import Outcome, Proposal, Silent
from syncengine.settings import load_settings
from syncengine.store import Store, inbox, open_store, people, reviews
from syncengine.store.reviews import Review
from syncengine.store.tables import operation
from syncengine.work import decide
from tests.stories.greenhouse_gem import GemDesk, GreenhouseDesk
from tests.stories.words import AtsDesk, CrmDesk, Desk

NOON = 1_795_348_800.0  # 2026-11-22T12:00:00Z
BETWEEN_PASSES = 60.0
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which two vendors play. Another pairing is another pair of desks."""

    ats: type[GreenhouseDesk]
    crm: type[GemDesk]


GREENHOUSE_GEM = Pairing(GreenhouseDesk, GemDesk)


@dataclass(slots=True)
class Installation:
    """talentsync with two systems. `backfill`, `sync` and `plan` are what the commands of these names do."""

    ats: AtsDesk
    crm: CrmDesk
    config: Path
    environ: dict[str, str]
    clock: SandboxClock
    wrong_by: float = 0.0
    """Seconds by which our machine's clock is ahead of everybody else's."""
    outcome: Outcome = field(default_factory=Outcome)
    proposal: Proposal | None = None
    reviews: list[Review] = field(default_factory=list)
    _begun: tuple[int, int] = (0, 0)
    _deliveries: int = 0

    @property
    def desks(self) -> tuple[Desk, Desk]:
        return (self.ats, self.crm)

    def backfill(self, *, agree: bool = True) -> Outcome:
        return self._pass(lambda engine: passes.backfill(engine, reporter=Silent(), agree=self._answer(agree)))

    def sync(self, *, agree: bool = False) -> Outcome:
        """``agree`` is the answer to a guard that asks."""
        return self._pass(lambda engine: passes.sync(engine, reporter=Silent(), agree=self._answer(agree)))

    def told(self, desk: Desk, *ids: str, kind: str = "candidate", urgent: bool = False) -> None:
        """A vendor's webhook says: look at these records. Nobody looks yet."""
        hints = tuple(Hint(Ref(desk.name, kind, id_), urgent=urgent) for id_ in ids)
        self._deliveries += 1
        arrival = inbox.Arrival(
            system=desk.name,
            id=f"delivery-{self._deliveries}",
            digest=f"{self._deliveries:064x}",
            correlation=f"d_{self._deliveries:012x}",
            event="something_changed",
            known=True,
            body=b"{}",
            received_at=self.clock.now(),
            hints=hints,
        )
        with self.store() as store, store.write() as connection:
            assert inbox.take(connection, [arrival]) == [True]

    def hear(self, *, agree: bool = False, at_once: int = 200) -> Outcome:
        """Follow what vendors told, as the daemon does between two passes."""

        def listen(engine: Engine) -> Outcome:
            heard = passes.hear(engine, reporter=Silent(), agree=self._answer(agree), at_once=at_once)
            return heard.outcome or Outcome()

        return self._pass(listen)

    def compare(self, *, repair_share: float = 0.02) -> list[passes.Compared]:
        """Compare everything with what the systems have, as the daemon does once a day."""
        with self._engine() as engine:
            comparison = passes.Comparison(engine, repair_share)
            while comparison.step():
                pass
            with engine.store.read() as connection:
                self.reviews = reviews.open_reviews(connection)
            return comparison.found

    def plan(self) -> list[Plan]:
        """Plans of everybody who would be written, or about whom there is something to say."""
        found: list[Plan] = []
        with self._engine() as engine:
            self.proposal = passes.plan(engine, reporter=Silent(), each=lambda facts, plan: found.append(plan))
        return [each for each in found if each.operations or each.remarks or each.conflicts]

    def settle(self) -> None:
        """Sync until nothing is written any more; twice is always enough."""
        self.sync()
        self.is_in_step()

    def is_in_step(self) -> None:
        """Assert that one more pass writes nothing and leaves nobody waiting."""
        outcome = self.sync()
        assert (outcome.writes, outcome.waiting, self.writes) == (0, 0, [])

    @property
    def writes(self) -> list[str]:
        """Writing requests of the last pass, both systems."""
        return [request for desk, since in zip(self.desks, self._begun, strict=True) for request in desk.writes(since)]

    @property
    def requests(self) -> dict[str, Counter[str]]:
        """Requests of the last pass by system and method."""
        return {
            desk.name: Counter(request.split()[0] for request in desk.requests(since))
            for desk, since in zip(self.desks, self._begun, strict=True)
        }

    def in_review(self, kind: str) -> list[Review]:
        """Open questions of a kind after the last pass."""
        return [each for each in self.reviews if each.kind == kind]

    def answer(self, word: str, review: Review) -> None:
        """A human answers a question: same, different, retry, leave or anew."""
        with self._engine() as engine:
            getattr(decide.Desk(engine.store, now=self.clock.now), word)(review.id, by="somebody")

    def resume(self, system: str | None = None) -> tuple[Resumed, ...]:
        """A human says that what was paused works again."""
        return resume(load_settings(self.config, environ=self.environ), system, now=self.clock.now)

    def persons(self) -> list[list[str]]:
        """Per person that we know, ids of the records that they are, in both systems, sorted."""
        with self._engine() as engine, engine.store.read() as connection:
            linked = people.links_of(connection, people.all_people(connection))
        found: dict[str, list[str]] = {}
        for link in linked:
            found.setdefault(link.person, []).append(link.ref_id)
        return sorted(sorted(ids) for ids in found.values())

    def history(self) -> list[dict[str, Any]]:
        """Every change of a field that was ever written: field, was, value, why."""
        with self._engine() as engine, engine.store.read() as connection:
            rows = connection.execute(sa.select(operation.c.changes).where(operation.c.state == "done"))
            return [change for row in rows for change in row.changes]

    def both_know(self, first: str, last: str = "Lopez", *, email: str | None = None) -> tuple[str, str]:
        """A person who is in both systems with the same e-mail address. Returns the ids (ATS, CRM)."""
        address = email or f"{first}@example.com".lower()
        return self.ats.candidate(first, last, email=address), self.crm.person(first, last, email=address)

    def met(self, first: str = "Ada", **fields: Any) -> tuple[str, str]:
        """A person who is in both systems and in step. ``fields`` are what both show."""
        candidate, person = self.both_know(first)
        for desk, id_ in ((self.ats, candidate), (self.crm, person)):
            if fields:
                desk.edit(id_, **fields)
        self.backfill()
        return candidate, person

    @property
    def systems(self) -> dict[str, dict[str, Any]]:
        """That part of the settings file."""
        found: dict[str, dict[str, Any]] = yaml.safe_load(self.config.read_text())["systems"]
        return found

    def configure(self, **changes: Any) -> None:
        """Change the settings file, or the policy with ``policy={...}``."""
        policy = changes.pop("policy", None)
        if policy is not None:
            name = f"policy-{len(list(self.config.parent.glob('policy-*')))}.yaml"
            (self.config.parent / name).write_text(yaml.safe_dump({"version": 2, **policy}))
            changes["policy"] = name
        settings = yaml.safe_load(self.config.read_text())
        self.config.write_text(yaml.safe_dump({**settings, **changes}))

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store by itself, between passes."""
        opened = open_store(load_settings(self.config, environ=self.environ).store_url)
        try:
            yield opened
        finally:
            opened.close()

    def tomorrow(self, *, days: float = 1) -> None:
        self.clock.skip(days * DAY)

    @staticmethod
    def _answer(agree: bool) -> passes.Agree:
        return lambda proposal: agree

    def _pass(self, command: Any) -> Outcome:
        self.clock.skip(BETWEEN_PASSES)
        self._begun = (len(self.ats.sandbox.journal), len(self.crm.sandbox.journal))
        with self._engine() as engine:
            self.outcome = command(engine)
            with engine.store.read() as connection:
                self.reviews = reviews.open_reviews(connection)
        assert [desk.expected for desk in self.desks] == [[], []], "a request that the story waits for never came"
        return self.outcome

    @contextmanager
    def engine(self, *, passes: bool = True) -> Iterator[Engine]:
        """An engine as commands have it, or, without ``passes``, as the daemon has it."""
        world = World(now=lambda: self.clock.now() + self.wrong_by, sleep=self.clock.skip, dice=random.Random(7))
        with engine_for(load_settings(self.config, environ=self.environ), world=world, passes=passes) as engine:
            yield engine

    def _engine(self) -> AbstractContextManager[Engine]:
        return self.engine()


class Stage:
    """Two ports that stay open for a whole test session. Each story puts its own sandboxes on them."""

    def __init__(self) -> None:
        self.ats, self.crm = Standing(), Standing()
        self.addresses: tuple[str, str] = ("", "")


class Standing:
    """Looks to the server like the sandbox that plays now. Starting a server takes longer than most stories."""

    current: Sandbox
    hooks = None
    """Nobody is subscribed to what happens on a stage."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.current, name)


@contextmanager
def open_stage() -> Iterator[Stage]:
    stage = Stage()
    with serve(cast(Sandbox, stage.ats)) as ats, serve(cast(Sandbox, stage.crm)) as crm:
        stage.addresses = (ats, crm)
        yield stage


def install(
    folder: Path,
    stage: Stage,
    pairing: Pairing = GREENHOUSE_GEM,
    *,
    store: str | None = None,
    clock: SandboxClock | None = None,
) -> Installation:
    """Fresh sandboxes on the stage, and a settings file in ``folder`` that leads to them. ``store`` is the address of
    an empty one; without it, there will be a file in the folder. Without a ``clock`` time stands still."""
    clock = clock or SandboxClock(frozen_at=NOON)
    ats, crm = pairing.ats(clock), pairing.crm(clock)
    stage.ats.current, stage.crm.current = ats.sandbox, crm.sandbox
    environ: dict[str, str] = {}
    systems = {
        desk.name: {"connector": desk.name, "role": role} | _secretly(desk, address, environ)
        for desk, role, address in zip((ats, crm), ("ats", "crm"), stage.addresses, strict=True)
    }
    config = folder / "talentsync.yaml"
    settings = {"version": 1, "workers": 1, "systems": systems} | ({"store": store} if store else {})
    config.write_text(yaml.safe_dump(settings))
    return Installation(ats, crm, config, environ, clock)


def _secretly(desk: Desk, address: str, environ: dict[str, str]) -> dict[str, str]:
    """Settings of a system as ``${NAME}``, with the values in the environment."""
    values = desk.sandbox.settings(address)
    names = {key: f"{desk.name}_{key}".upper() for key in values}
    environ.update({names[key]: value for key, value in values.items()})
    return {key: f"${{{name}}}" for key, name in names.items()}

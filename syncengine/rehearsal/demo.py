"""The demonstration: two populated systems, first contact, a busy day, a pass, and a pass that has nothing to do."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from syncengine import passes
from syncengine.app import Engine, engine_for
from syncengine.passes import Outcome, Proposal, Reporter, Silent
from syncengine.rehearsal.burst import make_burst, titles
from syncengine.rehearsal.expected import nurtured
from syncengine.rehearsal.pair import Pair, rehearsal_world, serve_pair
from syncengine.rehearsal.roll import Records
from syncengine.rehearsal.scene import Past, Scene, look_around
from syncengine.rehearsal.verify import verify
from syncengine.settings import load_settings

NEXT_COMMAND = "talentsync init"


class Audience(Reporter, Protocol):
    """Hears how the demonstration gets on: chapters, lines within them, the preview, and the passes' own progress."""

    def step(self, title: str) -> None: ...

    def said(self, line: str) -> None: ...

    def proposed(self, proposal: Proposal) -> None: ...


class Nobody(Silent):
    """An audience of nobody."""

    def step(self, title: str) -> None:
        pass

    def said(self, line: str) -> None:
        pass

    def proposed(self, proposal: Proposal) -> None:
        pass


@dataclass(frozen=True, slots=True)
class DemoResult:
    """How it ended. ``untrue`` says what should have been and was not; nothing of it may be, for ``ok``.

    ``figures`` are for the closing table, in order; ``calls`` counts requests by system, as the systems counted them.
    """

    untrue: tuple[str, ...]
    checked: tuple[str, ...]
    figures: Mapping[str, int]
    calls: Mapping[str, int]
    seconds: float
    next_command: str = NEXT_COMMAND

    @property
    def ok(self) -> bool:
        return not self.untrue


@dataclass
class _Play:
    """What goes on during one demonstration."""

    pair: Pair
    engine: Engine
    audience: Audience
    untrue: list[str] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)

    def must(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.untrue.append(otherwise)

    def marks(self) -> list[int]:
        return [len(stand.sandbox.journal) for stand in self.pair.stands]

    def writes_since(self, marks: Sequence[int]) -> int:
        """As the sandboxes' own journals count."""
        both = zip(self.pair.stands, marks, strict=True)
        return sum(len(stand.writes(since=mark)) for stand, mark in both)


def run_demo(
    vendors: Sequence[str],
    *,
    people: int = 300,
    seed: int = 7,
    limits: bool = True,
    audience: Audience | None = None,
) -> DemoResult:
    """Play it from beginning to end, in a folder that is gone afterwards. The vendors' real limits hold unless
    ``limits`` is False. Raises ConnectorError when a sandbox cannot be reached, and what `serve_pair` raises."""
    started = time.monotonic()
    listening, world = audience or Nobody(), rehearsal_world(limits=limits)
    listening.step(f"Starting {' and '.join(vendors)} with {people} people")
    with serve_pair(vendors, people=people, seed=seed, limits=limits) as pair:
        with engine_for(load_settings(pair.settings_path, environ={}), world=world) as engine:
            play = _Play(pair, engine, listening)
            scene = _play(play)
            verified = verify(scene)
        calls = {stand.name: len(stand.sandbox.journal) for stand in pair.stands}
    return DemoResult(
        untrue=(*play.untrue, *verified.untrue),
        checked=("the preview writes nothing", *verified.checked, "the last pass writes nothing"),
        figures=_figures(scene, play),
        calls=calls,
        seconds=time.monotonic() - started,
    )


def _play(play: _Play) -> Scene:
    _preview(play)
    _first_contact(play)
    policy = play.engine.policy
    once = {persona.id for persona in play.pair.personas if nurtured(persona, policy)}
    play.audience.step("A busy day: people edit records on both sides")
    burst = make_burst(play.pair, policy)
    for line in titles(burst.acts):
        play.audience.said(line)
    play.must(all(burst.acts.values()), "the busy day: some kind of act found nobody to happen to")
    _sync(play, "Carrying the edits over")
    _idle(play)
    past = Past(tuple(burst.edits), frozenset(burst.left), frozenset(once))
    return look_around(play.pair, play.engine, personas=burst.personas, past=past)


def _preview(play: _Play) -> None:
    play.audience.step("Looking at both sides: what would be written")
    before = play.marks()
    proposal = passes.plan(play.engine, reporter=play.audience, each=lambda facts, plan: None)
    play.audience.proposed(proposal)
    writes = play.writes_since(before)
    play.must(writes == 0, f"the preview writes nothing: it wrote {writes} times")


def _first_contact(play: _Play) -> None:
    play.audience.step("First contact: writing it")
    play.outcome = passes.backfill(play.engine, reporter=play.audience, agree=lambda proposal: True)
    _must_finish(play, "backfill")


def _sync(play: _Play, title: str) -> None:
    play.audience.step(title)
    play.outcome = passes.sync(play.engine, reporter=play.audience, agree=lambda proposal: False)
    _must_finish(play, "sync")


def _idle(play: _Play) -> None:
    before = play.marks()
    _sync(play, "Once more, with nothing new")
    writes = play.writes_since(before)
    requests = sum(play.marks()) - sum(before)
    play.must(writes == 0, f"the last pass writes nothing: it wrote {writes} times")
    play.audience.said(f"{writes} writes, {requests} requests")


def _must_finish(play: _Play, command: str) -> None:
    outcome = play.outcome
    play.must(not outcome.alarms, f"{command}: stopped by {', '.join(alarm.name for alarm in outcome.alarms)}")
    play.must(outcome.failure is None, f"{command}: a system was paused")
    play.must(outcome.waiting == 0, f"{command}: {outcome.waiting} people are still waiting")
    play.must(outcome.parked == 0, f"{command}: {outcome.parked} things are parked")


def _figures(scene: Scene, play: _Play) -> dict[str, int]:
    shown = {name: [record for found in records.values() for record in found] for name, records in _sides(scene)}
    policy = scene.policy
    members = Counter(pool for record in shown[scene.systems[1]] for pool in record.pools)
    both = Counter(person for person in scene.links.values())
    created = {f"created in {name}": sum(record.key is None for record in found) for name, found in shown.items()}
    mirrored = {f"in {pool.name}": 0 for pool in policy.pools.values() if pool.group}
    return {
        "people": len(both),
        "linked": sum(records > 1 for records in both.values()),
        **created,
        **{name: members[name.removeprefix("in ")] for name in mirrored},
        "in nurture": members[policy.pools["nurture"].name],
        "in alumni": members[policy.pools["alumni"].name],
        "in review": sum(play.outcome.reviews.values()),
    }


def _sides(scene: Scene) -> list[tuple[str, Records]]:
    return list(zip(scene.systems, (scene.ats, scene.crm), strict=True))

"""The hard rehearsal: thousands of people, look-alikes and ghosts among them, and who was recognised in the end."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.sandbox.crowd import crowd, namesakes
from syncengine import passes
from syncengine.app import Engine, engine_for
from syncengine.passes import Outcome
from syncengine.rehearsal.demo import Audience, Nobody
from syncengine.rehearsal.identity import Judged, Question, judge
from syncengine.rehearsal.pair import Pair, rehearsal_world, serve_pair
from syncengine.rehearsal.roll import take_roll
from syncengine.settings import load_settings
from syncengine.store import reviews

PEOPLE_PER_WRONG_LINK = 1000
"""One wrong link in so many people is the most that may be."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What was seen, and the most that may be."""

    name: str
    seen: int
    most: int

    @property
    def holds(self) -> bool:
        return self.seen <= self.most


@dataclass(frozen=True, slots=True)
class CrowdResult:
    """``seconds`` are by chapter; ``reviews`` counts open questions by kind; ``namesakes`` are people who share first
    and last name with somebody else, by chance or by their story."""

    people: int
    seed: int
    namesakes: int
    judged: Judged
    bounds: tuple[Bound, ...]
    reviews: Mapping[str, int]
    seconds: Mapping[str, float]

    @property
    def ok(self) -> bool:
        return all(bound.holds for bound in self.bounds)


def rehearse(
    vendors: Sequence[str], *, people: int, seed: int, folder: Path | None = None, audience: Audience | None = None
) -> CrowdResult:
    """First contact, a pass, and a pass that has nothing to do, with the vendors' limits switched off.

    Configuration and store stay in ``folder``, when one is given. Raises what `serve_pair` raises, and ConnectorError
    when a sandbox fails.
    """
    listening = audience or Nobody()
    watch = _Watch(listening)
    watch.begin(f"Starting {' and '.join(vendors)} with {people} people")
    with (
        serve_pair(vendors, people=people, seed=seed, limits=False, folder=folder, gather=crowd) as pair,
        engine_for(load_settings(pair.settings_path, environ={}), world=rehearsal_world(limits=False)) as engine,
    ):
        watch.begin("First contact")
        _must_finish(passes.backfill(engine, reporter=listening, agree=lambda proposal: True))
        watch.begin("A pass")
        _must_finish(passes.sync(engine, reporter=listening, agree=lambda proposal: True))
        watch.begin("A pass with nothing to do")
        before = [len(stand.sandbox.journal) for stand in pair.stands]
        outcome = _must_finish(passes.sync(engine, reporter=listening, agree=lambda proposal: True))
        writes = sum(len(stand.writes(since=mark)) for stand, mark in zip(pair.stands, before, strict=True))
        watch.begin("Calling the roll")
        judged = _judge(pair, engine)
    return CrowdResult(
        people=people,
        seed=seed,
        namesakes=namesakes(pair.personas),
        judged=judged,
        bounds=_bounds(judged, people=people, idle_writes=writes, left=outcome.waiting + outcome.parked),
        reviews=outcome.reviews,
        seconds=watch.end(),
    )


def _must_finish(outcome: Outcome) -> Outcome:
    if outcome.failure is not None:
        raise outcome.failure
    return outcome


def _judge(pair: Pair, engine: Engine) -> Judged:
    return judge(pair.personas, take_roll(pair, engine, personas=pair.personas), _questions(engine))


def _questions(engine: Engine) -> set[Question]:
    """Open questions whether two persons are the same. A question stands on both of them and counts once."""
    with engine.store.read() as connection:
        found = reviews.open_reviews(connection, limit=1_000_000)
    return {frozenset(review.subject.split("~")) for review in found if review.kind == "possible_match"}


def _bounds(judged: Judged, *, people: int, idle_writes: int, left: int) -> tuple[Bound, ...]:
    return (
        Bound("ghosts made", judged.ghosts, 0),
        Bound("wrong links", len(judged.wrong_links), people // PEOPLE_PER_WRONG_LINK),
        Bound("left out without a question", sum(fate.left_out for fate in judged.fates), 0),
        Bound("work that could not be done", left, 0),
        Bound("writes of the last pass", idle_writes, 0),
    )


class _Watch:
    """Takes the time of every chapter."""

    def __init__(self, audience: Audience) -> None:
        self._audience = audience
        self._seconds: dict[str, float] = {}
        self._running: tuple[str, float] | None = None

    def begin(self, title: str) -> None:
        self.end()
        self._audience.step(title)
        self._running = (title, time.monotonic())

    def end(self) -> dict[str, float]:
        if self._running is not None:
            title, started = self._running
            self._seconds[title] = time.monotonic() - started
            self._running = None
        return self._seconds

"""What the daemon does now and then: when it is due, what comes of it, and that it ends with its leader."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from typing import Any

import pytest

from syncengine.app import Engine
from syncengine.front.timeline.as_of import read_as_of
from syncengine.serve.chores import COMPARE, FORGET, LOOK_AFTER, Care, Chores, at_work
from syncengine.settings import Rhythm, load_settings
from syncengine.store import chores, inbox
from syncengine.store.chores import Chore
from tests.serve.test_rounds import ports, world
from tests.stories.world import Installation

__all__ = ["ports", "world"]

DAY = 86_400.0
HOUR = 3600.0


class Done(Chores):
    """Tells when everything that was due is done."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.idle = threading.Event()
        self._over.wait = self._rest  # type: ignore[method-assign]  # nobody waits in a test

    def _rest(self, timeout: float | None = None) -> bool:
        self.idle.set()
        return threading.Event.wait(self._over, timeout)


def do(world: Installation, *, care: Care | None = None, rhythm: Rhythm | None = None) -> dict[str, Chore]:
    """Have done what is due now."""
    made: list[Done] = []

    def make() -> Done:
        made.append(Done(lambda: world.engine(passes=False), rhythm or Rhythm(compare_at=time(3)), care=care))
        return made[0]

    with at_work(make):
        assert made[0].idle.wait(30)
    with world.store() as store, store.read() as connection:
        return chores.last(connection)


def test_the_first_comparison_is_the_backfill_and_the_next_one_is_made_a_day_later(world: Installation) -> None:
    world.met("Ada")
    assert do(world)[COMPARE].report == {}
    world.tomorrow()
    done = do(world)[COMPARE]
    assert (done.report["listed"], done.report["differing"], done.report["asked"]) == (2, 0, [])
    assert do(world)[COMPARE] == done, "once a day"


def test_a_comparison_that_was_broken_off_is_made_again(world: Installation) -> None:
    world.met("Ada")
    with world.store() as store, store.write() as connection:
        chores.begin(connection, COMPARE, now=world.clock.now())
    assert do(world)[COMPARE].report["listed"] == 2


def test_who_does_not_want_it_is_not_compared(world: Installation) -> None:
    world.met("Ada")
    do(world, rhythm=Rhythm(compare_at=None))
    world.tomorrow()
    assert do(world, rhythm=Rhythm(compare_at=None))[COMPARE].report == {}


def test_what_need_not_be_kept_is_forgotten(world: Installation) -> None:
    ada, _ = world.met("Ada")
    world.told(world.ats, ada)
    world.hear()
    world.tomorrow(days=29)
    assert do(world)[FORGET].report["deliveries"] == 0
    world.tomorrow(days=2)
    assert do(world)[FORGET].report["deliveries"] == 1
    with world.store() as store, store.read() as connection:
        assert inbox.last_heard(connection) != {}


def test_what_records_showed_long_ago_is_forgotten(world: Installation) -> None:
    _, person = world.met("Ada")
    world.crm.edit(person, title="Engineer")
    world.sync()
    kept = Rhythm(compare_at=None, keep_history_seconds=10 * DAY)
    world.tomorrow(days=9)
    assert do(world, rhythm=kept)[FORGET].report["states"] == 0
    world.tomorrow(days=2)
    assert do(world, rhythm=kept)[FORGET].report["states"] == 2


def test_history_that_was_dropped_is_not_there_again_when_more_is_to_be_kept(world: Installation) -> None:
    """`explain --as-of` goes on to say so."""
    ada, _ = world.met("Ada")
    world.tomorrow(days=30)
    dropped = world.clock.now() - DAY
    do(world, rhythm=Rhythm(compare_at=None, keep_history_seconds=DAY))
    world.tomorrow()
    do(world, rhythm=Rhythm(compare_at=None))
    settings, now = load_settings(world.config, environ=world.environ), world.clock.now()
    long_ago, lately = (read_as_of(settings, f"greenhouse:{ada}", ago, now=now) for ago in ("20d", "1d"))
    assert (long_ago.is_cut, lately.is_cut) == (True, False)
    assert long_ago.kept_since == pytest.approx(dropped, abs=HOUR)


def test_subscriptions_are_looked_after(world: Installation) -> None:
    world.met("Ada")
    assert do(world, care=lambda: {"ats": 1})[LOOK_AFTER].report == {"systems": {"ats": 1}}


def test_a_chore_that_hangs_does_not_keep_its_leader_from_ending(
    world: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncengine.serve.chores.PATIENCE_SECONDS", 0.0)
    world.met("Ada")
    hangs, ends = threading.Event(), threading.Event()
    closed = threading.Event()

    @contextmanager
    def own() -> Iterator[Engine]:
        with world.engine(passes=False) as engine:
            yield engine
        closed.set()

    def care() -> dict[str, int]:
        hangs.set()
        ends.wait(30)
        return {}

    with at_work(lambda: Chores(own, Rhythm(), care=care)):
        assert hangs.wait(30)
    assert not closed.is_set(), "what it still uses is not closed under it"
    ends.set()
    assert closed.wait(30)

"""Restrictions are never delayed: whatever the instant at which somebody opts out, nobody is shown to a recruiter by a
request that was sent after we knew, and everybody of whom we know is out of nurture when the pass has ended.

A schedule is drawn from its seed: who was met before, who is restricted when, what is told and what is found, and when
it is looked. `TALENTSYNC_SEED=17 pytest tests/stories/test_suppression.py` tells one alone.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from connectors import http, permits
from connectors.sandbox import Answer, Call
from syncengine.core.model import PersonId
from syncengine.store import Store, people, snapshots
from syncengine.store.tables import operation
from syncengine.work.accounts import Accounts
from tests.stories.swift import swift_folder
from tests.stories.watching import Watches, told_when_to_look
from tests.stories.words import Desk, somebody
from tests.stories.world import Installation, Stage, install

NURTURE = "Nurture"
SCHEDULES = 100
SHARD = 13
PEOPLE = 4


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Shards, so that the processes of a parallel run share the work; or the one seed that was asked for."""
    if "seeds" not in metafunc.fixturenames:
        return
    seed = os.environ.get("TALENTSYNC_SEED")
    shards = [range(at, min(at + SHARD, SCHEDULES)) for at in range(0, SCHEDULES, SHARD)]
    chosen = shards if seed is None else [range(int(seed), int(seed) + 1)]
    metafunc.parametrize("seeds", chosen, ids=[f"{each[0]}-{each[-1]}" for each in chosen])


Moment = tuple[str, int, str]
"""When something happens: before or after the n-th request to a system is handled. ``("", n, "turn")`` is when our
n-th write has waited for its turn, and is about to be sent."""


@pytest.fixture
def watches() -> Iterator[Watches]:
    with told_when_to_look() as standing:
        yield standing


@dataclass(slots=True)
class Drama:
    """What happens when, and who was shown to whom."""

    world: Installation
    store: Store
    watches: Watches
    acts: dict[Moment, list[Callable[[], None]]] = field(default_factory=dict)
    in_ats: dict[str, str] = field(default_factory=dict)
    """E-mail address, and id in the CRM -> id in the ATS."""
    counted: Counter[str] = field(default_factory=Counter)
    restricted: set[str] = field(default_factory=set)
    exposed: list[tuple[str, bool]] = field(default_factory=list)
    """Who was made in the CRM or put into nurture, and whether the store knew of a restriction just then."""

    @contextmanager
    def open(self) -> Iterator[None]:
        for desk in self.world.desks:
            self._listen(desk)
        may_write = permits.may_write

        def in_turn() -> bool:
            self._act("", self._number(""), "turn")
            return may_write()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(http, "may_write", in_turn)
            # The same is true of this; tests/work/test_accounts.py is about it.
            patch.setattr(Accounts, "prove", lambda *_: None)
            yield

    def _listen(self, desk: Desk) -> None:
        answer = desk.sandbox.answer

        def answered(call: Call) -> Answer:
            if call.path.endswith("/token"):  # what a look has to wait for must not wait for a look
                return answer(call)
            if desk is self.world.crm:
                self._note(call)
            number = self._number(desk.name)
            self._act(desk.name, number, "before")
            given = answer(call)
            self._act(desk.name, number, "after")
            return given

        desk.sandbox.answer = answered  # type: ignore[method-assign]

    def _number(self, of: str) -> int:
        self.counted[of] += 1
        return self.counted[of]

    def _act(self, *moment: Any) -> None:
        for act in self.acts.pop(moment, ()):
            act()

    def _note(self, call: Call) -> None:
        request = f"{call.method} {call.path}"
        if Desk.is_at(request, self.world.crm.filling_pool):
            whom = [self.in_ats[each] for each in call.body["candidate_ids"]]
        elif Desk.is_at(request, self.world.crm.making_person):
            whom = [self.in_ats[each["email_address"]] for each in call.body["emails"]]
        else:
            return
        known = self.known()
        self.exposed += [(each, each in known) for each in whom]

    def known(self) -> set[str]:
        """Ids in the ATS of whom the store knows that they are restricted."""
        with self.store.read() as connection:
            ids = set(self.in_ats.values())
            seen = snapshots.load(connection, system=self.world.ats.name, kind="candidate", ref_ids=ids)
        return {id_ for id_, one in seen.items() if one.fields["private"] or one.fields["do_not_contact"]}

    def being_written(self) -> str | None:
        """Whose write is under way. An id in the ATS."""
        with self.store.read() as connection:
            persons = connection.execute(sa.select(operation.c.person_id).where(operation.c.state == "sent")).scalars()
            linked = people.links_of(connection, [PersonId(each) for each in persons])
        return next((each.ref_id for each in linked if each.system == self.world.ats.name), None)

    def in_nurture(self) -> set[str]:
        """Ids in the ATS of those who are there."""
        shown = self.world.crm.sandbox.state()["candidates"]
        return {self.in_ats[one["emails"][0]["email_address"]] for one in shown if NURTURE in one["projects"]}

    def look_out(self) -> None:
        self.watches.look(self.world.clock)

    def restrict(self, candidate: str, *, hidden: bool, told: bool, whoever: bool = False) -> None:
        """By either flag, and told or not. ``whoever`` is being written instead, if somebody is."""
        whom = (self.being_written() if whoever else None) or candidate
        (self.world.ats.hide if hidden else self.world.ats.forbid_mail)(whom)
        self.restricted.add(whom)
        if told:
            self.world.told(self.world.ats, whom, urgent=hidden)


@contextmanager
def drama(ports: Stage, watches: Watches) -> Iterator[Drama]:
    with swift_folder() as folder:
        world = install(folder, ports)
        with world.store() as store:
            yield Drama(world, store, watches)


def move_in(play: Drama, number: int, dice: random.Random) -> str:
    """Somebody who was rejected, and whom the CRM knows already or not. Returns the id in the ATS."""
    first, last, email = somebody(number)
    candidate = play.world.ats.candidate(first, last, email=email)
    play.in_ats[email] = candidate
    if dice.random() < 0.6:
        play.in_ats[play.world.crm.person(first, last, email=email)] = candidate
    if dice.random() < 0.8:
        play.world.ats.reject(play.world.ats.apply(candidate))
    return candidate


def draw(play: Drama, candidates: Sequence[str], dice: random.Random) -> None:
    """Who opts out when, and when it is looked: mostly while something is being written."""
    for _ in range(dice.randint(2, 4)):
        how = {name: dice.random() < 0.5 for name in ("hidden", "told")}
        opts_out = partial(play.restrict, dice.choice(candidates), whoever=dice.random() < 0.7, **how)
        seen = [play.look_out] if dice.random() < 0.7 else []
        play.acts.setdefault(_moment(play, dice), []).extend([opts_out, *seen])
    for _ in range(2):
        play.acts.setdefault(_moment(play, dice), []).append(play.look_out)


def _moment(play: Drama, dice: random.Random) -> Moment:
    if dice.random() < 0.5:
        return "", dice.randint(1, 12), "turn"
    desk = dice.choice(play.world.desks)
    return desk.name, dice.randint(1, 24), dice.choice(("before", "after"))


def live_through(play: Drama, seed: int) -> frozenset[str]:
    """Returns who was restricted before the pass began. Ids in the ATS."""
    dice = random.Random(seed)
    everybody = [move_in(play, 100 * number + number, dice) for number in range(PEOPLE)]
    met = dice.random() < 0.7
    if met:
        play.world.backfill()
        everybody.append(move_in(play, 999, dice))
        for candidate in dice.sample(everybody, 2):
            play.world.ats.reject(play.world.ats.apply(candidate))
    for candidate in dice.sample(everybody, dice.randint(0, 1)):
        play.restrict(candidate, hidden=dice.random() < 0.5, told=dice.random() < 0.5)
    before = frozenset(play.restricted)
    draw(play, everybody, dice)
    with play.open():
        if met and dice.random() < 0.6:
            play.world.sync(agree=True)
        else:
            play.world.backfill()
    return before


def leaks(play: Drama, seed: int) -> list[str]:
    """What must not be, in words."""
    before = live_through(play, seed)
    wrong = [f"{each} was shown though we knew" for each, known in play.exposed if known]
    wrong += [f"{each} was restricted all the time, and shown" for each, _ in play.exposed if each in before]
    wrong += [f"{each} is known to be restricted, and left in nurture" for each in play.known() & play.in_nurture()]
    play.acts.clear()
    play.world.sync(agree=True)
    wrong += [f"{each} is still in nurture" for each in play.restricted & play.in_nurture()]
    assert play.known() == play.restricted
    return wrong


def test_nobody_leaks(ports: Stage, quiet: None, watches: Watches, seeds: range) -> None:
    found = {}
    for seed in seeds:
        with drama(ports, watches) as play:
            if wrong := leaks(play, seed):
                found[seed] = wrong
    assert found == {}

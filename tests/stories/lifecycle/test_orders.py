"""Whatever happens to people, in whatever order, and whenever we look: in the end the CRM shows what follows from the
ATS as it is then, as if we had never looked before.

That holds with these exceptions, each of them wanted:
- lists that a human of the CRM had a hand in: their word stands, as long as nobody must leave;
- notes: they are history;
- a date that has passed: who set it in time leaves it, who comes later sets none;
- who is private or anonymised: what was told before is not taken back, and nothing new is told. Contact pools and the
  date are the same.

`TALENTSYNC_SEED=7 pytest tests/stories/lifecycle/test_orders.py` lives through one world alone.
"""

from __future__ import annotations

import os
import random
from typing import Any

import pytest

from tests.stories.lifecycle.acts import org
from tests.stories.lifecycle.histories import CONTACT, Histories, is_sealed, must_not_be_written_to, shown
from tests.stories.swift import swift_folder
from tests.stories.words import somebody
from tests.stories.world import Stage, install

WORLDS, HISTORIES = 10, 3
"""So many histories in each of so many worlds."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """All worlds, or the one that was asked for."""
    if "seed" in metafunc.fixturenames:
        asked = os.environ.get("TALENTSYNC_SEED")
        metafunc.parametrize("seed", range(WORLDS) if asked is None else [int(asked)])


def as_if_never_looked(ports: Stage, lived: Histories) -> list[dict[str, Any]]:
    """What a store that is new shows of the same people, in a CRM that knows no more than their names and addresses."""
    with swift_folder() as folder:
        fresh = install(folder, ports, clock=lived.world.clock)
        fresh.ats, ports.ats.current = lived.world.ats, lived.world.ats.sandbox
        people = []
        for number, (candidate, _) in enumerate(lived.people):
            first, last, email = somebody(number)
            people.append(fresh.crm.person(first, last, email=email))
            fresh.crm.claim(people[-1], candidate)
        fresh.backfill()
        assert [desk.sandbox.act("mails", by="api") for desk in fresh.desks] == [[], []]
        return [shown(fresh, person) for person in people]


def differences(histories: Histories, fresh: list[dict[str, Any]]) -> list[str]:
    """What must not be, in words."""
    wrong: list[str] = []
    for (candidate, person), anew in zip(histories.people, fresh, strict=True):
        lived = shown(histories.world, person)
        if must_not_be_written_to(histories.world, candidate) and lived["pools"] & CONTACT:
            wrong.append(f"{candidate} must not be in {lived['pools'] & CONTACT}")
        by_hand = {pool for whom, pool in histories.by_hand if whom == person}
        sealed = is_sealed(histories.world, candidate)
        was, would_be = (_comparable(histories, look, by_hand, sealed=sealed) for look in (lived, anew))
        wrong += [
            f"{candidate} shows {name} {was[name]!r}, not {would_be[name]!r}"
            for name in was
            if was[name] != would_be[name]
        ]
    return wrong


def _comparable(histories: Histories, look: dict[str, Any], by_hand: set[str], *, sealed: bool) -> dict[str, Any]:
    """What must be the same whoever looked when; see above."""
    today = histories.world.clock.utc().date().isoformat()
    due = look["due"] if look["due"] is not None and look["due"] >= today else None
    pools = look["pools"] - by_hand
    return {"due": due, "pools": pools & CONTACT} if sealed else {**look, "due": due, "pools": pools}


def test_the_order_of_events_leaves_no_trace(ports: Stage, quiet: None, seed: int) -> None:
    with swift_folder() as folder:
        world = install(folder, ports)
        knobs = org(world).knobs
        knobs.applications_mail = knobs.moves_mail = knobs.privacy_mails = True
        histories = Histories(world, random.Random(seed))
        histories.begin(HISTORIES)
        histories.live()
        world.is_in_step()
        assert [desk.sandbox.act("mails", by="api") for desk in world.desks] == [[], []]
        wrong = differences(histories, as_if_never_looked(ports, histories))
        assert wrong == [], "; ".join(histories.told)

"""What the ATS tells by webhook, over the real wire: every event ends in the right state, and whatever happens to the
webhooks on their way, the end is the same."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from syncengine.store.tables import delivery, hint
from tests.connectors.greenhouse.recorded import RECORDED
from tests.crash.population import twelve_people
from tests.crash.rehearsal import without_ids
from tests.stories.swift import swift_folder
from tests.stories.wired import SECRET, Wire, wired
from tests.stories.world import Installation, Stage, install

HOUR = 3600.0
NURTURE, ALUMNI = "Nurture", "Alumni"


@pytest.fixture
def wire(world: Installation) -> Iterator[Wire]:
    with wired(world) as opened:
        yield opened


def post(wire: Wire, body: bytes, id_: str) -> int:
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "content-type": "application/json",
        "signature": f"sha256 {signature}",
        "greenhouse-event-id": id_,
    }
    return httpx.post(wire.address, content=body, headers=headers).status_code


def count(world: Installation, what: sa.Select[Any]) -> int:
    with world.store() as store, store.read() as connection:
        return len(connection.execute(what).all())


def test_recorded_webhooks_are_accepted_and_do_no_harm_about_strangers(wire: Wire) -> None:
    """The people of the recordings do not live here: what is told about them is looked at, and leads to nothing."""
    world = wire.world
    ada, _ = world.met("Ada")
    for name, recorded in RECORDED.items():
        assert post(wire, json.dumps(recorded).encode(), f"recorded-{name}") == 200, name
        assert count(world, sa.select(delivery.c.id).where(delivery.c.id == f"recorded-{name}")) == 1, name
        world.hear()
        assert (world.writes, world.reviews) == ([], []), name
        assert count(world, sa.select(hint.c.ref_id)) == 0, name
    world.ats.shows(ada, emails=("ada@example.com",))
    world.is_in_step()


def test_an_application_and_all_that_becomes_of_it(wire: Wire) -> None:
    world, ats, crm = wire.world, wire.world.ats, wire.world.crm
    ada, same = world.met("Ada")
    application = ats.apply(ada)
    wire.hear()
    crm.shows(same, status="Applied")
    ats.move(application, "interview")
    wire.hear()
    ats.reject(application)
    wire.hear()
    crm.shows(same, pools=(NURTURE,), status="Rejected")
    ats.unreject(application)
    wire.hear()
    crm.shows(same, pools=("ATS: Interviewing",))
    ats.hire(application)
    wire.hear()
    crm.shows(same, pools=(ALUMNI,), status="Hired")
    assert wire.statuses() == {200}
    world.is_in_step()


def test_an_applicant_whom_nobody_knew(wire: Wire) -> None:
    world = wire.world
    world.met("Ada")
    world.ats.reject(world.ats.apply(world.ats.candidate("Bob", email="bob@example.com")))
    wire.hear()
    [_, made] = world.crm.everybody()
    world.crm.shows(made, pools=(NURTURE,), emails=("bob@example.com",))
    world.is_in_step()


def test_an_opt_out(wire: Wire) -> None:
    """It has no event of its own: whatever is told of the person next brings it along, and else the next poll."""
    world = wire.world
    ada, same = world.both_know("Ada")
    world.ats.reject(world.ats.apply(ada))
    world.backfill()
    world.crm.shows(same, pools=(NURTURE,))
    world.ats.forbid_mail(ada)
    world.ats.edit(ada, title="Engineer")
    wire.hear()
    world.crm.shows(same, pools=())
    world.is_in_step()


def test_a_merge(wire: Wire) -> None:
    world = wire.world
    ada, same = world.met("Ada")
    twin = world.ats.candidate("Ada", email="ada@example.com")
    wire.hear()
    world.ats.merge(twin, ada)
    wire.hear()
    assert (world.persons(), world.crm.everybody()) == ([sorted([twin, same])], [same])
    world.is_in_step()


def test_a_deletion(wire: Wire) -> None:
    world = wire.world
    ada, same = world.met("Ada")
    world.ats.delete(ada)
    wire.hear()
    assert [each.ref_id for each in world.in_review("vanished")] == [ada]
    assert (world.ats.everybody(), world.crm.everybody()) == ([], [same])


def test_our_own_writes_come_back_and_lead_to_nothing(wire: Wire) -> None:
    world = wire.world
    ada, same = world.met("Ada")
    world.crm.edit(same, title="Engineer")
    world.sync()
    world.ats.shows(ada, title="Engineer")
    assert "update_candidate" in {each.event for each in wire.hooks.attempts}
    wire.hear()
    assert world.writes == []


def a_busy_hour(world: Installation, told: Callable[[], None]) -> None:
    """What humans do in an hour, in which we are told after each of their acts."""
    ats, crm = world.ats, world.crm
    by_name = {ats.look(id_)["first_name"]: id_ for id_ in ats.everybody()}
    people = {crm.look(id_)["first_name"]: id_ for id_ in crm.everybody()}
    acts: list[Callable[[], object]] = [
        lambda: ats.edit(by_name["Ada"], title="Director"),
        lambda: ats.reject(ats.application_of(by_name["Cy"])),
        lambda: ats.hire(ats.application_of(by_name["Di"])),
        lambda: ats.apply(ats.candidate("Nia", "Tremblay", email="nia@example.com")),
        lambda: ats.edit(by_name["Ada"], title="Managing Director"),
        lambda: ats.forbid_mail(by_name["Ed"]),
        lambda: ats.unreject(ats.application_of(by_name["Flo"])),
        lambda: ats.reject(ats.application_of(by_name["Hal"])),
        lambda: crm.edit(people["Bo"], company="Hooli"),
        lambda: ats.edit(by_name["Lea"], phones=("+1 555 010 0009",)),
    ]
    for act in acts:
        world.clock.skip(HOUR / len(acts))
        act()
        told()


Ended = tuple[Any, Any, list[str]]


@pytest.fixture(scope="module")
def polled_only(ports: Stage) -> Ended:
    """The same hour without any webhook."""
    with swift_folder() as folder:
        world = install(folder, ports)
        twelve_people(world)
        world.backfill()
        a_busy_hour(world, lambda: None)
        return end_of(world)


def end_of(world: Installation) -> Ended:
    world.tomorrow()
    world.settle()
    ats, crm = (without_ids(desk.sandbox.state(), world) for desk in world.desks)
    return ats, crm, sorted(each.kind for each in world.reviews)


def heard_at_once(wire: Wire) -> None:
    a_busy_hour(wire.world, wire.hear)


def lost(wire: Wire) -> None:
    wire.hooks.knobs.drop = True
    a_busy_hour(wire.world, wire.hear)
    wire.hooks.knobs.drop = False


def shuffled(wire: Wire) -> None:
    wire.hooks.hold()
    a_busy_hour(wire.world, lambda: None)
    wire.hooks.release(shuffle=random.Random(3))
    wire.hear()


def twice(wire: Wire) -> None:
    wire.hooks.knobs.twice = True
    a_busy_hour(wire.world, wire.hear)


def shuffled_and_twice_beside_polls(wire: Wire) -> None:
    wire.hooks.knobs.twice = True
    dice = random.Random(5)
    wire.hooks.hold()

    def now_and_then() -> None:
        if dice.random() < 0.4:
            wire.hooks.release(shuffle=dice)
            wire.hear()
            wire.hooks.hold()
        if dice.random() < 0.3:
            wire.world.sync()

    a_busy_hour(wire.world, now_and_then)
    wire.hooks.release(shuffle=dice)
    wire.hear()


@pytest.mark.parametrize("fate", [heard_at_once, lost, shuffled, twice, shuffled_and_twice_beside_polls])
def test_whatever_happens_to_webhooks_the_end_is_the_same(
    world: Installation, polled_only: Ended, fate: Callable[[Wire], None]
) -> None:
    twelve_people(world)
    world.backfill()
    with wired(world) as wire:
        fate(wire)
        assert end_of(world) == polled_only

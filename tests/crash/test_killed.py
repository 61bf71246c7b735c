"""Kill -9 at any step of a pass, start again: the end is the one of an undisturbed pass, nobody is there twice, and
nothing is lost.

Steps are of three kinds. A request that never arrived (killed before the vendor handles it), a reply that never
arrived (killed after), and an answer that was never written down (killed right before a transaction is committed).
Points are spread evenly over the whole pass. People run in the order of their random ids, so the same point is not the
same person every time; whoever is made has a point by name.
"""

from __future__ import annotations

import pytest

from tests.crash.conftest import Undisturbed
from tests.crash.rehearsal import Rehearsal
from tests.stories.world import BETWEEN_PASSES

REQUESTS, WRITES, COMMITS = 18, 18, 18
TWICE, THREADED, SYNC = 4, 4, 5

PUSHED = ("Ida", "Jo")
"""Those whom the population wants in the ATS; all others are made in the CRM."""


def spread(point: int, *, of: int, over: int) -> int:
    """The ``point``-th of ``of`` evenly spread numbers from 1 to ``over``; the first is 1 and the last is ``over``."""
    return 1 + round(point * (over - 1) / (of - 1))


def test_the_population_needs_every_kind_of_write(fresh: Rehearsal, backfill: Undisturbed) -> None:
    fresh.run("backfill")
    world = fresh.world
    kinds = [(desk, at) for desk in world.desks for at in (desk.making_person, desk.writing_person)]
    kinds += [(world.crm, at) for at in (world.crm.noting, world.crm.filling_pool, world.crm.emptying_pool)]
    unused = [at for desk, at in kinds if not any(desk.is_at(request, at) for request in desk.writes(0))]
    assert unused == []
    assert fresh.ending() == backfill.ending


@pytest.mark.parametrize("point", range(REQUESTS))
def test_killed_before_the_vendor_gets_the_request(fresh: Rehearsal, backfill: Undisturbed, point: int) -> None:
    fresh.run_until("backfill", at=spread(point, of=REQUESTS, over=backfill.requests), moment="before")
    fresh.finish("backfill", like=backfill.ending)


@pytest.mark.parametrize("point", range(WRITES))
def test_killed_before_the_reply_to_a_write(fresh: Rehearsal, backfill: Undisturbed, point: int) -> None:
    at = backfill.writes[spread(point, of=WRITES, over=len(backfill.writes)) - 1]
    fresh.run_until("backfill", at=at, moment="after")
    fresh.finish("backfill", like=backfill.ending)


@pytest.mark.parametrize("point", range(COMMITS))
def test_killed_before_it_is_written_down(fresh: Rehearsal, backfill: Undisturbed, point: int) -> None:
    fresh.run_until_commit("backfill", at=spread(point, of=COMMITS, over=backfill.commits))
    fresh.finish("backfill", like=backfill.ending)


@pytest.mark.parametrize("point", range(TWICE))
def test_killed_twice_in_a_row(fresh: Rehearsal, backfill: Undisturbed, point: int) -> None:
    at = backfill.writes[spread(point, of=TWICE, over=len(backfill.writes)) - 1]
    fresh.run_until("backfill", at=at, moment="after")
    fresh.run_until("backfill", at=5 + 2 * point, moment="after")
    fresh.finish("backfill", like=backfill.ending)


@pytest.mark.parametrize("point", range(SYNC))
def test_a_sync_killed_before_the_vendor_gets_the_request(settled: Rehearsal, sync: Undisturbed, point: int) -> None:
    settled.run_until("sync", at=spread(point, of=SYNC, over=sync.requests), moment="before")
    settled.finish("sync", like=sync.ending)


@pytest.mark.parametrize("point", range(SYNC))
def test_a_sync_killed_before_the_reply_to_a_write(settled: Rehearsal, sync: Undisturbed, point: int) -> None:
    at = sync.writes[spread(point, of=SYNC, over=len(sync.writes)) - 1]
    settled.run_until("sync", at=at, moment="after")
    settled.finish("sync", like=sync.ending)


@pytest.mark.parametrize("point", range(SYNC))
def test_a_sync_killed_before_it_is_written_down(settled: Rehearsal, sync: Undisturbed, point: int) -> None:
    settled.run_until_commit("sync", at=spread(point, of=SYNC, over=sync.commits))
    settled.finish("sync", like=sync.ending)


@pytest.mark.parametrize("point", range(THREADED))
def test_killed_while_several_threads_write(fresh: Rehearsal, backfill: Undisturbed, point: int) -> None:
    fresh.world.configure(workers=4)
    at = backfill.writes[spread(point, of=THREADED, over=len(backfill.writes)) - 1]
    fresh.run_until("backfill", at=at, moment="after")
    fresh.finish("backfill", like=backfill.ending)


@pytest.mark.parametrize("name", ["Cy", "Di", "Ed", "Ida", "Jo"])
def test_killed_before_hearing_that_somebody_was_made(fresh: Rehearsal, backfill: Undisturbed, name: str) -> None:
    """Most can be found by an address or by the ATS id that we gave them; Jo has nothing but our mark."""
    desk = fresh.world.ats if name in PUSHED else fresh.world.crm
    fresh.run_until_made("backfill", desk, name=name)
    fresh.finish("backfill", like=backfill.ending)


@pytest.mark.parametrize("name", PUSHED)
def test_whom_the_vendor_does_not_show_yet_is_not_made_again(
    fresh: Rehearsal, backfill: Undisturbed, name: str
) -> None:
    fresh.world.ats.hides_new_people(seconds=10 * BETWEEN_PASSES)
    fresh.run_until_made("backfill", fresh.world.ats, name=name)
    fresh.run("backfill")
    assert len(fresh.world.ats.everybody()) == len(backfill.ending.ats["candidates"])
    fresh.world.clock.skip(10 * BETWEEN_PASSES)
    fresh.finish("backfill", like=backfill.ending)

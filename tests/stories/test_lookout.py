"""Looking out for restrictions beside a pass: whom it finds, when, and what it leaves alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from connectors.pacer import Pacer
from connectors.pacing import Turn
from syncengine import passes
from syncengine.passes import Proposal, Silent
from syncengine.store.tables import listing, operation
from tests.stories.watching import Watches, told_when_to_look
from tests.stories.world import Installation

NURTURE = "Nurture"
PATIENCE = 60.0


@pytest.fixture
def watches() -> Iterator[Watches]:
    with told_when_to_look() as standing:
        yield standing


@pytest.fixture
def ada(world: Installation) -> tuple[str, str]:
    """In nurture, and known to be there. Ids (ATS, CRM)."""
    ada, same = world.both_know("Ada")
    world.ats.reject(world.ats.apply(ada))
    world.backfill()
    assert world.crm.pools_of(same) == {NURTURE}
    return ada, same


def opts_out(world: Installation, watches: Watches, ada: str) -> Callable[[], None]:
    def act() -> None:
        world.ats.forbid_mail(ada)
        watches.look(world.clock)

    return act


def test_who_opts_out_while_everybody_is_listed_waits_for_no_end_of_it(
    world: Installation, watches: Watches, ada: tuple[str, str]
) -> None:
    seen: list[set[str]] = []
    # The first of them proves the credentials.
    world.ats.meanwhile(opts_out(world, watches, ada[0]), world.ats.listing_people, when="after", skip=1)
    world.ats.meanwhile(lambda: seen.append(world.crm.pools_of(ada[1])), ("GET", "^/v3/applications$"), skip=1)
    world.backfill()
    assert seen == [set()]
    world.is_in_step()


def test_who_opts_out_while_the_preview_is_read_waits_for_no_answer(
    world: Installation, watches: Watches, ada: tuple[str, str]
) -> None:
    seen: list[set[str]] = []

    def read(proposal: Proposal) -> bool:
        opts_out(world, watches, ada[0])()
        seen.append(world.crm.pools_of(ada[1]))
        return False

    with world.engine() as engine:
        assert passes.backfill(engine, reporter=Silent(), agree=read).declined
    assert seen == [set()]


def test_before_the_first_agreement_nobody_is_written(world: Installation, watches: Watches) -> None:
    ada, same = world.both_know("Ada")
    world.ats.reject(world.ats.apply(ada))
    world.crm.pool(NURTURE)
    world.crm.put_into(NURTURE, same)

    def read(proposal: Proposal) -> bool:
        opts_out(world, watches, ada)()
        return False

    with world.engine() as engine:
        passes.backfill(engine, reporter=Silent(), agree=read)
    assert world.crm.sandbox.writes() == ()


def test_what_a_vendor_tells_meanwhile_is_followed_and_told_apart_from_other_news(
    world: Installation, watches: Watches, ada: tuple[str, str]
) -> None:
    """Another change of somebody else that was told is left to the pass that is agreed to."""
    ben, _ = world.both_know("Ben")
    world.sync()

    def told(proposal: Proposal) -> bool:
        world.ats.edit(ben, title="Engineer")
        world.ats.hide(ada[0])
        world.told(world.ats, ben, ada[0])
        watches.look(world.clock)
        return False

    with world.engine() as engine:
        passes.backfill(engine, reporter=Silent(), agree=told)
    assert world.crm.pools_of(ada[1]) == set()
    assert world.hear().writes == 1  # the title
    world.is_in_step()


def test_a_request_that_waits_for_its_turn_is_not_sent_after_an_opt_out(
    world: Installation, watches: Watches, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, same = world.met("Ada")
    world.ats.reject(world.ats.apply(ada))
    wait, waited = Pacer.wait, [0]

    def wait_long(pacer: Pacer) -> Turn:
        turn = wait(pacer)
        if watches and world.crm.sandbox.journal.since(begun) and not waited[0] and in_a_run():
            waited[0] = 1
            opts_out(world, watches, ada)()
        return turn

    def in_a_run() -> bool:
        with world.store() as store, store.read() as connection:
            return bool(connection.execute(sa.select(operation.c.id).where(operation.c.state == "sent")).first())

    begun = len(world.crm.sandbox.journal)
    monkeypatch.setattr(Pacer, "wait", wait_long)
    world.sync()
    assert waited == [1]
    assert world.crm.pools_of(same) == set()
    assert not [one for one in world.writes if world.crm.is_at(one, world.crm.filling_pool)]
    with world.store() as store, store.read() as connection:
        states = connection.execute(sa.select(operation.c.state).distinct()).scalars().all()
    assert sorted(states) == ["abandoned", "done"]
    world.is_in_step()


def test_the_resume_points_of_passes_stay_where_they_are(
    world: Installation, watches: Watches, ada: tuple[str, str]
) -> None:
    ben, same = world.both_know("Ben")
    world.sync()

    def cursors() -> list[tuple[str, ...]]:
        with world.store() as store, store.read() as connection:
            columns = (listing.c.system, listing.c.kind, listing.c.cursor)
            return [tuple(row) for row in connection.execute(sa.select(*columns)) if row.kind != "restriction"]

    def edited(proposal: Proposal) -> bool:
        before = cursors()
        world.ats.edit(ben, title="Engineer")
        opts_out(world, watches, ada[0])()
        assert cursors() == before
        return False

    with world.engine() as engine:
        passes.backfill(engine, reporter=Silent(), agree=edited)
    assert world.crm.pools_of(ada[1]) == set()
    world.sync()
    world.crm.shows(same, title="Engineer")
    world.is_in_step()


def test_it_looks_by_itself(world: Installation, ada: tuple[str, str]) -> None:
    """In a thread beside the pass, as time goes by."""
    out = threading.Event()
    world.crm.meanwhile(out.set, world.crm.emptying_pool, when="after")

    def read(proposal: Proposal) -> bool:
        world.ats.forbid_mail(ada[0])
        world.clock.skip(3)
        assert out.wait(PATIENCE)
        return False

    with world.engine() as engine:
        passes.backfill(engine, reporter=Silent(), agree=read)
    assert world.crm.pools_of(ada[1]) == set()

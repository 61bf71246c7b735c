"""A run that lost its person, because it stood still for too long, sends nothing more."""

from __future__ import annotations

from syncengine.store import open_store
from syncengine.store.tables import work
from tests.stories.world import Installation


def test_a_run_whose_lease_was_taken_over_sends_nothing_more(world: Installation) -> None:
    ada, same = world.met()
    world.ats.reject(world.ats.apply(ada))

    def take_over() -> None:
        store = open_store(f"sqlite:///{next(world.config.parent.glob('*.db'))}")
        with store.write() as connection:
            held = {"lease_owner": "somebody else", "lease_until": world.clock.now() + 3600}
            assert connection.execute(work.update().values(held)).rowcount == 1
        store.close()

    world.crm.meanwhile(take_over, world.crm.writing_person)
    outcome = world.sync()
    assert [request.split()[0] for request in world.writes] == ["PUT"]  # the one that was under way
    assert (outcome.waiting, world.crm.pools_of(same)) == (1, set())
    world.clock.skip(3600)
    world.settle()
    world.crm.shows(same, pools=("Nurture",), status="Rejected")
    assert len(world.crm.notes_of(same)) == 1

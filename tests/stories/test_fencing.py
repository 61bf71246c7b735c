"""A run that lost its person, because it stood still for too long, sends nothing more."""

from __future__ import annotations

from syncengine.store import open_store, people, queue
from syncengine.store.tables import work
from syncengine.work.uniting import unite
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


def test_a_person_who_became_somebody_else_during_the_run_is_sent_nothing_more(world: Installation) -> None:
    """Two records turn out to be one person while the one is being made known to the CRM: the CRM hears of one."""
    ada, grace = world.ats.candidate("Ada", email="ada@example.com"), world.ats.candidate("Grace", "Hopper")
    world.backfill()
    for candidate in (ada, grace):
        world.ats.apply(candidate)

    def become_one() -> None:
        now = world.clock.now()
        with world.store() as store, store.write() as connection:
            one, other = people.all_people(connection)
            unite(connection, stays=one, leaves=other, evidence={}, by="test", lane=queue.LIVE, now=now)

    world.crm.meanwhile(become_one, world.crm.making_person)
    world.sync()
    world.settle()
    assert len(world.crm.everybody()) == 1
    assert len(world.persons()) == 1

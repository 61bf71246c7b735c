"""What vendors tell by themselves is followed between two passes: seen at once, guarded as ever, and never half."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from connectors.sandbox import Fault
from syncengine import passes
from syncengine.passes import NotBackfilled
from syncengine.store import hints, inbox, queue, runs
from syncengine.store.tables import delivery, operation, run, snapshot
from tests.stories.world import Installation


def hinted(world: Installation) -> list[str]:
    with world.store() as store, store.read() as connection:
        return [each.ref_id for each in hints.waiting(connection, system=world.ats.name, kind="candidate")]


def test_what_is_told_is_on_the_other_side_before_the_next_pass(world: Installation) -> None:
    ada, same = world.met("Ada")
    world.ats.edit(ada, title="Engineer")
    world.told(world.ats, ada)
    assert world.hear().writes == 1
    world.crm.shows(same, title="Engineer")
    assert hinted(world) == []
    world.is_in_step()


def test_nothing_but_what_is_told_is_asked(world: Installation) -> None:
    ada, _ = world.met("Ada")
    world.told(world.ats, ada)
    world.hear()
    # Whose account it is, and what was told.
    assert world.requests == {"greenhouse": {"GET": 2}, "gem": {}}


def test_somebody_new_is_told_with_the_application(world: Installation) -> None:
    world.met("Ada")
    bob = world.ats.candidate("Bob", email="bob@example.com")
    application = world.ats.apply(bob)
    world.told(world.ats, bob)
    world.told(world.ats, application, kind="application")
    world.hear()
    [_, made] = world.crm.everybody()
    world.crm.shows(made, emails=("bob@example.com",))
    world.is_in_step()


def test_a_deletion_that_is_told_is_asked_about_at_once(world: Installation) -> None:
    _, same = world.met("Ada")
    world.crm.delete(same)
    world.told(world.crm, same, urgent=True)
    world.hear()
    assert [each.ref_id for each in world.in_review("vanished")] == [same]
    assert world.crm.everybody() == []


def test_an_opt_out_overtakes_everything_else_that_was_told(world: Installation) -> None:
    """With room for one look only, it is the one that is taken."""
    ada, _ = world.met("Ada")
    ben, same = world.both_know("Ben")
    world.ats.reject(world.ats.apply(ben))
    world.sync()
    world.crm.shows(same, pools=("Nurture",))
    world.ats.edit(ada, title="Engineer")
    world.told(world.ats, ada)
    world.ats.forbid_mail(ben)
    world.told(world.ats, ben, urgent=True)
    world.hear(at_once=1)
    assert hinted(world) == [ada]
    world.hear()
    world.crm.shows(same, pools=())


def test_a_guard_stops_what_is_told_as_it_stops_a_pass(world: Installation) -> None:
    """26 people are more than always may change, and more than a third of all."""
    everybody = [
        world.both_know("Ada", f"Number{chr(65 + number)}", email=f"n{number}@example.com") for number in range(26)
    ]
    world.backfill()
    for candidate, _ in everybody:
        world.ats.edit(candidate, title="Engineer")
    world.told(world.ats, *(candidate for candidate, _ in everybody))
    assert [alarm.name for alarm in world.hear().alarms] == ["mass-change"]
    assert world.writes == []
    assert world.sync(agree=True).writes == 26
    world.is_in_step()


def test_before_the_first_backfill_what_is_told_waits(world: Installation) -> None:
    ada = world.ats.candidate("Ada", email="ada@example.com")
    world.told(world.ats, ada)
    world.hear()
    assert (world.requests["greenhouse"], hinted(world)) == ({}, [ada])
    world.backfill()
    assert hinted(world) == []


def test_a_system_that_fails_keeps_its_hints(world: Installation) -> None:
    ada, same = world.met("Ada")
    world.ats.edit(ada, title="Engineer")
    world.told(world.ats, ada)
    method, path = world.ats.reading_person
    world.ats.sandbox.faults.plant(Fault("unavailable", method=method, path=path, times=None))
    world.hear()
    assert hinted(world) == [ada]
    with world.store() as store, store.read() as connection:
        assert list(inbox.open_since(connection)) == [world.ats.name]
    world.ats.sandbox.faults.clear()
    world.hear()
    world.crm.shows(same, title="Engineer")
    with world.store() as store, store.read() as connection:
        assert inbox.open_since(connection) == {}


def test_a_delivery_leads_to_its_write_and_its_body_is_not_kept(world: Installation) -> None:
    ada, _ = world.met("Ada")
    world.ats.edit(ada, title="Engineer")
    world.told(world.ats, ada)
    world.hear()
    with world.store() as store, store.read() as connection:
        [(correlation, body, followed)] = connection.execute(
            sa.select(delivery.c.correlation, delivery.c.body, delivery.c.followed_at)
        )
        written = connection.execute(sa.select(operation.c.verb).where(operation.c.correlation == correlation))
        assert (body, followed, [row[0] for row in written]) == (None, world.clock.now(), ["update"])


def test_a_new_policy_is_for_a_whole_pass_to_find(world: Installation) -> None:
    ada, _ = world.met("Ada")
    world.configure(policy={"note_on_rejection": False})
    world.told(world.ats, ada)
    world.hear()
    with world.store() as store, store.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).where(run.c.command == "hear")).scalar_one() == 0
    assert hinted(world) == [ada]


def test_slice_by_slice_is_a_mass_too(world: Installation) -> None:
    """What is heard within an hour counts together; what a human agreed to counts no more."""
    everybody = [world.both_know("Ada", f"Number{chr(65 + n)}", email=f"n{n}@example.com")[0] for n in range(40)]
    world.backfill()
    for candidate in everybody:
        world.ats.edit(candidate, title="Engineer")
    world.told(world.ats, *everybody)
    written = 0
    while not (outcome := world.hear(at_once=10)).alarms:
        written += outcome.writes
    assert written == 20
    assert world.sync(agree=True).writes == 20
    world.ats.edit(everybody[0], title="Director")
    world.told(world.ats, everybody[0])
    assert world.hear().writes == 1


def test_whoever_is_edited_again_and_again_is_one_person(world: Installation) -> None:
    """Fourteen people twice are no 28 people."""
    everybody = [world.both_know("Ada", f"Number{chr(65 + n)}", email=f"n{n}@example.com")[0] for n in range(14)]
    world.backfill()
    for title in ("Engineer", "Director"):
        for candidate in everybody:
            world.ats.edit(candidate, title=title)
        world.told(world.ats, *everybody)
        outcome = world.hear()
        assert (outcome.alarms, outcome.writes) == ((), 14)


def test_nothing_is_written_while_a_list_of_the_policy_is_missing(world: Installation) -> None:
    ada, same = world.both_know("Ada")
    application = world.ats.apply(ada)
    world.backfill()
    world.crm.shows(same, pools=("ATS: In process",))
    world.crm.delete_pool("Nurture")
    with world.engine() as engine:
        engine.places.find(list_pools=True)
    with pytest.raises(NotBackfilled, match="these lists of the policy are missing"):
        world.sync()
    world.ats.reject(application)
    world.told(world.ats, application, kind="application")
    with pytest.raises(NotBackfilled, match="these lists of the policy are missing"):
        world.hear()
    world.crm.shows(same, pools=("ATS: In process",))


def test_a_poll_of_one_kind_opens_no_gate_of_a_system_that_was_not_asked(world: Installation) -> None:
    world.met("Ada")
    method, path = world.crm.listing_people
    world.crm.sandbox.faults.plant(Fault("unavailable", method=method, path=path, times=None))
    for _ in range(4):
        world.sync()
    world.clock.skip(3600.0)  # time for a probe, if anything were asked
    with world.engine() as engine:
        passes.sync(engine, reporter=passes.Silent(), agree=lambda proposal: False, kinds={"application"})
        engine.gates.look()
        assert (engine.gates.stands_open(world.crm.name), set(engine.gates.unlisted)) == (False, {world.crm.name})


def test_what_a_poll_followed_is_followed(world: Installation) -> None:
    ada, _ = world.met("Ada")
    world.told(world.ats, ada)
    world.sync()
    with world.store() as store, store.read() as connection:
        assert inbox.open_since(connection) == {}


def test_a_reading_that_began_before_somebody_wrote_is_not_believed(world: Installation) -> None:
    """A worker writes while the daemon reads the same record: the older reading is not an edit by a human."""
    ada, same = world.met("Ada", title="Clerk")
    world.ats.edit(ada, title="Engineer")
    world.told(world.ats, ada)
    world.told(world.crm, same)
    with world.engine() as engine:
        engine.observer.look_again(engine.systems[world.ats.name])
        with engine.store.write() as connection:
            queue.agree(connection, lane=queue.LIVE, until=world.clock.now())
        connector: Any = engine.systems[world.crm.name].connector
        real = connector.get_many

        def meanwhile(refs: Any) -> Any:
            found = list(real(refs))
            world.clock.skip(1.0)
            engine.here("r_worker").drain()
            return iter(found)

        connector.get_many = meanwhile
        engine.observer.look_again(engine.systems[world.crm.name])
        del connector.get_many
    world.crm.shows(same, title="Engineer")
    world.told(world.ats, ada)
    world.hear()
    world.ats.shows(ada, title="Engineer")
    world.is_in_step()


def test_whom_a_guard_stopped_the_next_poll_does_not_write(world: Installation) -> None:
    everybody = [world.both_know("Ada", f"Number{chr(65 + n)}", email=f"n{n}@example.com")[0] for n in range(40)]
    world.backfill()
    for candidate in everybody:
        world.ats.edit(candidate, title="Engineer")
    world.told(world.ats, *everybody)
    while not world.hear(at_once=10).alarms:
        pass
    for _ in range(3):
        assert [alarm.name for alarm in world.sync().alarms] == ["mass-change"]
        world.clock.skip(3600.0)
    assert world.sync(agree=True).writes == 20
    world.is_in_step()


def test_a_stop_that_has_nothing_left_to_stop_is_over(world: Installation) -> None:
    everybody = [world.both_know("Ada", f"Number{chr(65 + n)}", email=f"n{n}@example.com")[0] for n in range(30)]
    world.backfill()
    for candidate in everybody:
        world.ats.edit(candidate, title="Engineer")
    assert world.sync().alarms
    for candidate in everybody:
        world.ats.edit(candidate, title=None)
    assert world.sync().writes == 0
    world.ats.edit(everybody[0], title="Director")
    world.told(world.ats, everybody[0])
    assert world.hear().writes == 1


def test_a_clock_that_was_ahead_hides_nothing(world: Installation) -> None:
    """A worker on a host whose clock was wrong has seen somebody tomorrow."""
    ada, same = world.both_know("Ada")
    world.ats.reject(world.ats.apply(ada))
    world.backfill()
    with world.store() as store, store.write() as connection:
        connection.execute(snapshot.update().values(seen_at=world.clock.now() + 86_400.0))
    world.ats.forbid_mail(ada)
    world.told(world.ats, ada, urgent=True)
    world.hear()
    assert hinted(world) == []
    world.crm.shows(same, pools=())


def test_a_system_that_is_paused_does_not_slow_down_the_other(world: Installation) -> None:
    ada, _ = world.met("Ada")
    world.crm.sandbox.api_key = "another key"  # type: ignore[attr-defined]
    world.sync()
    world.ats.edit(ada, title="Engineer")
    world.told(world.ats, ada)
    with world.engine() as engine:
        heard = passes.hear(engine, reporter=passes.Silent(), agree=lambda proposal: False)
    assert heard.failures == {}
    assert hinted(world) == []


def test_a_list_that_is_missing_leaves_no_pass_behind(world: Installation) -> None:
    world.met("Ada")
    world.crm.delete_pool("Nurture")
    with world.engine() as engine:
        engine.places.find(list_pools=True)
    before = [row["id"] for row in runs_of(world)]
    with pytest.raises(NotBackfilled):
        world.sync()
    assert [row["id"] for row in runs_of(world)] == before


def runs_of(world: Installation) -> list[dict[str, Any]]:
    with world.store() as store, store.read() as connection:
        return runs.last(connection, limit=50)

"""Who is to be tried again stands in RQ's registry of scheduled jobs and in SQL, and is rung for in time. In real
time."""

from __future__ import annotations

import redis
from rq.registry import ScheduledJobRegistry
from rq.serializers import JSONSerializer

from tests.fleet import roles
from tests.fleet.fleet import Fleet, fleet
from tests.fleet.machines import Machines
from tests.stories.world import Stage

RETRY_AFTER = 3


def scheduled(world: Fleet) -> list[float]:
    """When the bells ring that are scheduled, in seconds since the epoch."""
    assert world.settings.redis is not None
    with redis.Redis.from_url(world.settings.redis.url) as client:
        registry = ScheduledJobRegistry("talentsync.backfill", connection=client, serializer=JSONSerializer)
        return [registry.get_scheduled_time(id_).timestamp() for id_ in registry.get_job_ids()]


def test_a_retry_is_seen_in_rq_and_in_sql_and_rings_at_its_time(ports: Stage, servers: Machines) -> None:
    with fleet(ports, servers, when_down="wait", real_time=True) as world:
        world.world.ats.apply(world.world.ats.candidate("Ed", email="ed@example.com"))
        crm = world.world.crm
        crm.fails("unavailable", crm.making_person, retry_after=RETRY_AFTER)
        world.crew.begin("one", roles.answer_bells)
        world.crew.begin("pass", roles.backfill, again=False)
        world.tend_until(lambda: scheduled(world) != [], "a retry is scheduled")
        [(attempts, due_at, failed_at)] = world.ask("SELECT attempts, due_at, failing_since FROM work")
        assert attempts == 1
        assert due_at - failed_at >= RETRY_AFTER
        assert [int(at) for at in scheduled(world)] == [int(due_at)]
        made = "SELECT sent_at FROM operation WHERE verb = 'create' AND state = 'done'"
        world.tend_until(lambda: world.ask(made) != [], "it is tried again")
        [(sent_at,)] = world.ask(made)
        assert due_at <= sent_at < due_at + 3
        world.tend_until(lambda: "pass" in world.ended, "the backfill comes to its end")
        world.crew.end()

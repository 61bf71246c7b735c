"""A daemon whose database is not there yet, or goes away for a while: it waits, and goes on."""

from __future__ import annotations

from syncengine.store import services
from tests.cli.house import House
from tests.serve.conftest import Watch
from tests.servers.postgres_server import postgres_server


def test_a_leader_and_one_that_stands_by_outlive_their_database(house: House) -> None:
    with postgres_server() as server:
        watch = Watch(house, server.create_database("away"))
        watch.configure(poll_seconds=0.5, receiver={"listen": "127.0.0.1:0"})
        watch.backfill()
        server.kill()
        with watch.daemon() as first, watch.daemon() as second:
            watch.until(lambda: "store.away" in said(watch, first.pid) and "store.away" in said(watch, second.pid))
            server.start()
            watch.until(lambda: led(watch) and len(watch.services()) == 2)

            server.kill()
            server.start()
            watch.edit("Astronaut")
            watch.until(lambda: "Astronaut" in watch.titles())
            assert (first.poll(), second.poll()) == (None, None)


def led(watch: Watch) -> bool:
    return services.LEADS in {each.state for each in watch.services().values()}


def said(watch: Watch, pid: int) -> str:
    """What a daemon has logged so far."""
    return watch.logs[pid].read_text()

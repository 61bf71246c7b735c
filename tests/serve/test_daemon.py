"""The daemon as a process: it follows what it is told, polls beside it, stands by, takes over, and stops in time."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import threading
from contextlib import closing

from connectors.sandbox import Fault
from syncengine.store import services
from tests.serve.conftest import SECRET, Watch

NEXT = "another secret of the web hook"


def test_what_the_vendor_tells_is_on_the_other_side_without_any_poll(any_watch: Watch) -> None:
    watch = any_watch
    watch.backfill()
    with watch.daemon():
        watch.until(watch.listens)
        watch.until(watch.has_polled)
        watch.subscribe()
        watch.edit("Astronaut")
        watch.until(lambda: "Astronaut" in watch.titles())
        watch.until(lambda: watch.ask("SELECT count(*) FROM delivery WHERE followed_at IS NULL") == [(0,)])
    [(correlation,)] = watch.ask("SELECT DISTINCT correlation FROM operation WHERE correlation IS NOT NULL")
    assert (correlation,) in watch.ask("SELECT correlation FROM delivery WHERE event = 'update_candidate'")


def test_a_receiver_beside_the_daemon_is_heard_too(watch: Watch) -> None:
    watch.backfill()
    with watch.daemon("--no-receiver"):
        receiver = watch.house.start("receive")
        watch.running.append(receiver)
        try:
            watch.until(watch.listens)
            watch.subscribe()
            watch.edit("Astronaut")
            watch.until(lambda: "Astronaut" in watch.titles())
        finally:
            watch.running.remove(receiver)
            receiver.terminate()
            receiver.communicate()
    assert receiver.returncode == 0


def test_the_order_in_which_things_are_started_does_not_matter(watch: Watch) -> None:
    """Told before there was a daemon, a daemon before there was a backfill."""
    receiver = watch.house.start("receive")
    watch.running.append(receiver)
    watch.until(watch.listens)
    watch.subscribe()
    watch.edit("Astronaut")
    watch.house.ats.hooks.flush()
    receiver.terminate()
    receiver.communicate()
    watch.running.remove(receiver)
    with watch.daemon() as daemon:
        watch.until(lambda: watch.is_in_state(daemon, services.LEADS))
        watch.backfill()
        watch.edit("Cosmonaut", who=1)
        watch.until(lambda: {"Astronaut", "Cosmonaut"} <= set(watch.titles()))


def test_one_leads_and_the_other_takes_over_when_it_is_killed(any_watch: Watch) -> None:
    watch = any_watch
    watch.backfill()
    with watch.daemon() as first:
        watch.until(lambda: watch.is_in_state(first, services.LEADS))
        with watch.daemon() as second:
            watch.until(lambda: watch.is_in_state(second, services.STANDS_BY))
            watch.until(watch.listens)
            watch.subscribe()
            watch.edit("Astronaut")
            watch.until(lambda: "Astronaut" in watch.titles())

            strikes = Fault("hook", method="PUT", path="/candidates/", callback=lambda moment: _kill(first.pid, moment))
            watch.house.crm.faults.plant(strikes)
            watch.edit("Cosmonaut", who=1)
            watch.until(lambda: watch.is_in_state(second, services.LEADS))
            watch.until(lambda: "Cosmonaut" in watch.titles())
            watch.until(lambda: watch.ask("SELECT count(*) FROM work") == [(0,)])
    assert first.returncode == -signal.SIGKILL
    puts = [each for each in watch.house.crm.journal.writes() if each.method == "PUT" and each.status == 200]
    assert len({json.dumps(each.body, sort_keys=True) for each in puts}) == len(puts), "nobody was written twice"


def _kill(pid: int, moment: str) -> None:
    if moment == "before":
        os.kill(pid, signal.SIGKILL)


def test_it_stops_in_time_though_the_vendor_does_not_answer_and_nothing_is_lost(watch: Watch) -> None:
    watch.backfill()
    over, reached = threading.Event(), threading.Event()

    def hang(moment: str) -> None:
        if moment == "before":
            reached.set()
            over.wait(60)

    with watch.daemon() as daemon:
        watch.until(watch.listens)
        watch.subscribe()
        watch.house.crm.faults.plant(Fault("hook", method="PUT", path="/candidates/", callback=hang))
        watch.edit("Astronaut")
        watch.until(reached.is_set)
        daemon.terminate()
        daemon.wait(timeout=30)
        over.set()
        said = watch.logs[daemon.pid].read_text()
    assert (daemon.returncode, "service.cut_off" in said) == (0, True), said
    with watch.daemon():
        watch.until(lambda: "Astronaut" in watch.titles())
        watch.until(lambda: watch.ask("SELECT count(*) FROM work") == [(0,)])


def test_the_secret_of_a_web_hook_is_changed_while_it_runs(watch: Watch) -> None:
    watch.backfill()
    with watch.daemon():
        watch.until(watch.listens)
        before = watch.subscribe()
        watch.secret_file.write_text(NEXT)

        def accepted() -> bool:
            return watch.house.ats.hooks.subscribe(watch.address, secret=NEXT).active

        watch.until(accepted)
        watch.edit("Astronaut")
        watch.until(lambda: "Astronaut" in watch.titles())
        refused = [each.status for each in watch.house.ats.hooks.attempts if each.hook == before.id][-1]
    assert (refused, SECRET in watch.house.config.read_text()) == (401, False)


def test_a_password_is_changed_while_it_runs(watch: Watch) -> None:
    password = watch.house.folder / "password"
    password.write_text(watch.house.settings["gem"]["api_key"])
    password.chmod(0o600)
    watch.house.settings["gem"]["api_key"] = f"file:{password}"
    watch.configure(poll_seconds=0.5)
    watch.backfill()
    with watch.daemon():
        watch.until(watch.listens)
        watch.house.crm.api_key = "quite another key"
        password.write_text("quite another key")
        watch.edit("Astronaut")

        def resumed() -> bool:
            """It may have asked with the old one in between, which pauses the system."""
            if watch.ask("SELECT count(*) FROM system WHERE paused_at IS NOT NULL") != [(0,)]:
                watch.house.process("resume", "gem")
            return "Astronaut" in watch.titles()

        watch.until(resumed)


def test_a_port_that_is_taken_keeps_nobody_from_working(watch: Watch) -> None:
    watch.configure(poll_seconds=0.5)
    watch.backfill()
    with watch.daemon(), watch.daemon() as second:
        watch.until(lambda: len(watch.services()) == 2)
        watch.edit("Astronaut")
        watch.until(lambda: "Astronaut" in watch.titles())
        assert second.poll() is None


def test_a_store_that_is_changed_while_it_runs_is_where_webhooks_go(watch: Watch) -> None:
    watch.backfill()
    with watch.daemon() as daemon:
        watch.until(watch.listens)
        watch.subscribe()
        other = watch.house.folder / "other.db"
        with closing(sqlite3.connect(watch.house.folder / "talentsync.db")) as store:
            store.execute("VACUUM INTO ?", [str(other)])
        watch.store_url = f"sqlite:///{other}"
        watch.configure()
        watch.house.write_config()
        watch.until(lambda: watch.logs[daemon.pid].read_text().count("receiver.listens") == 2)
        watch.edit("Astronaut")
        watch.until(lambda: "Astronaut" in watch.titles())
        watch.until(lambda: watch.ask("SELECT count(*) FROM delivery WHERE event = 'update_candidate'") == [(1,)])

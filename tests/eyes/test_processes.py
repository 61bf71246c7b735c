"""A daemon as a process of its own: from a webhook of the stand-in ATS to the write, the same word in the store and in
the daemon's log."""

from __future__ import annotations

import json
import subprocess

import httpx

from tests.eyes.place import TOKEN, parsed
from tests.serve.conftest import PATIENCE, Watch, _logging_as_before, empty_house, house, watch

__all__ = ["_logging_as_before", "empty_house", "house", "watch"]


def stopped(daemon: subprocess.Popen[str], watch: Watch) -> list[dict[str, object]]:
    """Stop it, and return what it logged."""
    daemon.terminate()
    daemon.wait(timeout=PATIENCE)
    return [json.loads(line) for line in watch.logs[daemon.pid].read_text().splitlines()]


def test_a_webhook_is_named_from_the_door_to_the_write(watch: Watch) -> None:
    watch.configure(receiver={"listen": f"127.0.0.1:{watch.port}", "token": TOKEN})
    watch.backfill()
    pages = f"http://127.0.0.1:{watch.port}"
    token = {"authorization": f"Bearer {TOKEN}"}
    with watch.daemon("-v") as daemon:  # requests too
        watch.until(watch.listens)
        watch.until(watch.has_polled)
        assert httpx.get(f"{pages}/readyz", headers=token, timeout=30).json()["degraded"] == []
        watch.subscribe()
        watch.edit("Astronaut")
        watch.until(lambda: "Astronaut" in watch.titles())
        watch.until(lambda: watch.ask("SELECT 1 FROM operation WHERE correlation IS NOT NULL AND state = 'done'"))
        seen = parsed(httpx.get(f"{pages}/metrics", headers=token, timeout=30).text)
        lines = stopped(daemon, watch)
    [(correlation,)] = watch.ask("SELECT DISTINCT correlation FROM operation WHERE correlation IS NOT NULL")
    assert (correlation,) in watch.ask("SELECT correlation FROM delivery WHERE event = 'update_candidate'")
    about = [line["event"] for line in lines if line.get("correlation") == correlation]
    assert {"http.reply", "look.done", "operation.done", "person.ran"} <= set(about)
    assert seen["talentsync_daemon_leads"] == 1
    assert seen["talentsync_webhook_requests_total{outcome=accepted,system=greenhouse}"] >= 1
    assert seen["talentsync_budget_limit_requests{system=gem}"] > 0, "this process knows its own budgets"

"""Figures for Prometheus: right, cheap, and without anybody in them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connectors.pacing import Standing
from connectors.types import Ref
from syncengine.serve.eyes.collector import KEPT_SECONDS
from syncengine.settings import Delivery
from syncengine.store import services
from syncengine.store.bells import Waiting
from syncengine.store.tables import chore, heard, hint, listing, operation, review, run, service, system, work
from syncengine.work.bells import Bells
from tests.eyes.place import NOON, TOKEN, Place, begun, names, open_place, parsed, settings
from tests.eyes.test_readiness import GATE, daemon, waits

LATER = 20
"""Seconds that pass before `Place.metrics` reads."""


def wrote(id_: str, *, seconds_ago: float = 5.0, **columns: Any) -> dict[str, Any]:
    """A row of the journal: an update of the CRM that was done, where nothing else is said."""
    return {
        "id": id_,
        "person_id": "p_1",
        "run_id": "r_1",
        "system": "crm",
        "verb": "update",
        "changes": [],
        "why": "",
        "mark": id_,
        "state": "done",
        "planned_at": begun(seconds_ago),
        "sent_at": begun(seconds_ago),
        "ended_at": begun(seconds_ago),
        "error_code": None,
        "lane": 10,
        "told_at": None,
    } | columns


def test_an_empty_store_shows_zeros_where_somebody_could_wait(either: Place) -> None:
    seen = either.metrics()
    assert seen["talentsync_store_up"] == 1
    assert {name: value for name, value in seen.items() if name.startswith("talentsync_people_waiting")} == {
        f"talentsync_people_waiting{{held_for=,lane={lane}}}": 0
        for lane in ("restrictions", "live", "pending", "backfill")
    }
    assert (seen["talentsync_system_paused{system=ats}"], seen["talentsync_system_down{system=crm}"]) == (0, 0)
    assert (seen["talentsync_daemon_leads"], seen["talentsync_reviews_open{kind=parked}"]) == (0, 0)
    assert "talentsync_redis_up" not in seen


def test_people_who_wait_by_lane_and_by_whom_they_wait_for(either: Place) -> None:
    either.put(
        work,
        waits("p_1", 0, seconds_ago=4),
        waits("p_2", 10, seconds_ago=100),
        waits("p_3", 10, seconds_ago=50),
        waits("p_4", 10, seconds_ago=300, held_for="crm"),
        waits("p_5", 20, seconds_ago=-600),
    )
    seen = either.metrics()
    assert seen["talentsync_people_waiting{held_for=,lane=live}"] == 2
    assert seen["talentsync_people_lag_seconds{held_for=,lane=live}"] == 100 + LATER
    assert seen["talentsync_people_lag_seconds{held_for=,lane=restrictions}"] == 4 + LATER
    assert seen["talentsync_people_waiting{held_for=crm,lane=live}"] == 1
    assert seen["talentsync_people_lag_seconds{held_for=crm,lane=live}"] == 300 + LATER
    assert seen["talentsync_people_waiting{held_for=,lane=backfill}"] == 1
    assert seen["talentsync_people_lag_seconds{held_for=,lane=backfill}"] == 0


def test_hints_and_deliveries_and_what_was_heard(either: Place) -> None:
    for number in range(3):
        assert either.tell("changed", Ref("ats", "candidate", str(number)), id_=f"d{number}") == 204
        either.later(10)
    row = {"system": "crm", "kind": "candidate", "ref_id": "9", "reason": "unseen", "given_at": NOON - 100}
    either.put(hint, row)
    seen = either.metrics()
    assert seen["talentsync_hints_waiting{source=webhook,system=ats}"] == 3
    assert seen["talentsync_hints_oldest_seconds{source=webhook,system=ats}"] == 30 + LATER
    assert seen["talentsync_hints_oldest_seconds{source=talentsync,system=crm}"] == 130 + LATER
    assert seen["talentsync_deliveries_unfollowed{system=ats}"] == 3
    assert seen["talentsync_deliveries_oldest_unfollowed_seconds{system=ats}"] == 30 + LATER
    assert seen["talentsync_deliveries_unfollowed{system=crm}"] == 0
    assert seen["talentsync_webhook_events_total{system=ats}"] == 3
    assert seen["talentsync_webhook_silence_seconds{system=ats}"] == 10 + LATER
    assert (seen["talentsync_webhook_expected{system=ats}"], seen["talentsync_webhook_expected{system=crm}"]) == (1, 0)
    assert seen["talentsync_webhook_requests_total{outcome=accepted,system=ats}"] == 3  # a meter of this process


def test_event_names_of_a_vendor_are_no_labels(place: Place) -> None:
    rows = [{"system": "ats", "event": f"event-{n}", "first_at": NOON, "last_at": NOON, "count": 2} for n in range(50)]
    place.put(heard, *rows)
    seen = place.metrics()
    assert [name for name in seen if "event-" in name] == []
    assert seen["talentsync_webhook_events_total{system=ats}"] == 100


def test_what_polling_found(place: Place) -> None:
    row = {"system": "ats", "kind": "candidate", "complete": True, "started_at": NOON, "moved_at": NOON, "found": 6}
    place.put(listing, row | {"found_at": NOON})
    assert place.metrics()["talentsync_polled_changes_total{kind=candidate,system=ats}"] == 6


def test_writes_by_system_verb_state_and_cause(either: Place) -> None:
    either.put(
        operation,
        wrote("o_1"),
        wrote("o_2", error_code="Unavailable"),
        wrote("o_3", system="ats", verb="note", state="refused", error_code="Invalid"),
        wrote("o_4", system="ats", verb="note", state="refused", error_code="Invalid"),
        wrote("o_5", state="abandoned", error_code="ReplyLost"),
        wrote("o_6", state="sent", ended_at=None),
    )
    seen = either.metrics()
    assert {name: value for name, value in seen.items() if name.startswith("talentsync_operations")} == {
        "talentsync_operations_total{cause=,state=done,system=crm,verb=update}": 2,
        "talentsync_operations_total{cause=Invalid,state=refused,system=ats,verb=note}": 2,
        "talentsync_operations_total{cause=ReplyLost,state=abandoned,system=crm,verb=update}": 1,
        "talentsync_operations_unanswered{system=ats}": 0,
        "talentsync_operations_unanswered{system=crm}": 1,
    }


def test_ghosts_that_were_prevented_by_how(either: Place) -> None:
    either.put(
        operation,
        wrote("o_1", verb="create"),
        wrote("o_2", verb="create", state="found"),
        wrote("o_3", verb="create", state="refused", error_code="Duplicate"),
        wrote("o_4", verb="create", state="refused", error_code="Invalid"),
        wrote("o_5", verb="create", error_code="ReplyLost"),
        wrote("o_6", verb="note", state="found"),
        wrote("o_7", error_code="ReplyLost"),
    )
    asked = {"kind": "possible_match", "reason": "", "detail": {}, "opened_at": NOON, "closed_at": NOON}
    answers = [("p_1~p_2", "same"), ("p_2~p_1", "same"), ("p_3~p_4", "different"), ("p_4~p_3", "different")]
    either.put(review, *(asked | {"subject": subject, "decision": word} for subject, word in answers))
    seen = either.metrics()
    found = {name: value for name, value in seen.items() if name.startswith("talentsync_ghosts_prevented_total")}
    assert found == {
        "talentsync_ghosts_prevented_total{how=lost_reply}": 1,
        "talentsync_ghosts_prevented_total{how=question}": 1,
        "talentsync_ghosts_prevented_total{how=refused}": 1,
        "talentsync_ghosts_prevented_total{how=search}": 1,
    }


def test_how_long_a_restriction_took_to_arrive(either: Place) -> None:
    either.put(
        operation,
        wrote("o_1", lane=0, told_at=begun(5.5)),
        wrote("o_2", lane=0, told_at=begun(45)),
        wrote("o_3", lane=10, told_at=begun(500)),
        wrote("o_4", lane=0, told_at=begun(500), state="refused", error_code="Invalid"),
        wrote("o_5", lane=0),
    )
    seen = either.metrics()
    name = "talentsync_time_to_suppress_seconds"
    assert seen[f"{name}_count{{system=crm}}"] == 2
    assert seen[f"{name}_sum{{system=crm}}"] == 40.5
    buckets = {bound: seen[f"{name}_bucket{{le={bound},system=crm}}"] for bound in ("1.0", "30.0", "60.0", "+Inf")}
    assert buckets == {"1.0": 1, "30.0": 1, "60.0": 2, "+Inf": 2}


def test_passes_by_outcome_and_how_long_the_last_took(either: Place) -> None:
    ended = [("r_1", "sync", 600.0, 500.0, "finished"), ("r_2", "sync", 60.0, 57.5, "finished")]
    either.put(
        run,
        *(
            {"id": id_, "command": command, "policy": "", "outcome": outcome, "counts": {}}
            | {"started_at": begun(start), "ended_at": begun(end)}
            for id_, command, start, end, outcome in [*ended, ("r_3", "hear", 50.0, 49.0, "paused")]
        ),
    )
    seen = either.metrics()
    assert seen["talentsync_passes_total{command=sync,outcome=finished}"] == 2
    assert seen["talentsync_passes_total{command=hear,outcome=paused}"] == 1
    assert seen["talentsync_pass_last_duration_seconds{command=sync}"] == 2.5
    assert seen["talentsync_pass_last_end_timestamp_seconds{command=sync}"] == begun(57.5)


def test_systems_budgets_questions_leader_and_chores(either: Place) -> None:
    either.put(system, {"name": "ats", "paused_at": NOON, "paused_why": "x"} | GATE)
    either.put(system, {"name": "crm", "down_since": NOON, "down_why": "x", "probe_at": NOON, "probes": 4} | GATE)
    either.put(review, {"kind": "parked", "subject": "s", "reason": "", "detail": {}, "opened_at": NOON})
    either.put(service, daemon("a", services.LEADS, seconds_ago=3), daemon("b", "stands by", seconds_ago=3))
    either.put(chore, {"name": "compare", "started_at": begun(9), "ended_at": begun(8), "report": {}})
    either.standings["crm"] = Standing(20, 1, 12, None, 0.9, 18, 7, 30, 0)
    seen = either.metrics()
    assert (seen["talentsync_system_paused{system=ats}"], seen["talentsync_system_down{system=ats}"]) == (1, 0)
    assert (seen["talentsync_system_down{system=crm}"], seen["talentsync_system_probes{system=crm}"]) == (1, 4)
    assert seen["talentsync_reviews_open{kind=parked}"] == 1
    assert seen["talentsync_daemon_leads"] == 1
    assert seen["talentsync_daemon_seen_seconds"] == 3 + LATER
    assert seen["talentsync_services{kind=daemon,state=stands by}"] == 1
    assert seen["talentsync_chore_last_end_timestamp_seconds{chore=compare}"] == begun(8)
    assert seen["talentsync_budget_remaining_requests{system=crm}"] == 12
    assert seen["talentsync_budget_rivals_requests_per_minute{system=crm}"] == 30
    either.later(60)
    assert either.metrics()["talentsync_daemon_leads"] == 0


def test_bells_that_nobody_heard_yet(tmp_path: Path, redis_url: str) -> None:
    delivery = Delivery(redis_url)
    bells = Bells(delivery)
    bells.ring([Waiting("p_1", 0), Waiting("p_2", 10), Waiting("p_3", 10)], run_id="r_1")  # type: ignore[arg-type]
    bells.close()
    with open_place(settings(tmp_path, f"sqlite:///{tmp_path / 's.db'}", redis=delivery)) as place:
        seen = place.metrics()
        depths = [seen[f"talentsync_bells_waiting{{lane={lane}}}"] for lane in ("restrictions", "live", "backfill")]
        assert (seen["talentsync_redis_up"], depths) == (1, [1, 2, 0])
        place.settings = replace(place.settings, redis=Delivery("redis://127.0.0.1:1/0"))
        seen = place.metrics()
        assert (seen["talentsync_redis_up"], [name for name in seen if "bells" in name]) == (0, [])


def test_a_store_that_is_gone_is_said_and_the_meters_of_the_process_stay(place: Place) -> None:
    assert place.tell("changed", Ref("ats", "candidate", "7"), id_="d") == 204
    assert place.metrics()["talentsync_store_up"] == 1
    place.lose_store()
    answer = place.get("/metrics", TOKEN)
    seen = parsed(answer.text)
    assert (answer.status_code, seen["talentsync_store_up"]) == (200, 0)
    assert seen["talentsync_webhook_requests_total{outcome=accepted,system=ats}"] == 1
    assert not [name for name in names(answer.text) if name.startswith("talentsync_people")]


@pytest.mark.parametrize("table", [work, operation], ids=str)
def test_a_scrape_within_the_time_that_figures_are_kept_asks_the_store_nothing(place: Place, table: Any) -> None:
    rows = {"work": waits("p_1", 10, seconds_ago=1), "operation": wrote("o_1")}
    watched = {
        "work": "talentsync_people_waiting{held_for=,lane=live}",
        "operation": "talentsync_operations_total{cause=,state=done,system=crm,verb=update}",
    }
    before = place.metrics().get(watched[table.name], 0)
    place.put(table, rows[table.name])
    place.later(KEPT_SECONDS - 0.5)
    assert parsed(place.get("/metrics", TOKEN).text).get(watched[table.name], 0) == before == 0
    place.later(1)
    assert parsed(place.get("/metrics", TOKEN).text)[watched[table.name]] == 1

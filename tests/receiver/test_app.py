"""Deliveries over real HTTP: what is taken, what is refused, and what came of it in the store."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from syncengine.serve.receiver.requests import Receive, Scope, Send
from syncengine.settings import load_settings
from tests.receiver.house import (
    JSON,
    OLD_SECRET,
    OTHER_SECRET,
    PATH,
    SECRET,
    Door,
    configure,
    event,
    headers,
    open_door,
    signature,
)


def test_a_delivery_is_stored_and_answered_with_what_the_vendor_accepts(door: Door) -> None:
    answer = door.post(event(5))
    assert (answer.status_code, answer.content) == (200, b"")
    (row,) = door.deliveries()
    assert (row["system"], row["id"], row["event"]) == ("greenhouse", "e-1", "update_candidate")
    assert row["body"] is None  # what it tells is looked up at the vendor
    (told,) = door.hints()
    assert (told["kind"], told["ref_id"], told["correlation"]) == ("candidate", "5", row["correlation"])
    assert row["correlation"].startswith("d_")
    assert len(row["correlation"]) == 14
    assert (door.heard, door.counted("accepted")) == (1, 1)


def test_nothing_in_the_answer_says_who_answers(door: Door) -> None:
    for answer in (door.post(event()), door.post(event(), {}), door.post(b"", path="/nothing")):
        assert set(answer.headers) <= {"content-length", "connection"}


def test_a_repeated_delivery_is_accepted_and_does_nothing(door: Door) -> None:
    for _ in range(3):
        assert door.post(event()).status_code == 200
    assert (len(door.deliveries()), [row["times"] for row in door.hints()]) == (1, [1])
    assert (door.heard, door.counted("accepted"), door.counted("duplicate")) == (1, 1, 2)


def test_an_event_that_nobody_knows_is_stored_and_ignored(door: Door) -> None:
    body = event(action="moon_landed")
    assert door.post(body).status_code == 200
    (row,) = door.deliveries()
    assert (row["event"], row["known"], row["body"]) == ("moon_landed", False, body)
    assert row["followed_at"] is not None
    assert (door.hints(), door.counted("unknown")) == ([], 1)


def test_a_genuine_one_that_makes_no_sense_is_stored_for_a_human(door: Door) -> None:
    body = b'{"action": "update_candidate"'
    assert door.post(body).status_code == 200
    (row,) = door.deliveries()
    assert (row["event"], row["known"], row["body"]) == ("unreadable", False, body)
    assert (door.hints(), door.counted("unreadable")) == ([], 1)


@pytest.mark.parametrize("secret", [SECRET, OLD_SECRET])
def test_while_the_secret_is_changed_both_fit(door: Door, secret: str) -> None:
    assert door.post(event(), headers(event(), secret=secret)).status_code == 200


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        ({"content-type": JSON}, "unsigned"),
        ({"content-type": JSON, "signature": ""}, "unsigned"),
        ({"content-type": JSON, "signature": "sha256"}, "malformed"),
        ({"content-type": JSON, "signature": "md5 0"}, "malformed"),
        ({"content-type": JSON, "signature": signature(event(), OTHER_SECRET)}, "mismatch"),
        ({"content-type": JSON, "signature": signature(event(6))}, "mismatch"),
    ],
)
def test_what_is_not_genuine_is_refused_and_leaves_no_trace(door: Door, given: dict[str, str], cause: str) -> None:
    answer = door.post(event(5), given)
    assert (answer.status_code, answer.content) == (401, b"")
    assert door.is_empty()
    assert (door.heard, door.counted(f"refused_{cause}")) == (0, 1)


@pytest.mark.parametrize(
    "path",
    [
        "/webhooks/gem",
        "/webhooks/nobody",
        "/webhooks/",
        "/webhooks/greenhouse/",
        "/webhooks",
        "/",
        "/webhooks/Greenhouse",
    ],
)
def test_elsewhere_is_nobody(door: Door, path: str) -> None:
    assert door.post(event(), path=path).status_code == 404
    assert door.is_empty()


def test_a_system_without_secrets_is_as_one_that_is_not_there(tmp_path: Path) -> None:
    with open_door(configure(tmp_path, webhook_secrets=None)) as door:
        closed, absent = door.post(event()), door.post(event(), path="/webhooks/nobody")
        assert (closed.status_code, closed.content) == (absent.status_code, absent.content) == (404, b"")
        assert door.is_empty()


def test_names_of_strangers_are_no_labels(door: Door) -> None:
    for number in range(20):
        door.post(event(), path=f"/webhooks/name-{number}")
    assert door.counted("no_address", system="") == 20
    systems = {
        sample.labels["system"]
        for metric in door.registry.collect()
        for sample in metric.samples
        if "system" in sample.labels
    }
    assert systems == {""}


def test_others_answer_all_other_paths(tmp_path: Path) -> None:
    async def others(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 299, "headers": [(b"x-path", scope["path"].encode())]})
        await send({"type": "http.response.body", "body": b""})

    with open_door(configure(tmp_path), others=others) as door:
        answer = httpx.get(f"{door.address}/metrics")
        assert (answer.status_code, answer.headers["x-path"]) == (299, "/metrics")
        assert httpx.get(f"{door.address}{PATH}").status_code == 405
        assert door.is_alive()


def test_alone_it_only_says_that_it_serves(door: Door) -> None:
    assert httpx.get(f"{door.address}/healthz").status_code == 200
    assert httpx.head(f"{door.address}/healthz").status_code == 200
    assert httpx.get(f"{door.address}/metrics").status_code == 404


def test_secrets_change_while_it_runs(tmp_path: Path) -> None:
    with open_door(configure(tmp_path, webhook_secrets=[OLD_SECRET])) as door:
        assert door.post(event(1), headers(event(1), "e-1")).status_code == 401
        door.renew(load_settings(configure(tmp_path, webhook_secrets=[SECRET, OLD_SECRET])))
        assert door.post(event(1), headers(event(1), "e-1")).status_code == 200
        assert door.post(event(2), headers(event(2), "e-2", secret=OLD_SECRET)).status_code == 200
        door.renew(load_settings(configure(tmp_path, webhook_secrets=SECRET)))
        assert door.post(event(3), headers(event(3), "e-3", secret=OLD_SECRET)).status_code == 401
        assert [row["id"] for row in door.deliveries()] == ["e-1", "e-2"]


def test_the_time_until_the_answer_is_measured(door: Door) -> None:
    door.post(event())
    assert door.registry.get_sample_value("talentsync_webhook_request_seconds_count") == 1
    assert door.registry.get_sample_value("talentsync_webhook_batch_deliveries_sum") == 1
    assert door.registry.get_sample_value("talentsync_webhook_waiting_deliveries") == 0

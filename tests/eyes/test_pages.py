"""The pages of operators, over real HTTP: who may see what, and that nothing else is there."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from syncengine import telemetry
from tests.eyes.place import TOKEN, Place

PATHS = ("/healthz", "/readyz", "/metrics")


def test_that_it_serves_is_open_to_all_and_all_it_says(place: Place) -> None:
    answer = place.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_without_the_token_readiness_is_one_word(place: Place) -> None:
    answer = place.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})


def test_with_the_token_there_are_details(place: Place) -> None:
    answer = place.get("/readyz", TOKEN)
    assert (answer.status_code, sorted(answer.json())) == (
        200,
        [
            *("chores", "degraded", "deliveries", "last_pass", "ready", "redis", "services", "store", "systems"),
            *("waiting", "why"),
        ],
    )


@pytest.mark.parametrize("wrong", ["wrong", TOKEN[:-1], f"{TOKEN}x", "caf\u00e9"])
@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_a_wrong_token_opens_nothing(place: Place, path: str, wrong: str) -> None:
    answer = place.get(path, authorization=f"Bearer {wrong}".encode())
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("shown", [TOKEN, f"Basic {TOKEN}", f"Bearer{TOKEN}", "Bearer"])
def test_the_token_counts_only_as_a_bearers(place: Place, shown: str) -> None:
    assert place.get("/metrics", authorization=shown).status_code == 401


def test_the_name_of_the_scheme_may_be_written_in_any_way(place: Place) -> None:
    assert place.get("/metrics", authorization=f"bearer {TOKEN}").status_code == 200


def test_metrics_need_the_token(place: Place) -> None:
    assert place.get("/metrics").status_code == 401
    answer = place.get("/metrics", TOKEN)
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/plain")


def test_the_token_may_change_while_it_runs(place: Place) -> None:
    place.settings = replace(place.settings, receiver=replace(place.settings.receiver, token="another-long-token"))
    assert place.get("/metrics", TOKEN).status_code == 401
    assert place.get("/metrics", "another-long-token").status_code == 200


def test_without_a_configured_token_metrics_are_closed_and_the_log_says_how_to_open_them(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    telemetry.configure(log_format="json")
    place.settings = replace(place.settings, receiver=replace(place.settings.receiver, token=None))
    assert [place.get("/metrics", given).status_code for given in (None, TOKEN, "None")] == [403] * 3
    assert place.get("/readyz", TOKEN).status_code == 401
    [line] = map(json.loads, capsys.readouterr().err.splitlines())
    assert (line["event"], line["fix"]) == ("metrics.closed", "set receiver.token, and give it to Prometheus")


@pytest.mark.parametrize(
    "path", ["/", "/health", "/healthz/", "/metrics/", "/console", "/docs", "/openapi.json", "/%00"]
)
def test_there_is_nothing_else(place: Place, path: str) -> None:
    assert place.get(path, TOKEN).status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_a_head_is_a_get_without_a_body(place: Place, path: str) -> None:
    answer = place.get(path, TOKEN, method="HEAD")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", PATHS)
def test_nothing_can_be_changed_here(place: Place, path: str, method: str) -> None:
    assert place.get(path, TOKEN, method=method).status_code == 405


@pytest.mark.parametrize("path", [*PATHS, "/elsewhere"])
def test_nobody_is_told_what_serves(place: Place, path: str) -> None:
    headers = place.get(path, TOKEN).headers
    assert not {"server", "x-powered-by", "date"} & headers.keys()


def test_answers_are_kept_by_nobody(place: Place) -> None:
    assert {place.get(path, TOKEN).headers["cache-control"] for path in PATHS} == {"no-store"}


def test_a_mistake_of_ours_costs_one_request_and_says_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def explode(*args: object) -> None:
        raise LookupError("Zebulonia")

    telemetry.configure(log_format="json")
    with monkeypatch.context() as patch:
        patch.setattr("syncengine.serve.eyes.readiness.as_json", explode)
        answer = place.get("/readyz", TOKEN)
    assert (answer.status_code, answer.content) == (500, b"")
    said = capsys.readouterr().err
    assert ("eyes.defect" in said, "Zebulonia" in said) == (True, False)
    assert place.get("/readyz", TOKEN).status_code == 200

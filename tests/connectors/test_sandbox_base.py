"""What all sandboxes share: faults, journal, clock, limits, desk."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from connectors.sandbox import BucketLimit, Fault, Journal, SandboxClock, WindowLimit
from connectors.sandbox.server import serve
from tests.connectors.toy import KEY, NOON, Toy


@pytest.fixture
def toy() -> Toy:
    return Toy()


@pytest.fixture
def wire(toy: Toy) -> Iterator[httpx.Client]:
    with serve(toy) as url, httpx.Client(base_url=url, headers={"X-Key": KEY}) as client:
        yield client


def names(toy: Toy) -> list[str]:
    return [thing["name"] for thing in toy.things]


# ---- admission and routing


def test_an_unknown_path_comes_before_the_key(wire: httpx.Client) -> None:
    assert wire.get("/nothing", headers={"X-Key": "wrong"}).status_code == 404
    assert wire.get("/things", headers={"X-Key": "wrong"}).status_code == 401


def test_path_parameters_reach_the_route(wire: httpx.Client) -> None:
    assert wire.get("/things/2").json() == {"id": 2, "name": "bell"}


def test_a_body_that_is_not_json_is_refused(wire: httpx.Client, toy: Toy) -> None:
    reply = wire.post("/things", content=b"{", headers={"Content-Type": "application/json"})
    assert reply.status_code == 400
    assert names(toy) == ["anvil", "bell"]


# ---- faults


@pytest.mark.parametrize(
    ("kind", "status", "done"),
    [
        ("rate_limited", 429, False),
        ("unavailable", 503, False),
        ("failed_before", 500, False),
        ("failed_after", 500, True),
        ("redirect", 302, False),
        ("bad_json", 201, True),
        ("unknown_fields", 201, True),
        ("nulls", 201, True),
        ("malformed_row", 201, True),
        ("foreign_link", 201, True),
        ("hook", 201, True),
    ],
)
def test_a_fault_that_answers(wire: httpx.Client, toy: Toy, kind: str, status: int, done: bool) -> None:
    toy.faults.plant(Fault(kind, location="http://127.0.0.1:9"))  # type: ignore[arg-type]  # parametrized
    assert wire.post("/things", json={"name": "cog"}).status_code == status
    assert ("cog" in names(toy)) == done
    assert [(entry.status, entry.fault) for entry in toy.journal] == [(status, kind)]


@pytest.mark.parametrize(("kind", "done"), [("lost_request", False), ("lost_reply", True), ("cut_body", True)])
def test_a_fault_that_ends_the_connection(wire: httpx.Client, toy: Toy, kind: str, done: bool) -> None:
    toy.faults.plant(Fault(kind))  # type: ignore[arg-type]  # parametrized
    with pytest.raises(httpx.TransportError):
        wire.post("/things", json={"name": "cog"})
    assert ("cog" in names(toy)) == done
    assert [entry.fault for entry in toy.journal] == [kind]


def test_slow_down_says_when(wire: httpx.Client, toy: Toy) -> None:
    toy.faults.plant(Fault("rate_limited", retry_after=6))
    assert int(wire.get("/things").headers["Retry-After"]) >= 6


def test_bad_json_is_not_json(wire: httpx.Client, toy: Toy) -> None:
    toy.faults.plant(Fault("bad_json"))
    with pytest.raises(ValueError, match=r"Expecting|Unterminated|delimiter"):
        wire.get("/things").json()


def test_unknown_fields_are_in_every_row(wire: httpx.Client, toy: Toy) -> None:
    toy.faults.plant(Fault("unknown_fields"))
    assert ["field_nobody_documented" in row for row in wire.get("/things").json()] == [True, True]


def test_nulls_are_only_where_they_are_allowed(wire: httpx.Client, toy: Toy) -> None:
    toy.faults.plant(Fault("nulls"))
    assert wire.get("/things").json() == [{"id": 1, "name": None}, {"id": 2, "name": None}]


def test_a_malformed_row_lost_its_id(wire: httpx.Client, toy: Toy) -> None:
    toy.faults.plant(Fault("malformed_row"))
    assert wire.get("/things").json() == [{"name": "anvil"}, {"id": 2, "name": "bell"}]


def test_a_redirect_leads_to_the_location(wire: httpx.Client, toy: Toy) -> None:
    toy.faults.plant(Fault("redirect", location="http://127.0.0.1:9"))
    assert wire.get("/things").headers["Location"] == "http://127.0.0.1:9/things"


def test_a_foreign_link_keeps_its_path(wire: httpx.Client, toy: Toy) -> None:
    toy.faults.plant(Fault("foreign_link", location="http://127.0.0.1:9"))
    assert wire.get("/things").headers["Link"] == '<http://127.0.0.1:9/things?page=2>; rel="next"'


def test_a_hook_is_called_before_and_after(wire: httpx.Client, toy: Toy) -> None:
    seen: list[tuple[str, int]] = []
    toy.faults.plant(Fault("hook", callback=lambda when: seen.append((when, len(toy.things)))))
    wire.post("/things", json={"name": "cog"})
    assert seen == [("before", 2), ("after", 3)]


def test_a_fault_skips_strikes_and_wears_off(wire: httpx.Client, toy: Toy) -> None:
    toy.faults.plant(Fault("unavailable", skip=1, times=2))
    assert [wire.get("/things").status_code for _ in range(5)] == [200, 503, 503, 200, 200]


def test_a_fault_strikes_its_method_and_path_only(wire: httpx.Client, toy: Toy) -> None:
    toy.faults.plant(Fault("unavailable", method="WRITE", path="^/things$", times=None))
    assert wire.get("/things").status_code == 200
    assert wire.delete("/things/1").status_code == 204
    assert wire.post("/things", json={}).status_code == 503
    toy.faults.clear()
    assert wire.post("/things", json={}).status_code == 201


def test_an_unknown_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown fault 'gremlin'; known: rate_limited"):
        Fault("gremlin")  # type: ignore[arg-type]  # it is meant to be wrong


# ---- journal, clock, limits


def test_the_journal_counts_and_finds_writes(wire: httpx.Client, toy: Toy) -> None:
    wire.get("/things")
    mark = len(toy.journal)
    wire.post("/things", json={"name": "cog"})
    wire.get("/things/1")
    assert toy.journal.counts(since=mark) == {"POST": 1, "GET": 1}
    assert [(entry.path, entry.body) for entry in toy.journal.writes()] == [("/things", {"name": "cog"})]
    assert [entry.number for entry in toy.journal] == [1, 2, 3]


def test_an_empty_journal() -> None:
    assert (len(Journal()), Journal().writes(), Journal().counts()) == (0, (), {})


def test_a_frozen_clock_moves_only_when_it_is_moved() -> None:
    clock = SandboxClock(frozen_at=NOON)
    clock.skip(5)
    assert (clock.now(), clock.utc().timestamp()) == (NOON + 5, NOON + 5)
    with pytest.raises(ValueError, match="forward"):
        clock.skip(-1)


def test_a_running_clock_can_be_frozen() -> None:
    clock = SandboxClock()
    clock.skip(100)
    clock.freeze()
    before = clock.now()
    clock.skip(1)
    assert clock.now() == before + 1


def test_a_window_refuses_and_opens_again() -> None:
    limit = WindowLimit(2, 10)
    assert [limit.admit(at) for at in (100, 101, 102, 110)] == [None, None, 8, None]


def test_a_bucket_refuses_and_fills_again() -> None:
    limit = BucketLimit(2, 2)
    assert [limit.admit(at) for at in (100, 100, 100, 100.5)] == [None, None, 0.5, None]


def test_limits_can_be_off() -> None:
    for limit in (WindowLimit(1, 10, enabled=False), BucketLimit(1, 1, enabled=False)):
        assert [limit.admit(100) for _ in range(5)] == [None] * 5


# ---- the desk


def test_the_desk_acts_and_shows_the_state(wire: httpx.Client) -> None:
    assert wire.post("/_sandbox/act", json={"action": "add", "name": "cog"}).json() == {"result": 3}
    assert [thing["name"] for thing in wire.get("/_sandbox/state").json()["things"]] == ["anvil", "bell", "cog"]


def test_the_desk_shows_the_journal_without_itself(wire: httpx.Client) -> None:
    wire.get("/things")
    wire.get("/things/1")
    assert [entry["path"] for entry in wire.get("/_sandbox/journal?since=1").json()] == ["/things/1"]


def test_the_desk_plants_and_clears_faults(wire: httpx.Client) -> None:
    wire.post("/_sandbox/faults", json={"kind": "unavailable", "times": None})
    assert wire.get("/things").status_code == 503
    wire.delete("/_sandbox/faults")
    assert wire.get("/things").status_code == 200


def test_the_desk_moves_the_clock(wire: httpx.Client, toy: Toy) -> None:
    assert wire.post("/_sandbox/clock", json={"skip": 60}).json() == {"now": NOON + 60}
    assert toy.clock.now() == NOON + 60


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/_sandbox/nothing", None, 404),
        ("POST", "/_sandbox/act", {"action": "fly"}, 400),
        ("POST", "/_sandbox/act", {}, 400),
        ("POST", "/_sandbox/faults", {"kind": "gremlin"}, 400),
        ("POST", "/_sandbox/clock", {"skip": -1}, 400),
    ],
)
def test_mistakes_at_the_desk_are_told(wire: httpx.Client, method: str, path: str, body: object, status: int) -> None:
    reply = wire.request(method, path, json=body)
    assert reply.status_code == status
    assert reply.json()["message"]

"""What every sandbox's webhooks share: order, knobs, attempts, the desk, and that nothing is left behind."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import httpx
import pytest

from connectors.sandbox import SandboxClock
from connectors.sandbox.hooks import Mailroom
from connectors.sandbox.hooks_rules import Customs, Posting
from connectors.sandbox.server import serve
from connectors.types import Json
from tests.connectors.ear import Ear, listening
from tests.connectors.toy import NOON, Toy

SECRET = "a secret of the toys"


def write(event: str, payload: Json, *, secret: str, id_: str) -> Posting:
    return Posting({"X-Id": id_, "X-Secret": secret}, f"{event} {payload}".encode())


CUSTOMS = Customs(
    events=frozenset({"came", "went"}),
    write=write,
    accepts=lambda status: status == 202,
    waits=(10.0, 100.0),
    ping=("ping", None),
)


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock(frozen_at=NOON)


@pytest.fixture
def toy(clock: SandboxClock) -> Toy:
    toy = Toy(clock=clock)
    toy.hooks = Mailroom(clock, CUSTOMS)
    return toy


@pytest.fixture
def room(toy: Toy) -> Mailroom:
    assert toy.hooks is not None
    return toy.hooks


@pytest.fixture
def address(toy: Toy) -> Iterator[str]:
    with serve(toy) as address:
        yield address


@pytest.fixture
def ear() -> Iterator[Ear]:
    with listening() as ear:
        ear.status = 202
        yield ear


def tell(room: Mailroom, *payloads: int) -> None:
    for payload in payloads:
        room.tell("came", partial(int, payload))


def statuses(room: Mailroom) -> list[tuple[int, int | None]]:
    return [(attempt.number, attempt.status) for attempt in room.attempts]


def carriers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "sandbox-hooks"]


class TestSending:
    def test_events_arrive_once_and_in_order(self, room: Mailroom, address: str, ear: Ear) -> None:
        room.subscribe(f"{ear.url}/here", secret=SECRET, ping=False)
        tell(room, *range(20))
        room.flush()
        assert ear.bodies() == [f"came {n}".encode() for n in range(20)]
        assert {(each.path, each.headers["x-secret"]) for each in ear.heard} == {("/here", SECRET)}
        assert len({each.headers["x-id"] for each in ear.heard}) == 20
        assert room.waiting == 0

    def test_only_what_is_wanted_is_sent(self, room: Mailroom, address: str, ear: Ear) -> None:
        room.subscribe(ear.url, secret=SECRET, events=["went"], ping=False)
        tell(room, 1)
        room.tell("went", lambda: 2)
        room.flush()
        assert ear.bodies() == [b"went 2"]

    def test_without_subscriptions_nothing_is_put_into_words(self, room: Mailroom, address: str) -> None:
        room.tell("came", lambda: pytest.fail("asked for a payload"))
        assert carriers() == []

    def test_what_happens_before_the_sandbox_is_served_waits(self, toy: Toy, room: Mailroom, ear: Ear) -> None:
        room.subscribe(ear.url, secret=SECRET, ping=False)
        tell(room, 1)
        with pytest.raises(RuntimeError):
            room.flush()
        with serve(toy):
            room.flush()
            assert ear.bodies() == [b"came 1"]
        assert carriers() == []

    def test_a_sandbox_can_be_served_again(self, toy: Toy, room: Mailroom, ear: Ear) -> None:
        room.subscribe(ear.url, secret=SECRET, ping=False)
        for n in range(2):
            with serve(toy):
                tell(room, n)
                room.flush()
        assert ear.bodies() == [b"came 0", b"came 1"]

    def test_it_does_not_need_the_lock_of_the_sandbox(self, toy: Toy, room: Mailroom, address: str, ear: Ear) -> None:
        room.subscribe(ear.url, secret=SECRET, ping=False)
        with toy.lock:
            tell(room, 1)
            room.flush()
        assert ear.bodies() == [b"came 1"]

    def test_nothing_more_is_sent_after_the_end_of_a_subscription(self, room: Mailroom, address: str, ear: Ear) -> None:
        hook = room.subscribe(ear.url, secret=SECRET, ping=False)
        room.knobs.delay = 60.0
        tell(room, 1)
        room.unsubscribe(hook.id)
        tell(room, 2)
        assert room.waiting == 0

    @pytest.mark.parametrize(
        "url", ["receiver", "ftp://127.0.0.1/", "http://", "http://[::1", "http://127.0.0.1:99999", ""]
    )
    def test_an_address_that_cannot_be_is_refused(self, room: Mailroom, url: str) -> None:
        with pytest.raises(ValueError, match="address"):
            room.subscribe(url, secret=SECRET)

    def test_an_event_that_there_is_not_is_refused(self, room: Mailroom, ear: Ear) -> None:
        with pytest.raises(ValueError, match="no such event: stayed; known: came, went"):
            room.subscribe(ear.url, secret=SECRET, events=["stayed"])


class TestAttempts:
    def test_they_follow_the_clock_and_end(self, room: Mailroom, address: str, ear: Ear, clock: SandboxClock) -> None:
        room.subscribe(ear.url, secret=SECRET, ping=False)
        ear.status = 200  # not what this vendor calls accepted
        tell(room, 1)
        for seconds, tries in ((0, 1), (9, 1), (1, 2), (99, 2), (1, 3)):
            clock.skip(seconds)
            room.flush()
            assert len(room.attempts) == tries
        assert statuses(room) == [(1, 200), (2, 200), (3, 200)]
        assert [attempt.at - NOON for attempt in room.attempts] == [0, 10, 110]
        assert (room.waiting, room.lost) == (0, 1)
        assert len({each.headers["x-id"] for each in ear.heard}) == 1

    def test_one_that_succeeds_is_the_last(self, room: Mailroom, address: str, ear: Ear, clock: SandboxClock) -> None:
        room.subscribe(ear.url, secret=SECRET, ping=False)
        ear.status = 500
        tell(room, 1)
        room.flush()
        ear.status = 202
        clock.skip(10)
        room.flush()
        assert statuses(room) == [(1, 500), (2, 202)]
        assert (room.waiting, room.lost) == (0, 0)

    def test_nobody_there_is_an_attempt_without_status(self, room: Mailroom, address: str) -> None:
        with listening() as gone:
            url = gone.url
        room.subscribe(url, secret=SECRET, ping=False)
        tell(room, 1)
        room.flush()
        assert statuses(room) == [(1, None)]
        assert room.waiting == 1

    def test_one_bad_receiver_keeps_nobody_from_another(self, room: Mailroom, address: str, ear: Ear) -> None:
        with listening() as bad:
            bad.status = 500
            room.subscribe(bad.url, secret=SECRET, ping=False)
            room.subscribe(ear.url, secret=SECRET, ping=False)
            tell(room, 1, 2)
            room.flush()
            assert bad.bodies() == ear.bodies() == [b"came 1", b"came 2"]
        assert room.waiting == 2


class TestPings:
    def test_one_that_is_accepted_opens_the_hook(self, room: Mailroom, ear: Ear) -> None:
        assert room.subscribe(ear.url, secret=SECRET).active
        assert ear.bodies() == [b"ping None"]

    def test_one_that_is_not_leaves_it_disabled_until_a_human_acts(
        self, room: Mailroom, address: str, ear: Ear
    ) -> None:
        ear.status = 404
        hook = room.subscribe(ear.url, secret=SECRET)
        tell(room, 1)
        ear.status = 202
        assert not hook.active
        assert room.enable(hook.id).active
        tell(room, 2)
        room.flush()
        assert ear.bodies() == [b"ping None", b"ping None", b"came 2"]


class TestKnobs:
    def test_dropped_is_dropped(self, room: Mailroom, address: str, ear: Ear) -> None:
        room.subscribe(ear.url, secret=SECRET, ping=False)
        room.knobs.drop = True
        tell(room, 1, 2)
        room.knobs.drop = False
        tell(room, 3)
        room.flush()
        assert ear.bodies() == [b"came 3"]
        assert (room.dropped, len(room.attempts)) == (2, 1)

    def test_twice_is_twice_under_one_id(self, room: Mailroom, address: str, ear: Ear) -> None:
        room.subscribe(ear.url, secret=SECRET, ping=False)
        room.knobs.twice = True
        tell(room, 1, 2)
        room.flush()
        assert ear.bodies() == [b"came 1", b"came 1", b"came 2", b"came 2"]
        assert len({each.headers["x-id"] for each in ear.heard}) == 2

    def test_what_is_held_goes_out_together_and_shuffled(self, room: Mailroom, address: str, ear: Ear) -> None:
        room.subscribe(ear.url, secret=SECRET, ping=False)
        room.hold()
        tell(room, *range(9))
        room.flush()
        assert (ear.heard, room.waiting) == ([], 9)
        assert room.release(shuffle=random.Random(3)) == 9
        tell(room, 9)
        room.flush()
        *shuffled, last = ear.bodies()
        ordered = [f"came {n}".encode() for n in range(9)]
        assert shuffled != ordered
        assert (sorted(shuffled), last) == (ordered, b"came 9")

    def test_delay_counts_on_the_clock(self, room: Mailroom, address: str, ear: Ear, clock: SandboxClock) -> None:
        room.subscribe(ear.url, secret=SECRET, ping=False)
        room.knobs.delay = 30.0
        tell(room, 1)
        room.flush()
        assert ear.heard == []
        clock.skip(30)
        room.flush()
        assert ear.bodies() == [b"came 1"]


class TestAtTheDesk:
    @pytest.fixture
    def desk(self, address: str) -> Iterator[httpx.Client]:
        with httpx.Client(base_url=f"{address}/_sandbox") as client:
            yield client

    def post(self, desk: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
        reply = desk.post(path, json=body)
        assert reply.status_code == 200, reply.text
        return dict(reply.json())

    def test_subscribe_and_look(self, desk: httpx.Client, room: Mailroom, ear: Ear) -> None:
        hook = self.post(desk, "/hooks", url=ear.url, secret=SECRET, events=["came"])
        tell(room, 1)
        assert self.post(desk, "/hooks/flush") == {"waiting": 0}
        seen = desk.get("/hooks")
        assert seen.json()["hooks"] == [{"id": hook["id"], "url": ear.url, "events": ["came"], "active": True}]
        assert [(each["event"], each["status"]) for each in seen.json()["attempts"]] == [("ping", 202), ("came", 202)]
        assert {name: seen.json()[name] for name in ("waiting", "lost", "dropped")} == {
            "waiting": 0,
            "lost": 0,
            "dropped": 0,
        }
        assert SECRET not in seen.text

    def test_knobs(self, desk: httpx.Client, room: Mailroom, ear: Ear) -> None:
        self.post(desk, "/hooks", url=ear.url, secret=SECRET, ping=False)
        turned = self.post(desk, "/hooks/knobs", twice=True, hold=True)
        assert turned == {"drop": False, "twice": True, "delay": 0.0, "released": 0}
        tell(room, 1)
        assert self.post(desk, "/hooks/knobs", hold=False, shuffle=4)["released"] == 2
        self.post(desk, "/hooks/flush")
        assert ear.bodies() == [b"came 1", b"came 1"]
        assert desk.post("/hooks/knobs", json={"thrice": True}).status_code == 400

    def test_disabled_enabled_ended(self, desk: httpx.Client, ear: Ear) -> None:
        ear.status = 500
        hook = self.post(desk, "/hooks", url=ear.url, secret=SECRET)
        assert hook["active"] is False
        ear.status = 202
        assert self.post(desk, "/hooks/enable", id=hook["id"])["active"] is True
        assert desk.request("DELETE", "/hooks", json={"id": hook["id"]}).status_code == 200
        assert desk.get("/hooks").json()["hooks"] == []

    def test_a_vendor_without_webhooks_says_so(self) -> None:
        with serve(Toy()) as address:
            reply = httpx.get(f"{address}/_sandbox/hooks")
        assert (reply.status_code, reply.json()) == (400, {"message": "LookupError: this vendor sends no webhooks"})

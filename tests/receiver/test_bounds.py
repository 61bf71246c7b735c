"""What a connection may cost before it has said anything worth hearing: time, memory, and the room of others."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from syncengine.serve.receiver.answers import LINGER_BYTES
from syncengine.serve.receiver.guard import Bounds, GuardedProtocol
from syncengine.serve.receiver.listening import CannotListen
from syncengine.serve.receiver.requests import Bodies, Crowded
from tests.receiver.house import Door, configure, event, headers, open_door, raw, read_answer, send_some, status_of

CAP = 64 * 1024
HUGE = 200 * 1024 * 1024
ONE_READ = 256 * 1024
"""asyncio takes at most so much from a socket at a time."""


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Door]:
    config = configure(tmp_path, receiver={"max_body_kib": CAP // 1024, "body_seconds": 0.2})
    with open_door(config, bounds=Bounds(head_seconds=0.2, connections=10)) as door:
        yield door


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sizes of everything that the server takes from its sockets."""
    sizes: list[int] = []
    received = GuardedProtocol.data_received

    def count(self: Any, data: bytes) -> None:
        sizes.append(len(data))
        received(self, data)

    monkeypatch.setattr(GuardedProtocol, "data_received", count)
    return sizes


@pytest.mark.parametrize("half", [b"", b"\r\n", b"POST /webh", raw(event())[:60]])
def test_half_a_head_is_hung_up_on(strict: Door, half: bytes) -> None:
    with closing(strict.connect()) as connection:
        send_some(connection, half)
        assert is_hung_up_on(connection)
    assert strict.is_alive()


def test_a_head_that_drips_is_hung_up_on(strict: Door) -> None:
    with closing(strict.connect()) as connection:
        connection.settimeout(0.02)
        hung_up = False
        for at in range(600):
            send_some(connection, raw(event())[at % 50 : at % 50 + 1])
            try:
                hung_up = connection.recv(1) == b""
            except TimeoutError:
                continue
            except OSError:
                hung_up = True
            break
    assert hung_up


def test_a_second_head_that_does_not_come_whole_is_hung_up_on(strict: Door) -> None:
    with closing(strict.connect()) as connection:
        for _ in range(3):
            send_some(connection, raw(event()))
            assert status_of(read_answer(connection)) == 200
        send_some(connection, raw(event())[:60])
        assert is_hung_up_on(connection)


def test_silence_between_two_requests_is_borne(tmp_path: Path) -> None:
    with (
        open_door(configure(tmp_path), bounds=Bounds(head_seconds=0.1, idle_seconds=30)) as door,
        closing(door.connect()) as connection,
    ):
        send_some(connection, raw(event()))
        assert status_of(read_answer(connection)) == 200
        connection.settimeout(0.4)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        connection.settimeout(5)
        send_some(connection, raw(event()))
        assert status_of(read_answer(connection)) == 200


def test_a_body_that_is_late_is_told_so(strict: Door) -> None:
    answer = strict.talk(raw(event())[:-5])
    assert status_of(answer) == 408
    assert b"connection: close" in answer
    assert (strict.deliveries(), strict.counted("too_slow")) == ([], 1)


def test_of_a_huge_body_little_is_read(strict: Door, read: list[int]) -> None:
    head = raw(b"", content_length=str(HUGE))
    answer = strict.talk(head, *[b"x" * 1_000_000] * (HUGE // 1_000_000))
    assert status_of(answer) in (413, 0)  # whoever goes on sending may not hear the answer
    assert sum(read) <= len(head) + LINGER_BYTES + 2 * ONE_READ
    assert strict.counted("too_large") == 1
    assert strict.is_empty()


def test_of_a_huge_body_in_chunks_no_more_than_allowed_is_read(strict: Door, read: list[int]) -> None:
    head = raw(b"", length=False, transfer_encoding="chunked")
    strict.talk(head, *[b"10000\r\n" + b"x" * 65536 + b"\r\n"] * (HUGE // 65536))
    assert sum(read) <= len(head) + CAP + LINGER_BYTES + 3 * ONE_READ
    assert strict.counted("too_large") == 1
    assert strict.is_empty()


def test_all_unfinished_bodies_together_are_bounded() -> None:
    bodies = Bodies(most=100)
    pieces = [{"type": "http.request", "body": b"x" * 60, "more_body": True}] * 2

    async def receive() -> Any:
        return pieces.pop()

    with pytest.raises(Crowded):
        asyncio.run(bodies.read(receive, most=1000, seconds=5.0))
    assert bodies.left == 100


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[Door]:
    """Ten connections are allowed, and whoever is slow has all the time of the world."""
    bounds = Bounds(head_seconds=600, idle_seconds=600, connections=10)
    with open_door(configure(tmp_path, receiver={"body_seconds": 300}), bounds=bounds, grace=0.1) as door:
        yield door


def test_who_says_nothing_makes_room_for_who_does(crowded: Door) -> None:
    """Forty that say nothing, or half of something, lock nobody out."""
    with ExitStack() as stack:
        for at in range(40):
            idle = stack.enter_context(closing(crowded.connect()))
            send_some(idle, raw(event())[: at % 3 * 20])
        for number in range(1, 6):
            body = event(number)
            assert crowded.post(body, headers(body, f"e-{number}")).status_code == 200
    assert len(crowded.deliveries()) == 5


def test_who_has_waited_longest_makes_room(crowded: Door) -> None:
    with ExitStack() as stack:
        held = [stack.enter_context(closing(crowded.connect())) for _ in range(30)]
        for each in held[:20]:
            assert is_hung_up_on(each)
        send_some(held[-1], raw(event()))
        assert status_of(read_answer(held[-1])) == 200


def test_a_port_that_is_taken_is_said_in_words(door: Door, tmp_path: Path) -> None:
    config = configure(tmp_path, receiver={"listen": f"127.0.0.1:{door.port}"}, store="sqlite:///other.db")
    with pytest.raises(CannotListen, match=r"127\.0\.0\.1:\d+: address already in use"), open_door(config):
        pass
    assert door.is_alive()


def test_requests_under_way_are_answered_at_the_end(tmp_path: Path) -> None:
    with ExitStack() as stack:
        with open_door(configure(tmp_path, receiver={"body_seconds": 30}), grace=30) as door:
            connection = stack.enter_context(closing(door.connect()))
            send_some(connection, raw(event())[:-5])
            assert door.is_alive()  # so that the half request was read
            sender = threading.Thread(target=_send_when_nobody_else_gets_in, args=(door, connection, raw(event())[-5:]))
            sender.start()
        sender.join()
        answer = read_answer(connection)
    assert status_of(answer) == 200
    assert b"connection: close" in answer


def _send_when_nobody_else_gets_in(door: Door, connection: socket.socket, rest: bytes) -> None:
    while True:
        try:
            door.connect().close()
        except OSError:
            break
    send_some(connection, rest)


def test_the_end_waits_for_nobody_for_long(tmp_path: Path) -> None:
    with ExitStack() as stack:
        with open_door(configure(tmp_path, receiver={"body_seconds": 300}), grace=0.2) as door:
            connection = stack.enter_context(closing(door.connect()))
            send_some(connection, raw(event())[:-5])
            assert door.is_alive()
        assert is_hung_up_on(connection)


def is_hung_up_on(connection: socket.socket) -> bool:
    """Whether the other side ends the connection without a word. Raises TimeoutError when it does neither."""
    connection.settimeout(30)
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True

"""Whatever arrives: the right status, never 500, nothing stored that is not genuine, and the next delivery is taken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from syncengine.serve.receiver.guard import Bounds
from syncengine.store.tables import delivery, hint
from tests.receiver.corpus import CAP, Case, cases
from tests.receiver.house import Door, configure, open_door, send_some

CASES = cases()


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    config = configure(tmp_path_factory.mktemp("hostile"), receiver={"max_body_kib": CAP // 1024, "body_seconds": 0.3})
    with open_door(config, bounds=Bounds(head_seconds=0.3)) as opened:
        yield opened


def test_there_are_enough_of_them() -> None:
    names = [case.name for case in CASES]
    assert len(names) >= 200
    assert [name for name in names if names.count(name) > 1] == []


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_hostile_request(door: Door, case: Case) -> None:
    empty(door)
    statuses = answers_to(door, case)
    if case.status:
        assert statuses[0] == case.status
    assert set(statuses) <= {case.status, 200, 400, 401, 408, 431}
    assert len(door.deliveries()) == case.stored
    assert door.counted("defect") == 0
    assert door.is_alive()


def empty(door: Door) -> None:
    """Each case uses the same ids."""
    with door.store.write() as connection:
        for table in (delivery, hint):
            connection.execute(table.delete())


def answers_to(door: Door, case: Case) -> list[int]:
    """The statuses of the answers that came, until there are enough or the other side hangs up."""
    with door.connect() as connection:
        connection.settimeout(5.0)
        for piece in case.pieces:
            send_some(connection, piece)
        answers = b""
        while len(statuses_of(answers)) < case.answers:
            try:
                more = connection.recv(65536)
            except ConnectionError:
                break
            if not more:
                break
            answers += more
    return statuses_of(answers)


def statuses_of(answers: bytes) -> list[int]:
    """Of whole answers; that one may go on is none."""
    heads = answers.replace(b"HTTP/1.1 100 Continue\r\n\r\n", b"").split(b"\r\n\r\n")[:-1]
    return [int(head.split(b" ")[1]) for head in heads]

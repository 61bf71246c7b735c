"""Whatever bytes arrive, in whatever pieces: no 500, nothing stored that is not genuine, and the next delivery is
taken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncengine.serve.receiver.guard import Bounds
from tests.receiver.house import Door, configure, event, headers, open_door, raw, read_answer, send_some, signature

FORGED = f"sha256 {'0' * 64}"
REQUEST = raw(event(), signature=FORGED)
CHUNKED = raw(b"", length=False, transfer_encoding="chunked", signature=FORGED) + b"3\r\nabc\r\n0\r\n\r\n"

BOUNDED = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    config = configure(tmp_path_factory.mktemp("fuzz"), receiver={"max_body_kib": 16, "body_seconds": 0.1})
    with open_door(config, bounds=Bounds(head_seconds=0.1)) as opened:
        yield opened


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A forged request with some bytes cut out, doubled or replaced."""
    request = bytearray(draw(st.sampled_from([REQUEST, CHUNKED])))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(request)))
        to = min(len(request), at + draw(st.integers(0, 20)))
        request[at:to] = draw(st.one_of(st.binary(max_size=20), st.just(bytes(request[at:to] * 2))))
    return bytes(request)


@BOUNDED
@given(st.lists(st.binary(max_size=200), max_size=4))
def test_bytes(door: Door, pieces: list[bytes]) -> None:
    endured(door, pieces)


@BOUNDED
@given(st.lists(damaged(), min_size=1, max_size=3), st.integers(1, 400))
def test_damaged_requests(door: Door, requests: list[bytes], size: int) -> None:
    stream = b"".join(requests)
    endured(door, [stream[at : at + size] for at in range(0, len(stream), size)])


@BOUNDED
@given(st.binary(max_size=300))
def test_genuine_bodies(door: Door, body: bytes) -> None:
    """Anything that is signed is stored once, and answered as accepted."""
    before = len(door.deliveries())
    for _ in range(2):
        assert door.post(body, headers(body, f"f-{signature(body)[7:27]}")).status_code == 200
    assert len(door.deliveries()) - before in (0, 1)  # hypothesis may try one twice
    assert door.counted("defect") == 0


def endured(door: Door, pieces: list[bytes]) -> None:
    body = event(1)
    assert door.post(body, headers(body, "f-probe")).status_code == 200
    before = door.deliveries()
    with door.connect() as connection:
        for piece in pieces:
            send_some(connection, piece)
        answer = read_answer(connection)
    assert b" 500 " not in answer
    assert b" 200 " not in answer
    assert door.post(body, headers(body, "f-probe")).status_code == 200
    assert door.deliveries() == before
    assert door.counted("defect") == 0

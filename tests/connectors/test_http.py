"""The one road to the wire, over real HTTP."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from structlog.testing import capture_logs

from connectors import http
from connectors.addresses import InsecureAddress, require_safe
from connectors.errors import (
    Ambiguous,
    ConnectorError,
    Invalid,
    LoginFailed,
    Missing,
    NotPermitted,
    RateLimited,
    ReplyLost,
    ServerFailedDuringWrite,
    Unavailable,
    UnexpectedReply,
)
from connectors.http import HttpClient, Reply
from connectors.pacer import LocalHome, Pacer
from connectors.pacing import Terms, retry_after
from connectors.sandbox import Fault, WindowLimit
from tests.connectors.toy import Toy, toy_client


@contextmanager
def raw_server(answer: bytes) -> Iterator[str]:
    """Answers every connection with the same bytes and closes it."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)


def client_of(url: str) -> HttpClient:
    """Waits without taking time."""
    pacer = Pacer(LocalHome(Terms(1000, 10)), sleep=lambda seconds: None)
    return HttpClient(system="raw", base_url=url, auth=None, pacer=pacer)


def test_a_read_brings_status_headers_and_body() -> None:
    with toy_client(Toy()) as client:
        reply = client.read("/things/1")
    assert (reply.status, reply.body, reply.request_id) == (200, {"id": 1, "name": "anvil"}, "req-1")


def test_a_read_sends_its_parameters() -> None:
    toy = Toy()
    with toy_client(toy) as client:
        client.read("/things", {"page": "2"})
    assert [entry.query for entry in toy.journal] == ["page=2"]


def test_a_write_sends_json_and_brings_the_answer() -> None:
    toy = Toy()
    with toy_client(toy) as client:
        reply = client.write("POST", "/things", {"name": "cog"})
    assert (reply.status, reply.body) == (201, {"id": 3, "name": "cog"})


def test_an_answer_without_a_body_is_none() -> None:
    with toy_client(Toy()) as client:
        assert client.write("DELETE", "/things/1").body is None


def test_an_absolute_address_is_taken_as_it_is() -> None:
    with toy_client(Toy()) as client:
        assert client.read(f"{client.base_url}/things/1").body == {"id": 1, "name": "anvil"}


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, Invalid), (401, LoginFailed), (403, NotPermitted), (404, Missing), (409, Invalid), (422, Invalid)],
)
def test_a_refusal_is_named_and_not_repeated(status: int, error: type[ConnectorError]) -> None:
    toy = Toy()
    with toy_client(toy) as client, pytest.raises(error) as caught:
        client.read(f"/status/{status}")
    assert (caught.value.status, caught.value.request_id, caught.value.system) == (status, "req-1", "toy")
    assert len(toy.journal) == 1


def test_a_wrong_key_is_login_failed() -> None:
    with toy_client(Toy(), key="wrong") as client, pytest.raises(LoginFailed):
        client.read("/things")


@pytest.mark.parametrize("kind", ["unavailable", "failed_before", "lost_request", "lost_reply", "cut_body", "bad_json"])
def test_a_read_is_repeated_while_it_may_help(kind: str) -> None:
    toy = Toy()
    toy.faults.plant(Fault(kind, times=3))  # type: ignore[arg-type]  # parametrized with known kinds
    with toy_client(toy) as client:
        assert client.read("/things/1").status == 200
    assert len(toy.journal) == 4
    assert client.calls == 4


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("unavailable", Unavailable),
        ("failed_before", Unavailable),
        ("lost_reply", Unavailable),
        ("cut_body", Unavailable),
        ("bad_json", UnexpectedReply),
        ("rate_limited", RateLimited),
    ],
)
def test_a_read_gives_up_after_six_attempts(kind: str, error: type[ConnectorError]) -> None:
    toy = Toy()
    toy.faults.plant(Fault(kind, times=None))  # type: ignore[arg-type]  # parametrized with known kinds
    with toy_client(toy) as client, pytest.raises(error):
        client.read("/things/1")
    assert len(toy.journal) == 6


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("unavailable", Unavailable),
        ("failed_before", ServerFailedDuringWrite),
        ("failed_after", ServerFailedDuringWrite),
        ("lost_request", ReplyLost),
        ("lost_reply", ReplyLost),
        ("cut_body", ReplyLost),
        ("bad_json", ReplyLost),
    ],
)
def test_a_write_is_sent_once(kind: str, error: type[ConnectorError]) -> None:
    toy = Toy()
    toy.faults.plant(Fault(kind, times=None))  # type: ignore[arg-type]  # parametrized with known kinds
    with toy_client(toy) as client, pytest.raises(error):
        client.write("POST", "/things", {"name": "cog"})
    assert len(toy.journal) == 1


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_server_error_on_a_write_is_ambiguous(status: int) -> None:
    with toy_client(Toy()) as client, pytest.raises(Ambiguous):
        client.write("POST", f"/status/{status}")


def test_slow_down_on_a_write_is_waited_out() -> None:
    toy = Toy()
    toy.faults.plant(Fault("rate_limited", times=2, retry_after=9))
    with toy_client(toy) as client:
        started = toy.clock.now()
        client.write("POST", "/things", {"name": "cog"})
    assert toy.clock.now() - started >= 18
    assert [thing["name"] for thing in toy.things] == ["anvil", "bell", "cog"]


def test_a_window_is_never_overdrawn() -> None:
    toy = Toy(limit=WindowLimit(10, 30))
    with toy_client(toy) as client:
        for _ in range(45):
            client.read("/things/1")
    assert {entry.status for entry in toy.journal} == {200}
    assert len(toy.journal) == 45


def test_redirects_are_an_unexpected_reply() -> None:
    toy = Toy()
    toy.faults.plant(Fault("redirect", times=None, location="http://127.0.0.1:9"))
    with toy_client(toy) as client, pytest.raises(UnexpectedReply) as caught:
        client.read("/things")
    assert caught.value.status == 302


def test_a_vendor_may_read_its_own_errors() -> None:
    def explain(reply: Reply, path: str) -> ConnectorError | None:
        return Missing(f"{path} is gone", system="toy", status=reply.status) if reply.status == 410 else None

    with toy_client(Toy(), explain=explain) as client:
        with pytest.raises(Missing, match="/status/410 is gone"):
            client.read("/status/410")
        with pytest.raises(Invalid):
            client.read("/status/411")


def test_errors_and_logs_hold_no_query_and_no_body() -> None:
    with capture_logs() as logs, toy_client(Toy()) as client, pytest.raises(Invalid) as caught:
        client.read("/status/422", {"email": "ann@example.org"})
    assert "ann" not in f"{caught.value!s}{caught.value!r}{logs!r}"
    assert [entry["path"] for entry in logs if entry["event"] == "http.reply"] == ["/status/422"]


def test_nobody_listening_is_unavailable_for_writes_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    client = client_of(f"http://127.0.0.1:{port}")
    with pytest.raises(Unavailable):
        client.write("POST", "/things", {})
    client.close()


def test_a_body_that_cannot_be_unpacked_is_no_whole_reply() -> None:
    spoiled = gzip.compress(b"[]")[:-9] + b"garbage!!"
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(spoiled)}\r\n\r\n".encode()
    with raw_server(head + spoiled) as url:
        client = client_of(url)
        with pytest.raises(ReplyLost):
            client.write("POST", "/things", {})
        with pytest.raises(Unavailable):
            client.read("/things")
        client.close()


def test_a_reply_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MAX_REPLY_BYTES", 1000)
    with toy_client(Toy()) as client:
        assert client.read("/sized/900").status == 200
        with pytest.raises(UnexpectedReply, match="larger"):
            client.read("/sized/1100")


def test_when_the_time_is_up_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "WHOLE_CALL_SECONDS", -1.0)
    toy = Toy()
    with toy_client(toy) as client, pytest.raises(Unavailable, match="ConnectTimeout"):
        client.write("POST", "/things", {"name": "cog"})
    assert len(toy.journal) == 0


@pytest.mark.parametrize("url", ["https://api.vendor.example/v1/", "http://127.0.0.1:80", "http://localhost:9/"])
def test_safe_addresses_lose_only_their_slash(url: str) -> None:
    assert require_safe(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url", ["http://vendor.example", "http://127.0.0.1.vendor.example", "ftp://127.0.0.1", "vendor.example", ""]
)
def test_unsafe_addresses_are_refused(url: str) -> None:
    with pytest.raises(InsecureAddress):
        require_safe(url)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"retry-after": "7"}, 7.0), ({"retry-after": "-1"}, 0.0), ({"retry-after": "Fri, 31 Dec"}, None), ({}, None)],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_connections_are_closed_with_the_client() -> None:
    with toy_client(Toy()) as client:
        client.read("/things/1")
    with pytest.raises(RuntimeError, match="closed"):
        client.read("/things/1")
    assert issubclass(httpx.ConnectError, http._NEVER_SENT)

"""What a vendor, or somebody on the way to it, may send: bounded in size, in time, in depth, in its headers.

The same holds for the replies of the token server, and for those that are read while somebody logs in.
"""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Iterable, Iterator
from itertools import repeat

import httpx
import orjson
import pytest
from structlog.testing import capture_logs

from connectors import http
from connectors.base import Ambient
from connectors.errors import ConnectorError, ReplyLost, Unavailable, UnexpectedReply
from connectors.greenhouse.connector import Greenhouse
from connectors.replies import MAX_NESTING, Unreadable, decoded
from connectors.transport import TooLarge, unpacked
from tests.security.wires import Script, bomb, client_of, reply, wire

MIB = 1024 * 1024


@pytest.fixture(autouse=True)
def _one_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "READ_ATTEMPTS", 1)


def test_a_bomb_never_unpacks_in_memory() -> None:
    packed = bomb(256 * MIB)
    assert len(packed) < MIB
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            unpacked([packed], "gzip", most=MIB)
        assert tracemalloc.get_traced_memory()[1] < 8 * MIB
    finally:
        tracemalloc.stop()


def test_what_just_fits_is_taken() -> None:
    packed = gzip.compress(b"x" * 1000)
    assert unpacked([packed[:10], packed[10:]], "gzip", most=1000) == b"x" * 1000
    assert unpacked([b"x" * 600, b"x" * 400], "", most=1000) == b"x" * 1000
    with pytest.raises(TooLarge):
        unpacked([packed], "x-gzip", most=999)
    with pytest.raises(TooLarge):
        unpacked(repeat(b"x" * 600), "identity", most=1000)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(gzip.compress(b"[]", mtime=0), mtime=0), "gzip, gzip"),  # each layer multiplies by a thousand
        (zlib.compress(b"[]"), "deflate"),
        (b"[]", "br"),
        (b"[]", "zstd"),
        (b"[]", "nonsense"),
        (b"[]", "gzip"),
        (gzip.compress(b"[]" * 100, mtime=0)[:-9], "gzip"),
    ],
)
def test_what_is_packed_otherwise_or_badly_is_refused(body: bytes, encoding: str) -> None:
    with pytest.raises(httpx.DecodingError):
        unpacked([body], encoding, most=1000)


def test_an_empty_body_needs_no_end() -> None:
    assert unpacked([], "gzip", most=1000) == b""


def test_only_what_we_take_is_asked_for() -> None:
    seen: list[bytes] = []

    def script(head: bytes) -> Iterable[bytes]:
        seen.append(head.lower())
        yield reply(gzip.compress(b'{"a":1}'), Content_Encoding="gzip")

    with wire(script) as at, client_of(f"http://{at}") as client:
        assert client.read("/things").body == {"a": 1}
    assert b"accept-encoding: gzip\r\n" in seen[0]


def test_a_write_that_is_answered_with_a_flood_may_have_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MAX_REPLY_BYTES", MIB)
    with wire(lambda head: [reply(bomb(2 * MIB), Content_Encoding="gzip")]) as at, client_of(f"http://{at}") as client:
        with pytest.raises(UnexpectedReply, match="larger"):
            client.read("/things")
        with pytest.raises(ReplyLost, match="larger"):
            client.write("POST", "/things", {})


def _continuing(head: bytes) -> Iterable[bytes]:
    """Never gets to its answer."""
    return repeat(b"HTTP/1.1 100 Continue\r\n\r\n")


def _dripping(head: bytes) -> Iterator[bytes]:
    """Never gets to the end of its answer."""
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    yield from repeat(b"1\r\n \r\n")


@pytest.mark.parametrize("script", [_continuing, _dripping])
def test_a_call_ends_however_busy_the_server_is(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "WHOLE_CALL_SECONDS", 0.5)
    with wire(script) as at, client_of(f"http://{at}") as client:
        with pytest.raises(Unavailable):
            client.read("/things")
        with pytest.raises(ReplyLost):
            client.write("POST", "/things", {})


def _endless_header(head: bytes) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nX-Long: "
    yield from repeat(b"x" * 1000)


def _endless_headers(head: bytes) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    yield from repeat(b"X-Many: x\r\n")


@pytest.mark.parametrize("script", [_endless_header, _endless_headers])
def test_headers_have_an_end(script: Script) -> None:
    with wire(script) as at, client_of(f"http://{at}") as client, pytest.raises(Unavailable, match="RemoteProtocol"):
        client.read("/things")


def _nested(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


def test_what_is_nested_too_deep_to_be_stored_is_not_taken() -> None:
    body = decoded(_nested(MAX_NESTING))
    orjson.dumps({"system": [{"raw": body}]})
    for levels in (MAX_NESTING + 50, 1000, 100_000):
        with pytest.raises(Unreadable):
            decoded(_nested(levels))
    assert len(decoded(b"[" + b"[],{}," * 5000 + b"[]]")) == 10_001


@pytest.mark.parametrize("raw", [b"NaN", b"[1,", b'{"a":"\xed\xa0\x80"}', b"\xff", b"{'a': 1}"])
def test_what_is_no_json_is_not_taken(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        decoded(raw)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 Other", "307 Keep", "308 Keep"])
def test_a_redirect_is_named_and_not_followed(status: str) -> None:
    visits: list[bytes] = []

    def script(head: bytes) -> Iterable[bytes]:
        visits.append(head)
        yield reply(b"", status=status, Location=f"http://{place}/elsewhere?key=planted-value")

    with wire(script) as place, client_of(f"http://{place}") as client, capture_logs() as logs:
        for act in (client.read, lambda path: client.write("POST", path, {})):
            with pytest.raises(UnexpectedReply, match="redirect") as caught:
                act("/things")
            assert caught.value.status == int(status[:3])
            assert "planted" not in f"{caught.value!r} {caught.value.__cause__!r} {logs!r}"
            assert "elsewhere" not in f"{caught.value!r} {logs!r}"
    assert len(visits) == 2


def test_no_cookie_is_kept() -> None:
    seen: list[bytes] = []

    def script(head: bytes) -> Iterable[bytes]:
        seen.append(head.lower())
        yield reply(b"{}", Set_Cookie=f"c{len(seen)}={'x' * 3000}; Path=/")

    with wire(script) as at, client_of(f"http://{at}") as client:
        for _ in range(3):
            client.read("/things")
    assert len(seen) == 3
    assert not [head for head in seen if b"cookie" in head]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("4f9a-17:b/c=", "4f9a-17:b/c="), ("Ada Lovelace <ada@example.com>", None), ("x" * 129, None), ("\x1b[31m", None)],
)
def test_a_request_id_is_an_id(given: str, kept: str | None) -> None:
    assert http.Reply(200, {"x-request-id": given}, None).request_id == kept


class TestWhileLoggingIn:
    """Greenhouse, because its token comes from another server."""

    def connector(self, at: str) -> Greenhouse:
        settings = {
            "client_id": "planted-client-id",
            "client_secret": "planted-client-secret",
            "base_url": f"http://{at}/v3",
            "auth_url": f"http://{at}",
        }
        return Greenhouse("gh", settings, ambient=Ambient(sleep=lambda seconds: None))

    def failure(self, script: Script) -> ConnectorError:
        with wire(script) as at:
            connector = self.connector(at)
            try:
                with pytest.raises(ConnectorError) as caught:
                    list(connector.pages("job"))
            finally:
                connector.close()
        assert "planted" not in f"{caught.value!s} {caught.value!r} {caught.value.hint}"
        return caught.value

    @pytest.mark.parametrize("status", ["200 OK", "401 Unauthorized", "500 Oops"])
    def test_a_bomb_of_the_token_server(self, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(http, "MAX_REPLY_BYTES", MIB)
        packed = bomb(2 * MIB)
        error = self.failure(lambda head: [reply(packed, status=status, Content_Encoding="gzip")])
        assert "larger" in error.reason

    def test_a_bomb_instead_of_a_refusal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """httpx reads a reply that makes us log in again, and throws it away."""
        monkeypatch.setattr(http, "MAX_REPLY_BYTES", MIB)
        packed = bomb(2 * MIB)
        token = reply(b'{"access_token": "t"}')
        refused = reply(packed, status="401 Unauthorized", Content_Encoding="gzip")
        error = self.failure(lambda head: [token if head.startswith(b"POST /token ") else refused])
        assert "larger" in error.reason

    @pytest.mark.parametrize("script", [_continuing, _dripping])
    def test_a_token_server_that_never_ends(self, script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(http, "WHOLE_CALL_SECONDS", 0.5)
        assert isinstance(self.failure(script), Unavailable)

    def test_a_redirect_of_the_token_server(self) -> None:
        away = "http://127.0.0.1:9/?planted"
        error = self.failure(lambda head: [reply(b"", status="307 Temporary Redirect", Location=away)])
        assert (type(error), error.status) == (UnexpectedReply, 307)

    @pytest.mark.parametrize(
        "token", ["", "a b", "a\r\nX-Evil: 1", "tökén-planted", "t\x00", 7, None, ["t"], "x" * 20_000, "\ud83d\ude00"]
    )
    def test_a_token_that_is_none(self, token: object) -> None:
        body = orjson.dumps({"access_token": token}) if not isinstance(token, str) else _json_text(token)
        error = self.failure(lambda head: [reply(body)])
        assert error.reason == "the token server's reply holds no token"

    def test_a_deep_reply_of_the_token_server(self) -> None:
        error = self.failure(lambda head: [reply(_nested(100_000))])
        assert error.reason == "the token server's reply holds no token"


def _json_text(token: str) -> bytes:
    escaped = "".join(f"\\u{ord(char):04x}" for char in token)
    return f'{{"access_token": "{escaped}"}}'.encode()

"""Hostile, broken and merely odd requests, and how each is to be answered.

``status`` is the first answer's, 0 when the connection may end without one. ``stored`` is how many deliveries come of
it: everything that is genuine, and nothing else. ``answers`` is how many to wait for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.receiver.house import OTHER_SECRET, PATH, event, raw, signature

CAP = 64 * 1024
"""The largest body that the receiver of these tests takes."""

HEX = signature(event()).removeprefix("sha256 ")


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    status: int
    pieces: tuple[bytes, ...]
    stored: int = 0
    answers: int = 1


def cases() -> list[Case]:
    groups = (methods, paths, kinds, encodings, heads, lengths, chunks, signatures, bodies, versions, pipelines, halves)
    return [case for group in groups for case in group()]


def methods() -> Iterator[Case]:
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "MERGE", "LINK", "SEARCH"):
        yield Case(f"method {method}", 405, (raw(event(), method=method),))
    for method in ("post", "FOO", "P0ST", "", "POST POST", "P\x00ST", "POST\t", "GET\x0b"):
        yield Case(f"method {method!r}", 400, (raw(event(), method=method),))
    yield Case("connect", 400, (b"CONNECT example.com:443 HTTP/1.1\r\nhost: example.com\r\n\r\n",))


def paths() -> Iterator[Case]:
    for path in (
        "/webhooks/greenhouse?", "/webhooks/greenhouse?a=b", f"{PATH}?{'q' * 4000}", "/webhooks/%67reenhouse",
        "/%77ebhooks/greenhouse", "http://receiver.example.com/webhooks/greenhouse", "/webhooks/greenhouse#part",
    ):  # fmt: skip
        yield Case(f"path {path[:60]}", 200, (raw(event(), path=path),), stored=1)
    for path in (
        "/", "//", "/webhooks", "/webhooks/", "/webhooks//", "//webhooks/greenhouse", "/webhooks//greenhouse",
        "/webhooks/greenhouse/", "/webhooks/greenhouse/x", "/webhooks/../webhooks/greenhouse", "/webhooks/./greenhouse",
        "/webhooks/%2e%2e/greenhouse", "/webhooks/greenhouse%2f", "/webhooks/%2Fgreenhouse", "/webhooks/greenhouse%00",
        "/webhooks/%00", "/webhooks/greenhouse%20", "/webhooks/%ff%fe", "/webhooks/%", "/webhooks/%zz",
        "/webhooks/GREENHOUSE", "/webhooks/gem", "/webhooks/nobody", "/webhooks/greenhouse;a=b", "/webhooks/__class__",
        "/webhooks/'%20OR%201=1--", "/webhooks/{system}", "/webhooks/${jndi:ldap://x}", "/webhooks/<script>",
        "/webhooks/%E2%80%AEesuohneerg", "/webhooks/%F0%9F%91%BB", f"/webhooks/{'a' * 8000}", "/WEBHOOKS/greenhouse",
        "/../../etc/passwd", "/webhooks\\greenhouse", "/.env", "/metrics/", "/healthz/x", "*",
    ):  # fmt: skip
        yield Case(f"path {path[:60]}", 404, (raw(event(), path=path),))
    yield Case("path of 40 KB", 431, (raw(event(), path=f"/webhooks/{'a' * 40_000}"),))
    for path in (
        "webhooks/greenhouse",
        "\xff/webhooks",
        "/webhooks/gr\xfcn",
        "/webhooks/a b",
        "http://",
        "",
        "\x00",
    ):
        yield Case(f"path {path!r}", 400, (raw(event(), path=path),))


def kinds() -> Iterator[Case]:
    for kind in (
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/json;",
        ' application/json ; a="b;c"',
    ):
        yield Case(f"type {kind}", 200, (raw(event(), content_type=kind),), stored=1)
    for kind in (
        "", "text/plain", "application/xml", "application/jsonx", "application/json, text/html", "json", "*/*",
        "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/html; application/json",
        "application/\xeejson", "application/ json", "application", ";", "a" * 9000,
    ):  # fmt: skip
        yield Case(f"type {kind[:40]!r}", 415, (raw(event(), content_type=kind),))
    yield Case("a type that is no text", 400, (raw(event(), content_type="application/json\x7f"),))
    yield Case("no type", 415, (raw(event(), drop=("content-type",)),))
    twice = raw(event()).replace(b"\r\n\r\n", b"\r\nContent-Type: text/plain\r\n\r\n", 1)
    yield Case("two types", 415, (twice,))


def encodings() -> Iterator[Case]:
    for encoding in ("identity", "IDENTITY", ""):
        yield Case(f"encoding {encoding!r}", 200, (raw(event(), content_encoding=encoding),), stored=1)
    for encoding in ("gzip", "br", "deflate", "zstd", "gzip, identity", "identity, gzip", "x", "\xff"):
        yield Case(f"encoding {encoding!r}", 415, (raw(event(), content_encoding=encoding),))


def heads() -> Iterator[Case]:
    yield Case("many headers", 200, (raw(event(), fields={f"x-{each}": "v" for each in range(300)}),), stored=1)
    yield Case("a header of 20 KB", 200, (raw(event(), x_big="v" * 20_000),), stored=1)
    yield Case("a header of 40 KB", 431, (raw(event(), x_big="v" * 40_000),))
    yield Case("a header of 2 MB", 431, (raw(event(), x_big="v" * 2_000_000),))
    yield Case("3 000 headers", 431, (raw(event(), fields={f"x-{each}": "some value" for each in range(3000)}),))
    yield Case("a header name of 40 KB", 431, (raw(event(), fields={"x" * 40_000: "v"}),))
    for name, value in (
        ("non-ASCII", "\xe9\xff"),
        ("tabs", "a\tb"),
        ("empty", ""),
        ("spaces", "   "),
        ("quotes", '"\\"'),
    ):
        yield Case(f"header {name}", 200, (raw(event(), x_odd=value),), stored=1)
    for name, value in (("NUL", "a\x00b"), ("lone CR", "a\rb"), ("folded", "a\r\n b")):
        yield Case(f"header {name}", 400, (raw(event(), x_odd=value),))
    for line in (b"no colon here", b": no name", b"bad name: x", b"na\x00me: x", b"na(me: x", b"n\xffme: x", b"x : y"):
        yield Case(f"header line {line!r}", 400, (_with(line),))
    yield Case("no host", 200, (raw(event(), drop=("host",)),), stored=1)
    yield Case("two hosts", 200, (_with(b"host: other.example.com"),), stored=1)
    for upgrade in ("websocket", "h2c", "TLS/1.0"):
        yield Case(f"upgrade {upgrade}", 401, (raw(event(), upgrade=upgrade, connection="upgrade"),))
    yield Case("forwarded", 200, (raw(event(), x_forwarded_for="127.0.0.1", x_real_ip="::1"),), stored=1)
    yield Case("method override", 200, (raw(event(), x_http_method_override="GET"),), stored=1)
    yield Case("signature twice", 401, (_with(b"Signature: sha256 " + HEX.encode()),))
    yield Case("event id twice", 200, (_with(b"Greenhouse-Event-ID: e-2"),), stored=1)
    for id_ in ("", " ", "a b", "\xff", "x" * 5000, "'; DROP TABLE delivery; --", "../../x", "e-1\t"):
        yield Case(f"event id {id_[:30]!r}", 200, (raw(event(), greenhouse_event_id=id_),), stored=1)


def lengths() -> Iterator[Case]:
    full = _padded(CAP)
    yield Case("as large as allowed", 200, (raw(full),), stored=1)
    yield Case("one byte too large", 413, (raw(_padded(CAP + 1)),))
    for size in (CAP + 1, 10**9, 2**31, 2**32, 2**63 - 1):
        yield Case(f"declared {size}", 413, (raw(b"", content_length=str(size)),))
    for length in ("-1", "+5", "0x10", "1e3", "5 5", "5,5", "abc", "", str(2**64), "9" * 40, "\xb2", "1.0", " ", "5;"):
        yield Case(f"length {length!r}", 400, (raw(event(), content_length=length),))
    yield Case("two lengths", 400, (_with(b"content-length: 7"),))
    yield Case("the same length twice", 400, (_with(b"content-length: %d" % len(event())),))
    yield Case("no length", 400, (raw(event(), length=False),))
    yield Case("length and chunks", 400, (raw(event(), transfer_encoding="chunked"),))
    yield Case("shorter than sent", 400, (raw(event(), content_length="10"),))


def chunks() -> Iterator[Case]:
    body = event()
    yield Case("one chunk", 200, (_chunked(body, size=len(body)),), stored=1)
    yield Case("chunks of one byte", 200, (_chunked(body, size=1),), stored=1)
    yield Case("chunk by chunk", 200, (_chunked_head(), *_pieces(body), b"0\r\n\r\n"), stored=1)
    yield Case("extensions", 200, (_chunked_head(), b"%x;a=b;c\r\n%s\r\n0;d\r\n\r\n" % (len(body), body)), stored=1)
    yield Case("trailers", 200, (_chunked(body, size=9, end=b"0\r\nx-trailer: v\r\n\r\n"),), stored=1)
    forged = b"0\r\nsignature: sha256 %s\r\n\r\n" % HEX.encode()
    yield Case("a signature in trailers", 401, (_chunked(body, size=9, end=forged, signature="sha256 0"),))
    yield Case("endless trailers", 0, (_chunked_head(), _chunk(body), b"0\r\n", b"x-trailer: value\r\n" * 20_000))
    yield Case("an endless trailer", 0, (_chunked_head(), _chunk(body), b"0\r\nx: ", b"v" * 400_000))
    yield Case("an endless extension", 0, (_chunked_head(), b"5;", b"a" * 400_000))
    yield Case("too large in chunks", 413, (_chunked(_padded(CAP + 1), size=8192),))
    yield Case("a chunk of 200 MB announced", 413, (_chunked_head(), b"c800000\r\n" + b"x" * (2 * CAP)))
    for line in (b"xyz", b"-5", b"+5", b"0x5", b" 5", b"5 5", b"", b"\x00", b"ffffffffffffffff5", b"5\n"):
        yield Case(f"chunk size {line!r}", 400, (_chunked_head(), line + b"\r\nhello\r\n0\r\n\r\n"))
    yield Case("a chunk that goes on", 400, (_chunked_head(), b"2\r\nhello\r\n0\r\n\r\n"))
    for coding in ("gzip", "chunked, gzip", "identity", "Chunked, chunked", "x"):
        yield Case(f"transfer encoding {coding}", 400, (_chunked(body, size=99, transfer_encoding=coding),))
    yield Case("transfer encoding in capitals", 200, (_chunked(body, size=99, transfer_encoding="CHUNKED"),), stored=1)


def signatures() -> Iterator[Case]:
    for number, given in enumerate((
        "", "sha256", "sha256 ", f"sha256  {HEX}", f"sha256={HEX}", f"sha256\t{HEX}", f"SHA256 {HEX}",
        f"sha512 {HEX}{HEX}", f"sha256 {HEX.upper()}", f"sha256 {HEX[:-1]}", f"sha256 {HEX}0", f"sha256 {HEX[::-1]}",
        f"sha256 {'0' * 64}", f"sha256 {'g' * 64}", HEX, f"sha256 {HEX} ; x", f"md5 {HEX}",
        f"none {HEX}", "none", "sha256 null", f"hmac-sha256 {HEX}", f"sha256 0x{HEX[:62]}", "sha256 \xff" + "0" * 63,
        f"sha256 {signature(event(), OTHER_SECRET)[7:]}", f"sha256 {signature(event(), '')[7:]}", f"sha256 {HEX}=",
        f"sha256 {signature(event() + b' ')[7:]}", f"sha256 {'9' * 5000}", f'"sha256 {HEX}"', "Basic YTpi", "Bearer x",
    )):  # fmt: skip
        yield Case(f"signature {number}: {given[:20]!r}", 401, (raw(event(), signature=given),))
    yield Case("no signature", 401, (raw(event(), drop=("signature",)),))
    yield Case("signature under another name", 401, (raw(event(), drop=("signature",), x_signature=f"sha256 {HEX}"),))
    moved = (raw(event(), path=f"{PATH}?signature=sha256%20{HEX}", drop=("signature",)),)
    yield Case("signature in the query", 401, moved)
    for name, changed in (
        ("a space more", event().replace(b": ", b":  ", 1)), ("a newline at the end", event() + b"\n"),
        ("another id", event(6)), ("cut short", event()[:-1]), ("nothing", b""), ("keys in capitals", event().upper()),
    ):  # fmt: skip
        yield Case(f"body changed: {name}", 401, (raw(changed, signature=f"sha256 {HEX}"),))


def bodies() -> Iterator[Case]:
    """Each signed, and so stored whatever it is; and each with a wrong signature, and so not."""
    for name, body in _bodies():
        yield Case(f"genuine {name}", 200, (raw(body),), stored=1)
        yield Case(f"forged {name}", 401, (raw(body, signature=f"sha256 {'0' * 64}"),))


def _bodies() -> Iterator[tuple[str, bytes]]:
    yield from (
        ("nothing", b""), ("space", b" "), ("NUL", b"\x00"), ("null", b"null"), ("true", b"true"), ("number", b"17"),
        ("string", b'"x"'), ("list", b"[]"), ("object", b"{}"), ("NaN", b'{"action": NaN}'),
        ("infinity", b"[-Infinity]"),        ("cut off", b'{"action":'),
        ("garbage behind", event() + b"}"), ("two objects", event() + event()),
        ("BOM", b"\xef\xbb\xbf" + event()), ("UTF-16", event().decode().encode("utf-16")),
        ("latin-1", b'{"a": "\xe9"}'),        ("lone surrogate", b'{"action": "\\ud800"}'),
        ("NUL in a name", b'{"action": "up\\u0000date"}'),
        ("two actions", b'{"action": "x", "action": "update_candidate"}'), ("an action that is none", b'{"action": 5}'),
        ("no payload", b'{"action": "update_candidate"}'), ("deep", b"[" * 30_000), ("deep object", b'{"a":' * 10_000),
        ("deep and closed", b"[" * 9_000 + b"]" * 9_000), ("long action", b'{"action": "%s"}' % (b"a" * 10_000)),
        ("form", b"action=update_candidate"), ("XML", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        ("emoji", '{"action": "👻"}'.encode()), ("escapes", b'{"action": "\\x41"}'), ("gzip", b"\x1f\x8b\x08\x00\x00"),
        ("many digits", b'{"action": %s}' % (b"9" * 5_000)), ("terminal", b'{"action": "\\u001b[31mred\\u0007"}'),
    )  # fmt: skip
    for id_ in ("-1", "0", "1.5", "1e400", "true", "null", '"x"', '"５"', "[]", "{}", str(2**70), '"1\\u0000"', '"-0"'):
        payload = f'{{"action": "update_candidate", "payload": {{"candidate": {{"id": {id_}}}}}}}'
        yield f"id {id_}", payload.encode()


def versions() -> Iterator[Case]:
    ten = raw(event()).replace(b"HTTP/1.1", b"HTTP/1.0", 1)
    yield Case("version HTTP/1.0", 200, (ten,), stored=1)
    for version in (b"HTTP/0.9", b"HTTP/2.0"):  # so says the parser; they are requests like any other
        yield Case(f"version {version!r}", 200, (raw(event()).replace(b"HTTP/1.1", version, 1),), stored=1)
    for version in (
        b"HTTP/3.0",
        b"HTTP/1.2",
        b"HTTP/1",
        b"http/1.1",
        b"HTTPS/1.1",
        b"",
        b"X/1.1",
    ):
        yield Case(f"version {version!r}", 400, (raw(event()).replace(b"HTTP/1.1", version, 1),))
    for start in (
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"SSH-2.0-x\r\n",
        b"\x00" * 99,        b"*1\r\n$4\r\nPING\r\n", b"\xff" * 999, b"EHLO x\r\n", b"{}\r\n\r\n", b"GET\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",        b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n",
    ):  # fmt: skip
        yield Case(f"speaks {start[:20]!r}", 400, (start,))
    yield Case("bare line feeds", 400, (raw(event()).replace(b"\r\n", b"\n"),))
    yield Case("empty lines first", 200, (b"\r\n\r\n" + raw(event()),), stored=1)


def pipelines() -> Iterator[Case]:
    first, second = raw(event(1), greenhouse_event_id="p-1"), raw(event(2), greenhouse_event_id="p-2")
    forged = raw(event(3), signature=f"sha256 {'0' * 64}")
    yield Case("two at once", 200, (first + second,), stored=2, answers=2)
    yield Case("one that is genuine, one that is not", 200, (first + forged,), stored=1, answers=2)
    yield Case("one that is not, one that is", 401, (forged + first,), stored=1, answers=2)
    yield Case(
        "one of the wrong kind, one that is genuine", 405, (raw(b"", method="GET") + first,), stored=1, answers=2
    )
    yield Case("hidden in a body", 401, (raw(first, signature="sha256 0"),))
    yield Case(
        "fifty", 200, (b"".join(raw(event(n), greenhouse_event_id=f"p-{n}") for n in range(50)),), stored=50, answers=50
    )
    yield Case("byte by byte", 200, tuple(first[at : at + 1] for at in range(len(first))), stored=1)


def halves() -> Iterator[Case]:
    whole = raw(event())
    for share in (1, 4, 16, 40, len(whole) // 2, len(whole) - len(event()), len(whole) - 1):
        yield Case(f"the first {share} bytes", 0, (whole[:share],))
    yield Case("a chunk that does not come", 0, (_chunked_head(), b"ff\r\nabc"))
    yield Case("waits to be asked", 200, (raw(event(), expect="100-continue"),), stored=1)
    yield Case("waits to be asked, too large", 413, (raw(b"", expect="100-continue", content_length=str(10**9)),))
    yield Case("expects the unexpected", 200, (raw(event(), expect="a miracle"),), stored=1)


def _with(line: bytes) -> bytes:
    return raw(event()).replace(b"\r\n\r\n", b"\r\n" + line + b"\r\n\r\n", 1)


def _padded(size: int) -> bytes:
    empty = event(5, note="")
    return event(5, note="x" * (size - len(empty)))


def _chunked_head(**given: str) -> bytes:
    fields = {"transfer-encoding": "chunked", "signature": signature(event())}
    return raw(b"", length=False, fields=fields | {name.replace("_", "-"): value for name, value in given.items()})


def _chunk(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(body), body)


def _chunked(body: bytes, *, size: int, end: bytes = b"0\r\n\r\n", **given: str) -> bytes:
    head = _chunked_head(**{"signature": signature(body), **given})
    return head + b"".join(_chunk(body[at : at + size]) for at in range(0, len(body), size)) + end


def _pieces(body: bytes) -> tuple[bytes, ...]:
    return tuple(_chunk(body[at : at + 20]) for at in range(0, len(body), 20))

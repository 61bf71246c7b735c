"""Who answers is checked, whatever the environment says; and what a proxy that it names gets to see."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from connectors import http
from connectors.errors import Unavailable
from connectors.http import _trusted
from connectors.sandbox.server import serve
from connectors.testing.hostile import Trap
from syncengine.settings.exposure import of_redis, of_store
from tests.connectors.toy import Toy, toy_client
from tests.security.wires import client_of, reply, wire

TLS = Path(__file__).parent / "tls"
"""A certificate for localhost that nobody has vouched for, and its key, which opens nothing else. Good until 2126."""

KEY = "planted-key-0123"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a process reads once is read once for each test."""
    monkeypatch.setattr(http, "READ_ATTEMPTS", 1)
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    _trusted.cache_clear()
    yield
    _trusted.cache_clear()


@pytest.fixture
def stranger() -> Iterator[str]:
    """A server for https with a certificate that nobody has vouched for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
    with wire(lambda head: [reply(b"{}")], context=context) as at:
        yield at.replace("127.0.0.1", "localhost")


def test_a_certificate_that_nobody_vouched_for_is_refused(stranger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONHTTPSVERIFY", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_VERIFY", "HTTPX_VERIFY"):
        monkeypatch.setenv(name, "0")
    with client_of(f"https://{stranger}") as client, pytest.raises(Unavailable, match="ConnectError"):
        client.write("POST", "/things", {})


def test_the_environment_may_name_an_authority(stranger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which also shows that nothing else was wrong with that server."""
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "certificate.pem"))
    with client_of(f"https://{stranger}") as client:
        assert client.read("/things").body == {}


def test_the_certificate_must_be_of_that_host(stranger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "certificate.pem"))
    other = stranger.replace("localhost", "127.0.0.2")
    with client_of(f"https://{other}") as client, pytest.raises(Unavailable):
        client.read("/things")


def test_nothing_that_can_be_configured_is_about_certificates() -> None:
    assert (_trusted().verify_mode, _trusted().check_hostname) == (ssl.CERT_REQUIRED, True)


def test_what_stays_on_this_machine_goes_through_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    trap, toy = Trap(), Toy()
    with serve(trap) as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy)
        with toy_client(toy) as client:
            client.read("/things/1")
    assert (len(trap.journal), len(toy.journal)) == (0, 1)


def test_a_proxy_sees_the_host_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []

    def script(head: bytes) -> Iterable[bytes]:
        seen.append(head)
        yield reply(b"", status="407 Proxy Authentication Required")

    with wire(script) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy}")
        # Nothing was written: the proxy carried nothing.
        with client_of("https://vendor.invalid/v1", key=KEY) as client, pytest.raises(Unavailable, match="ProxyError"):
            client.write("POST", "/things", {"a": 1})
    assert [head.partition(b"\r\n")[0] for head in seen] == [b"CONNECT vendor.invalid:443 HTTP/1.1"]
    assert not [head for head in seen if KEY.encode() in head or b"/things" in head]


def test_hosts_may_be_left_to_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    trap = Trap()
    with serve(trap) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        monkeypatch.setenv("NO_PROXY", "vendor.invalid")
        with client_of("https://vendor.invalid/v1") as client, pytest.raises(Unavailable, match="ConnectError"):
            client.read("/things")
    assert len(trap.journal) == 0


def test_a_proxy_that_cannot_be_used_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks9://user:planted-password@127.0.0.1:9")
    with client_of("https://vendor.invalid/v1") as client, pytest.raises(Unavailable, match="ProxyError") as caught:
        client.read("/things")
    told = f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__cause__.__cause__!r}"  # type: ignore[union-attr]
    assert "planted" not in told


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("postgresql://db.example/talentsync", True),
        ("postgresql://db.example/talentsync?sslmode=prefer", True),
        ("postgresql:///talentsync?host=db.example", True),
        ("postgresql://10.0.0.7/talentsync", True),
        ("postgresql://db.example/talentsync?sslmode=verify-full", False),
        ("postgresql://db/talentsync", False),
        ("postgresql://127.0.0.1/talentsync", False),
        ("postgresql://[::1]/talentsync", False),
        ("postgresql:///talentsync", False),
        ("postgresql:///talentsync?host=/var/run/postgresql", False),
        ("sqlite:///nowhere.db", False),
    ],
)
def test_a_store_that_is_reached_in_the_clear_is_warned_about(url: str, warned: bool) -> None:
    assert bool(list(of_store(url, environ={}))) == warned


def test_the_environment_may_ask_for_encryption() -> None:
    assert list(of_store("postgresql://db.example/talentsync", environ={"PGSSLMODE": "require"})) == []


@pytest.mark.parametrize(
    ("url", "fix"),
    [
        ("redis://redis.example/0", ["write rediss:// in its address"]),
        ("redis://redis/0", []),
        ("redis://localhost/0", []),
        ("unix:///run/redis.sock", []),
        ("rediss://redis.example/0", []),
        (
            "rediss://redis.example/0?ssl_cert_reqs=none",
            ["take ssl_cert_reqs out, and name your own authority with ssl_ca_certs=FILE"],
        ),
    ],
)
def test_a_redis_that_is_reached_in_the_clear_is_warned_about(url: str, fix: list[str]) -> None:
    assert [each for _, each in of_redis(url)] == fix

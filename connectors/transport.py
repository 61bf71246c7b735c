"""What carries requests. Every reply comes whole and bounded, in size, in time and in how it may be packed.

All replies come through here: those of servers that give out tokens too, and those that httpx reads and throws away
while somebody logs in.
"""

from __future__ import annotations

import ssl
import urllib.request
import zlib
from collections.abc import Iterable, Iterator
from functools import cached_property

import httpx

from connectors.addresses import LOOPBACK
from connectors.hurry import hurry

CONNECTIONS = httpx.Limits(max_connections=32, max_keepalive_connections=16)

ENCODING = "gzip"
"""The one way to pack a reply that we ask for, and take. Others unpack to a thousand times the size in one step."""

_ABOUT_THE_WAY = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})
"""Headers that say how a body was sent. It was taken out of that already."""


class TooLarge(Exception):
    """The reply is larger than what we take."""


class Transport(httpx.BaseTransport):
    """Carries requests straight to their host, or through the proxy that the environment names.

    Only https goes through a proxy, and it sees the name of the host and nothing else. What goes to this machine stays
    on it.
    """

    def __init__(self, *, verify: ssl.SSLContext, most_bytes: int) -> None:
        self._verify = verify
        self._most_bytes = most_bytes
        self._direct = self._made(None)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises TooLarge, and whatever httpx raises where there is no whole reply."""
        response = self._road(request.url).handle_request(request)
        try:
            body = unpacked(_chunks(response), response.headers.get("content-encoding", ""), most=self._most_bytes)
        finally:
            response.close()
        headers = [(name, value) for name, value in response.headers.raw if name.lower() not in _ABOUT_THE_WAY]
        return httpx.Response(response.status_code, headers=headers, content=body)

    def close(self) -> None:
        self._direct.close()
        if "_proxied" in vars(self):
            self._proxied.close()

    def _road(self, url: httpx.URL) -> httpx.HTTPTransport:
        if url.scheme != "https" or url.host in _NEAR or self._proxy is None:
            return self._direct
        return self._direct if urllib.request.proxy_bypass(url.host) else self._proxied

    @cached_property
    def _proxy(self) -> str | None:
        named = urllib.request.getproxies()
        proxy = named.get("https") or named.get("all")
        return proxy if proxy is None or "://" in proxy else f"http://{proxy}"

    @cached_property
    def _proxied(self) -> httpx.HTTPTransport:
        try:
            return self._made(self._proxy)
        except (ImportError, ValueError, httpx.InvalidURL):
            # From no cause: the text of one may quote the proxy's password.
            raise httpx.ProxyError("the proxy that the environment names cannot be used") from None

    def _made(self, proxy: str | None) -> httpx.HTTPTransport:
        made = httpx.HTTPTransport(verify=self._verify, limits=CONNECTIONS, trust_env=False, proxy=proxy)
        hurry(made)
        return made


_NEAR = frozenset(host.strip("[]") for host in LOOPBACK)


def unpacked(chunks: Iterable[bytes], encoding: str, *, most: int) -> bytes:
    """The bytes of a body. Never holds much more than ``most`` bytes, however small what arrives is.

    Raises TooLarge, and httpx.DecodingError for what was packed in another way, badly, or cut off.
    """
    unzip = _unzip(encoding.strip().lower())
    whole = bytearray()
    for chunk in chunks:
        whole += chunk if unzip is None else _step(unzip, chunk, most + 1 - len(whole))
        if len(whole) > most:
            raise TooLarge
    if whole and unzip is not None and not unzip.eof:
        raise httpx.DecodingError("the body was cut off")
    return bytes(whole)


def _unzip(encoding: str) -> zlib._Decompress | None:
    if encoding in {"", "identity"}:
        return None
    if encoding not in {ENCODING, "x-gzip"}:
        raise httpx.DecodingError("the body is packed in a way that nobody asked for")
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)


def _step(unzip: zlib._Decompress, chunk: bytes, most: int) -> bytes:
    try:
        return unzip.decompress(chunk, most)
    except zlib.error as error:
        raise httpx.DecodingError("the body cannot be unpacked") from error


def _chunks(response: httpx.Response) -> Iterator[bytes]:
    assert isinstance(response.stream, httpx.SyncByteStream)  # noqa: S101  # what a synchronous transport answers
    return iter(response.stream)

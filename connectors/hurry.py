"""A whole call has an end. httpx bounds each wait and not their sum: a server that drips one byte of its headers every
few seconds, or one "100 Continue" after the other, would hold a thread for ever.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore
import httpx

_END: ContextVar[float | None] = ContextVar("end of the call", default=None)


@contextmanager
def ending_at(end: float) -> Iterator[None]:
    """Whatever this thread waits for on a hurried transport in this block ends at ``end``, on ``time.monotonic``."""
    token = _END.set(end)
    try:
        yield
    finally:
        _END.reset(token)


def hurry(transport: httpx.HTTPTransport) -> None:
    """Have a transport keep to :func:`ending_at`."""
    # httpcore takes a network of the caller's own; httpx, which makes the pool, does not hand one on.
    pool = transport._pool
    pool._network_backend = _Network(pool._network_backend)


def _left(timeout: float | None, late: type[httpcore.TimeoutException]) -> float | None:
    """How long one wait may take."""
    end = _END.get()
    if end is None:
        return timeout
    left = end - time.monotonic()
    if left <= 0:
        raise late("the whole call took too long")
    return left if timeout is None else min(timeout, left)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Network(httpcore.NetworkBackend):
    def __init__(self, network: httpcore.NetworkBackend) -> None:
        self._network = network

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._network.connect_tcp(host, port, left, local_address, socket_options))

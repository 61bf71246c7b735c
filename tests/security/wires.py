"""Servers that send whatever bytes a test wants, and clients that talk to them."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import takewhile

from connectors.http import HttpClient
from connectors.pacer import LocalHome, Pacer
from connectors.pacing import Terms

Script = Callable[[bytes], Iterable[bytes]]
"""What came (the head of a request) -> what to send. The connection is closed after it."""


@contextmanager
def wire(script: Script, *, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """The port of a server, as ``127.0.0.1:PORT``."""
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_accept, args=(listener, script, context), daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)


def _accept(listener: socket.socket, script: Script, context: ssl.SSLContext | None) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(connection, script, context), daemon=True).start()


def _answer(plain: socket.socket, script: Script, context: ssl.SSLContext | None) -> None:
    with suppress(OSError), plain:
        connection = plain if context is None else context.wrap_socket(plain, server_side=True)
        with connection:
            for piece in script(_request(connection)):
                connection.sendall(piece)


def _request(connection: socket.socket) -> bytes:
    """All of it, for who hangs up on something unread may take the answer along."""
    with connection.makefile("rb") as stream:
        lines = list(takewhile(lambda line: line not in {b"", b"\r\n"}, stream))
        stream.read(sum(int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")))
    return b"".join(lines)


@contextmanager
def client_of(url: str, *, key: str = "planted-key-0123") -> Iterator[HttpClient]:
    """Has a key in a header, and waits without taking time."""
    pacer = Pacer(LocalHome(Terms(1000, 10)), sleep=lambda seconds: None)
    with closing(HttpClient(system="raw", base_url=url, auth=None, pacer=pacer, headers={"X-Key": key})) as client:
        yield client


def reply(body: bytes, *, status: str = "200 OK", **headers: str) -> bytes:
    """A whole reply. Header names are written with ``_`` for ``-``."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in {"Connection": "close", **headers}.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *lines, "", ""]).encode() + body


def bomb(size: int) -> bytes:
    """So many bytes of nothing, packed to a thousandth."""
    return gzip.compress(bytes(size), compresslevel=9)

"""Taking a port."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager


class CannotListen(RuntimeError):
    """The port cannot be had. The message is a sentence for users."""


@contextmanager
def listen(host: str, port: int, *, backlog: int) -> Iterator[socket.socket]:
    """A socket that listens, until the block ends. Raises CannotListen."""
    listener = None
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
            0
        ]
        # Named as TCP, because asyncio switches Nagle off only then; otherwise a reply may wait 40 ms for an ACK.
        listener = socket.socket(family, kind, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(backlog)
    except OSError as error:
        if listener is not None:
            listener.close()
        raise CannotListen(_sentence(host, port, error)) from error
    try:
        yield listener
    finally:
        listener.close()


def _sentence(host: str, port: int, error: OSError) -> str:
    why = (error.strerror or type(error).__name__).lower()
    return (
        f"Webhooks cannot be received at {host}:{port}: {why}. Is another talentsync running there? "
        "Stop it, or choose another `receiver.listen` in the configuration."
    )

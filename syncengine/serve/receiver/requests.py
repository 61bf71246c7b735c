"""Reading a request within bounds: what its head says, and a body of which never more than allowed is held."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

Headers = tuple[tuple[bytes, bytes], ...]

BEGAN = "talentsync.began"
"""Where a server notes in the scope when the first byte of a request came (time.perf_counter)."""

ALL_BODIES_BYTES = 64 * 1024 * 1024
"""What the unfinished bodies of all requests together may hold: a thousand senders of nothing good fill no memory."""


class TooLarge(Exception):
    """The body is larger than allowed. No more than that was read of it."""


class TooSlow(Exception):
    """The body was not there in time."""


class CutOff(Exception):
    """The sender went away in the middle of the body."""


class Crowded(Exception):
    """All unfinished bodies together hold as much as we let them."""


class Bodies:
    """The bodies of all requests that are under way."""

    def __init__(self, most: int = ALL_BODIES_BYTES) -> None:
        self.left = most

    async def read(self, receive: Receive, *, most: int, seconds: float) -> bytes:
        """The whole body. Raises TooLarge, TooSlow, CutOff, Crowded."""
        try:
            async with asyncio.timeout(seconds):
                return await self._read(receive, most)
        except TimeoutError:
            raise TooSlow from None

    async def _read(self, receive: Receive, most: int) -> bytes:
        body = bytearray()
        try:
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    raise CutOff
                self._hold(len(message["body"]))
                body += message["body"]
                if len(body) > most:
                    raise TooLarge
                if not message.get("more_body"):
                    return bytes(body)
        finally:
            self.left += len(body)

    def _hold(self, size: int) -> None:
        if size > self.left:
            raise Crowded
        self.left -= size


def headers_of(scope: Scope) -> dict[str, str]:
    """Headers by name, which servers give in lower case. One that is there several times is joined, as proxies do:
    nobody can mean one of two and have us read the other."""
    given: Sequence[tuple[bytes, bytes]] = scope["headers"]
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in given}
    if len(headers) < len(given):
        values: dict[str, list[str]] = {}
        for name, value in given:
            values.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
        return {name: ", ".join(each) for name, each in values.items()}
    return headers


def media_type(headers: MutableMapping[str, str]) -> str:
    """The content type without its parameters, in lower case; empty when there is none."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def is_encoded(headers: MutableMapping[str, str]) -> bool:
    """Whether the body was compressed: we could verify it only after unpacking what nobody has vouched for."""
    return headers.get("content-encoding", "identity").strip().lower() not in ("identity", "")


def declared_length(headers: MutableMapping[str, str]) -> int:
    """How long the body is said to be; 0 when nothing is said. What is no number the server has refused."""
    given = headers.get("content-length", "0")
    return int(given) if given.isascii() and given.isdigit() else 0

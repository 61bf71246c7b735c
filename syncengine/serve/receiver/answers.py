"""Answers of the receiver: short, without a body that says anything about us."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from syncengine.serve.receiver.requests import Headers, Receive, Send

LINGER_BYTES = 64 * 1024
LINGER_SECONDS = 1.0


async def answer(send: Send, status: int, headers: Headers = ()) -> None:
    """An answer without a body."""
    await send({"type": "http.response.start", "status": status, "headers": [*headers, _EMPTY]})
    await send(_END)


async def answer_and_close(send: Send, receive: Receive, status: int, headers: Headers = ()) -> None:
    """For requests whose body we do not want: answer, read a little of what is on its way, and hang up. Hanging up at
    once would have the sender's system throw the answer away."""
    given = [*headers, _EMPTY, (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": given})
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            await _read_off(receive)
    await send(_END)


async def _read_off(receive: Receive) -> None:
    seen = 0
    while seen <= LINGER_BYTES:
        message = await receive()
        seen += len(message.get("body", b""))
        if not message.get("more_body"):
            return


_EMPTY = (b"content-length", b"0")
_END = {"type": "http.response.body", "body": b"", "more_body": False}

"""Puts a sandbox on a port of 127.0.0.1: ASGI on uvicorn, in a thread, so that tests and `demo` can look inside."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl

import orjson
import uvicorn

from connectors.sandbox import desk, faulty
from connectors.sandbox.base import Answer, Call, Sandbox, decode_body

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class SandboxApp:
    """The ASGI side of a sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        raw = await _whole_body(receive)
        call = _call(scope, raw)
        # In a thread: a hook may block (or kill the caller), and the port must stay alive meanwhile.
        outcome = await asyncio.to_thread(self._carry_out, call)
        if outcome.cut == "everything":
            _abort(send)
            return
        date = formatdate(self._sandbox.clock.now(), usegmt=True) if self._sandbox.clock_is_told else None
        await _reply(outcome, send, date=date)

    def _carry_out(self, call: Call) -> faulty.Outcome:
        if call.path.startswith("/_sandbox/"):
            return faulty.Outcome(desk.answer(self._sandbox, call))
        return faulty.carry_out(self._sandbox, call)


def _call(scope: Scope, raw: bytes) -> Call:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    try:
        body = decode_body(raw, headers.get("content-type", ""))
    except orjson.JSONDecodeError:
        body = faulty.NOT_JSON
    return Call(scope["method"], scope["path"], query, headers, raw, body)


async def _whole_body(receive: Receive) -> bytes:
    raw = bytearray()
    while True:
        message = await receive()
        raw += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(raw)


async def _reply(outcome: faulty.Outcome, send: Send, *, date: str | None) -> None:
    answer: Answer = outcome.answer
    content = outcome.content if outcome.content is not None else answer.content()
    headers = {"content-type": "application/json", **answer.headers, "content-length": str(len(content))}
    if date is not None:
        headers["date"] = date
    if answer.status == 204:
        headers.pop("content-length")
    raw_headers = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw_headers})
    if outcome.cut == "half":
        await send({"type": "http.response.body", "body": content[: len(content) // 2], "more_body": True})
        await asyncio.sleep(0.01)  # let the half leave before the connection ends
        _abort(send)
        return
    await send({"type": "http.response.body", "body": content})


def _abort(send: Send) -> None:
    """End the connection without another byte. ASGI has no word for it; uvicorn's cycle holds the transport."""
    send.__self__.transport.abort()  # type: ignore[attr-defined]


class _Server(uvicorn.Server):
    """Ends at once. uvicorn looks for the end ten times a second and is polite to open connections; hundreds of tests
    would wait for that."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.running = threading.Event()

    async def main_loop(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self.running.set()
        await self._over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()

    def end(self) -> None:
        """Called from another thread."""
        if self.running.is_set():
            self._loop.call_soon_threadsafe(self._over.set)


@contextmanager
def serve(sandbox: Sandbox, *, port: int = 0) -> Iterator[str]:
    """Serve until the block ends; yields the address, for example ``http://127.0.0.1:43117``."""
    # Named as TCP, because asyncio switches Nagle off only then; otherwise every reply waits 40 ms for an ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(128)  # a caller that is quicker than the server's thread waits instead of being refused
    config = uvicorn.Config(
        SandboxApp(sandbox),
        log_config=None,
        log_level="critical",  # a planted fault is not news
        lifespan="off",
        http="h11",
        ws="none",
        proxy_headers=False,
        access_log=False,
        date_header=False,  # a sandbox has a time of its own
    )
    server = _Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    server.running.wait(timeout=10)
    if sandbox.hooks is not None:
        sandbox.hooks.open()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.end()
        thread.join(timeout=5)
        listener.close()
        if sandbox.hooks is not None:
            sandbox.hooks.close()

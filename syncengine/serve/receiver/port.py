"""Puts an ASGI application on a port: uvicorn in a thread of its own, behind the guard."""

from __future__ import annotations

import asyncio
import resource
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn

from syncengine.serve.receiver.guard import Bounds, Crowd, GuardedProtocol, Lane
from syncengine.serve.receiver.listening import listen
from syncengine.serve.receiver.requests import App

GRACE_SECONDS = 5.0
_BACKLOG = 512
_LOOK_SECONDS = 0.005


class _Config(uvicorn.Config):
    """``crowd`` is where the guard finds its bounds."""

    def __init__(self, app: App, bounds: Bounds, lane: Lane | None) -> None:
        super().__init__(
            app,
            http=GuardedProtocol,
            loop="asyncio",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",  # the application tells what matters; the rest quotes strangers
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=bounds.idle_seconds,
            backlog=_BACKLOG,
        )
        self.crowd = Crowd(bounds, lane)


class _Server(uvicorn.Server):
    """uvicorn looks for the end ten times a second; ours is told. It answers what is under way, within a bound."""

    def __init__(self, config: _Config, grace: float) -> None:
        super().__init__(config)
        self._crowd = config.crowd
        self.running = threading.Event()
        self._grace = grace

    async def main_loop(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self.running.set()
        await self._over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for each in sockets or ():
            self._loop.remove_reader(each)
        await _turns()  # who was just let in becomes a connection, which needs a server that is not closed
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._grace):
                while self.server_state.tasks or self._crowd.under_way:
                    await asyncio.sleep(_LOOK_SECONDS)
        for connection in list(self.server_state.connections):
            if connection.transport is not None and not connection.transport.is_closing():
                connection.transport.abort()
        await _turns()  # aborted connections close their sockets

    def end(self) -> None:
        """Called from another thread."""
        with suppress(RuntimeError):  # its loop has ended already
            self._loop.call_soon_threadsafe(self._over.set)


async def _turns() -> None:
    """Let the event loop do what is due."""
    for _ in range(5):
        await asyncio.sleep(0)


@contextmanager
def open_port(
    app: App,
    host: str,
    port: int,
    *,
    lane: Lane | None = None,
    bounds: Bounds | None = None,
    grace: float = GRACE_SECONDS,
) -> Iterator[str]:
    """Serve until the block ends; yields the address, for example ``http://127.0.0.1:8720``. At the end requests under
    way are answered, for at most ``grace`` seconds, and none is begun. Requests that arrive as a whole go through
    ``lane`` first. Raises CannotListen."""
    with listen(host, port, backlog=_BACKLOG) as listener:
        server = _Server(_Config(app, _affordable(bounds or Bounds()), lane), grace)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="talentsync-port", daemon=True
        )
        thread.start()
        if not server.running.wait(timeout=30):
            raise RuntimeError("the server did not start")
        try:
            yield _address(listener)
        finally:
            server.end()
            thread.join(timeout=2 * grace + 5)


def _affordable(bounds: Bounds) -> Bounds:
    """Each connection is an open file, and the store needs some, too: at the limit nobody at all gets in."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY or files // 2 >= bounds.connections:
        return bounds
    return Bounds(bounds.head_bytes, bounds.head_seconds, bounds.idle_seconds, max(1, files // 2))


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

"""The servers that are measured, each in a process of its own, on the same uvicorn with the same guard: the receiver,
and two applications that read the body and say 200, one of bare ASGI and one of Starlette."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from syncengine import telemetry
from syncengine.serve.receiver.port import open_port
from syncengine.serve.receiver.receiving import receiving
from syncengine.serve.receiver.requests import Receive, Scope, Send
from syncengine.settings import load_settings
from syncengine.store import open_store


async def bare(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def hello(request: Request) -> Response:
    await request.body()
    return Response(status_code=200)


def serve_bare(parent: Connection, config: Path) -> None:
    with open_port(bare, "127.0.0.1", 0) as address:
        _until_closed(parent, address)


def serve_starlette(parent: Connection, config: Path) -> None:
    app = Starlette(routes=[Route("/webhooks/{system}", hello, methods=["POST"])])
    with open_port(app, "127.0.0.1", 0) as address:
        _until_closed(parent, address)


def serve_receiver(parent: Connection, config: Path) -> None:
    telemetry.configure()
    settings = load_settings(config)
    heard = threading.Event()
    with (
        closing(open_store(settings.store_url)) as store,
        receiving(settings, store, heard=heard.set) as at,
    ):
        _until_closed(parent, at.address)


def _until_closed(parent: Connection, address: str) -> None:
    parent.send(int(address.rpartition(":")[2]))
    try:
        parent.recv()
    except EOFError:
        return


@contextmanager
def running(role: Callable[[Connection, Path], None], config: Path) -> Iterator[int]:
    """The port of a server that runs until the block ends."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=role, args=(theirs, config))
    process.start()
    theirs.close()
    yield ours.recv()
    ours.close()
    process.join()

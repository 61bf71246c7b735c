"""A receiver of webhooks that is as small as can be: real HTTP, and a status that the test chooses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Heard:
    """One request; header names are lower-case."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Ear:
    """Answers with ``status`` and keeps what it hears. ``url`` may be followed by any path."""

    url: str = ""
    status: int = 200
    heard: list[Heard] = field(default_factory=list)

    def bodies(self) -> list[bytes]:
        return [each.body for each in self.heard]


@contextmanager
def listening() -> Iterator[Ear]:
    ear = Ear()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            ear.heard.append(Heard(self.path, headers, self.rfile.read(int(headers["content-length"]))))
            self.send_response(ear.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    ear.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield ear
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""An installation for the webhook doctor: an ATS whose webhooks are made by hand, a CRM in this process that can be
subscribed to, and doors that stand where the receiver should."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from connectors.memory.world import MemoryWorld, world_named
from syncengine.serve.receiver.receiving import receiving
from syncengine.settings import Settings, load_settings
from syncengine.store import Store, inbox, open_store, snapshots
from syncengine.store.inbox import Arrival
from syncengine.store.snapshots import Snapshot
from tests.cli.house import Ran, run_here

PUBLIC = "https://hooks.example.com"
ATS_SECRET = "planted-ats-secret-0123456789"
CRM_SECRET = "planted-crm-secret-0123456789"
NOON = 1_795_348_800.0  # 2026-11-22T12:00:00Z
MINUTE, HOUR = 60.0, 3600.0


@dataclass
class Clinic:
    """``ats`` and ``crm`` are what is written about them besides what must be; ``public`` is the public address."""

    folder: Path
    ats: dict[str, Any] = field(default_factory=lambda: {"webhook_secrets": "file:ats.secret"})
    crm: dict[str, Any] = field(default_factory=lambda: {"webhook_secrets": "file:crm.secret"})
    public: str | None = PUBLIC
    listen: str = field(default_factory=lambda: f"127.0.0.1:{free_port()}")

    @property
    def config(self) -> Path:
        return self.folder / "talentsync.yaml"

    @property
    def world(self) -> MemoryWorld:
        """The CRM itself."""
        return world_named(str(self.folder))

    @property
    def settings(self) -> Settings:
        self.write()
        return load_settings(self.config)

    def write(self) -> None:
        (self.folder / "ats.secret").write_text(ATS_SECRET)
        (self.folder / "crm.secret").write_text(CRM_SECRET)
        for each in self.folder.glob("*.secret"):
            each.chmod(0o600)
        keys = {"client_id": "some-id", "client_secret": "file:ats.secret"}
        systems = {
            "ats": {"connector": "greenhouse", **keys, **self.ats},
            "crm": {"connector": "memory", "role": "crm", "world": str(self.folder), **self.crm},
        }
        receiver = {"listen": self.listen, **({"public_url": self.public} if self.public else {})}
        self.config.write_text(yaml.safe_dump({"version": 1, "systems": systems, "receiver": receiver}))

    def run(self, *words: str) -> Ran:
        """``talentsync webhooks WORDS``. No secret is ever shown."""
        self.write()
        ran = run_here("webhooks", *words, "-c", str(self.config))
        assert "planted" not in ran.out + ran.err
        return ran

    def looked(self, system: str) -> dict[str, Any]:
        """What `check --json` says about one system."""
        [found] = self.run("check", system, "--json").data["systems"]
        return dict(found)

    @contextmanager
    def store(self) -> Iterator[Store]:
        store = open_store(self.settings.store_url)
        try:
            yield store
        finally:
            store.close()

    def hear(self, *events: str, at: float, known: bool = True) -> None:
        """Deliveries that were received then, and followed."""
        arrivals = [
            Arrival(
                system="ats",
                id=f"{event}-{at}",
                digest="0" * 64,
                correlation="d_0123456789ab",
                event=event,
                known=known,
                body=b"{}",
                received_at=at,
            )
            for event in events
        ]
        with self.store() as store, store.write() as connection:
            inbox.take(connection, arrivals)

    def see(self, *ref_ids: str, at: float, kind: str = "application", told: bool = False) -> None:
        """Records of the ATS that the vendor changed then, told to us or found by polling."""
        seen = [Snapshot("ats", kind, each, {}, {}, parent_id=f"c{each}", changed_at=at) for each in ref_ids]
        correlations = dict.fromkeys(ref_ids, "d_0123456789ab") if told else None
        with self.store() as store, store.write() as connection:
            snapshots.save(connection, seen, now=at + MINUTE, correlations=correlations)

    @contextmanager
    def receiver(self) -> Iterator[str]:
        """The real one, at work on the store of this installation."""
        with self.store() as store, receiving(self.settings, store, heard=lambda: None) as at:
            yield at.address


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    headers: Mapping[str, str]
    body: bytes


Behaviour = Callable[[Request], tuple[int, Mapping[str, str]]]


@contextmanager
def door(behave: Behaviour, *, wrap: Callable[[socket.socket], socket.socket] | None = None) -> Iterator[str]:
    """A server of somebody else's, until the block ends; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, answered = behave(Request(self.path, headers, body))
            self.send_response(status)
            for name, value in {**answered, "content-length": "0"}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    if wrap is not None:
        server.socket = wrap(server.socket)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"{'https' if wrap else 'http'}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def always(status: int, **headers: str) -> Behaviour:
    return lambda request: (status, headers)


def texts(found: Mapping[str, Any], *levels: str) -> Sequence[str]:
    """Findings as text, with what to do, of these levels."""
    return [f"{each['text']} -> {each['fix']}" for each in found["findings"] if each["level"] in levels]

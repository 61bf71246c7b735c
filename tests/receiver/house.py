"""A receiver on a port of this machine, what vendors send to it, and what came of it in the store."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
import yaml
from prometheus_client import CollectorRegistry

from syncengine.serve.receiver.guard import Bounds
from syncengine.serve.receiver.receiving import receiving
from syncengine.serve.receiver.requests import App
from syncengine.settings import Settings, load_settings
from syncengine.store import Store, open_store
from syncengine.store.tables import delivery, hint

SECRET = "the secret of the web hook, current"
OLD_SECRET = "the secret of the web hook, before"
OTHER_SECRET = "the secret of quite another system"
PATH = "/webhooks/greenhouse"
JSON = "application/json"

Row = dict[str, Any]


def event(candidate: int = 5, *, action: str = "update_candidate", **more: Any) -> bytes:
    return json.dumps({"action": action, "payload": {"candidate": {"id": candidate, **more}}}).encode()


def signature(body: bytes, secret: str = SECRET) -> str:
    return f"sha256 {hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def headers(body: bytes, id_: str | None = "e-1", *, secret: str = SECRET) -> dict[str, str]:
    named = {} if id_ is None else {"greenhouse-event-id": id_}
    return {"content-type": JSON, "signature": signature(body, secret), **named}


def raw(
    body: bytes,
    *,
    path: str = PATH,
    method: str = "POST",
    drop: tuple[str, ...] = (),
    length: bool = True,
    fields: Mapping[str, str] | None = None,
    **given: str,
) -> bytes:
    """A request as bytes. ``fields`` and ``given`` (with _ for -) replace headers; ``drop`` leaves some out."""
    all_ = {"host": "receiver.example.com", **headers(body)}
    if length:
        all_["content-length"] = str(len(body))
    all_ |= {**(fields or {}), **{name.replace("_", "-"): value for name, value in given.items()}}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in all_.items() if name not in drop)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def configure(folder: Path, **more: Any) -> Path:
    """A configuration with one system that sends webhooks and one that does not."""
    path = folder / "talentsync.yaml"
    ats = {"connector": "greenhouse", "client_id": "id", "client_secret": "client secret", "mark_field": "mark"}
    crm = {"connector": "gem", "api_key": "api key", "user": "sync@example.com"}
    secrets = more.pop("webhook_secrets", [SECRET, OLD_SECRET])
    systems = {"greenhouse": {**ats, "webhook_secrets": secrets}, "gem": crm, **more.pop("systems", {})}
    receiver = {"listen": "127.0.0.1:0", **more.pop("receiver", {})}
    path.write_text(yaml.safe_dump({"version": 1, "systems": systems, "receiver": receiver, **more}))
    return path


@dataclass
class Door:
    """A receiver that runs. ``heard`` counts how often it told that something is to be looked at."""

    settings: Settings
    store: Store
    registry: CollectorRegistry
    address: str = ""
    heard: int = 0
    renew: Any = None

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def post(self, body: bytes, given: dict[str, str] | None = None, *, path: str = PATH) -> httpx.Response:
        return httpx.post(f"{self.address}{path}", content=body, headers=headers(body) if given is None else given)

    def counted(self, outcome: str, system: str = "greenhouse") -> float:
        labels = {"system": system, "outcome": outcome}
        return self.registry.get_sample_value("talentsync_webhook_requests_total", labels) or 0.0

    def deliveries(self) -> list[Row]:
        return rows(self.store, delivery)

    def hints(self) -> list[Row]:
        return rows(self.store, hint)

    def is_empty(self) -> bool:
        return self.deliveries() == [] and self.hints() == []

    def talk(self, *pieces: bytes, seconds: float = 5.0) -> bytes:
        """Send bytes on a connection of their own, and read until it is closed or nothing came for a while."""
        with closing(self.connect()) as connection:
            connection.settimeout(seconds)
            for piece in pieces:
                send_some(connection, piece)
            return read_answer(connection)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def is_alive(self) -> bool:
        """Whether it still takes a delivery, which is stored like any other."""
        body = event(999_999)
        return self.post(body, headers(body, None)).status_code == 200


def rows(store: Store, table: sa.Table) -> list[Row]:
    with store.read() as connection:
        return [dict(row._mapping) for row in connection.execute(table.select().order_by(*table.primary_key.columns))]


def send_some(connection: socket.socket, data: bytes) -> None:
    """Whoever refuses to read on may have hung up already."""
    try:
        connection.sendall(data)
    except OSError:
        return


def read_answer(connection: socket.socket) -> bytes:
    """One whole answer, or all that came before the connection ended."""
    answer = b""
    while True:
        try:
            more = connection.recv(65536)
        except OSError:
            return answer
        answer += more
        if not more or answer.endswith(b"\r\n\r\n"):
            return answer


def status_of(answer: bytes) -> int:
    """0 when there was none."""
    parts = answer.split(b" ", 2)
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0


@contextmanager
def open_door(
    config: Path,
    *,
    others: App | None = None,
    bounds: Bounds | None = None,
    grace: float = 5.0,
    store: Store | None = None,
) -> Iterator[Door]:
    settings = load_settings(config)
    own = store or open_store(settings.store_url)
    door = Door(settings, own, CollectorRegistry())

    def hear() -> None:
        door.heard += 1

    try:
        with receiving(
            settings, own, heard=hear, registry=door.registry, others=others, bounds=bounds, grace=grace
        ) as at:
            door.address, door.renew = at.address, at.reception.renew
            yield door
    finally:
        if store is None:
            own.close()

"""Senders of webhooks: raw sockets that are kept open, requests that were signed before the clock starts.

They cost little themselves, so that what is measured is the other side.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import select
import socket
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

SECRET = "a secret of the bench, 32 letters"  # noqa: S105  # it opens nothing
PATH = "/webhooks/greenhouse"
_OK = b"HTTP/1.1 200"


@dataclass(frozen=True, slots=True)
class Letter:
    """A signed body. Each time it is sent, it gets an id of its own, as another delivery would have."""

    head: bytes
    body: bytes

    def request(self, id_: int) -> bytes:
        return b"%sgreenhouse-event-id: bench-%d\r\n\r\n%s" % (self.head, id_, self.body)


def letters(number: int) -> list[Letter]:
    """About so many applications; each body has some 3 KB, as Greenhouse's have."""
    return [_letter(_application(1_000_000 + each)) for each in range(number)]


def _letter(body: bytes) -> Letter:
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    head = (
        f"POST {PATH} HTTP/1.1\r\nhost: receiver.example.com\r\nuser-agent: Greenhouse\r\naccept: */*\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\nsignature: sha256 {signature}\r\n"
    )
    return Letter(head.encode(), body)


def _application(id_: int) -> bytes:
    jobs = [{"id": 371417 + each, "name": "Designer", "status": "open", "confidential": False} for each in range(3)]
    candidate = {
        "id": id_ * 3,
        "first_name": "Hector",
        "last_name": "Porter",
        "is_private": False,
        "can_email": True,
        "email_addresses": [{"value": f"hector.porter.{id_}@example.com", "type": "personal"}],
        "employments": [
            {"company_name": f"Company {each}", "title": "Designer", "start_date": "01/01/2012"} for each in range(8)
        ],
        "educations": [{"school_name": f"University {each}", "degree": "BA"} for each in range(4)],
        "attachments": [{"filename": "resume.pdf", "url": f"https://example.com/{'x' * 400}", "type": "resume"}],
        "tags": ["Imported"],
        "custom_fields": {
            f"field_{each}": {"name": f"Field {each}", "type": "text", "value": "v"} for each in range(10)
        },
    }
    application = {"id": id_, "status": "active", "candidate": candidate, "jobs": jobs, "custom_fields": {}}
    event = {"action": "application_updated", "payload": {"application": application}}
    return json.dumps(event).encode()


@dataclass(slots=True)
class Load:
    """What came of some requests: ``seconds`` from the first to the last answer, ``waits`` in seconds for each."""

    seconds: float
    waits: list[float]
    refused: int

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds

    def wait(self, share: float) -> float:
        """So many of the requests were answered within this, in milliseconds."""
        return sorted(self.waits)[min(len(self.waits) - 1, int(share * len(self.waits)))] * 1000


class Senders:
    """Connections that are kept open. Each has at most one request under way. Where there is no epoll (it is Linux's
    own), there is no bench."""

    def __init__(self, port: int, connections: int) -> None:
        self._poll = select.epoll()
        self._open: dict[int, socket.socket] = {}
        self._since: dict[int, float] = {}
        for _ in range(connections):
            connection = socket.create_connection(("127.0.0.1", port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._poll.register(connection.fileno(), select.EPOLLIN)
            self._open[connection.fileno()] = connection

    def flood(self, requests: Sequence[bytes]) -> Load:
        """Send all of them; every connection sends again as soon as it is answered."""
        load = Load(0.0, [], 0)
        waiting = iter(requests)
        began = time.perf_counter()
        for number, request in zip(list(self._open), waiting, strict=False):
            self._send(number, request, since=time.perf_counter())
        while len(load.waits) < len(requests):
            for number in self._answered(load, timeout=10.0):
                request_ = next(waiting, None)
                if request_ is not None:
                    self._send(number, request_, since=time.perf_counter())
        load.seconds = time.perf_counter() - began
        return load

    def pace(self, requests: Sequence[bytes], *, rate: float) -> Load:
        """Send at a rate per second, whether or not the other side keeps up. Waits count from when each was due."""
        load = Load(0.0, [], 0)
        free = deque(self._open)
        sent = 0
        began = time.perf_counter()
        while len(load.waits) < len(requests):
            due = began + sent / rate
            while sent < len(requests) and free and due <= time.perf_counter():
                self._send(free.popleft(), requests[sent], since=due)
                sent += 1
                due = began + sent / rate
            until_next = max(0.0, due - time.perf_counter()) if sent < len(requests) and free else 0.1
            free.extend(self._answered(load, timeout=min(until_next, 0.1)))
        load.seconds = time.perf_counter() - began
        return load

    def close(self) -> None:
        self._poll.close()
        for connection in self._open.values():
            connection.close()

    def _send(self, number: int, request: bytes, *, since: float) -> None:
        self._since[number] = since
        self._open[number].sendall(request)

    def _answered(self, load: Load, *, timeout: float) -> list[int]:
        """Connections that were answered. An answer is shorter than a packet, and there is one at a time."""
        ready = [number for number, _ in self._poll.poll(timeout)]
        for number in ready:
            load.refused += not self._open[number].recv(4096).startswith(_OK)
            load.waits.append(time.perf_counter() - self._since[number])
        return ready

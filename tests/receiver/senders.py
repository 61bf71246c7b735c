"""Vendors in a hurry: many deliveries over several connections, and what each was answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

from tests.receiver.house import PATH, event, headers, signature


@dataclass(frozen=True, slots=True)
class Letter:
    """``genuine`` is whether it is signed with the right secret."""

    id: str
    body: bytes
    genuine: bool = True

    def headers(self) -> dict[str, str]:
        if self.genuine:
            return headers(self.body, self.id)
        return headers(self.body, self.id) | {"signature": signature(self.body, "a guess of somebody's")}


def letter(number: int) -> Letter:
    return Letter(f"e-{number}", event(1 + number))


def send_all(port: int, letters: Sequence[Letter], *, connections: int) -> list[tuple[Letter, int]]:
    """Each letter with the status it was answered with, 0 for none."""
    stop = threading.Event()
    shares = [letters[at::connections] for at in range(connections)]
    with ThreadPoolExecutor(connections) as pool:
        answered = pool.map(lambda share: list(_send(port, share, stop)), shares)
        return [each for share in answered for each in share]


class Stream:
    """Letters without end over several connections, until the other side is gone or `stop` is called. ``accepted`` are
    the ids of those that were answered with 200."""

    def __init__(self, port: int, *, connections: int, first: int = 0) -> None:
        self.accepted: set[str] = set()
        self._enough = threading.Event()
        self._wanted = 0
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._send, args=(port, first + at, connections)) for at in range(connections)
        ]
        for thread in self._threads:
            thread.start()

    def wait_for(self, number: int) -> None:
        """Until so many were accepted."""
        self._wanted = number
        assert self._enough.wait(timeout=60)

    def stop(self) -> set[str]:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=30)
        return self.accepted

    def _send(self, port: int, first: int, step: int) -> None:
        for sent, status in _send(port, _endless(first, step), self._stop):
            if status == 200:
                self.accepted.add(sent.id)
            if status == 0:
                return
            if self._wanted and len(self.accepted) >= self._wanted:
                self._enough.set()


def _endless(first: int, step: int) -> Iterator[Letter]:
    number = first
    while True:
        yield letter(number)
        number += step


def _send(
    port: int, letters: Sequence[Letter] | Iterator[Letter], stop: threading.Event
) -> Iterator[tuple[Letter, int]]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        for each in letters:
            if stop.is_set():
                return
            status = 0
            with suppress(OSError, HTTPException):
                connection.request("POST", PATH, body=each.body, headers=each.headers())
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            yield each, status

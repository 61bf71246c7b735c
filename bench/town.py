"""A pair of sandboxes in a process of its own, so that what they cost is not the bench's, and the line to it."""

from __future__ import annotations

import multiprocessing
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, NamedTuple, TypeVar

from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox.server import serve

SECRET = "the secret of the web hook"  # noqa: S105  # opens nothing but this

Wishes = Mapping[str, Callable[..., Any]]
"""What can be asked of a town, by name."""


@dataclass(frozen=True, slots=True)
class Town:
    """``systems`` is that part of a configuration. People are numbered from 0, and are in both systems."""

    systems: dict[str, Any]
    line: Connection

    def subscribe(self, url: str) -> bool:
        """The ATS is told to send everything there. False when nobody there accepted the ping."""
        return bool(self.ask("subscribe", url))

    def ask(self, *question: Any) -> Any:
        """The name of a wish, and what it needs."""
        self.line.send(question)
        return self.line.recv()


AnyTown = TypeVar("AnyTown", bound=Town)


@contextmanager
def in_own_process(town: type[AnyTown], live: Callable[[Connection, int], None], people: int) -> Iterator[AnyTown]:
    """``live`` fills the town with so many people and attends to it."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=live, args=(theirs, people), daemon=True)
    process.start()
    theirs.close()  # else nobody is told when the town comes to an end
    try:
        yield town(ours.recv(), ours)
    finally:
        process.kill()
        process.join()


def attend(line: Connection, ats: GreenhouseSandbox, crm: GemSandbox, wishes: Wishes) -> None:
    """Serve both, and fulfil wishes until killed."""

    def subscribe(url: str) -> bool:
        return bool(ats.hooks.subscribe(url, secret=SECRET).active)

    known = {"subscribe": subscribe, **wishes}
    with serve(ats) as ats_url, serve(crm) as crm_url:
        line.send(
            {
                "greenhouse": {"connector": "greenhouse", "role": "ats", **ats.settings(ats_url)},
                "gem": {"connector": "gem", "role": "crm", **crm.settings(crm_url)},
            }
        )
        while True:
            wish, *given = line.recv()
            line.send(known[wish](*given))


class Moved(NamedTuple):
    """The ids of somebody in the two systems."""

    in_ats: int
    in_crm: str


def move_in(ats: GreenhouseSandbox, crm: GemSandbox, number: int) -> Moved:
    """Somebody whom both systems know."""
    name = {"first_name": "Ada", "last_name": "".join(chr(ord("a") + int(digit)) for digit in f"{number:04}").title()}
    address = f"person{number}@example.com"
    emails = [{"email_address": address, "is_primary": True}]
    in_crm = crm.act("add_candidate", **name, emails=emails, company="Initech")
    in_ats = ats.act("add_candidate", **name, email_addresses=[{"value": address, "type": "personal"}])
    return Moved(int(in_ats), str(in_crm))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])

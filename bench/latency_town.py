"""A small pair of systems with the vendors' real limits for the latency bench, in a process of its own. Its ATS sends
webhooks."""

from __future__ import annotations

import multiprocessing
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox.server import serve

SECRET = "the secret of the web hook"  # noqa: S105  # opens nothing but this


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Town:
    """``systems`` is that part of a configuration. Everybody is in both."""

    systems: dict[str, Any]
    line: Connection

    def retitle(self, who: int, title: str) -> None:
        """A recruiter edits somebody in the ATS."""
        self._ask("retitle", who, title)

    def titles(self) -> list[str]:
        """What the CRM shows."""
        found: list[str] = self._ask("titles")
        return found

    def subscribe(self, url: str) -> bool:
        """The ATS is told to send everything there. False when nobody there accepted the ping."""
        return bool(self._ask("subscribe", url))

    def _ask(self, *question: Any) -> Any:
        self.line.send(question)
        return self.line.recv()


@contextmanager
def open_town(people: int) -> Iterator[Town]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, people), daemon=True)
    process.start()
    try:
        yield Town(ours.recv(), ours)
    finally:
        process.kill()
        process.join()


def _serve(line: Connection, people: int) -> None:
    ats, crm = GreenhouseSandbox(), GemSandbox()
    ids = [_move_in(ats, crm, number) for number in range(people)]
    with serve(ats) as ats_url, serve(crm) as crm_url:
        line.send(
            {
                "greenhouse": {"connector": "greenhouse", "role": "ats", **ats.settings(ats_url)},
                "gem": {"connector": "gem", "role": "crm", **crm.settings(crm_url)},
            }
        )
        while True:
            wish, *given = line.recv()
            if wish == "retitle":
                line.send(ats.act("edit_candidate", candidate_id=ids[given[0]], title=given[1]))
            elif wish == "titles":
                line.send([each["title"] for each in crm.state()["candidates"]])
            else:
                line.send(ats.hooks.subscribe(given[0], secret=SECRET).active)


def _move_in(ats: GreenhouseSandbox, crm: GemSandbox, number: int) -> int:
    """Returns the id in the ATS."""
    name = {"first_name": "Ada", "last_name": "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}").title()}
    address = f"person{number}@example.com"
    emails = [{"email_address": address, "is_primary": True}]
    crm.act("add_candidate", **name, emails=emails, company="Initech")
    return int(ats.act("add_candidate", **name, email_addresses=[{"value": address, "type": "personal"}]))

"""A small pair of systems for the queue bench, in a process of its own: what it costs is not the queue's."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox.server import serve


@dataclass(frozen=True, slots=True)
class Town:
    """``systems`` is that part of a configuration. `retitle` is a recruiter who edits everybody in the CRM."""

    systems: dict[str, Any]
    line: Connection

    def retitle(self, title: str) -> None:
        self.line.send(title)
        self.line.recv()


@contextmanager
def open_town(people: int) -> Iterator[Town]:
    """So many people, all of them in both systems. No limits."""
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
    # So many that nobody ever waits: what the ATS tells of its limit is believed.
    ats, crm = GreenhouseSandbox(limit=10_000_000), GemSandbox(limits=False)
    ids = [_move_in(ats, crm, number) for number in range(people)]
    with serve(ats) as ats_url, serve(crm) as crm_url:
        line.send(
            {
                "greenhouse": {"connector": "greenhouse", "role": "ats", **ats.settings(ats_url)},
                "gem": {"connector": "gem", "role": "crm", **crm.settings(crm_url)},
            }
        )
        while True:
            title = line.recv()
            for id_ in ids:
                crm.act("edit_candidate", candidate_id=id_, title=title)
            line.send(None)


def _move_in(ats: GreenhouseSandbox, crm: GemSandbox, number: int) -> str:
    """A person in both. Returns the id in the CRM."""
    name = {"first_name": _NAMES[number % len(_NAMES)], "last_name": f"Number{_letters(number)}"}
    address = f"person{number}@example.com"
    ats.act("add_candidate", **name, email_addresses=[{"value": address, "type": "personal"}])
    emails = [{"email_address": address, "is_primary": True}]
    return str(crm.act("add_candidate", **name, emails=emails, company="Initech"))


_NAMES = ("Ada", "Ben", "Cleo", "Dara", "Emil", "Fay", "Gita", "Hugo")


def _letters(number: int) -> str:
    """Names have no digits."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))

"""A pair of systems with the vendors' real limits and a crowd of rejected people for the suppression bench, in a
process of its own. Its ATS sends webhooks to whoever subscribes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox.server import serve

SECRET = "the secret of the web hook"  # noqa: S105  # opens nothing but this
CONTACT_POOL = "Nurture"


@dataclass(frozen=True, slots=True)
class Town:
    """``systems`` is that part of a configuration. People are numbered from 0, and are in both systems."""

    systems: dict[str, Any]
    line: Connection

    def opt_out(self, who: int) -> None:
        """A recruiter notes in the ATS that somebody must not be contacted."""
        self._ask("opt out", who)

    def contacted(self) -> set[int]:
        """Who is in a pool of the CRM from which people are contacted."""
        found: set[int] = self._ask("contacted")
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
    job = ats.act("find_job", name="Backend Engineer")
    ids = [_move_in(ats, crm, job, number) for number in range(people)]
    with serve(ats) as ats_url, serve(crm) as crm_url:
        line.send(
            {
                "greenhouse": {"connector": "greenhouse", "role": "ats", **ats.settings(ats_url)},
                "gem": {"connector": "gem", "role": "crm", **crm.settings(crm_url)},
            }
        )
        while True:
            wish, *given = line.recv()
            if wish == "opt out":
                line.send(ats.act("set_can_email", candidate_id=ids[given[0]], can_email=False))
            elif wish == "contacted":
                line.send(_contacted(crm.state()["candidates"]))
            else:
                line.send(ats.hooks.subscribe(given[0], secret=SECRET).active)


def _contacted(shown: Sequence[dict[str, Any]]) -> set[int]:
    return {_number(each["emails"][0]["email_address"]) for each in shown if CONTACT_POOL in each["projects"]}


def _move_in(ats: GreenhouseSandbox, crm: GemSandbox, job: Any, number: int) -> Any:
    """Somebody who was rejected, and whom the CRM knows. Returns the id in the ATS."""
    name = {"first_name": "Ada", "last_name": "".join(chr(ord("a") + int(digit)) for digit in f"{number:04}").title()}
    address = f"person{number}@example.com"
    crm.act("add_candidate", **name, emails=[{"email_address": address, "is_primary": True}], company="Initech")
    id_ = ats.act("add_candidate", **name, email_addresses=[{"value": address, "type": "personal"}])
    application = ats.act("apply", candidate_id=id_, job_id=job, stage="Face to Face")
    ats.act("reject", application_id=application, reason="Position closed")
    return id_


def _number(address: str) -> int:
    return int(address.partition("@")[0].removeprefix("person"))

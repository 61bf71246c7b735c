"""A pair of systems with the vendors' real limits and a crowd of rejected people for the suppression bench. Its ATS
sends webhooks to whoever subscribes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from multiprocessing.connection import Connection
from typing import Any

from bench import town
from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.sandbox import GreenhouseSandbox

CONTACT_POOL = "Nurture"


class Town(town.Town):
    """People who were rejected, and whom the CRM knows."""

    def opt_out(self, who: int) -> None:
        """A recruiter notes in the ATS that somebody must not be contacted."""
        self.ask("opt out", who)

    def contacted(self) -> set[int]:
        """Who is in a pool of the CRM from which people are contacted."""
        found: set[int] = self.ask("contacted")
        return found


def open_town(people: int) -> AbstractContextManager[Town]:
    return town.in_own_process(Town, _live, people)


def _live(line: Connection, people: int) -> None:
    ats, crm = GreenhouseSandbox(), GemSandbox()
    job = ats.act("find_job", name="Backend Engineer")
    ids = [_move_in(ats, crm, job, number) for number in range(people)]
    wishes: town.Wishes = {
        "opt out": lambda who: ats.act("set_can_email", candidate_id=ids[who], can_email=False),
        "contacted": lambda: _contacted(crm.state()["candidates"]),
    }
    town.attend(line, ats, crm, wishes)


def _contacted(shown: Sequence[dict[str, Any]]) -> set[int]:
    return {_number(each["emails"][0]["email_address"]) for each in shown if CONTACT_POOL in each["projects"]}


def _move_in(ats: GreenhouseSandbox, crm: GemSandbox, job: Any, number: int) -> int:
    id_ = town.move_in(ats, crm, number).in_ats
    application = ats.act("apply", candidate_id=id_, job_id=job, stage="Face to Face")
    ats.act("reject", application_id=application, reason="Position closed")
    return id_


def _number(address: str) -> int:
    return int(address.partition("@")[0].removeprefix("person"))

"""A small pair of systems with the vendors' real limits for the latency bench. Its ATS sends webhooks."""

from __future__ import annotations

from contextlib import AbstractContextManager
from multiprocessing.connection import Connection

from bench import town
from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.sandbox import GreenhouseSandbox


class Town(town.Town):
    """People whose titles are edited."""

    def retitle(self, who: int, title: str) -> None:
        """A recruiter edits somebody in the ATS."""
        self.ask("retitle", who, title)

    def titles(self) -> list[str]:
        """What the CRM shows."""
        found: list[str] = self.ask("titles")
        return found


def open_town(people: int) -> AbstractContextManager[Town]:
    return town.in_own_process(Town, _live, people)


def _live(line: Connection, people: int) -> None:
    ats, crm = GreenhouseSandbox(), GemSandbox()
    ids = [town.move_in(ats, crm, number).in_ats for number in range(people)]
    wishes: town.Wishes = {
        "retitle": lambda who, title: ats.act("edit_candidate", candidate_id=ids[who], title=title),
        "titles": lambda: [each["title"] for each in crm.state()["candidates"]],
    }
    town.attend(line, ats, crm, wishes)

"""A small pair of systems without limits for the queue bench."""

from __future__ import annotations

from contextlib import AbstractContextManager
from multiprocessing.connection import Connection

from bench import town
from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.sandbox import GreenhouseSandbox


class Town(town.Town):
    """People who all get another title at once."""

    def retitle(self, title: str) -> None:
        """A recruiter edits everybody in the CRM."""
        self.ask("retitle", title)


def open_town(people: int) -> AbstractContextManager[Town]:
    """So many people, all of them in both systems. No limits."""
    return town.in_own_process(Town, _live, people)


def _live(line: Connection, people: int) -> None:
    # So many that nobody ever waits: what the ATS tells of its limit is believed.
    ats, crm = GreenhouseSandbox(limit=10_000_000), GemSandbox(limits=False)
    ids = [town.move_in(ats, crm, number).in_crm for number in range(people)]

    def retitle(title: str) -> None:
        for id_ in ids:
            crm.act("edit_candidate", candidate_id=id_, title=title)

    town.attend(line, ats, crm, {"retitle": retitle})

"""A pair of systems in a process of its own for the undo bench, with people who are taken for others among those who
are in both, and everything that any record shows."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from multiprocessing.connection import Connection
from typing import Any

from bench import town
from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox import Call

MOVES_BY_ITSELF = {"last_updated_at", "updated_at", "last_activity", "last_activity_at"}
"""When something was touched is the vendor's to say, and nobody's to take back."""

Shown = dict[str, dict[str, Any]]
"""``system:id`` -> everything that the record shows, its notes included."""


class Town(town.Town):
    """People of whom both systems know something that the other does not."""

    def shown(self) -> Shown:
        found: Shown = self.ask("shown")
        return found


def open_town(people: int, wrong: int) -> AbstractContextManager[Town]:
    """The last ``wrong`` of them are two human beings each, who share an address."""
    return town.in_own_process(Town, _live, people * 1000 + wrong)


def _live(line: Connection, size: int) -> None:
    people, wrong = divmod(size, 1000)
    ats, crm = GreenhouseSandbox(limits=False), GemSandbox(limits=False)
    job = ats.act("find_job", name="Backend Engineer")
    crm.act("add_project", name="Nurture")
    for number in range(people):
        _move_in(ats, crm, job, number, wrong=number >= people - wrong)
    town.attend(line, ats, crm, {"shown": lambda: _shown(ats, crm)})


def _move_in(ats: GreenhouseSandbox, crm: GemSandbox, job: Any, number: int, *, wrong: bool) -> None:
    last = "".join(chr(ord("a") + int(digit)) for digit in f"{number:04}").title()
    address = f"person{number}@example.com"
    name = {"first_name": "Ada", "last_name": last}
    own = {"title": "Head of Sales", "company": f"Hooli {last}"} if wrong else {"company": f"Initech {last}"}
    person = crm.act("add_candidate", **name, **own, emails=[{"email_address": address, "is_primary": True}])
    if wrong:
        crm.act("add_to_project", project="Nurture", candidate_id=person)
    phones = [{"value": f"+1 202 555 {number:04}", "type": "mobile"}]
    addresses = [{"value": address, "type": "personal"}]
    candidate = ats.act("add_candidate", **name, email_addresses=addresses, phone_numbers=phones)
    if number % 4 == 3 and not wrong:
        return
    application = ats.act("apply", candidate_id=candidate, job_id=job, stage="Face to Face")
    if number % 4 == 0 and not wrong:
        ats.act("reject", application_id=application, reason="Position closed")


def _shown(ats: GreenhouseSandbox, crm: GemSandbox) -> Shown:
    notes = ats.org.rows("notes")
    found: Shown = {}
    for row in ats.org.rows("candidates"):
        own = [each for each in notes if each["candidate_id"] == row["id"]]
        found[f"greenhouse:{row['id']}"] = {**_plain(row), "notes": [each["body"] for each in own]}
    for row in _all(crm, "/v0/candidates"):
        own = _all(crm, f"/v0/candidates/{row['id']}/notes")
        found[f"gem:{row['id']}"] = {**_plain(row), "notes": [each["content"] for each in own]}
    return found


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in MOVES_BY_ITSELF}
    plain: dict[str, Any] = json.loads(json.dumps(kept, default=str))
    return plain


def _all(crm: GemSandbox, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for page in range(1, 1000):
        call = Call("GET", path, {"page": str(page), "page_size": "100", "sort": "asc"}, {"x-api-key": crm.api_key})
        rows = crm.answer(call).body
        found += rows
        if len(rows) < 100:
            break
    return found

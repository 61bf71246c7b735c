"""Our words for records and for what people do in vendors' pages. Stories are told in these."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Literal

from connectors.sandbox import Fault, Sandbox, SandboxClock
from connectors.sandbox.faults import FaultKind

Look = Mapping[str, Any]
"""What a record shows, in canonical words: texts, None, or tuples."""

Milestone = Literal["applied", "screen", "interview", "offer"]
Reason = Literal["we_rejected", "they_withdrew", "unspecified"]

ACT_SECONDS = 1.0
"""Every act of a human takes a second, so that no two leave the same time stamp."""

_GIVEN = ("Ada", "Bruno", "Clara", "Dmitri", "Edsger", "Fatima", "Grace", "Hiro", "Ines", "Jamal")
_BEGIN = ("Bar", "Cor", "Dal", "Fen", "Gris", "Hol", "Kam", "Lom", "Mor", "Nav")
_END = ("berg", "cott", "dottir", "field", "gamba", "hovic", "jima", "kins", "lund", "moto")


def somebody(number: int) -> tuple[str, str, str]:
    """First name, last name and address of one of up to a thousand people who are not taken for one another."""
    first, last = _GIVEN[number // 100], _BEGIN[number // 10 % 10] + _END[number % 10]
    return first, last, f"{last}.{first}@example.com".lower()


class Desk(ABC):
    """Where humans sit in front of one system. Ids are texts, as our refs have them."""

    name: str

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.expected: list[tuple[str, str]] = []
        """Requests at which somebody still waits to act."""

    @property
    def clock(self) -> SandboxClock:
        return self.sandbox.clock

    def act(self, action: str, **arguments: Any) -> Any:
        self.clock.skip(ACT_SECONDS)
        return self.sandbox.act(action, **arguments)

    @abstractmethod
    def look(self, id_: str) -> Look:
        """What a record shows now."""

    @abstractmethod
    def everybody(self) -> list[str]:
        """Ids of all people, oldest first."""

    @abstractmethod
    def edit(self, id_: str, **fields: Any) -> None:
        """Fields in canonical words; ``None`` and ``()`` empty them."""

    @abstractmethod
    def delete(self, id_: str) -> None: ...

    @abstractmethod
    def merge(self, winner: str, loser: str) -> None:
        """A human merges two records in the vendor's page: the loser is gone."""

    @property
    @abstractmethod
    def writing_person(self) -> tuple[str, str]:
        """Method and path pattern of the request that changes a person."""

    @property
    @abstractmethod
    def making_person(self) -> tuple[str, str]:
        """Method and path pattern of the request that makes a person."""

    @property
    @abstractmethod
    def reading_person(self) -> tuple[str, str]:
        """Method and path pattern of the request that reads one person by id."""

    @property
    @abstractmethod
    def listing_people(self) -> tuple[str, str]:
        """Method and path pattern of the request that lists people."""

    def shows(self, id_: str, **expected: Any) -> None:
        """Assert what a record shows."""
        look = self.look(id_)
        assert {name: look[name] for name in expected} == expected

    def fails(self, kind: FaultKind, at: tuple[str, str], **how: Any) -> Fault:
        """Plant a fault at the requests that ``at`` describes."""
        method, path = at
        return self.sandbox.faults.plant(Fault(kind, method=method, path=path, **how))

    def meanwhile(self, act: Callable[[], object], at: tuple[str, str], *, when: str = "before", **how: Any) -> None:
        """Let a human act once, right before or after the system handles such a request of ours."""

        def callback(moment: str) -> None:
            if moment == when:
                self.expected.remove(at)
                act()

        self.expected.append(at)
        self.fails("hook", at, callback=callback, **how)

    def requests(self, since: int) -> list[str]:
        """``METHOD path`` of what was asked after the first ``since`` requests, logging in left out."""
        entries = self.sandbox.journal.since(since)
        return [f"{each.method} {each.path}" for each in entries if not self._is_login(each.path)]

    def writes(self, since: int) -> list[str]:
        return [request for request in self.requests(since) if not request.startswith("GET ")]

    @staticmethod
    def is_at(request: str, at: tuple[str, str]) -> bool:
        """Is ``METHOD path`` such a request?"""
        method, path = request.split(" ", 1)
        return method == at[0] and re.search(at[1], path) is not None

    def _is_login(self, path: str) -> bool:
        return False


class AtsDesk(Desk):
    """People who handle applications."""

    @abstractmethod
    def leaves_out(self, field: str) -> None:
        """From now on this system does not report that field at all. Only some fields can be left out."""

    @abstractmethod
    def candidate(self, first: str, last: str = "Lopez", **fields: Any) -> str:
        """A candidate in canonical words; ``email`` is short for one e-mail address. Returns the id."""

    @abstractmethod
    def job(self, name: str, *, confidential: bool = False, stages: tuple[str, ...] | None = None, **more: str) -> str:
        """``more`` may name a ``department`` and an ``office``. Returns the id."""

    @abstractmethod
    def edit_job(self, job: str, *, confidential: bool | None = None, department: str | None = None) -> None:
        """Change what is not None."""

    @abstractmethod
    def may_not_read(self, *kinds: str) -> None:
        """From now on our credentials are refused these kinds, and no others."""

    @abstractmethod
    def shows_confidential_jobs(self) -> None: ...

    @abstractmethod
    def apply(
        self, candidate: str, *, job: str | None = None, stage: Milestone = "applied", source: str | None = None
    ) -> str:
        """Returns the application's id."""

    @abstractmethod
    def add_source(self, name: str) -> None: ...

    @abstractmethod
    def set_source(self, application: str, source: str) -> None: ...

    @abstractmethod
    def application_of(self, candidate: str) -> str:
        """The id of the latest application of a candidate."""

    @abstractmethod
    def move(self, application: str, stage: Milestone | str) -> None:
        """To a stage of that milestone, or of that name."""

    @abstractmethod
    def reject(self, application: str, because: Reason = "we_rejected") -> None: ...

    @abstractmethod
    def reason_name(self, because: Reason) -> str:
        """What the reason that `reject` uses is called in the account."""

    @abstractmethod
    def unreject(self, application: str) -> None: ...

    @abstractmethod
    def hire(self, application: str) -> None: ...

    @abstractmethod
    def prospects(self, candidate: str) -> int:
        """How many prospect applications a candidate has."""

    @abstractmethod
    def hide(self, candidate: str) -> None:
        """Make a candidate private."""

    @abstractmethod
    def forbid_mail(self, candidate: str) -> None: ...

    @abstractmethod
    def notes_of(self, candidate: str) -> list[tuple[str, bool]]:
        """Body without our mark, and whether it is private, oldest first."""

    @property
    @abstractmethod
    def noting(self) -> tuple[str, str]:
        """Method and path pattern of the request that writes a note."""

    @abstractmethod
    def may_write_notes(self, *, may: bool) -> None:
        """From now on our credentials may, or may not, write notes; all else they may as before."""

    @abstractmethod
    def rewrite_note(self, candidate: str, body: str) -> None:
        """A human puts something else in the place of the latest note."""

    @abstractmethod
    def hides_new_people(self, seconds: float) -> None:
        """From now on a person whom we make shows in lists so many seconds later."""

    @abstractmethod
    def becomes_another_account(self) -> None:
        """From now on our credentials lead to another account, which happens to look the same."""

    @abstractmethod
    def becomes_itself_again(self) -> None:
        """And now to the former one."""


class CrmDesk(Desk):
    """Sourcers."""

    @abstractmethod
    def has_a_new_key(self) -> str:
        """Our credentials end; returns new ones of the same account."""

    @abstractmethod
    def person(self, first: str, last: str = "Lopez", **fields: Any) -> str:
        """A person in canonical words; ``email`` and ``phone`` are short for one, ``linkedin`` takes the handle."""

    @property
    @abstractmethod
    def filling_pool(self) -> tuple[str, str]:
        """Method and path pattern of the request that puts somebody into a list."""

    @property
    @abstractmethod
    def emptying_pool(self) -> tuple[str, str]:
        """Method and path pattern of the request that takes somebody out of a list."""

    @property
    @abstractmethod
    def noting(self) -> tuple[str, str]:
        """Method and path pattern of the request that writes a note."""

    @property
    @abstractmethod
    def colleague(self) -> str:
        """The name of the user who makes people there."""

    @abstractmethod
    def shows_nobody(self) -> None:
        """Lists of people are empty and single people are not found, though nobody was deleted."""

    @abstractmethod
    def shows_everybody(self) -> None:
        """As usual again."""

    @abstractmethod
    def lock_out(self) -> None:
        """Our credentials stop working."""

    @abstractmethod
    def let_in(self) -> None:
        """They work again."""

    @abstractmethod
    def pool(self, name: str) -> None:
        """A human makes a list."""

    @abstractmethod
    def rename_pool(self, pool: str, name: str) -> None:
        """A human calls a list something else."""

    @abstractmethod
    def delete_pool(self, pool: str) -> None:
        """A human deletes a list, with everybody in it."""

    @abstractmethod
    def put_into(self, pool: str, person: str) -> None:
        """``pool`` is the list's name."""

    @abstractmethod
    def take_out_of(self, pool: str, person: str) -> None: ...

    @abstractmethod
    def claim(self, person: str, candidate: str) -> None:
        """The vendor's own integration notes which ATS candidate the person is."""

    @abstractmethod
    def set_due(self, person: str, day: str | None) -> None: ...

    @abstractmethod
    def notes_of(self, person: str) -> list[tuple[str, bool]]:
        """Body without our mark, and whether it is private."""

    def pools_of(self, person: str) -> set[str]:
        return set(self.look(person)["pools"])

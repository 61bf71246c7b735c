"""Writes that were under way when somebody was to be forgotten: they keep nobody from being erased, and bring nobody
back. What a human had to do is done once anybody does it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.errors import Invalid, NotPermitted, Unavailable
from connectors.memory import Memory
from connectors.types import Erased, Record, Ref
from syncengine.core.model import Change, Operation, PersonId, Verb
from syncengine.passes.forgetting import carry_out, forget
from syncengine.store import journal, purging, queue
from syncengine.store.holdings import Subject
from syncengine.store.tables import link, operation, snapshot
from tests.erasure.village import Village, village

ADA: dict[str, Any] = {"first_name": "Ada", "last_name": "Lovelace", "emails": ["ada@example.com"]}


@pytest.fixture
def at() -> Iterator[Village]:
    with village("ats") as found:
        yield found


@pytest.fixture
def her(at: Village) -> PersonId:
    id_ = at.has("ats", **ADA)
    at.lists()
    return at.person(id_)


def sent(at: Village, person: PersonId, system: str, verb: Verb = "update") -> None:
    ref = None if verb == "create" else "7"
    planned = Operation(verb, system, ref, (Change("title", None, "Countess", "test"),))
    with at.engine.store.write() as connection:
        journal.write_down(connection, planned, person=person, run_id="r", mark="ts-1", now=at.clock.now())


def test_one_in_a_system_that_is_not_configured_any_more_hinders_nothing(at: Village, her: PersonId) -> None:
    sent(at, her, "crm")
    at.forget(her)
    assert at.rows(operation, "verb", "state") == [("update", "abandoned"), ("erase", "done")]


def test_one_that_cannot_be_looked_into_hinders_nothing(
    at: Village, her: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Memory.get

    def get(self: Memory, ref: Ref) -> Record:
        if ref.id == "7":
            raise Invalid("it cannot be shown", system=ref.system, ref=ref, status=422)
        return real(self, ref)

    monkeypatch.setattr(Memory, "get", get)
    sent(at, her, "ats")
    [target] = at.forget(her).targets
    assert target.how == "deleted"


def test_one_that_can_be_looked_into_later_is_waited_for(
    at: Village, her: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    def get(self: Memory, ref: Ref) -> Record:
        raise Unavailable("it is down", system=ref.system)

    sent(at, her, "ats")
    with monkeypatch.context() as patch:
        patch.setattr(Memory, "get", get)
        assert forget(at.engine, her, by="h", why="").state == "asked"
    at.clock.skip(3600)
    assert at.forget(her).targets[0].done


def test_a_record_that_is_still_on_its_way_is_waited_for_and_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    with village("ats", "crm") as at:
        at.has("ats", **ADA)
        at.lists()
        [(her,)] = at.rows(link, "person_id")
        crm = at.engine.systems["crm"].connector
        assert isinstance(crm, Memory)
        sent(at, her, "crm", verb="create")
        made = crm.create("candidate", ADA, mark="ts-1")
        arrived = iter([False])
        real = Memory.find_by_mark

        def find(self: Memory, kind: Any, mark: str, **more: Any) -> Record | None:
            return real(self, kind, mark, **more) if next(arrived, True) else None

        monkeypatch.setattr(Memory, "find_by_mark", find)
        assert [target.done for target in at.forget(her).targets] == [True, True]
        assert made.ref.id not in {row["id"] for row in at.world("crm").rows("candidate")}


def test_an_answer_that_comes_after_all_is_erased_is_not_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last request of a run that has lost its person may be answered late."""
    with village("ats", "crm") as at:
        for system in ("ats", "crm"):
            at.has(system, **ADA)
        at.lists()
        [(person,)] = set(at.rows(link, "person_id"))
        at.runs(PersonId(person))
        at.world("ats").change("candidate", at.rows(snapshot, "ref_id")[0][0], {"title": "Countess"})
        real = Memory.update

        def update(self: Memory, ref: Ref, changes: Any, **more: Any) -> Record:
            answer = real(self, ref, changes, **more)
            with at.engine.store.write() as connection:
                queue.abolish(connection, PersonId(person))
                refs = tuple((row[0], row[1]) for row in at.rows(link, "system", "ref_id"))
                purging.purge(connection, Subject(PersonId(person), refs))
            return answer

        monkeypatch.setattr(Memory, "update", update)
        at.lists()
        assert at.runs(PersonId(person)).state == "lost"
        assert at.rows(operation, "verb", "state", "changes") == [("update", "done", [])]
        assert [at.rows(table, "ref_id") for table in (snapshot, link)] == [[], []]


def test_what_a_human_had_to_erase_is_done_when_it_is_erased_after_all(
    at: Village, her: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    def erase(self: Memory, candidate: Ref) -> Erased:
        raise NotPermitted("the key may not delete", needs="delete", system=self.system)

    with monkeypatch.context() as patch:
        patch.setattr(Memory, "erase", erase)
        [target] = at.forget(her).targets
    assert (target.done, bool(target.by_hand)) == (False, True)
    [question] = at.asked()
    at.desk().erase(question.id, by="h")
    carry_out(at.engine, at.erasures(her)[1])
    assert [(each.done, each.by_hand, each.how) for of in at.erasures(her) for each in of.targets] == [
        (True, "", "deleted"),
        (True, "", "deleted"),
    ]
    assert at.asked() == []

"""Forgetting somebody empties more of the journal than their own writes, and answers may come late. That is no fault,
and whoever hides behind it is found all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from connectors.errors import ConnectorError, Invalid, ReplyLost
from syncengine.audit import verify
from syncengine.core.model import PersonId
from syncengine.erasure.asking import subject_of
from syncengine.store import Store, erasures, journal, people, purging
from syncengine.store.queue import LIVE
from syncengine.store.tables import operation
from syncengine.work.uniting import split
from tests.audit.conftest import CREATE, UPDATE


def someone(connection: sa.Connection, *ref_ids: str) -> PersonId:
    who = people.new_person(connection, now=1.0)
    for ref_id in ref_ids:
        record = {"system": "crm", "kind": "candidate", "ref_id": ref_id}
        people.make_link(connection, person_id=who, **record, evidence={}, actor="talentsync", now=1.0)
    return who


def updated(connection: sa.Connection, who: PersonId, ref_id: str) -> str:
    update = replace(UPDATE, ref=ref_id)
    id_ = journal.write_down(connection, update, person=who, run_id="r_1", mark=f"ts-{ref_id}", now=2.0)
    journal.done(connection, id_, ref_id=ref_id, now=3.0)
    return id_


def forget(connection: sa.Connection, who: PersonId) -> None:
    subject = subject_of(connection, who)
    asked = erasures.ask(connection, who, subject.refs, by="ruth", why="request 17", now=5.0)
    journal.abandon_all(connection, who, now=6.0)
    purging.purge(connection, subject)
    erasures.tell_of(connection, asked, "purged", now=6.0)


def faults(store: Store) -> list[str]:
    return [fault.why.partition(": ")[2] for fault in verify(store, now=9.0).faults]


def test_forgetting_whoever_was_split_off_takes_values_of_those_who_stay(empty: Store) -> None:
    """Another write emptied in the same way is found, and so is anything else about this one."""
    with empty.write() as connection:
        ada, bob = someone(connection, "1", "2"), someone(connection, "3")
        adas, bobs = updated(connection, ada, "1"), updated(connection, bob, "3")
        [wrong] = [link for link in people.links_of(connection, [ada]) if link.ref_id == "2"]
        forget(connection, split(connection, wrong, evidence={}, by="grace", lane=LIVE, now=4.0))
    verdict = verify(empty, now=9.0)
    assert (verdict.faults, verdict.compared, verdict.emptied) == ((), 2, 1)
    with empty.write() as connection:
        connection.execute(operation.update().where(operation.c.id == bobs).values(changes=[]))
    assert faults(empty) == ["the journal says otherwise (before, after)"]
    with empty.write() as connection:
        connection.execute(operation.update().where(operation.c.id == adas).values(rule="another"))
    assert faults(empty) == [f"the journal says otherwise ({more}before, after)" for more in ("rule, ", "")]


def test_an_answer_that_comes_after_all_is_told_once_more_and_that_word_counts(empty: Store) -> None:
    """The write was given up when the person was forgotten, and was on its way."""
    with empty.write() as connection:
        ada = someone(connection, "1")
        id_ = journal.write_down(connection, CREATE, person=ada, run_id="r_1", mark="ts-1", now=2.0)
        forget(connection, ada)
    with empty.write() as connection:
        journal.done(connection, id_, ref_id="99", now=8.0, request_id="req-1")
    verdict = verify(empty, now=9.0)
    assert (verdict.faults, verdict.compared) == ((), 2)
    with empty.write() as connection:
        connection.execute(operation.update().where(operation.c.id == id_).values(state="abandoned"))
    assert faults(empty) == ["the journal says otherwise (what)"]
    with empty.write() as connection:
        connection.execute(operation.update().where(operation.c.id == id_).values(state="done", run_id="r_2"))
    assert faults(empty) == ["the journal says otherwise (run_id)"] * 2


@pytest.mark.parametrize(
    ("answer", "state", "told"),
    [
        (ReplyLost("lost: Ada", system="crm"), "sent", "abandoned"),
        (Invalid("no: Ada", system="crm"), "refused", "refused"),
    ],
    ids=["lost", "refused"],
)
def test_what_goes_wrong_after_all_leaves_no_words_and_opens_nothing_again(
    empty: Store, answer: ConnectorError, state: str, told: str
) -> None:
    with empty.write() as connection:
        ada = someone(connection, "1")
        id_ = journal.write_down(connection, CREATE, person=ada, run_id="r_1", mark="ts-1", now=2.0)
        forget(connection, ada)
    with empty.write() as connection:
        journal.failed(connection, id_, answer, state=state, now=8.0)
        found = connection.execute(sa.select(operation.c.state, operation.c.error_text)).one()
    assert (tuple(found), verify(empty, now=9.0).faults) == ((told, None), ())

"""Passes that are remembered, and those that need not be."""

from __future__ import annotations

import sqlalchemy as sa

from syncengine.core.model import Operation, PersonId
from syncengine.store import Store, journal, runs
from syncengine.store.tables import run


def begun(store: Store, command: str, *, at: float) -> str:
    with store.write() as connection:
        return runs.begin(connection, command=command, policy="p", now=at)


def left(store: Store) -> set[str]:
    with store.read() as connection:
        return {row[0] for row in connection.execute(sa.select(run.c.id))}


def test_old_passes_of_a_command_that_wrote_nothing_are_forgotten(store: Store) -> None:
    idle, wrote, young, other = (
        begun(store, "hear", at=1.0),
        begun(store, "hear", at=2.0),
        begun(store, "hear", at=10.0),
        begun(store, "sync", at=1.0),
    )
    with store.write() as connection:
        operation = Operation("update", "crm", "7")
        journal.write_down(connection, operation, person=PersonId("p"), run_id=wrote, mark="m", now=2.0)
        assert runs.forget_idle(connection, command="hear", before=10.0) == 1
    assert left(store) == {wrote, young, other}
    assert idle not in left(store)


def test_what_was_done_is_shown_without_what_was_only_heard(store: Store) -> None:
    begun(store, "sync", at=1.0)
    begun(store, "hear", at=2.0)
    with store.read() as connection:
        assert [each["command"] for each in runs.last(connection, but=("hear",))] == ["sync"]
        assert [each["command"] for each in runs.last(connection)] == ["hear", "sync"]

"""Single writes, undone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from syncengine.store.tables import operation
from syncengine.undo.naming import NotUndoable
from tests.stories.world import Installation
from tests.undo.town import look, undo


def writes(world: Installation, system: str) -> list[str]:
    """Ids of what was written, oldest first."""
    with world.store() as store, store.read() as connection:
        rows = connection.execute(
            sa.select(operation.c.id)
            .where(operation.c.system == system, operation.c.state == "done")
            .order_by(operation.c.ended_at)
        )
        return [row[0] for row in rows]


def test_one_write_is_undone_and_not_made_again(world: Installation) -> None:
    candidate, person = world.both_know("Ada")
    world.crm.edit(person, title="Engineer", company="Initech")
    world.backfill()
    world.crm.edit(person, title="Architect")
    world.sync()
    first, second = writes(world, "greenhouse")
    with pytest.raises(NotUndoable, match=f"{second} wrote to the same record and the same field later"):
        look(world, first)
    undo(world, second)
    world.ats.shows(candidate, title="Engineer", company="Initech")
    world.is_in_step()
    undo(world, first)
    world.ats.shows(candidate, title=None, company=None)
    world.is_in_step()
    with pytest.raises(NotUndoable, match="was undone already, in r_"):
        look(world, first)


def test_looking_changes_nothing(world: Installation) -> None:
    candidate, person = world.both_know("Ada")
    world.crm.edit(person, title="Engineer")
    world.backfill()
    found = look(world)
    assert {(each.verb, each.system) for each in found.operations} == {("update", "gem"), ("update", "greenhouse")}
    assert (found.people, found.requests, len(found.parted)) == (2, 4, 1)
    world.ats.shows(candidate, title="Engineer")
    assert len(world.persons()) == 1
    world.is_in_step()


def test_of_several_values_only_ours_are_taken_out(world: Installation) -> None:
    candidate, person = world.both_know("Ada", email="ada@work.example")
    world.crm.edit(person, emails=("ada@work.example", "ada@home.example"))
    world.backfill()
    world.ats.edit(candidate, emails=("ada@work.example", "ada@home.example", "ada@club.example"))
    [write] = writes(world, "greenhouse")
    undo(world, write)
    world.ats.shows(candidate, emails=("ada@work.example", "ada@club.example"))


def test_somebody_who_is_being_written_by_a_policy_that_came_later_is_undone(world: Installation) -> None:
    """Whoever undoes what a policy did has often mended the policy first."""
    candidate, person = world.both_know("Ada")
    world.crm.edit(person, title="Engineer")
    world.backfill()
    world.configure(policy={"fields": {"title": {"owner": "crm", "write": ["crm"]}}})
    undo(world, keep_links=True)
    world.ats.shows(candidate, title=None)
    world.is_in_step()

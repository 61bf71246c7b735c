"""One wrong link, undone."""

from __future__ import annotations

import pytest

from syncengine.store import audit
from syncengine.store.audit_reading import entries
from syncengine.undo.naming import NotUndoable
from tests.stories.world import Installation
from tests.undo.town import differences, look, shown, undo, with_lists


def father_and_son(world: Installation) -> tuple[str, str]:
    """Taken for one. The son was rejected, which the father's record says now, and the father's title is the son's."""
    with_lists(world)
    son = world.ats.candidate("Ada", email="lopez@example.com", phones=("+1 202 555 1000",))
    world.ats.reject(world.ats.apply(son))
    father = world.crm.person("Ada", email="lopez@example.com", title="Head of Sales", company="Hooli")
    return son, father


def test_the_right_record_gets_what_the_wrong_one_had(world: Installation) -> None:
    son, father = father_and_son(world)
    before = shown(world)
    world.backfill()
    assert world.crm.pools_of(father)
    [note] = world.crm.notes_of(father)
    undone = undo(world, f"gem:{father}")
    assert differences(before, shown(world)) == []
    assert (undone.left, undone.waiting) == ((), 0)
    world.sync()
    [made] = [each for each in world.crm.everybody() if each != father]
    assert world.crm.pools_of(made)
    assert world.crm.notes_of(made) == [note]
    assert world.persons() == sorted([sorted([son, made]), [father]])
    world.crm.shows(father, title="Head of Sales", status=None, ats=None)
    world.is_in_step()


def test_on_wish_nothing_is_made_in_its_place(world: Installation) -> None:
    _, father = father_and_son(world)
    world.backfill()
    undo(world, f"gem:{father}", hold=True)
    for _ in range(2):
        world.sync()
        assert world.writes == []
    assert world.crm.everybody() == [father]


def test_nobody_links_them_again(world: Installation) -> None:
    son, father = father_and_son(world)
    world.backfill()
    undo(world, f"greenhouse:{son}", hold=True)
    world.crm.edit(father, company="Initech")
    world.ats.edit(son, company="Globex")
    world.sync()
    world.backfill()
    assert [father] in world.persons()
    assert world.in_review("possible_match") == []


def test_with_more_in_common_they_are_asked_about_and_not_linked(world: Installation) -> None:
    _, father = father_and_son(world)
    world.backfill()
    undo(world, f"gem:{father}", hold=True)
    world.crm.edit(father, phone="+1 202 555 1000")
    world.sync()
    one, _ = world.in_review("possible_match")
    assert one.reason == "they were taken apart on 2026-11-22 by grace, and now show the same phone"
    assert [father] in world.persons()
    world.answer("different", one)
    world.crm.edit(father, title="Chief of Sales")
    world.sync()
    assert world.in_review("possible_match") == []


def test_an_undone_link_can_be_made_again(world: Installation) -> None:
    son, father = father_and_son(world)
    world.backfill()
    after = shown(world)
    first = undo(world, f"gem:{father}", hold=True)
    undo(world, first.run)
    assert world.persons() == [sorted([son, father])]
    world.settle()
    assert differences(after, shown(world)) == []


def test_the_audit_tells_who_told_them_apart_and_who_took_that_back(world: Installation) -> None:
    _, father = father_and_son(world)
    world.backfill()
    undone = undo(world, f"gem:{father}")
    assert said_of_two(world) == [("review different", "grace")] * 2
    undo(world, undone.run)
    assert said_of_two(world)[2:] == [("review taken back", "grace")] * 2


def said_of_two(world: Installation) -> list[tuple[str, str]]:
    """A word about two people stands on both."""
    with world.store() as store:
        audit.seal(store)
        with store.read() as connection:
            told = [row.entry for row in entries(connection)]
    return [(each.what, each.actor) for each in told if each.why == "possible_match"]


def test_what_cannot_be_taken_apart_is_said(world: Installation) -> None:
    with_lists(world)
    alone = world.crm.person("Grace", email="grace@example.com")
    candidate = world.ats.candidate("Ada", email="ada@example.com")
    world.ats.reject(world.ats.apply(candidate))
    world.backfill()
    [made] = [each for each in world.crm.everybody() if each != alone]
    with pytest.raises(NotUndoable, match="linked to no other record"):
        look(world, f"gem:{alone}")
    with pytest.raises(NotUndoable, match="was made for this very person"):
        look(world, f"gem:{made}")
    with pytest.raises(NotUndoable, match="talentsync explain"):
        look(world, "gem:nobody")
    with pytest.raises(NotUndoable, match="name a run"):
        look(world, "everything")
    with pytest.raises(NotUndoable, match="there is no run r_1"):
        look(world, "r_1")

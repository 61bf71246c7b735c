"""What happens between a write and its undo, and while an undo is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from syncengine.passes import undoing
from syncengine.store import people, queue
from syncengine.undo.asking import Wish
from syncengine.work.carry_out import Carrier
from syncengine.work.uniting import split
from tests.stories.world import Installation
from tests.undo.town import differences, shown, undo, with_lists


def son_and_father(world: Installation) -> tuple[str, str]:
    """Two human beings who look like one. Ids (ATS, CRM)."""
    with_lists(world)
    son = world.ats.candidate("Ada", email="lopez@example.com", phones=("+1 202 555 1000",), title="Apprentice")
    world.ats.reject(world.ats.apply(son))
    return son, world.crm.person("Ada", email="lopez@example.com", company="Hooli")


def test_who_is_being_run_when_it_is_asked_for_gets_nothing_more(
    world: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, father = son_and_father(world)
    before = shown(world)
    send, asked = Carrier._send, list[bool]()

    def send_later(self: Carrier, *given: Any, **named: Any) -> Any:
        if not asked:
            asked.append(True)
            with world.engine(passes=False) as engine:
                undoing.undo(engine, f"gem:{father}", Wish(hold=True), by="grace")
        return send(self, *given, **named)

    monkeypatch.setattr(Carrier, "_send", send_later)
    world.backfill()
    world.sync()
    assert asked
    assert differences(before, shown(world)) == []


def test_what_somebody_typed_between_two_of_our_writes_comes_back(world: Installation) -> None:
    son, father = son_and_father(world)
    world.backfill()
    world.crm.edit(father, title="Head of Sales")
    world.sync()
    world.ats.edit(son, title="Senior Apprentice")
    world.sync()
    world.crm.shows(father, title="Senior Apprentice")
    undo(world, f"gem:{father}", hold=True)
    world.crm.shows(father, title="Head of Sales")


def test_lists_and_notes_go_with_the_record_whose_candidacies_led_to_them(world: Installation) -> None:
    son, _ = son_and_father(world)
    world.crm.person("Ada", email="lopez@example.com", company="Hooli")
    before = shown(world)
    world.backfill()
    for question in world.in_review("possible_match"):
        world.answer("same", question)
    world.sync()
    assert [len(each) for each in world.persons()] == [3]
    undone = undo(world, f"greenhouse:{son}", hold=True)
    assert undone.written["remove_from_pool gem"] == 1
    assert differences(before, shown(world)) == []


def test_a_record_that_somebody_split_off_since_is_put_right_too(world: Installation) -> None:
    _, father = son_and_father(world)
    before = shown(world)
    world.backfill()
    run = world.outcome.run_id
    with world.store() as store, store.write() as connection:
        links = people.links_of(connection, people.all_people(connection))
        [wrong] = [each for each in links if each.ref_id == father]
        split(connection, wrong, evidence={"outcome": "split"}, by="grace", lane=queue.LIVE, now=world.clock.now())
    assert [each.code for each in undo(world, run).left] == []
    assert differences(before, shown(world)) == []

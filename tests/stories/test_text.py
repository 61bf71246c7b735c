"""Text that no database likes."""

from __future__ import annotations

from tests.stories.world import Installation


def test_a_name_with_nul_characters_stops_nobody(world: Installation) -> None:
    ada, person = world.both_know("Ada")
    world.ats.edit(ada, title="Engi\0neer", company="\0")
    world.both_know("Grace")
    world.backfill()
    world.is_in_step()
    assert len(world.persons()) == 2
    world.crm.edit(person, title="Lead\0")
    world.settle()


def test_a_new_person_with_nul_characters_everywhere_is_made_once(world: Installation) -> None:
    world.ats.candidate("A\0da", "Lo\0pez", email="a\0da@example.com")
    world.backfill()
    world.is_in_step()
    assert len(world.persons()) == 1

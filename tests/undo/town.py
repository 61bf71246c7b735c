"""A small town in both systems, and what every record in it shows. Everything that the systems let anybody see is
compared: fields, lists and notes."""

from __future__ import annotations

from typing import Any

from syncengine.passes import undoing
from syncengine.passes.undoing import Prospect, Undone, Wish
from tests.stories.words import somebody
from tests.stories.world import Installation

Shown = dict[tuple[str, str], dict[str, Any]]

MOVES_BY_ITSELF = {"last_updated_at", "updated_at", "last_activity", "last_activity_at"}
"""When something was touched is the vendor's to say, and nobody's to take back."""


def shown(world: Installation) -> Shown:
    """(system, record) -> everything it shows."""
    return {
        (desk.name, id_): {
            **{name: value for name, value in desk.look(id_).items() if name not in MOVES_BY_ITSELF},
            "notes": desk.notes_of(id_),
        }
        for desk in (world.ats, world.crm)
        for id_ in desk.everybody()
    }


def differences(before: Shown, after: Shown) -> list[tuple[str, str, str]]:
    """(system, record, field) of everything that is not as it was."""
    return [
        (*record, name)
        for record in sorted({*before, *after})
        for name in sorted({*before.get(record, {}), *after.get(record, {})})
        if before.get(record, {}).get(name) != after.get(record, {}).get(name)
    ]


def what_is_left(undone: Undone) -> list[tuple[str, str, str]]:
    """The same of what is printed as left, in the words of a record."""
    words = {"note": "notes"}
    return sorted({(each.system, each.ref or "", words.get(each.what, each.what)) for each in undone.left})


def undo(world: Installation, word: str = "last", *, by: str = "grace", **wish: bool) -> Undone:
    world.clock.skip(60)
    with world.engine(passes=False) as engine:
        return undoing.undo(engine, word, Wish(**wish), by=by)


def look(world: Installation, word: str = "last", **wish: bool) -> Prospect:
    with world.engine(passes=False) as engine:
        return undoing.look(engine, word, Wish(**wish), by="grace")


def with_lists(world: Installation) -> None:
    """The lists and fields of the policy are there. To make them is no write about anybody, and is not undone."""
    with world.engine() as engine:
        engine.places.make(engine.places.find(list_pools=True))


def move_in(world: Installation, number: int) -> tuple[str, str]:
    """Somebody whom both systems know, and about whom both have something to tell the other."""
    first, last, email = somebody(number)
    ats = world.ats.candidate(first, last, email=email, phones=(f"+1 202 555 {1000 + number}",))
    crm = world.crm.person(first, last, email=email, title="Engineer", company=f"Initech {number}")
    if number % 3 == 0:
        world.crm.edit(crm, emails=(email, f"{first}.{number}@home.example".lower()), preferred_name=first[:2])
    if number % 4 == 0:
        world.ats.reject(world.ats.apply(ats))
    elif number % 4 == 1:
        world.ats.apply(ats, stage="screen")
    return ats, crm


def namesakes(world: Installation, number: int) -> tuple[str, str]:
    """Two human beings who are taken for one: father and son share an address. The son is a candidate, and the father
    in a list of the CRM."""
    first, last, email = somebody(number)
    ats = world.ats.candidate(first, last, email=email, title="Apprentice")
    world.ats.apply(ats, stage="screen")
    crm = world.crm.person(
        first,
        last,
        email=email,
        title=f"Head of Sales {number}",
        company=f"Hooli {last}",
        phone=f"+1 202 555 {9000 + number}",
    )
    world.crm.put_into("Nurture", crm)
    return ats, crm

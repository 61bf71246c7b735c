"""One person over both systems, as `talentsync explain` tells it, then and now."""

from __future__ import annotations

import io
import logging
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import structlog
from rich.console import Console, RenderableType

from syncengine.core.model import PersonId
from syncengine.front.display.as_of import as_of_json, as_of_shown
from syncengine.front.display.explanations import explained_json, explained_shown
from syncengine.front.display.timelines import event_text
from syncengine.front.explain import Explained, explain
from syncengine.front.refs import NotKnown
from syncengine.front.timeline.as_of import AsOf, read_as_of
from syncengine.serve.chores import FORGET
from syncengine.settings import load_settings
from syncengine.store import chores, erasures, former, links, people
from syncengine.store.queue import LIVE
from syncengine.work.uniting import unite
from tests.stories.swift import swift_folder
from tests.stories.world import DAY, Installation, Stage, install

CONFIG = Path("talentsync.yaml")


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who was edited, rejected, had a second record, was told apart from it, and opted out; with the times
    between. ``ats`` and ``crm`` are the refs of the records, ``other`` is who the ``ghost`` turned out to be."""

    world: Installation
    ats: str
    crm: str
    ghost: str
    other: PersonId
    edited: float
    doubled: float

    def explained(self, word: str, **more: Any) -> Explained:
        settings = load_settings(self.world.config, environ=self.world.environ)
        return explain(settings, word, now=self.world.clock.now(), **more)

    def then(self, word: str, at: float | str) -> AsOf:
        settings = load_settings(self.world.config, environ=self.world.environ)
        ago = at if isinstance(at, str) else f"{self.world.clock.now() - at} seconds ago"
        return read_as_of(settings, word, ago, now=self.world.clock.now())


@pytest.fixture(scope="module")
def told(ports: Stage) -> Iterator[Told]:
    """Lived once for all tests that only read."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with swift_folder() as folder:
        yield live(install(folder, ports))
    structlog.configure(**before)


@pytest.fixture
def own(told: Told, tmp_path: Path) -> Told:
    """A copy to be changed."""
    folder = shutil.copytree(told.world.config.parent, tmp_path / "own")
    return replace(told, world=replace(told.world, config=folder / told.world.config.name))


def live(world: Installation) -> Told:
    candidate, person = world.both_know("Ada")
    world.backfill()
    world.crm.edit(person, title="Engineer")
    world.sync()
    edited = world.clock.now()
    world.ats.reject(world.ats.apply(candidate))
    world.sync()
    ghost = world.crm.person("Ada", email="ada@example.com")
    world.sync()
    doubled = world.clock.now()
    world.tomorrow()
    world.answer("different", world.in_review("ghost")[0])
    world.sync()
    world.ats.forbid_mail(candidate)
    world.crm.edit(ghost, company="Initech")
    world.sync()
    with world.store() as store, store.read() as connection:
        other = people.person_of(connection, system=world.crm.name, kind="candidate", ref_id=ghost)
    assert other is not None
    ats, crm = f"{world.ats.name}:candidate:{candidate}", f"{world.crm.name}:candidate:{person}"
    return Told(world, ats, crm, f"{world.crm.name}:candidate:{ghost}", other, edited, doubled)


def text(shown: Iterable[RenderableType]) -> str:
    written = io.StringIO()
    console = Console(width=240, file=written)
    for each in shown:
        console.print(each)
    return written.getvalue()


def lines_of(told: Told, found: Explained) -> list[str]:
    """Without causes, with names for refs. Writes of one moment stand in no order."""
    names = {told.ats: "ATS", told.crm: "CRM", told.ghost: "GHOST", found.who.person: "ADA"}
    lines = []
    for _, events in groupby(found.events, key=lambda event: (event.at, event.what)):
        lines += sorted(event_text(event).partition(" (")[0] for event in events)
    for ref, name in names.items():
        lines = [line.replace(ref, name) for line in lines]
    return [line.partition(" [")[0] for line in lines]


def test_what_happened_in_both_systems_is_told_in_order(told: Told) -> None:
    assert lines_of(told, told.explained(told.ats)) == [
        "CRM first seen",
        "ATS first seen",
        "CRM linked by talentsync: the records fit",
        "ATS linked by talentsync: a person of its own: nobody else fitted",
        "CRM: written: update: ats_id:",
        "CRM changed there: title:",
        "ATS: written: update: title:",
        "greenhouse:application:21000000001 first seen: rejected, Application Review",
        "CRM: written: add to list nurture",
        "CRM: written: update: ats_status:",
        "CRM: written: write a note",
        "GHOST first seen",
        "question 1, a person with two records in one system: "
        "two records of one person in gem: merge them there, we follow",
        "GHOST linked by talentsync: the records fit",
        "question 1, a person with two records in one system: answered 'different' by somebody",
        "question 3, are these two the same person?",
        f"GHOST unlinked: moved to {told.other}",
        f"GHOST linked to {told.other} by somebody: a human said so",
        "ATS changed there: do_not_contact: False -> True",
        "CRM: written: take out of list nurture",
        "CRM: written: update: due_date: 2027-05-21 ->",
    ]


def test_a_write_tells_its_cause_and_a_value_where_it_comes_from(told: Told) -> None:
    found = told.explained(told.crm)
    [joined] = [event for event in found.events if event.said.get("verb") == "add_to_pool"]
    assert (joined.said["rule"], joined.said["lane"], joined.said["pool"]) == ("nurture", "live", "nurture")
    data = explained_json(found, last=50)["standing"]
    title = data["fields"]["title"]
    assert (title["came_from"], title["owner"]) == ("gem", "crm")
    assert [(each["system"], each["value"], each["origin"]) for each in title["values"]] == [
        ("greenhouse", "Engineer", "written"),
        ("gem", "Engineer", "edited there"),
    ]
    assert title["values"][0]["operation"] in {event.said.get("operation") for event in found.events}
    [restriction] = data["restrictions"]
    assert (restriction["restriction"], restriction["system"]) == ("do_not_contact", "greenhouse")
    assert restriction["since"] == "2026-11-23T12:06:08+00:00"


def test_the_screen_tells_the_same_as_wide_as_it_is(told: Told) -> None:
    out = text(explained_shown(told.explained(told.ats), last=3, config=CONFIG))
    assert "do not contact: shown by greenhouse:20000000001 since 2026-11-23 12:06:08 UTC" in out
    assert "written by us from gem, 2026-11-22 12:02:03 UTC (edited on one side, policy " in out
    assert "the CRM's word counts; written to ATS and CRM" in out
    assert "probability 99.7 %: linked" in out
    assert "  18 earlier events: talentsync explain p_" in out
    assert "must not be in it, lane restrictions, rule '(contact lock)', policy " in out


def test_only_what_happened_since(told: Told) -> None:
    found = told.explained(told.ats, since="2026-11-23T12:06Z")
    assert [event.what for event in found.events] == ["changed", "written", "written"]


def test_as_of_a_moment_it_is_what_was_recorded_then(told: Told) -> None:
    edited, doubled = told.then(told.ats, told.edited), told.then(told.ats, told.doubled)
    assert [(each.fields["title"], each.fields.get("pools")) for each in edited.records] == [
        ("Engineer", None),
        ("Engineer", ()),
    ]
    assert (len(edited.writes), edited.applications, edited.questions) == (2, (), ())
    assert [each.fields.get("pools") for each in doubled.records] == [None, ("nurture",), ()]
    assert [each.kind for each in doubled.questions] == ["ghost"]
    assert [each.fields["status"] for each in doubled.applications] == ["rejected"]
    out = text(as_of_shown(doubled, config=CONFIG))
    assert "pools: nurture" in out
    assert "1: a person with two records in one system, asked 2026-11-22 12:04:06 UTC" in out
    data = as_of_json(doubled)
    assert (data["being"], len(data["records"]), data["not_kept"]) == ("known", 3, [])


def test_a_record_is_whose_it_was_then(told: Told) -> None:
    person = told.explained(told.ats).who.person
    of_ghost = told.explained(told.ghost)
    assert of_ghost.who.person == told.other
    assert [event.what for event in of_ghost.events if event.changes] == ["changed"]
    assert told.then(told.ghost, told.doubled).person == person
    assert told.then(told.other, told.doubled).being == "not yet"
    assert "Not known then; first known 2026-11-23" in text(
        as_of_shown(told.then(told.other, "2026-11-22T12:00"), config=CONFIG)
    )
    with pytest.raises(NotKnown, match="was nobody's at 2026-11-22 12:02:03 UTC; it was first linked at 2026-11-22"):
        told.then(told.ghost, told.edited)


def test_what_became_part_of_another_says_so(own: Told) -> None:
    person = own.explained(own.ats).who.person
    with own.world.store() as store, store.write() as connection:
        unite(connection, stays=person, leaves=own.other, evidence={}, by="grace", lane=LIVE, now=own.world.clock.now())
    found = own.then(own.other, "0s")
    assert found.became is not None
    assert found.became[0] == person
    assert f"Had become part of {person}" in text(as_of_shown(found, config=CONFIG))
    assert own.then(own.other, "30s").being == "known"


def test_whoever_is_being_forgotten_is_shown_under_no_name(own: Told) -> None:
    """Not as the former owner of a record, nor as who somebody has become part of."""
    person, now = own.explained(own.ats).who.person, own.world.clock.now()
    with own.world.store() as store, store.write() as connection:
        erasures.ask(connection, person, [], by="ruth", why="request 17", now=now)
    with pytest.raises(NotKnown, match=f"{person} is being forgotten"):
        own.then(own.ghost, own.doubled)
    assert own.then(own.ghost, "0s").person == own.other
    with own.world.store() as store, store.write() as connection:
        for link in people.links_of(connection, [own.other]):
            links.move(connection, link, to=person, evidence={}, actor="grace", now=now)
    with pytest.raises(NotKnown, match=f"{person} is being forgotten"):
        own.explained(own.other)


def test_history_is_kept_for_a_while(own: Told) -> None:
    """What is dropped is said to be, and what did not change since is still own."""
    own.world.configure(daemon={"keep_history_days": 1})
    own.world.tomorrow(days=3)
    now = own.world.clock.now()
    with own.world.store() as store, store.write() as connection:
        assert former.forget(connection, before=now - DAY) == 6
        chores.begin(connection, FORGET, now=now)
    then = own.then(own.ats, own.edited)
    assert sorted(system for system, *_ in then.untold) == ["gem", "greenhouse"]
    out = text(as_of_shown(then, config=CONFIG))
    assert "was dropped (daemon.keep_history_days)" in out
    assert "what it showed then was not kept" in out
    assert "history begins" in {event.what for event in own.explained(own.ats).events}

"""The summary in an ATS whose notes can be edited: there is one, and it is up to date."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from connectors.base import Ambient
from connectors.memory.world import MemoryWorld, world_named
from syncengine import passes
from syncengine.app import World, engine_for
from syncengine.passes import Silent
from syncengine.settings import load_settings
from syncengine.store import open_store, snapshots
from syncengine.store.snapshots import Snapshot
from tests.stories.world import DAY, NOON


class Town:
    """Two worlds in this process, and talentsync beside them. Time stands still unless somebody moves it."""

    def __init__(self, folder: Path) -> None:
        self.now = NOON
        self.ats, self.crm = (self._world(f"{folder}/{role}") for role in ("ats", "crm"))
        systems = {role: {"connector": "memory", "role": role, "world": f"{folder}/{role}"} for role in ("ats", "crm")}
        self._config = folder / "talentsync.yaml"
        self._config.write_text(yaml.safe_dump({"version": 1, "workers": 1, "systems": systems}))
        self.job = self.ats.act("add_job", name="Engineer", stages=["Application Review"])["job_id"]
        for name in ("Kim", "Lee"):
            # The two are of one vendor: each takes ids of the other for its own, so these must be the same for Ada.
            self.crm.insert("user", {"name": name, "email": f"{name}@example.com"})

    def _world(self, name: str) -> MemoryWorld:
        world = world_named(name)
        world.ambient = Ambient(now=lambda: self.now)
        return world

    def backfill(self) -> None:
        self.now += 60
        world = World(now=lambda: self.now, sleep=lambda seconds: None, dice=random.Random(7))
        with engine_for(load_settings(self._config, environ={}), world=world) as engine:
            passes.backfill(engine, reporter=Silent(), agree=lambda proposal: True)

    def users_known(self) -> list[Snapshot]:
        with (
            closing(open_store(load_settings(self._config, environ={}).store_url)) as store,
            store.read() as connection,
        ):
            return snapshots.all_of_kind(connection, system="crm", kind="user")

    def notes(self) -> list[str]:
        return [row["body"].partition("\n[talentsync:")[0] for row in self.ats.rows("note")]


@pytest.fixture
def town(tmp_path: Path, quiet: None) -> Town:
    return Town(tmp_path)


def known(town: Town, **crm: Any) -> tuple[str, str]:
    """Somebody whom both know. Returns the ids (ATS, CRM)."""
    ada = {"first_name": "Ada", "last_name": "Lopez", "emails": ["ada@example.com"]}
    return town.ats.act("add_candidate", **ada), town.crm.act("add_candidate", **ada, **crm)


def apply(town: Town, candidate: str) -> None:
    """The day after."""
    town.now += DAY
    town.ats.act("apply", candidate_id=candidate, job_id=town.job)
    town.backfill()


def applied(town: Town, **crm: Any) -> str:
    """Somebody whom the CRM knows, and who applied. Returns the id in the CRM."""
    candidate, person = known(town, **crm)
    apply(town, candidate)
    return person


def test_news_are_told_at_once_and_in_the_same_note(town: Town) -> None:
    person = applied(town, touches=2, last_contact="2026-10-01T08:00:00Z")
    [first] = town.notes()
    assert first.splitlines()[1:] == [
        "In the CRM since: 2026-11-22",
        "Messages and calls: 2",
        "Last contact: 2026-10-01",
    ]
    town.crm.act("edit_candidate", candidate_id=person, touches=3)
    town.backfill()
    [second] = town.notes()
    assert second == first.replace("calls: 2", "calls: 3")
    writes = town.ats.writes
    town.backfill()
    assert town.ats.writes == writes
    town.crm.act("edit_candidate", candidate_id=person, touches=2)
    town.backfill()
    assert town.notes() == [first]


def test_the_owner_is_named_and_no_other_user_is_kept(town: Town) -> None:
    kim, _ = town.crm.rows("user")
    applied(town, owner_id=kim["id"])
    [note] = town.notes()
    assert note.endswith("Owner in the CRM: Kim")
    assert [each.ref_id for each in town.users_known()] == [kim["id"]]


def test_an_owner_whom_nobody_knows_any_more_is_not_named(town: Town) -> None:
    kim, _ = town.crm.rows("user")
    candidate, _ = known(town, owner_id=kim["id"])
    town.crm.delete("user", kim["id"])
    apply(town, candidate)
    [note] = town.notes()
    assert "Owner" not in note


def test_users_whom_we_may_not_read_are_not_named(town: Town) -> None:
    kim, _ = town.crm.rows("user")
    town.crm.denied.add("user:read")
    applied(town, owner_id=kim["id"])
    [note] = town.notes()
    assert "Owner" not in note


def test_what_a_human_made_of_the_note_stays_and_news_stand_beside_it(town: Town) -> None:
    person = applied(town, touches=2)
    [row] = town.ats.rows("note")
    town.ats.change("note", row["id"], {"body": f"A friend!\n{row['body']}"})
    town.crm.act("edit_candidate", candidate_id=person, touches=3)
    town.backfill()
    kept, added = sorted(town.notes())
    assert kept.startswith("A friend!\n")
    assert "calls: 2" in kept
    assert "calls: 3" in added
    town.crm.act("edit_candidate", candidate_id=person, touches=4)
    town.backfill()
    assert [("calls: 2" in body, "calls: 4" in body) for body in sorted(town.notes())] == [(True, False), (False, True)]


def test_a_note_that_a_human_took_away_comes_back_with_the_next_news_only(town: Town) -> None:
    person = applied(town, touches=2)
    town.ats.delete("note", town.ats.rows("note")[0]["id"])
    town.backfill()
    assert town.notes() == []
    town.crm.act("edit_candidate", candidate_id=person, touches=3)
    town.backfill()
    assert len(town.notes()) == 1

"""The hostile parts of the kit: explosions, the trap, and planting by record kind."""

from __future__ import annotations

import httpx
import pytest

from connectors.memory import Memory, MemoryWorld
from connectors.sandbox.server import serve
from connectors.testing import blow_up
from connectors.testing.hostile import SandboxHostile, Trap
from tests.connectors.toy import Toy


def test_forbidden_calls_explode() -> None:
    memory = Memory("mem", {}, world=MemoryWorld())
    blow_up(memory, "create", "update")
    assert list(memory.pages("candidate"))[-1].last
    with pytest.raises(AssertionError, match="create must not be called"):
        memory.create("candidate", {}, mark="m1")


def test_only_what_exists_can_blow_up() -> None:
    with pytest.raises(AttributeError):
        blow_up(Memory("mem", {}, world=MemoryWorld()), "creat")


def test_the_trap_notes_who_walks_in() -> None:
    trap = Trap()
    with serve(trap) as url:
        assert httpx.get(f"{url}/anything").status_code == 200
    assert [entry.path for entry in trap.journal] == ["/anything"]


def test_faults_are_planted_where_a_kind_is_written() -> None:
    toy = Toy()
    hostile = SandboxHostile(toy, {"candidate": "^/things"})
    hostile.plant("unavailable", on="write")
    assert toy.faults.strike("GET", "/things") is None
    assert toy.faults.strike("POST", "/elsewhere") is None
    assert toy.faults.strike("POST", "/things") is not None
    assert toy.faults.strike("POST", "/things") is None

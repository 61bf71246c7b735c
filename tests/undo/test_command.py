"""The command: shown first, asked, and told how it went."""

from __future__ import annotations

import json

import pytest

from tests.cli.house import run_here
from tests.stories.world import Installation
from tests.undo.town import move_in, with_lists


@pytest.fixture
def met(world: Installation, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Somebody in both systems after a first run."""
    for name, value in world.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("time.time", world.clock.now)
    with_lists(world)
    ids = move_in(world, 0)
    world.backfill()
    return ids


def test_it_is_shown_first_and_done_when_somebody_agrees(world: Installation, met: tuple[str, str]) -> None:
    candidate, person = met
    words = ("undo", "last", "--config", str(world.config))
    looked = run_here(*words, "--dry-run")
    assert looked.code == 0
    assert "Fields restored" in looked.out
    assert f"gem:{person}" in looked.out
    refused = run_here(*words)
    assert (refused.code, refused.err.splitlines()[-1]) == (2, "Nothing was undone: to do it, add --yes.")
    world.ats.shows(candidate, title="Engineer")
    done = run_here(*words, "--yes", "--json")
    told = json.loads(done.out)
    assert (done.code, told["waiting"], told["exit_code"]) == (0, 0, 0)
    world.ats.shows(candidate, title=None)
    again = run_here("undo", told["target"], "--config", str(world.config), "--yes")
    assert again.out.splitlines()[0] == f"Nothing of {told['target']} is left that can be undone."
    back = run_here("undo", told["run"], "--config", str(world.config), "--yes")
    assert "1 record put together again." in back.out
    world.ats.shows(candidate, title="Engineer")


def test_what_is_not_there_is_said_with_where_to_look(world: Installation, met: tuple[str, str]) -> None:
    shown = run_here("undo", "o_nothing", "--config", str(world.config))
    assert (shown.code, shown.err.strip()) == (2, "there is no write o_nothing; see: talentsync explain PERSON")

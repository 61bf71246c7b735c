"""The demonstration itself, with few people and without the vendors' limits; and that it notices what goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from connectors.sandbox.cast import AtsCast
from syncengine import passes
from syncengine.app import Engine
from syncengine.passes import Outcome, Reporter
from syncengine.rehearsal import demo, run_demo, serve_pair
from syncengine.rehearsal.pair import NotAPair
from tests.rehearsal.conftest import FEW, VENDORS


class Listener(demo.Nobody):
    def __init__(self) -> None:
        self.steps: list[str] = []
        self.previews = 0

    def step(self, title: str) -> None:
        self.steps.append(title)

    def proposed(self, proposal: passes.Proposal) -> None:
        self.previews += proposal.preview.with_writes


def test_everything_is_true_at_the_end(recwarn: pytest.WarningsRecorder) -> None:
    audience = Listener()
    result = run_demo(VENDORS, people=FEW, seed=7, limits=False, audience=audience)
    assert result.untrue == ()
    assert result.ok
    assert len(audience.steps) == 6
    assert audience.previews > 0
    assert set(result.calls) == set(VENDORS)
    assert result.figures["in nurture"] > 0
    assert result.figures["created in greenhouse"] == 3  # two from the population, one from the busy day


def test_a_pass_that_does_nothing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def lazy(engine: Engine, *, reporter: Reporter, agree: passes.Agree) -> Outcome:
        return Outcome()

    monkeypatch.setattr(passes, "sync", lazy)
    result = run_demo(VENDORS, people=FEW, seed=7, limits=False)
    assert not result.ok
    missed = {line.partition(":")[0] for line in result.untrue}
    assert missed == {"edits", "no ghosts", "nurture", "pools", "pushes", "restrictions"}


def test_a_last_pass_that_writes_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who edits before every pass leaves the last pass with something to do."""
    held: list[tuple[AtsCast, str]] = []
    first_contact, carry = demo._first_contact, passes.sync

    def remember(play: demo._Play) -> None:
        first_contact(play)
        persona = next(each for each in play.pair.personas if each.story == "hired")
        held.append((play.pair.ats_cast, persona.ats[0].key))

    def edit_first(engine: Engine, *, reporter: Reporter, agree: passes.Agree) -> Outcome:
        cast, key = held[0]
        cast.retitle(key, f"Clerk {engine.world.now()}")
        return carry(engine, reporter=reporter, agree=agree)

    monkeypatch.setattr(demo, "_first_contact", remember)
    monkeypatch.setattr(passes, "sync", edit_first)
    result = run_demo(VENDORS, people=FEW, seed=7, limits=False)
    assert result.untrue == ("the last pass writes nothing: it wrote 1 times",)


def test_the_configuration_of_a_pair_keeps_secrets_in_files(tmp_path: Path) -> None:
    with serve_pair(VENDORS, people=FEW, seed=1, folder=tmp_path) as pair:
        systems = yaml.safe_load(pair.settings_path.read_text(encoding="utf-8"))["systems"]
        assert systems["gem"]["api_key"] == "file:secrets/gem_api_key"
        assert (tmp_path / "secrets" / "gem_api_key").stat().st_mode & 0o777 == 0o600
        assert systems["greenhouse"]["base_url"] == f"{pair.ats.base_url}/v3"


def test_a_configuration_is_not_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / "talentsync.yaml"
    mine.write_text("version: 1\n", encoding="utf-8")
    with pytest.raises(FileExistsError), serve_pair(VENDORS, people=FEW, seed=1, folder=tmp_path):
        pass
    assert mine.read_text(encoding="utf-8") == "version: 1\n"


@pytest.mark.parametrize("vendors", [("gem", "gem"), ("greenhouse",)])
def test_a_pair_is_one_ats_and_one_crm(vendors: tuple[str, ...]) -> None:
    with pytest.raises((NotAPair, ValueError)), serve_pair(vendors, people=FEW, seed=1):
        pass


def test_logging_in_is_no_write(tmp_path: Path) -> None:
    with serve_pair(VENDORS, people=FEW, seed=1, folder=tmp_path) as pair:
        pair.ats.sandbox.journal.record(
            at=0.0, method="POST", path="/token", query="", body=None, status=200, fault=None
        )
        pair.ats.sandbox.journal.record(
            at=0.0, method="POST", path="/v3/notes", query="", body=None, status=201, fault=None
        )
        assert [entry.path for entry in pair.ats.writes()] == ["/v3/notes"]

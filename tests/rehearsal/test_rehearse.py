"""The hard rehearsal itself, with few people. How well look-alikes are told apart is for the command to show; what
must hold however people are recognised is held here."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from connectors.sandbox.stories import STORIES as ORDINARY
from syncengine.front.display.crowds import crowd_json
from syncengine.rehearsal import crowd
from syncengine.rehearsal.crowd import Bound, CrowdResult, rehearse
from tests.rehearsal.conftest import VENDORS

FEW = 150


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rehearsal")


@pytest.fixture(scope="module")
def result(folder: Path) -> CrowdResult:
    return rehearse(VENDORS, people=FEW, seed=3, folder=folder)


def test_everybody_has_a_fate(result: CrowdResult) -> None:
    assert len(result.judged.fates) == FEW
    assert result.judged.strangers == ()


def test_the_bounds_that_do_not_depend_on_recognising_people_hold(result: CrowdResult) -> None:
    seen = {bound.name: bound.seen for bound in result.bounds}
    assert seen["left out without a question"] == 0
    assert seen["work that could not be done"] == 0
    assert seen["writes of the last pass"] == 0


def test_ordinary_people_are_all_recognised(result: CrowdResult) -> None:
    ordinary = {story.name for story in ORDINARY}
    fates = [fate for fate in result.judged.fates if fate.persona.story in ordinary]
    assert [fate.persona.id for fate in fates if fate.ghosts or fate.taken_for] == []
    assert {fate.outcome for fate in fates if fate.task == "link"} == {"linked"}


def test_most_hard_ones_with_an_identifier_are_recognised_too(result: CrowdResult) -> None:
    hard = [fate for fate in result.judged.fates if fate.persona.story.endswith((", same mailbox", ", same page"))]
    recognised = sum(fate.outcome == "linked" for fate in hard)
    assert recognised >= 0.8 * len(hard)


def test_the_store_stays_where_it_was_asked_to(result: CrowdResult, folder: Path) -> None:
    assert "greenhouse" in yaml.safe_load((folder / "talentsync.yaml").read_text(encoding="utf-8"))["systems"]
    assert list(folder.glob("*.db*"))


def test_as_json_every_person_is_counted_once(result: CrowdResult) -> None:
    data = crowd_json(result)
    assert sum(counts["people"] for counts in data["by_task"].values()) == FEW
    assert sum(row["people"] for row in data["by_story"]) == FEW
    assert data["ok"] is result.ok
    assert set(data["seconds"]) == {
        f"Starting greenhouse and gem with {FEW} people",
        *("First contact", "A pass", "A pass with nothing to do", "Calling the roll"),
    }


@pytest.mark.parametrize(("seen", "holds"), [(0, True), (5, True), (6, False)])
def test_a_bound_holds_up_to_its_number(seen: int, holds: bool) -> None:
    assert Bound("wrong links", seen, 5).holds is holds


def test_wrong_links_are_bounded_by_the_number_of_people(result: CrowdResult) -> None:
    bounds = {
        people: {bound.name: bound.most for bound in crowd._bounds(result.judged, people=people, idle_writes=0, left=0)}
        for people in (FEW, 5000)
    }
    assert (bounds[FEW]["wrong links"], bounds[5000]["wrong links"]) == (0, 5)
    assert bounds[5000]["ghosts made"] == 0

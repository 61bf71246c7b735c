"""The part ``matching:`` of ``talentsync.yaml``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mappings.problems import BadFile
from syncengine.core.matching.model import dump, shipped
from syncengine.core.matching.verdicts import Costs
from syncengine.settings import Settings, init_text, load_settings

SYSTEMS = """\
version: 1
systems:
  ats: {connector: memory, role: ats}
  crm: {connector: memory, role: crm}
"""


def load(folder: Path, text: str = "") -> Settings:
    path = folder / "talentsync.yaml"
    path.write_text(SYSTEMS + text, encoding="utf-8")
    return load_settings(path, environ={})


def problems_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadFile) as caught:
        load(folder, text)
    return [str(problem).removeprefix(f"{folder}/talentsync.yaml:") for problem in caught.value.problems]


def test_without_it_the_usual_costs_and_the_shipped_model_count(tmp_path: Path) -> None:
    matching = load(tmp_path).matching
    assert (matching.costs, matching.model_path) == (Costs(), None)
    assert matching.model.version == shipped().version


def test_all_of_it(tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text(dump(replace(shipped(), bias=1.0)), encoding="utf-8")
    matching = load(tmp_path, "matching: {cost_of_ghost: 5, cost_of_wrong_merge: 200, model: own.json}\n").matching
    assert (matching.costs.review_at, matching.costs.link_at) == (0.2, 0.995)
    assert matching.model_path == tmp_path / "own.json"
    assert matching.model.version != shipped().version


def test_every_problem_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text('{"weights": 1}', encoding="utf-8")
    text = """\
matching:
  cost_of_ghost: 1
  cost_of_wrong_merge: .inf
  model: broken.json
  threshold: 0.9
"""
    assert problems_of(tmp_path, text) == [
        "6: matching.cost_of_ghost: should be greater than 1",
        "7: matching.cost_of_wrong_merge: should be a finite number",
        f"8: matching.model: the file {tmp_path}/broken.json is no model that this version can read; make one with: "
        "talentsync match train LEFT.csv RIGHT.csv --labels LABELS.csv --out MODEL.json",
        "9: matching.threshold: unknown key",
    ]


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    assert problems_of(tmp_path, "matching: {model: gone.json}\n") == [
        f"5: matching.model: there is no file {tmp_path}/gone.json"
    ]


def test_the_first_configuration_has_the_usual_costs() -> None:
    text = init_text(["memory"])
    assert f"cost_of_ghost: {Costs().ghost:g} " in text
    assert f"cost_of_wrong_merge: {Costs().wrong_merge:g} " in text

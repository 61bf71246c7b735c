"""`talentsync match train`: on decisions in the store, or on files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from syncengine.core.matching.model import dump, load, shipped
from syncengine.store import open_store
from tests.cli.house import House, Ran, run_here
from tests.training.decided import decide
from tests.training.people import write_files


@pytest.fixture
def decided(house: House) -> House:
    """Forty decisions, twenty of each kind."""
    store = open_store(f"sqlite:///{house.folder / 'talentsync.db'}")
    decide(store, 40)
    store.close()
    return house


def model_in_force(house: House) -> str:
    version: str = house.run("status", "--json").data["matching"]["model"]
    return version


def test_decisions_make_a_model_that_counts_from_then_on(decided: House) -> None:
    ran = decided.run("match", "train")
    assert (ran.code, ran.err) == (0, "")
    assert "40 labels: 20 same, 20 different." in ran.out
    assert "precision, with 95 % confidence" in ran.out
    assert model_in_force(decided) != shipped().version
    assert f"Model {model_in_force(decided)} counts from the next pass." in ran.out


def test_a_dry_run_measures_only(decided: House) -> None:
    data = decided.run("match", "train", "--dry-run", "--json").data
    assert (data["stored"], data["helps"]) == (False, True)
    assert data["labels"] == {"same": 20, "different": 20}
    assert data["before"]["surprise"] > data["after"]["surprise"]
    assert model_in_force(decided) == shipped().version


def test_reset_goes_back(decided: House) -> None:
    decided.run("match", "train")
    assert decided.run("match", "train", "--reset", "--json").data == {"command": "match train", "reset": True}
    assert model_in_force(decided) == shipped().version


def test_a_model_from_another_start_is_set_aside_and_status_says_so(decided: House) -> None:
    decided.run("match", "train")
    trained = model_in_force(decided)
    own = dump(replace(shipped(), bias=0.25))
    (decided.folder / "own.json").write_text(own, encoding="utf-8")
    decided.extra["matching"] = {"model": "own.json"}
    assert f"The model {trained} was trained from another one" in decided.run("status").out


def test_too_few_decisions_are_refused(house: House) -> None:
    ran = house.run("match", "train")
    assert (ran.code, ran.out) == (2, "")
    assert (
        "Too few labels to train on: 0 labels (0 same, 0 different); needed: 20 more, at least 3 of each kind."
        in ran.err
    )


def files(folder: Path, *words: str) -> Ran:
    return run_here("match", "train", str(folder / "left.csv"), str(folder / "right.csv"), *words)


def test_files_make_a_model_file(tmp_path: Path) -> None:
    write_files(tmp_path, 40)
    out = tmp_path / "model.json"
    ran = files(tmp_path, "--labels", str(tmp_path / "labels.csv"), "--out", str(out), "--json")
    assert (ran.code, ran.err) == (0, "")
    assert load(out.read_text(encoding="utf-8")).version == ran.data["model"]
    again = files(tmp_path, "--labels", str(tmp_path / "labels.csv"), "--out", str(out))
    assert again.code == 2
    assert "is there already" in again.err


def test_a_model_file_is_where_the_next_training_starts(tmp_path: Path) -> None:
    write_files(tmp_path, 40)
    (tmp_path / "own.json").write_text(dump(replace(shipped(), bias=0.25)), encoding="utf-8")
    labels = str(tmp_path / "labels.csv")
    data = files(tmp_path, "--labels", labels, "--dry-run", "--model", str(tmp_path / "own.json"), "--json").data
    assert data["start"] == load((tmp_path / "own.json").read_text(encoding="utf-8")).version
    assert data["out"] is None
    broken = files(tmp_path, "--labels", labels, "--dry-run", "--model", labels)
    assert broken.code == 2
    assert "labels.csv: is no model that this version can read" in broken.err


def test_files_need_labels_and_a_place_for_the_model(tmp_path: Path) -> None:
    write_files(tmp_path, 4)
    ran = files(tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "--labels: is missing" in ran.err
    assert "--out: is missing" in ran.err


def test_options_of_files_without_files(house: House) -> None:
    ran = house.run("match", "train", "--out", "model.json", "--reset", "--dry-run")
    assert ran.code == 2
    assert "--out: needs files" in ran.err
    assert "--reset: and --dry-run exclude each other" in ran.err

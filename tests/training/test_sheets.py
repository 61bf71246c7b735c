"""Training on files: labels as people write them, every complaint at once, and the same model for the same labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from syncengine.bulk import CannotMatch, Request, look
from syncengine.bulk.sheet import open_sheet
from syncengine.core.matching.model import dump, shipped
from syncengine.core.matching.verdicts import Costs
from syncengine.training.sheets import FileTraining, read_labels, train_on_files
from syncengine.training.training import NotEnough
from tests.training.people import write_files


def write(path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def train(folder: Path) -> FileTraining:
    looked = look(Request(left=folder / "left.csv", right=folder / "right.csv"))
    return train_on_files(looked, folder / "labels.csv", start=shipped(), costs=Costs())


def complaints(folder: Path) -> list[str]:
    with pytest.raises(CannotMatch) as caught:
        train(folder)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def test_files_make_a_model(tmp_path: Path) -> None:
    write_files(tmp_path, 40)
    found = train(tmp_path)
    assert (found.training.same, found.training.different, found.unlabelled) == (20, 20, 0)
    assert found.training.helps
    assert dump(train(tmp_path).training.model) == dump(found.training.model)


def test_the_order_of_the_labels_does_not_matter(tmp_path: Path) -> None:
    write_files(tmp_path, 40)
    once = train(tmp_path)
    heading, *rows = (tmp_path / "labels.csv").read_text(encoding="utf-8").splitlines()
    write(tmp_path / "labels.csv", "\n".join([heading, *reversed(rows)]))
    assert dump(train(tmp_path).training.model) == dump(once.training.model)


def test_links_with_a_further_column_are_labels(tmp_path: Path) -> None:
    rows = ("left_id;right_id;verdict;evidence;Same", "a;b;link;x;Yes", "a;c;review;x;", "b;c;review;x;NEIN")
    text = "\n".join(rows)
    answers, unlabelled = read_labels(open_sheet(write(tmp_path / "links.csv", text, encoding="utf-16")))
    assert answers == {("a", "b"): True, ("b", "c"): False}
    assert unlabelled == 1


def test_a_later_row_about_a_pair_counts(tmp_path: Path) -> None:
    text = "left_id,right_id,same\na,b,yes\na,b,no\n"
    assert read_labels(open_sheet(write(tmp_path / "l.csv", text)))[0] == {("a", "b"): False}


def test_answers_that_are_none_are_named_by_line(tmp_path: Path) -> None:
    write_files(tmp_path, 30)
    text = (tmp_path / "labels.csv").read_text(encoding="utf-8").replace("r1,no", "r1,perhaps")
    write(tmp_path / "labels.csv", text)
    assert complaints(tmp_path) == ["labels.csv:3: same: is neither yes nor no"]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    write_files(tmp_path, 30)
    write(tmp_path / "labels.csv", "left_id,right,answer\n1,2,yes\n")
    assert complaints(tmp_path) == [
        "labels.csv: has no column right_id and no column same; a file that `talentsync match` wrote has the ids; "
        "add a column `same` with yes and no"
    ]


def test_ids_that_nobody_has_are_counted_and_not_repeated(tmp_path: Path) -> None:
    write_files(tmp_path, 30)
    text = (tmp_path / "labels.csv").read_text(encoding="utf-8").replace("l1,", "secret,").replace("r2,", "other,")
    write(tmp_path / "labels.csv", text)
    assert complaints(tmp_path) == [
        "labels.csv: left_id: 1 ids are not in left.csv",
        "labels.csv: right_id: 1 ids are not in right.csv",
    ]


def test_too_few_labels_are_refused_before_the_files_are_read(tmp_path: Path) -> None:
    write_files(tmp_path, 30)
    looked = look(Request(left=tmp_path / "left.csv", right=tmp_path / "right.csv"))
    (tmp_path / "left.csv").unlink()
    write(tmp_path / "labels.csv", "left_id,right_id,same\nl0,r0,yes\n")
    with pytest.raises(NotEnough):
        train_on_files(looked, tmp_path / "labels.csv", start=shipped(), costs=Costs())


def test_one_file_has_pairs_of_its_own(tmp_path: Path) -> None:
    """Ghosts: both ids are of the one file."""
    write_files(tmp_path, 30)
    left, right, labels = (
        (tmp_path / f"{name}.csv").read_text(encoding="utf-8") for name in ("left", "right", "labels")
    )
    write(tmp_path / "all.csv", left + right.split("\n", 1)[1])
    write(tmp_path / "labels.csv", labels)
    found = train_on_files(
        look(Request(left=tmp_path / "all.csv")), tmp_path / "labels.csv", start=shipped(), costs=Costs()
    )
    assert (found.training.same, found.training.different) == (15, 15)

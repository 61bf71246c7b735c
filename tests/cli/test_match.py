"""`talentsync match`: two files in, links out; what is said to people and to machines, and exit codes."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import Progress

from syncengine.core.matching.model import dump, shipped
from syncengine.front.display.linkings import LinkingBars
from tests.bulk.sheets import SameMail, csv_of, write
from tests.cli.house import Ran, run_here

LEFT = "id,name,email,Notes\nl1,Ada,ada@mail.example,secret\nl2,Bo,bo@mail.example,\n"
RIGHT = "ID;Vorname;E-Mail 1;E-Mail 2\nr1;Ada;ada@mail.example;\nr2;Bo;bo@mail.example;\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files, in the folder that commands run in, and a matching that only looks at addresses."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("syncengine.bulk.run._core", SameMail)
    write(tmp_path / "left.csv", LEFT)
    write(tmp_path / "right.csv", RIGHT)
    return tmp_path


def match(*words: str) -> Ran:
    return run_here("match", *words)


def test_people_read_what_came_out(folder: Path) -> None:
    ran = match("left.csv", "right.csv", "--out", "links.csv")
    assert (ran.code, ran.err) == (0, "")
    assert "left.csv: 2 rows, right.csv: 2 rows." in ran.out
    assert "1 link, at 0.9900 and above; 0.0 expected wrong." in ran.out
    assert "1 pair to be looked at" in ran.out
    assert (folder / "links.csv").read_text().splitlines()[1] == "l1,r1,1.000000,link,e-mail exact +6.0"


@pytest.mark.usefixtures("folder")
def test_machines_read_json() -> None:
    data = match("left.csv", "right.csv", "--out", "links.csv", "--json").data
    assert data.pop("seconds") >= 0
    assert data == {
        "command": "match",
        "exit_code": 0,
        "left": {
            "file": "left.csv",
            "encoding": "utf-8",
            "delimiter": ",",
            "record_id": "id",
            "columns": {"full_name": ["name"], "emails": ["email"]},
            "compared": {},
            "not_used": ["Notes"],
            "rows": 2,
            "put_aside": 0,
        },
        "right": {
            "file": "right.csv",
            "encoding": "utf-8",
            "delimiter": ";",
            "record_id": "ID",
            "columns": {"first_name": ["Vorname"], "emails": ["E-Mail 1", "E-Mail 2"]},
            "compared": {},
            "not_used": [],
            "rows": 2,
            "put_aside": 0,
        },
        "candidates": 7,
        "links": 1,
        "reviews": 1,
        "different": 0,
        "expected_wrong": 0.01,
        "expected_missed": 0.5,
        "thresholds": {"link": 0.99, "review": 0.2},
        "out": "links.csv",
        "bad_rows": None,
    }


def test_a_dry_run_shows_what_the_columns_are_taken_for(folder: Path) -> None:
    ran = match("left.csv", "right.csv", "--dry-run", "--compare", "Notes~Vorname=text")
    assert ran.code == 0
    assert "E-Mail 1, E-Mail 2" in ran.out
    assert "compared as text" in ran.out
    assert "secret" not in ran.out
    assert {path.name for path in folder.iterdir()} == {"left.csv", "right.csv"}
    assert match("left.csv", "--dry-run", "--json").data["left"]["not_used"] == ["Notes"]


@pytest.mark.usefixtures("folder")
def test_one_file_is_searched_for_ghosts() -> None:
    ran = match("left.csv", "--out", "ghosts.csv")
    assert (ran.code, "0 pairs of records of one person" in ran.out) == (0, True)


def test_mistakes_are_told_with_the_way_out_and_without_what_is_in_cells(folder: Path) -> None:
    write(folder / "bad.csv", "id,name,email\n1,Zebulonia\n2,Bo,zeb@planted.example\n2,Bo,\n")
    ran = match("bad.csv", "--out", "links.csv")
    assert (ran.code, ran.out) == (2, "")
    assert "The files cannot be matched (2 problems). Nothing was written." in ran.err
    assert "bad.csv:2: has only 2 cells for 3 columns" in ran.err
    assert "bad.csv:4: id: has the record id of line 3" in ran.err
    assert "zeb" not in ran.err.lower()


def test_rows_put_aside_are_work_that_is_left(folder: Path) -> None:
    write(folder / "bad.csv", "id,name,email\n1,Ada\n2,Bo,bo@mail.example\n")
    ran = match("bad.csv", "--out", "links.csv", "--bad-rows", "aside.csv")
    assert ran.code == 1
    assert "1 row could not be read: see aside.csv." in ran.out


def test_a_guessed_encoding_is_said(folder: Path) -> None:
    write(folder / "old.csv", "id,name,email\n1,Jürgen Weiß,j@mail.example\n", encoding="cp1252")
    assert "old.csv is not Unicode; it was read as cp1252" in match("old.csv", "--out", "links.csv").err


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("left.csv", "--out", "left.csv", "--force"), "is one of the files to be read"),
        (("left.csv",), "--out: is missing"),
        (("left.csv", "left.csv", "--out", "x.csv"), "give it once"),
        (("nowhere.csv", "--out", "x.csv"), "nowhere.csv cannot be used: no such file or directory."),
        (("left.csv", "--out", "x.csv", "--columns", "nmae=full_name"), "did you mean 'name'?"),
    ],
)
def test_wrong_usage(words: tuple[str, ...], why: str) -> None:
    ran = match(*words)
    assert (ran.code, ran.out) == (2, "")
    assert why in ran.err


@pytest.mark.usefixtures("folder")
def test_control_c_says_that_nothing_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("syncengine.bulk.run._core", lambda: interrupt)
    ran = match("left.csv", "--out", "links.csv")
    assert (ran.code, ran.err) == (130, "Interrupted. Nothing was written.\n")


def test_bars_count_lines_and_are_full_when_the_next_begins() -> None:
    with Progress(console=Console(file=io.StringIO())) as progress:
        bars, seen = LinkingBars(progress, [10, 20]), []
        for phase, done, total in (("read left", 4, None), ("read right", 25, None), ("compare", 1, 9), ("x", 2, None)):
            bars.told(phase, done, total)
            seen.append((progress.tasks[-1].completed, progress.tasks[-1].total))
        shown = {task.description: (task.completed, task.total) for task in progress.tasks}
    assert seen == [(4, 10), (25, 25), (1, 9), (2, None)]
    assert shown == {
        "reading the first file": (4, 4),
        "reading the second file": (25, 25),
        "comparing pairs": (1, 1),
        "x": (2, None),
    }


def test_the_whole_command_as_a_process_of_its_own(tmp_path: Path) -> None:
    names = ("Katherine Lindqvist", "Tomás Arriaga", "Yusuf Demirel")
    ours = [("id", "Name", "E-Mail"), *((f"l{at}", name, f"{at}@mail.example") for at, name in enumerate(names))]
    write(tmp_path / "left.csv", csv_of(ours, delimiter="\t"), encoding="utf-16")
    theirs = [("ID", "Full Name", "Email"), *((f"r{at}", name, f"{at}@mail.example") for at, name in enumerate(names))]
    write(tmp_path / "right.csv.gz", gzip.compress(csv_of(theirs).encode("cp1252")))
    done = subprocess.run(
        [sys.executable, "-m", "cli", "match", "left.csv", "right.csv.gz", "--out", "links.csv", "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "links.csv").read_text(encoding="utf-8").splitlines()
    assert sorted(line.split(",")[:2] for line in lines[1:]) == [["l0", "r0"], ["l1", "r1"], ["l2", "r2"]]
    assert "cp1252, which is a guess" in done.stderr


def test_a_model_of_ones_own_judges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `match train` wrote is what decides: a model that believes nothing links nothing."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "left.csv", "id,name,email\nl1,Ada Lovelace,ada.lovelace@mail.example\n")
    write(tmp_path / "right.csv", "id,name,email\nr1,Ada Lovelace,Ada.Lovelace@mail.example\n")
    shy = replace(shipped(), bias=shipped().bias - 25.0)
    (tmp_path / "shy.json").write_text(dump(shy), encoding="utf-8")
    files = ("left.csv", "right.csv", "--out", "links.csv", "--force", "--json")
    assert match(*files).data["links"] == 1
    assert match(*files, "--model", "shy.json").data["links"] == 0
    refused = match(*files, "--model", "left.csv")
    assert (refused.code, "left.csv: is no model" in refused.err) == (2, True)

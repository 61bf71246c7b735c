"""From files to a table of links: all of it or nothing."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from syncengine.bulk import Abandoned, CannotMatch, Report, Request, look, match
from syncengine.bulk.links import VERDICTS
from syncengine.core.matching.verdicts import NAMES, Costs
from tests.bulk.sheets import SameMail, write

LEFT = "id,name,email\nl1,Ada,ada@mail.example\nl2,Bo,bo@mail.example\nl3,Cy,cy@mail.example\nl4,Di,\n"
RIGHT = "name,email,ID\nAda,ada@mail.example,=r1\nBo,bo@mail.example,r2\nCy,cy@mail.example,r3\n"


def run(folder: Path, *, link: Any = None, right: str | None = RIGHT, left: str = LEFT, **how: Any) -> Report:
    request = Request(
        left=write(folder / "left.csv", left),
        right=None if right is None else write(folder / "right.csv", right),
        **{"out": folder / "links.csv", **how},
    )
    return match(request, look(request), told=lambda *_: None, link=link or SameMail())


def rows(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.reader(stream))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_verdicts_have_the_names_that_the_matching_gives_them() -> None:
    assert VERDICTS == NAMES


def test_links_and_pairs_to_be_looked_at_are_written(tmp_path: Path) -> None:
    report = run(tmp_path)
    assert rows(tmp_path / "links.csv") == [
        ["left_id", "right_id", "probability", "verdict", "evidence"],
        ["l1", "=r1", "1.000000", "link", "e-mail exact +6.0"],
        ["l2", "r2", "0.500000", "review", "'=e-mail exact +6.0"],
    ]
    assert (report.rows, report.found, report.candidates) == ((4, 3), {"different": 1, "review": 1, "link": 1}, 7)


def test_all_pairs_are_written_when_wanted(tmp_path: Path) -> None:
    run(tmp_path, with_different=True)
    assert rows(tmp_path / "links.csv")[-1][:4] == ["l3", "r3", "0.100000", "different"]


def test_ghosts_are_found_in_one_file(tmp_path: Path) -> None:
    report = run(tmp_path, right=None, left=LEFT + "l5,Ada,ada@mail.example\n")
    assert [row[:2] for row in rows(tmp_path / "links.csv")[1:]] == [["l1", "l5"]]
    assert report.rows == (5,)


def test_the_matching_hears_what_was_asked_for(tmp_path: Path) -> None:
    link = SameMail()
    run(tmp_path, link=link, compare=("name=text",), workers=2, costs={"ghost": 3.0})
    assert link.seen == {"extras": {"name": "text"}, "workers": 2, "costs": Costs(ghost=3.0), "model": None}


def test_a_bad_row_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(CannotMatch):
        run(tmp_path, right=RIGHT + "too,few\n")
    assert names(tmp_path) == {"left.csv", "right.csv"}


def test_bad_rows_are_put_aside_as_they_stand(tmp_path: Path) -> None:
    report = run(tmp_path, right=RIGHT + 'Di,"d@mail.example\n",r3\ntoo,few\n', bad_rows=tmp_path / "bad.csv")
    right = str(tmp_path / "right.csv")
    assert rows(tmp_path / "bad.csv") == [
        ["file", "line", "why", "text"],
        [right, "5", "has the record id of line 4", 'Di,"d@mail.example\n",r3'],
        [right, "7", "has only 2 cells for 3 columns", "too,few"],
    ]
    assert (report.put_aside, report.rows) == ((0, 2), (4, 3))


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "no space left on device"), LookupError()])
def test_whatever_ends_it_early_leaves_the_old_file(tmp_path: Path, error: BaseException) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    write(tmp_path / "links.csv", "old")
    expected = Abandoned if isinstance(error, KeyboardInterrupt) else type(error)
    with pytest.raises(expected):
        run(tmp_path, link=fail, overwrite=True, bad_rows=tmp_path / "bad.csv")
    assert (tmp_path / "links.csv").read_text() == "old"
    assert names(tmp_path) == {"left.csv", "right.csv", "links.csv"}


def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        write(tmp_path / "links.csv", "somebody else's")
        return SameMail()(*args, **kwargs)

    with pytest.raises(CannotMatch, match="is there already"):
        run(tmp_path, link=meanwhile)
    assert (tmp_path / "links.csv").read_text() == "somebody else's"


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"out": Path("links.csv")}, "is there already; name another file, or add --force"),
        ({"out": Path("left.csv"), "overwrite": True}, "is one of the files to be read"),
        ({"out": Path("nowhere/links.csv")}, "is to be written to a folder that does not exist"),
        ({"out": Path()}, "is a folder, not a file"),
        ({"out": Path("x.csv"), "bad_rows": Path("x.csv")}, "cannot take both"),
        ({"out": None}, "--out: is missing"),
        ({"costs": {"ghost": 0.0}}, "must each cost more than one question"),
        ({"right": Path("./left.csv")}, "is the same file as the first; to find ghosts in one file, give it once"),
        ({"left": Path("strange.csv")}, "no column is recognised as a name, an e-mail address, a phone or a profile"),
    ],
)
def test_what_stands_in_the_way_is_told_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: dict[str, Any], why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in {
        "left.csv": LEFT,
        "right.csv": RIGHT,
        "links.csv": "old",
        "strange.csv": "a,b\n1,2\n",
    }.items():
        write(tmp_path / name, content)
    before = names(tmp_path)
    request = Request(**{"left": Path("left.csv"), "right": Path("right.csv"), "out": Path("out.csv"), **how})
    with pytest.raises(CannotMatch) as caught:
        match(request, look(request), told=lambda *_: None, link=SameMail())
    assert why in str(caught.value)
    assert names(tmp_path) == before


def test_both_files_are_complained_about_at_once(tmp_path: Path) -> None:
    with pytest.raises(CannotMatch) as caught:
        run(tmp_path, left="", right="")
    assert [problem.message for problem in caught.value.problems] == ["is empty", "is empty"]

"""The command as people meet it: what is said on the screen, what comes next, and what it refuses."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.bulk.sheets import write
from tests.cli.house import Ran, run_here
from tests.scan.test_small_files import ATS, CRM


@pytest.fixture
def files(here: Path) -> Path:
    write(here / "a.csv", ATS)
    write(here / "c.csv", CRM)
    return here


def scan(*words: str) -> Ran:
    return run_here("scan", *words)


@pytest.mark.usefixtures("files")
def test_the_screen_has_the_numbers_the_causes_and_the_next_command() -> None:
    ran = scan("a.csv", "c.csv")
    assert (ran.code, ran.err) == (0, "")
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert lines[0] == "a.csv: 7 records, 7 people."
    assert "3 people are in both systems (and 0 more probably)" in lines
    assert "1 hired, and still in a list in which people are written to" in lines
    assert lines[-2:] == ["Nothing was written to any system.", "Next: talentsync scan a.csv c.csv --out report.html"]
    assert "lindqvist" not in ran.out.lower()


def test_with_a_report_the_next_step_is_the_configuration(files: Path) -> None:
    ran = scan("a.csv", "c.csv", "--out", "report.html")
    assert ran.out.splitlines()[-1] == "Next: talentsync init"
    assert (files / "report.html").exists()


def test_ids_never_become_formulas(files: Path) -> None:
    write(files / "a.csv", ATS.replace("\n1,", "\n=cmd()|1,"))
    write(files / "c.csv", CRM.replace("Newsletter", "+Newsletter"))
    assert scan("a.csv", "c.csv", "--csv", "out").code == 0
    assert (files / "out" / "hired-nurtured.csv").read_text().splitlines() == [
        "ats_id,crm_id,list",
        "'=cmd()|1,a,'+Newsletter",
    ]


def test_what_people_typed_is_text_in_the_report(files: Path) -> None:
    write(files / "a.csv", ATS.replace("\n1,", "\n<i>1</i>,"))
    write(files / "c.csv", CRM.replace("Newsletter", "<b>Newsletter</b>"))
    assert scan("a.csv", "c.csv", "--out", "report.html").code == 0
    page = (files / "report.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;Newsletter&lt;/b&gt;" in page
    assert [each for each in ("<b>Newsletter", "<i>1") if each in page] == []


def test_a_table_that_cannot_be_made_any_more_is_taken_away(files: Path) -> None:
    scan("a.csv", "c.csv", "--csv", "out")
    assert (files / "out" / "hired-nurtured.csv").exists()
    write(files / "a.csv", ATS.replace("Status", "Stimmung").replace("Rejected At", "Wann"))
    assert scan("a.csv", "c.csv", "--csv", "out", "--force").code == 0
    assert not (files / "out" / "hired-nurtured.csv").exists()


def test_a_dry_run_shows_what_columns_are_taken_for(files: Path) -> None:
    ran = scan("a.csv", "c.csv", "--dry-run", "--json", "--out", "report.html")
    assert ran.data["left"]["columns"]["status"] == ["Status"]
    assert ran.data["right"]["columns"]["lists"] == ["Projects"]
    assert not (files / "report.html").exists()


@pytest.mark.usefixtures("files")
def test_lists_are_what_the_user_says() -> None:
    findings = scan("a.csv", "c.csv", "--nurture", "sourc*", "--json").data["findings"]
    assert [findings[key]["count"] for key in ("hired-nurtured", "opted-out-nurtured")] == [0, 1]


def test_rows_put_aside_are_work_that_is_left(files: Path) -> None:
    write(files / "a.csv", ATS + "8,short\n")
    assert scan("a.csv", "c.csv").code == 2
    ran = scan("a.csv", "c.csv", "--bad-rows", "aside.csv")
    assert ran.code == 1
    assert "1 row could not be read and were put aside." in ran.out
    assert stat.S_IMODE((files / "aside.csv").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("a.csv",), "name the export of the CRM, too"),
        (("a.csv", "a.csv"), "is the same file as the first"),
        (("a.csv", "c.csv", "--keep", "x"), "--keep: is for what is read live"),
        (("--columns", "x=status"), "are for files, and no file is named"),
        (("a.csv", "c.csv", "--columns", "Status=statsu"), "did you mean 'status'?"),
        (("a.csv", "c.csv", "--out", "c.csv", "--force"), "is one of the files to be read"),
        (("a.csv", "c.csv", "--out", "link/c.csv", "--force"), "is one of the files to be read"),
        (("a.csv", "only-ats.csv", "--csv", ".", "--force"), "is one of the files to be read"),
        (("a.csv", "c.csv", "--out", "x", "--bad-rows", "x"), "need a place each"),
        (("a.csv", "c.csv", "--out", "folder", "--force"), "is a folder, not a file"),
        (("a.csv", "c.csv", "--out", "no/where.html"), "no such folder"),
        (("a.csv", "c.csv", "--csv", "."), "has CSV files in it already"),
        (("a.csv", "nowhere.csv"), "nowhere.csv cannot be used"),
        ((), "Write a first configuration with: talentsync init"),
    ],
)
def test_wrong_usage(files: Path, words: tuple[str, ...], why: str) -> None:
    (files / "folder").mkdir()
    (files / "link").symlink_to(files)
    write(files / "only-ats.csv", CRM)
    ran = scan(*words)
    assert (ran.code, ran.out) == (2, "")
    assert why in ran.err
    assert (files / "c.csv").read_text() == (files / "only-ats.csv").read_text() == CRM


def test_files_of_the_same_name_are_told_apart(files: Path) -> None:
    for folder, text in (("ats", ATS), ("crm", CRM)):
        (files / folder).mkdir()
        write(files / folder / "people.csv", text)
    data = scan("ats/people.csv", "crm/people.csv", "--json").data
    titles = [each["title"] for each in data["findings"].values()]
    assert "opted out in people.csv of the ATS, not in people.csv of the CRM" in titles
    assert len(set(titles)) == len(titles)


def test_a_name_that_is_no_text_is_shown_as_bytes(files: Path) -> None:
    (files / "a.csv").rename(files / os.fsdecode(b"caf\xe9.csv"))
    ran = scan(os.fsdecode(b"caf\xe9.csv"), "c.csv", "--out", os.fsdecode(b"r\xe9.html"), "--json")
    assert (ran.code, ran.data["systems"][0]["name"]) == (0, "caf\\xe9.csv")
    assert scan(os.fsdecode(b"caf\xe9.csv"), "c.csv").code == 0
    assert "caf\\xe9.csv" in (files / os.fsdecode(b"r\xe9.html")).read_text()


def test_nothing_is_overwritten_unasked(files: Path) -> None:
    write(files / "report.html", "mine")
    assert "to overwrite it: --force" in scan("a.csv", "c.csv", "--out", "report.html").err
    assert (files / "report.html").read_text() == "mine"
    assert scan("a.csv", "c.csv", "--out", "report.html", "--force").code == 0


@pytest.mark.usefixtures("files")
def test_what_to_look_at_after_a_defect_is_the_scan_of_these_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without their names it would be one of the systems, live."""
    monkeypatch.setattr("syncengine.scan.files.read_cards", lambda *_, **__: 1 / 0)
    assert "talentsync scan a.csv c.csv -vv" in scan("a.csv", "c.csv").err


@pytest.mark.usefixtures("files")
def test_control_c_says_that_nothing_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("syncengine.scan.files.read_cards", interrupt)
    ran = scan("a.csv", "c.csv", "--out", "report.html")
    assert (ran.code, ran.err) == (130, "Interrupted. Nothing was written.\n")

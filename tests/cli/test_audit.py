"""`talentsync audit`: what a command did and who ran it; proving it, and a file to take along."""

from __future__ import annotations

import sqlite3
import stat
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cli.house import House


def record(house: House, number: int = 0) -> str:
    return f"greenhouse:{house.in_ats[number]}"


def store_of(house: House) -> sqlite3.Connection:
    [path] = house.folder.glob("*.db")
    return sqlite3.connect(path, isolation_level=None)


def shown(house: House, *words: str) -> list[dict[str, Any]]:
    return list(house.run("audit", "show", "--last", "1000", "--json", *words).data)


@pytest.fixture
def lived_in(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Ruth made the first backfill."""
    monkeypatch.setenv("USER", "ruth")
    assert house.run("backfill", "--yes").code in {0, 1}
    return house


def test_every_write_and_every_word_of_a_human_is_there(lived_in: House) -> None:
    house = lived_in
    told = shown(house)
    by_ruth = {each["what"] for each in told if each["actor"] == "ruth"}
    assert by_ruth == {"backfill begun", "backfill agreed", "policy in force"}
    counted = Counter(each["what"] for each in told)
    with store_of(house) as store:
        written = store.execute("SELECT verb || ' ' || state, count(*) FROM operation GROUP BY 1").fetchall()
        links = store.execute("SELECT count(*) FROM link").fetchone()[0]
    assert {what: number for what, number in counted.items() if what.endswith(" done")} == dict(written)
    assert counted["link made"] == links
    with store_of(house) as store:
        store.execute("UPDATE system SET paused_at = 1.0, paused_why = 'test' WHERE name = 'gem'")
    assert house.run("resume", "gem").code == 0
    [resumed] = [each for each in shown(house) if each["what"] == "system resumed"]
    assert (resumed["actor"], resumed["system"]) == ("ruth", "gem")
    assert house.run("access", record(house)).code == 0
    assert house.run("forget", record(house), "--yes", "--why", "request 17").code == 0
    about = shown(house, "--person", record(house))
    words = [each["what"] for each in about if each["what"].split()[0] in {"access", "erasure", "erase"}]
    assert words == ["access", "erasure asked", "erase done", "erase done", "erasure purged", "erasure done"]
    assert {each["why"] for each in about if each["what"] == "erasure asked"} == {"request 17"}
    verdict = house.run("audit", "verify", "--json")
    assert (verdict.code, verdict.data["whole"], verdict.data["writes_emptied"] > 0) == (0, True, True)


def test_verify_shows_the_end_and_holds_a_former_one_against_it(lived_in: House) -> None:
    whole = lived_in.run("audit", "verify")
    assert whole.code == 0
    head = whole.out.splitlines()[-1].removeprefix("It ends with: ")
    assert f"audit verify --head {head}" in whole.err
    assert lived_in.run("audit", "verify", "--head", head).code == 0
    forged = f"{head[:-1]}{'0' if head[-1] != '0' else '1'}"
    refused = lived_in.run("audit", "verify", "--head", forged)
    assert (refused.code, "written down elsewhere" in refused.out) == (3, True)
    assert lived_in.run("audit", "verify", "--head", "nonsense").code == 2
    with store_of(lived_in) as store:
        store.execute("UPDATE audit SET actor = 'nobody' WHERE seq = 3")
    told = lived_in.run("audit", "verify")
    assert told.code == 3
    assert told.out.startswith("Entry 3 (20")
    assert "is not as it was" in told.out
    assert "NOT as it was written: 1 fault" in told.out


def test_an_export_is_for_its_owner_alone_and_can_be_checked_elsewhere(lived_in: House, tmp_path: Path) -> None:
    out = tmp_path / "audit.jsonl"
    assert lived_in.run("audit", "export", "--out", str(out)).code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert lived_in.run("audit", "export", "--out", str(out)).code == 2
    assert lived_in.run("audit", "export").out == out.read_text()
    checked = lived_in.run("audit", "verify", "--file", str(out), "--json").data
    assert checked["whole"]
    assert checked["head"] == lived_in.run("audit", "verify", "--json").data["head"]
    out.write_text(out.read_text().replace("backfill agreed", "backfill begged"))
    broken = lived_in.run("audit", "verify", "--file", str(out))
    assert (broken.code, "backfill begged) is not as it was" in broken.out) == (3, True)
    _part_of_it(lived_in, tmp_path)


def _part_of_it(lived_in: House, tmp_path: Path) -> None:
    out = tmp_path / "part.csv"
    assert lived_in.run("audit", "export", "--person", record(lived_in), "--format", "csv", "--out", str(out)).code == 0
    assert out.read_text().startswith("seq,at,what,actor")
    refused = lived_in.run("audit", "verify", "--file", str(out))
    assert (refused.code, "--format jsonl" in refused.err) == (2, True)
    assert lived_in.run("audit", "export", "--person", record(lived_in), "--out", str(out), "--force").code == 0
    told = lived_in.run("audit", "verify", "--file", str(out))
    assert (told.code, told.out.startswith("This part of the audit is as it was written")) == (0, True)
    assert lived_in.run("audit", "verify", "--file", str(out), "--head", f"999:{'0' * 64}").code == 2
    assert lived_in.run("audit", "export", "--since", "yesterday-ish").code == 2
    [run] = {each["run_id"] for each in shown(lived_in) if each["what"] == "backfill begun"}
    assert {each["run_id"] for each in shown(lived_in, "--run", run)} == {run}
    assert "The audit tells nothing of that." in lived_in.run("audit", "show", "--person", "p_nobody").out
    assert lived_in.run("audit", "show", "--person", "ada").code == 2


def test_without_a_store_there_is_nothing_to_prove(house: House) -> None:
    assert house.run("audit", "verify").code == 2
    assert house.run("audit", "show").code == 2

"""The whole bench on a small set, with a tool in the place of ours that links by e-mail address."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from bench import match
from bench.people.files import write_set
from bench.sheets import answers_of

BY_EMAIL = """
import csv, sys
left, right, out = sys.argv[1:]
known = {}
for row in csv.DictReader(open(right, encoding="utf-8", newline="")):
    for email in filter(None, row["emails"].split(";")):
        known.setdefault(email, []).append(row["record_id"])
found = set()
for row in csv.DictReader(open(left, encoding="utf-8", newline="")):
    for email in filter(None, row["emails"].split(";")):
        found |= {(row["record_id"], other) for other in known.get(email, ())}
with open(out, "w", encoding="utf-8", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["left_id", "right_id", "probability", "verdict", "evidence"])
    writer.writerows([*ids, "0.997000", "link", "e-mail exact"] for ids in sorted(found))
"""


def test_verdicts_are_the_tools_own_or_follow_from_its_probability(tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("left_id,right_id,probability,verdict\n1,a,0.99,link\n2,b,0.992,review\n3,c,0.2,different\n")
    assert [(each.linked, each.asked) for each in answers_of(path)] == [(True, False), (False, True), (False, False)]
    assert [each.linked for each in answers_of(path, automatic=0.991)] == [False, True, False]


def test_table_and_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    write_set(tmp_path, "small", people=1000, seed=3)
    out, figures = tmp_path / "links.csv", tmp_path / "figures.json"
    ends = [tmp_path / "small_crm.csv", tmp_path / "small_ats.csv", out]
    tools = [match.Tool(name, [sys.executable, "-c", BY_EMAIL, *ends], out) for name in ("talentsync", "other")]
    monkeypatch.setattr(match, "_tools", lambda *_: tools)
    monkeypatch.setattr(
        sys, "argv", ["match.py", "--data", str(tmp_path), "--set", "small", "--json", str(figures), "--runs", "2"]
    )
    match.main()
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].startswith("small: 1,000 x 1,000 records, ")
    line = next(line for line in shown if line.startswith("F1, best threshold"))
    assert "at least 0.9300" in line
    assert line.endswith("MISSED")
    found = json.loads(figures.read_text())
    assert found["met"]["F1, best threshold"] is False
    assert found["met"]["linked: F1"] is None
    assert found["met"]["peak memory, MB"] is False  # half of what the same tool takes
    assert 0.3 < found["results"][0]["score"]["recall"] < 0.5
    assert found["results"][0]["score"]["links"] == found["results"][1]["score"]["links"]

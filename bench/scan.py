# ruff: noqa: T201  # a bench prints
"""``python -m bench.scan``: `talentsync scan` on two exports, its time and memory, and its numbers beside the truth.

The command runs as a process of its own, from two files to a report and a folder of tables.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.match import generated
from bench.measuring import Run, machine, measure
from bench.scan_town import Town, make_town

LARGEST_MEGABYTES = {20_000: 700.0, 100_000: 1_500.0}
"""Of memory, for so many records on either side: more is a failure. Between them nothing is judged."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One finding: people in truth, people named, and how many of those are right."""

    finding: str
    truth: int
    named: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.named if self.named else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.truth if self.truth else 1.0


def main() -> None:
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="talentsync-bench-") as scratch:
        folder = Path(scratch)
        town = make_town(*generated(asked.people, asked.seed), into=folder, seed=asked.seed)
        run = measure(_command(town, folder), log=folder / "log.txt")
        judged = [judge(town, folder / "findings", key) for key in town.truth]
        report = (folder / "report.html").stat().st_size
        expected = _expected((folder / "log.txt").read_text(encoding="utf-8"))
    print(_table(asked.people, run, judged, report), _forecast(judged, expected), sep="\n")
    if asked.json:
        found = [asdict(each) for each in judged]
        figures = {"people": asked.people, "run": asdict(run), "expected": expected, "findings": found}
        asked.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    most = LARGEST_MEGABYTES.get(asked.people)
    if most is not None and run.megabytes > most:
        sys.exit(f"{run.megabytes:.0f} MB are more than the {most:.0f} MB that it may take.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000, help="records on either side (default: 100000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures to this file too")
    return parser.parse_args()


def _command(town: Town, folder: Path) -> list[str | Path]:
    command = Path(sysconfig.get_path("scripts")) / "talentsync"
    return [command, "scan", town.ats, town.crm, "--out", folder / "report.html", "--csv", folder / "findings"]


def judge(town: Town, folder: Path, key: str) -> Judged:
    """A row is right when its records are of one human, of whom it is true. Humans count once."""
    named, right = set(), set()
    for records in _rows(folder / f"{key}.csv"):
        humans = {town.entity[record] for record in records}
        named.add(min(humans))
        if len(humans) == 1 and humans <= town.truth[key]:
            right |= humans
    return Judged(key, len(town.truth[key]), len(named), len(right))


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield [cell for column, cell in row.items() if column.endswith("_id") and cell]


def _expected(said: str) -> int:
    """How many people the command itself expects in both files. Lines may be broken anywhere."""
    found = re.search(r"about ([\d,]+) in all", " ".join(said.split()))
    return int(found[1].replace(",", "")) if found else 0


def _forecast(judged: list[Judged], expected: int) -> str:
    truth = next(each.truth for each in judged if each.finding == "both-certain")
    return f"people in both that it expects in all: {expected:,}, truth {truth:,} ({expected / truth - 1:+.1%})"


def _table(people: int, run: Run, judged: list[Judged], report: int) -> str:
    lines = [
        f"{people:,} x {people:,} records on {machine()}",
        f"{run.seconds:.1f} s ({run.processor:.1f} s of processors), {run.megabytes:.0f} MB at the peak, "
        f"report of {report / 1024:.0f} KB",
        "",
        f"{'finding':<22}{'truth':>9}{'counted':>9}{'precision':>11}{'recall':>9}",
    ]
    lines += [
        f"{each.finding:<22}{each.truth:>9,}{each.named:>9,}{each.precision:>11.3f}{each.recall:>9.3f}"
        for each in judged
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()

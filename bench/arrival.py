# ruff: noqa: T201  # a bench prints
"""How long one arriving record takes against a store of a million: card, keys, candidates, rivals, verdict.

    python -m bench.arrival --records 100000

Makes people up, writes their cards into a store as a backfill would, then lets records arrive one at a time. Calls to
vendors are not part of it; what the commit waits for the disk is told apart. The processor's time is told beside the
clock's, since on a busy machine only the former says what the work is.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.people.files import write_set
from bench.sheets import find, rows
from mappings.canonical import Fields
from syncengine.core.matching.model import Model, shipped
from syncengine.core.matching.verdicts import LINK, REVIEW, Costs
from syncengine.identity.keeping import keep
from syncengine.identity.neighbourhood import neighbourhood
from syncengine.store import Store, open_store

ARRIVALS = 500
AT_ONCE = 10_000
SIDES = ("crm", "ats")
GOALS = {"p50": 5.0, "p95": None, "p99": 20.0}
"""Milliseconds."""

Row = tuple[str, str, Fields]
"""System, ref id, canonical fields."""


@dataclass(slots=True)
class Times:
    """Milliseconds per arrival."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    commit: list[float] = field(default_factory=list)
    linked: int = 0
    asked: int = 0


def people(folder: Path, *, records: int) -> Iterator[Row]:
    """So many records of made-up people, in two systems, one of each in turn."""
    write_set(folder, "people", people=-(-records // len(SIDES)), seed=1)
    sheets = [rows(find(folder, f"people_{side}")) for side in SIDES]
    for both in zip(*sheets, strict=True):
        for side, row in zip(SIDES, both, strict=True):
            yield side, row["record_id"], _fields(row)


def _fields(row: dict[str, str]) -> Fields:
    pages = tuple(filter(None, (row["linkedin_url"], row["github_url"])))
    several = {name: tuple(filter(None, row[name].split(";"))) for name in ("emails", "phones")}
    plain = {name: row[name] for name in ("company", "title", "location")}
    first, _, last = row["full_name"].rpartition(" ")
    names = {"first_name": row["first_name"] or first, "last_name": row["last_name"] or last}
    return {**names, **plain, **several, "profiles": pages}


def build(store: Store, arriving: Iterable[Row], *, total: int) -> None:
    """Write cards, keys and counts as a backfill does."""
    begun = time.perf_counter()
    batch: list[Row] = []
    for number, row in enumerate(arriving, start=1):
        batch.append(row)
        if len(batch) == AT_ONCE or number == total:
            _save(store, batch)
            batch = []
            spent = time.perf_counter() - begun
            print(f"{number:>9} of {total} records, {spent:6.1f} s, {spent / number * 1e6:5.0f} us each", flush=True)
        if number == total:
            return


def _save(store: Store, batch: Sequence[Row]) -> None:
    with store.write() as connection:
        for side in SIDES:
            keep(connection, system=side, records=[(ref_id, fields) for of, ref_id, fields in batch if of == side])


def arrive(store: Store, arriving: Sequence[Row], model: Model) -> Times:
    """Each record in a transaction of its own."""
    times = Times()
    for system, ref_id, fields in arriving:
        with store.write() as connection:
            clock, processor = time.perf_counter(), time.process_time()
            keep(connection, system=system, records=[(ref_id, fields)])
            near = neighbourhood(connection, [(system, ref_id)], model=model, costs=Costs())
            verdicts = [pair.verdict for pair in near.pairs_of((system, ref_id))]
            done = time.perf_counter()
            times.clock.append((done - clock) * 1e3)
            times.processor.append((time.process_time() - processor) * 1e3)
        times.commit.append((time.perf_counter() - done) * 1e3)
        times.linked += LINK in verdicts
        times.asked += REVIEW in verdicts and LINK not in verdicts
    return times


def report(times: Times) -> None:
    """The table."""
    print(f"{len(times.clock)} arrivals; {times.linked} linked, {times.asked} asked about")
    print(f"{'ms':>6} {'clock':>8} {'processor':>10} {'commit':>8}   goal")
    for name, goal in GOALS.items():
        share = float(name[1:])
        figures = [float(np.percentile(each, share)) for each in (times.clock, times.processor, times.commit)]
        wanted = f"under {goal:g}" if goal else ""
        print(f"{name:>6} {figures[0]:8.2f} {figures[1]:10.2f} {figures[2]:8.2f}   {wanted}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.arrival", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000, help="records in the store before anybody arrives")
    parser.add_argument("--arrivals", type=int, default=ARRIVALS)
    parser.add_argument("--folder", type=Path, default=None, help="where to work: an existing folder with room")
    asked = parser.parse_args()
    with TemporaryDirectory(dir=asked.folder) as scratch:
        folder = Path(scratch)
        store = open_store(f"sqlite:///{folder / 'store.db'}")
        crowd = people(folder, records=asked.records + asked.arrivals)
        build(store, crowd, total=asked.records)
        size = sum(each.stat().st_size for each in folder.glob("store.db*")) / 1e6
        print(f"the store has {size:.0f} MB")
        arriving = [row for row, _ in zip(crowd, range(asked.arrivals), strict=False)]
        arrive(store, arriving[: len(arriving) // 10], shipped())  # the first ones warm everything up
        report(arrive(store, arriving[len(arriving) // 10 :], shipped()))
        store.close()


if __name__ == "__main__":
    main()

"""How far an undo goes, and how long it takes: a first run over many people with wrong links among them is undone,
every field of every record is compared with what it was before, and two more passes must write nothing.

    python -m bench.undo [--people 500] [--wrong 25]
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

import structlog
import yaml

from bench.undo_town import Shown, Town, open_town
from syncengine import passes
from syncengine.app import Engine, engine_for
from syncengine.core.undoing import Left
from syncengine.passes import Silent, undoing
from syncengine.passes.undoing import Wish
from syncengine.settings import load_settings

Made = TypeVar("Made")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--people", type=int, default=500)
    asked.add_argument("--wrong", type=int, default=25)
    chosen = asked.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder, open_town(chosen.people, chosen.wrong) as town:
        config = Path(folder) / "talentsync.yaml"
        config.write_text(yaml.safe_dump({"version": 1, "workers": 4, "systems": town.systems}))
        _run(config, town)


def _run(config: Path, town: Town) -> None:
    with _engine(config) as engine:
        engine.places.make(engine.places.find(list_pools=True))
    before = town.shown()
    _timed("first run", lambda: _backfill(config))
    changed = _differences(before, town.shown())
    _say(f"  the run changed {len(changed)} fields of {len({record for record, _ in changed})} records")
    with engine_for(load_settings(config), passes=False) as engine:
        found = _timed("look", lambda: undoing.look(engine, "last", Wish(), by="bench"))
        _say(f"  {len(found.parted)} links, {len(found.operations)} writes, about {found.requests} requests")
        undone = _timed("undo", lambda: undoing.undo(engine, "last", Wish(), by="bench"))
    _say(f"  {sum(undone.written.values())} writes, {undone.waiting} people waiting")
    ok = _compare(before, town.shown(), undone.left)
    for number in (1, 2):
        ok = _pass_writes_nothing(config, number) and ok
    sys.exit(0 if ok else 1)


def _engine(config: Path) -> AbstractContextManager[Engine]:
    return engine_for(load_settings(config))


def _backfill(config: Path) -> None:
    with _engine(config) as engine:
        passes.backfill(engine, reporter=Silent(), agree=lambda proposal: True)


def _compare(before: Shown, after: Shown, left: tuple[Left, ...]) -> bool:
    """What the vendor forbids is printed; anything else must be as it was."""
    told = {(f"{each.system}:{each.ref}", "notes" if each.what == "note" else each.what) for each in left}
    differing = set(_differences(before, after))
    _say(f"  compared {sum(map(len, before.values()))} fields of {len(before)} records with what they were")
    for (system, what, why), number in Counter((each.system, each.what, each.why) for each in left).items():
        _say(f"  left: {number} x {system} {what}: {why}")
    for record, name in sorted(differing - told):
        _say(f"  NOT AS BEFORE: {record} {name}")
    _say(f"  differences that are not in that list: {len(differing - told)}")
    return not differing - told


def _differences(before: Shown, after: Shown) -> list[tuple[str, str]]:
    return [
        (record, name)
        for record in sorted({*before, *after})
        for name in sorted({*before.get(record, {}), *after.get(record, {})})
        if before.get(record, {}).get(name) != after.get(record, {}).get(name)
    ]


def _pass_writes_nothing(config: Path, number: int) -> bool:
    def sync() -> int:
        with _engine(config) as engine:
            return passes.sync(engine, reporter=Silent(), agree=lambda proposal: False).writes

    writes = _timed(f"pass {number}", sync)
    _say(f"  {writes} writes")
    return writes == 0


def _timed(what: str, act: Callable[[], Made]) -> Made:
    began, used = time.perf_counter(), time.process_time()
    made = act()
    _say(f"{what}: {time.perf_counter() - began:.1f} s, {time.process_time() - used:.1f} s of them ours")
    return made


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

# ruff: noqa: T201  # a bench prints
"""A plan of thousands of writes: saved, made stale by one human, refused, and applied to the rest.

    python -m bench.plans --people 5000

Everybody is in both systems, and the CRM knows a company that the ATS does not. One of them is edited after the plan is
made. Times are of the whole passes, over HTTP, without the vendors' limits. It ends with 1 when anything is not as it
should be.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import yaml

from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox.server import serve
from syncengine import plans, telemetry
from syncengine.app import Engine, engine_for
from syncengine.passes import Silent
from syncengine.plans import Applied, Filter, Made, SavedPlan
from syncengine.rehearsal.pair import rehearsal_world
from syncengine.settings import load_settings

COMPANY, EDITED = "Initech", "Globex"

Result = TypeVar("Result")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=5000)
    number = parser.parse_args().people
    telemetry.configure(verbosity=0, log_format="human")
    with TemporaryDirectory() as folder, _town(Path(folder), number) as (config, ats, candidates):
        path = config.parent / "plan.json"
        made = _timed("plan --out", lambda: _plan(config, path))
        print(f"  {made.tally.people} people, {path.stat().st_size / 1e6:.1f} MB; most memory {_memory():.0f} MB")
        ats.act("edit_candidate", candidate_id=candidates[number // 2], company=EDITED)
        writes = len(ats.journal.writes())
        refused = _timed("apply, one of them stale", lambda: _apply(config, path, skip_stale=False))
        right = refused.refused and len(refused.stale) == 1 and _patches(ats, writes) == 0
        print(f"  refused: {refused.refused}, stale: {len(refused.stale)}, writes: {_patches(ats, writes)}")
        applied = _timed("apply --skip-stale", lambda: _apply(config, path, skip_stale=True))
        shown = [ats.org.row("candidates", each)["company"] for each in candidates]
        right = right and (shown.count(COMPANY), shown.count(EDITED)) == (number - 1, 1)
        print(f"  written to: {applied.people}, stale: {len(applied.stale)}, writes: {_patches(ats, writes)}")
        again = _timed("apply, once more", lambda: _apply(config, path, skip_stale=True))
        print(f"  as planned already: {again.reviewed.already}; most memory {_memory():.0f} MB")
    print("all is as it should be" if right else "NOT as it should be")
    return 0 if right else 1


@contextmanager
def _town(folder: Path, number: int) -> Iterator[tuple[Path, GreenhouseSandbox, list[int]]]:
    ats, crm = GreenhouseSandbox(limits=False), GemSandbox(limits=False)
    candidates = []
    dice = random.Random(7)
    for each in range(number):
        first, last = _name(dice), _name(dice) + _name(dice).lower()
        address = f"{first}.{last}.{each}@example.com".lower()
        email = {"value": address, "type": "personal"}
        candidates.append(ats.act("add_candidate", first_name=first, last_name=last, email_addresses=[email]))
        emails = [{"email_address": address, "is_primary": True}]
        crm.act("add_candidate", first_name=first, last_name=last, company=COMPANY, emails=emails)
    with serve(ats) as ats_url, serve(crm) as crm_url:
        systems: dict[str, Any] = {
            "greenhouse": {"connector": "greenhouse", **ats.settings(ats_url)},
            "gem": {"connector": "gem", **crm.settings(crm_url)},
        }
        config = folder / "talentsync.yaml"
        config.write_text(yaml.safe_dump({"version": 1, "systems": systems}))
        yield config, ats, candidates


def _name(dice: random.Random) -> str:
    """Made of syllables: nobody is to be taken for somebody else."""
    return "".join(dice.choice("bdfgklmnprstvz") + dice.choice("aeiou") for _ in range(3)).title()


def _plan(config: Path, path: Path) -> Made:
    with _engine(config) as engine:
        return plans.make(engine, Filter(), reporter=Silent(), out=path, most_shown=20)


def _apply(config: Path, path: Path, *, skip_stale: bool) -> Applied:
    with _engine(config) as engine, SavedPlan(path) as saved:
        return plans.apply(
            engine,
            saved,
            reporter=Silent(),
            agree=lambda ready: True,
            go_on=lambda proposal: False,
            skip_stale=skip_stale,
        )


@contextmanager
def _engine(config: Path) -> Iterator[Engine]:
    with engine_for(load_settings(config), world=rehearsal_world(limits=False)) as engine:
        yield engine


def _patches(ats: GreenhouseSandbox, since: int) -> int:
    return sum(each.method == "PATCH" for each in ats.journal.writes()[since:])


def _timed(what: str, do: Callable[[], Result]) -> Result:
    began = time.perf_counter()
    result = do()
    print(f"{what}: {time.perf_counter() - began:.1f} s")
    return result


def _memory() -> float:
    """Megabytes, the sandboxes included: they live in this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())

"""Two systems, read into a store of the scan's own, matched as ever, and surveyed. It takes credentials that may read:
nothing else is tried. What they may not read is not judged; only people must be readable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from connectors.errors import NotPermitted
from connectors.lanes import Lane, in_lane
from syncengine.app import Engine
from syncengine.bulk.complaints import Abandoned
from syncengine.passes.outcome import Reporter
from syncengine.scan.collecting import Collected
from syncengine.scan.survey import Survey
from syncengine.scan.words import inviting
from syncengine.settings import AlreadyThere, Settings
from syncengine.store import people
from syncengine.work.systems import APPLICATION, CANDIDATE, JOB, POOL, System

_READ = (JOB, CANDIDATE, APPLICATION, POOL)
"""In the order in which they are needed."""

BATCH = 500

STORE = "scan.db"


@contextmanager
def apart(settings: Settings, *, keep: Path | None = None, overwrite: bool = False) -> Iterator[Settings]:
    """The same settings with a store of the scan's own: one that is gone afterwards, or in the folder ``keep``, which
    only its owner can read. Nothing of a later sync depends on it. Raises AlreadyThere, and Abandoned when the
    user stops the block."""
    try:
        if keep is not None:
            _make_room(keep, overwrite=overwrite)
            yield _stored(settings, keep.absolute())
            return
        with TemporaryDirectory(prefix="talentsync-scan-") as folder:
            yield _stored(settings, Path(folder))
    except KeyboardInterrupt:
        raise Abandoned("Interrupted. Nothing was written to any system.") from None


def _make_room(keep: Path, *, overwrite: bool) -> None:
    """A scan begins anew: who was deleted since an earlier one would still stand in its store."""
    keep.mkdir(mode=0o700, parents=True, exist_ok=True)
    earlier = sorted(keep.glob(f"{STORE}*"))
    if earlier and not overwrite:
        raise AlreadyThere(f"{keep} has an earlier scan in it; to overwrite it: --force")
    for file in earlier:
        file.unlink()


def _stored(settings: Settings, folder: Path) -> Settings:
    url = sa.URL.create(
        "sqlite", database=str(folder / STORE)
    )  # a folder may have signs in its name that mean something
    return replace(settings, store_url=url.render_as_string())


def survey_systems(engine: Engine, *, reporter: Reporter, nurture: Sequence[str] = (), names: bool = False) -> Survey:
    """List everything that is needed, match, and gather. ``nurture`` and ``names`` are as for files. Raises
    ConnectorError."""
    refused = _read_all(engine, reporter)
    engine.matcher.match_all(progress=reporter.matched)
    collected = Collected(engine, refused, keeps_names=names)
    after = ""
    while True:
        with engine.store.read() as connection:
            batch = people.all_people(connection, after=after, limit=BATCH)
            if not batch:
                break
            for facts in engine.loader.load(connection, batch):
                collected.add(facts)
        after = batch[-1]
    with engine.store.read() as connection:
        known = [pool.name for pool in engine.policy.pools.values() if pool.contact]
        return collected.survey(connection, invites=inviting(nurture, known))


def _read_all(engine: Engine, reporter: Reporter) -> frozenset[tuple[str, str]]:
    """Read all systems side by side. Returns what must not be read, as (system, kind)."""

    def read(system: System) -> set[tuple[str, str]]:
        with in_lane(Lane.BACKFILL):
            return _read(engine, system, reporter)

    with ThreadPoolExecutor(max(1, len(list(engine.systems)))) as threads:
        return frozenset().union(*threads.map(read, engine.systems))


def _read(engine: Engine, system: System, reporter: Reporter) -> set[tuple[str, str]]:
    refused = set()
    try:
        engine.observer.list_looked_up(system)
    except NotPermitted:
        refused.add((system.name, "rejection_reason"))
    for kind in _READ:
        if kind not in system.connector.manifest.kinds:
            continue
        try:
            engine.observer.list_kind(system, kind, seen=reporter.listed)
        except NotPermitted:
            if kind == CANDIDATE:
                raise
            refused.add((system.name, kind))
    return refused

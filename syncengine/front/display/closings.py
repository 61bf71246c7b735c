"""Systems that nothing is asked of, in words: since when, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from syncengine.front.display.words import command, count, plain
from syncengine.front.resuming import Resumed
from syncengine.work.gates import Closed

_TIME = "%Y-%m-%d %H:%M:%S UTC"


def closed_lines(closed: Iterable[Closed], *, config: Path) -> Iterator[str]:
    """What is closed and how it opens again. A system that is down opens by itself."""
    for each in closed:
        since = f"since {_time(each.since)}: {plain(each.why)}"
        if each.paused:
            yield f"{plain(each.system)} is paused {since}"
            yield f"  When that is mended: {command(f'resume {each.system}', config)}"
        else:
            yield f"{plain(each.system)} is down {since}"
            yield f"  It is asked again at {_time(each.probe_at or each.since)}; until then nothing is sent to it."


def closed_json(closed: Iterable[Closed]) -> list[dict[str, Any]]:
    return [
        {**asdict(each), "since": _iso(each.since), "probe_at": None if each.probe_at is None else _iso(each.probe_at)}
        for each in closed
    ]


def resumed_lines(resumed: Iterable[Resumed], *, config: Path) -> Iterator[str]:
    """What `resume` did."""
    done = list(resumed)
    for each in done:
        free = f"{count(each.people, 'person', 'people')} waited for it"
        yield (
            f"{plain(each.system)} is resumed; {free}." if each.was_closed else f"{plain(each.system)} was not paused."
        )
    if not done:
        yield "No system was paused."
    if any(each.was_closed for each in done):
        yield f"They are run by the daemon, or now by: {command('sync', config)}"


def resumed_json(resumed: Iterable[Resumed]) -> dict[str, Any]:
    return {"systems": [asdict(each) for each in resumed]}


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime(_TIME)


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()

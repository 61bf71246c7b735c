"""Vendors' limits as people see them: how an account stands, and how long what is planned will take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import RenderableType

from connectors.pacing import Standing
from syncengine.front.display.words import plain, table

WORTH_TELLING_SECONDS = 20.0


def forecast_lines(requests: Mapping[str, int], standings: Mapping[str, Standing]) -> Iterator[str]:
    """How long the writes take at least, by system, where it is long enough to matter."""
    for system, seconds in forecasts(requests, standings).items():
        if seconds >= WORTH_TELLING_SECONDS:
            rate = standings[system].rate
            yield (
                f"{plain(system)} allows about {rate:.1f} requests per second to us: {requests[system]} requests take "
                f"at least {duration(seconds)}."
            )


def forecasts(requests: Mapping[str, int], standings: Mapping[str, Standing]) -> dict[str, float]:
    """system -> seconds, for those whose limit we know."""
    return {
        system: standings[system].forecast(number)
        for system, number in sorted(requests.items())
        if system in standings and standings[system].rate > 0
    }


def duration(seconds: float) -> str:
    """A time as one says it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def budgets_shown(standings: Mapping[str, Standing]) -> list[RenderableType]:
    """A table of the accounts, or nothing."""
    rows = [
        (
            plain(system),
            f"{each.limit:g} in {each.seconds:g} s",
            f"{each.share:.0%}",
            f"{each.remaining:.0f}",
            f"{each.rate:.1f}",
            f"{each.rivals:.1f}",
            f"for {duration(each.closed_for)}" if each.closed_for else "",
        )
        for system, each in sorted(standings.items())
    ]
    heads = ("system", "limit", "ours", "left now", "per second", "others per minute", "told to stop")
    return [table("Rate budget", heads, rows)] if rows else []


def budgets_json(standings: Mapping[str, Standing]) -> dict[str, Any]:
    return {system: each.as_json() for system, each in sorted(standings.items())}

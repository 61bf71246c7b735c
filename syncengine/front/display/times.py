"""Moments on the screen and for machines."""

from __future__ import annotations

from datetime import UTC, datetime

_TIME = "%Y-%m-%d %H:%M:%S UTC"


def when(seconds: float) -> str:
    """``2026-11-22 12:00:00 UTC``."""
    return datetime.fromtimestamp(seconds, UTC).strftime(_TIME)


def iso(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()

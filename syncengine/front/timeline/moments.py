"""Moments as people say them: ``2026-11-22``, ``2026-11-22T09:30+01:00``, ``2 hours ago``, ``3d``. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_AGO = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[a-z]+)(?:\s+ago)?")
_UNITS = {
    "s": "seconds",
    "sec": "seconds",
    "second": "seconds",
    "m": "minutes",
    "min": "minutes",
    "minute": "minutes",
    "h": "hours",
    "hour": "hours",
    "d": "days",
    "day": "days",
    "w": "weeks",
    "week": "weeks",
}
FORMS = "2026-11-22, 2026-11-22T09:30, 2026-11-22T09:30+01:00, '2 hours ago' or 3d"


_FIRST = datetime.min.replace(tzinfo=UTC).timestamp()
"""No calendar goes further back."""


class NotAMoment(ValueError):
    """Words that name no moment of the past."""


def moment(words: str, *, now: float) -> float:
    """The moment, in seconds since the epoch. A day begins at midnight, and without a zone it is UTC. Raises
    NotAMoment."""
    at = _ago(words.strip().lower(), now)
    if at is None:
        at = _date(words.strip())
    if at < _FIRST:
        raise NotAMoment(_too_long(words))
    if at > now:
        raise NotAMoment(f"{words!r} is still to come: nothing is recorded of it")
    return at


def _ago(words: str, now: float) -> float | None:
    found = _AGO.fullmatch(words)
    if found is None:
        return None
    unit = found["unit"] if found["unit"] in _UNITS else found["unit"].removesuffix("s")
    if unit not in _UNITS:
        raise NotAMoment(f"{words!r} is no time: there is no unit {found['unit']!r}; say {FORMS}")
    try:
        return now - timedelta(**{_UNITS[unit]: float(found["number"])}).total_seconds()
    except OverflowError as error:
        raise NotAMoment(_too_long(words)) from error


def _too_long(words: str) -> str:
    return f"{words!r} is longer ago than anything"


def _date(words: str) -> float:
    try:
        said = datetime.fromisoformat(words)
        return (said if said.tzinfo else said.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError) as error:
        raise NotAMoment(f"{words!r} is no time; say {FORMS}") from error

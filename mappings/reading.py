"""Single values of a vendor's record, by their path. What is absent or null is None; what has another form than was
documented is Malformed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict

from mappings.transforms.base import Data, Malformed


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How a vendor writes times. ``iso`` without an offset is UTC; ``unix`` is seconds."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    format: Literal["iso", "unix"]
    changed: tuple[str, ...] = ()

    def at(self, data: Data, path: str | None) -> datetime | None:
        """The time at ``path``; absent and null are None. Raises Malformed."""
        raw = None if path is None else dig(data, path)
        if raw is None or path is None:
            return None
        try:
            return _iso(raw) if self.format == "iso" else _unix(raw)
        except (ValueError, TypeError, OverflowError, OSError) as error:
            raise Malformed(path, f"must be a time ({self.format})") from error

    def changed_at(self, data: Data) -> datetime | None:
        """The first of the ``changed`` times that the vendor gives."""
        found = (self.at(data, path) for path in self.changed)
        return next((time for time in found if time is not None), None)


def dig(data: Data, path: str) -> Any:
    """The value at a path such as ``type.key``; None when any step is missing."""
    value: Any = data
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def text(data: Data, path: str | None) -> str | None:
    """Raises Malformed."""
    raw = None if path is None else dig(data, path)
    if raw is None or isinstance(raw, str):
        return raw.strip() or None if raw else None
    raise Malformed(str(path), "must be text")


def number(data: Data, path: str | None) -> float | None:
    """Raises Malformed."""
    raw = None if path is None else dig(data, path)
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        raise Malformed(str(path), "must be a number")
    return float(raw)


def id_at(data: Data, path: str | None) -> str | None:
    """An id as text. Raises Malformed."""
    raw = None if path is None else dig(data, path)
    return None if raw is None else _id(raw, str(path))


def ids_at(data: Data, path: str | None) -> tuple[str, ...]:
    """The ids of a list, as texts. Raises Malformed."""
    raw = None if path is None else dig(data, path)
    if raw is None:
        return ()
    if not isinstance(raw, list | tuple):
        raise Malformed(str(path), "must be a list of ids")
    return tuple(id_ for each in raw if each is not None and (id_ := _id(each, str(path))) is not None)


def required_id(data: Data, path: str) -> str:
    """Raises Malformed, also when there is none."""
    found = id_at(data, path)
    if found is None:
        raise Malformed(path, "is missing")
    return found


def _id(raw: Any, path: str) -> str | None:
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise Malformed(path, "must be an id")
    return str(raw) or None


def _iso(raw: Any) -> datetime:
    time = datetime.fromisoformat(raw)
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _unix(raw: Any) -> datetime:
    if isinstance(raw, bool):
        raise TypeError
    return datetime.fromtimestamp(raw, UTC)

"""One thing that happened to a person, in either system or here. Values of records are in it: for screens and answers,
never for logs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

What = Literal[
    "first seen", "history begins", "changed", "gone", "back", "moved",
    "asked", "answered", "value by hand", "erasure asked", "let in again",
    "unlinked", "linked",
    "written", "found there", "refused", "given up", "under way",
]  # fmt: skip
"""``history begins``: what a record said before was not kept. ``found there``: a write that was not needed any more.
Of what happened at one moment the reason comes first: events of one moment stand in this order."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One field, before and after. ``why`` is the rule behind it, where it was our write."""

    field: str
    was: Any
    value: Any
    why: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """``at`` is in seconds since the epoch; ``record`` is ``system:kind:id``; ``by`` is who did it, ``talentsync``
    included, and None where only the vendor knows. ``said`` has what only events of that sort have."""

    at: float
    what: What
    record: str | None = None
    by: str | None = None
    why: str = ""
    changes: Sequence[Changed] = ()
    said: Mapping[str, Any] = field(default_factory=dict)


def named(record: tuple[str, str, str]) -> str:
    """``system:kind:id``."""
    return ":".join(record)

"""The question whether two people are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store import reviews


def ask_whether_same(
    connection: sa.Connection,
    one: PersonId,
    other: PersonId,
    *,
    reason: str,
    system: str,
    ref_id: str,
    now: float,
    keys: Sequence[str] = (),
    detail: Mapping[str, Any] | None = None,
) -> None:
    """One question, known to both people: neither gets a new record while it is open. ``keys`` are the kinds of
    identifiers that agree; ``detail`` says which two records raise it and how they were judged."""
    for asked, about in ((one, other), (other, one)):
        reviews.open_review(
            connection,
            "possible_match",
            subject=f"{asked}~{about}",
            reason=reason,
            now=now,
            person=asked,
            system=system,
            ref_id=ref_id,
            detail={**(detail or {}), "other": about, "keys": list(keys)},
        )

"""The receipt: what was erased where, what stays, and what a human has still to do. It can be shown to anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from syncengine.store import erased_keys, erasures
from syncengine.store.erasures import Erasure, Target

NOT_PROMISED = (
    "copies that others made: backups of the store, archives and replicas of a database server",
    "what a vendor keeps in its own backups and logs",
    "mail, exports and notes outside of these systems",
)


def end(connection: sa.Connection, of: Erasure, *, now: float) -> None:
    """The erasure has come to its end."""
    remembered = erased_keys.count(connection, of.id)
    receipt = {**of.receipt, "remembered": remembered, "not_promised": list(NOT_PROMISED)}
    erasures.keep(connection, replace(of, state="done", ended_at=now, receipt=receipt))
    erasures.tell_of(connection, of, "done", now=now)


def receipt_of(of: Erasure) -> Mapping[str, Any]:
    """As JSON. Before the end it says how far it is."""
    return {
        "erasure": of.id,
        "person": of.person,
        "state": "lifted" if of.lifted_at else of.state,
        "asked_at": _iso(of.asked_at),
        "asked_by": of.asked_by,
        "why": of.why,
        "ended_at": _iso(of.ended_at),
        "lifted_at": _iso(of.lifted_at),
        "records": [_record(target) for target in of.targets],
        **of.receipt,
    }


def _record(target: Target) -> dict[str, Any]:
    return {
        "record": f"{target.system}:candidate:{target.ref_id}",
        "state": "erased" if target.done else f"by hand: open ({target.by_hand})" if target.by_hand else "open",
        "how": target.how,
        "was_gone": target.was_gone,
        "kept_there": list(target.left),
        "at": _iso(target.at),
    }


def _iso(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()

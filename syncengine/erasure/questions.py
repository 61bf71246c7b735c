"""What humans are asked about the forgotten. No question has personal data: refs, dates, and kinds of identifiers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store import erasures, reviews
from syncengine.store.erasures import Erasure, Ref, Target
from syncengine.store.reviews import ReviewKind
from syncengine.store.tables import review
from syncengine.work.systems import CANDIDATE

RETURNED: ReviewKind = "returned"
ELSEWHERE: ReviewKind = "erased_elsewhere"

_KINDS = {
    "email": "an e-mail address",
    "phone": "a phone number",
    "profile": "a profile page",
    "cross_id": "an id",
    "mark": "our own mark",
}
_NAMED = "erasures"
_APPLIED = "; it has applied since then"


def subject_of(ref: Ref) -> str:
    """How questions about a record name it."""
    return f"{ref[0]}:{CANDIDATE}:{ref[1]}"


def ask_about_return(
    connection: sa.Connection, ref: Ref, of: Sequence[str], *, kinds: Collection[str], now: float
) -> None:
    """A record carries what somebody forgotten carried. ``of`` are the erasures of all whom it could be, the most
    likely first: the answer is about that one. What is asked already is asked about them from now on."""
    shared = ", ".join(_KINDS[kind] for kind in sorted(kinds))
    on = ", or ".join(_on(connection, each) for each in of)
    reason = (
        f"this record has {shared} of somebody who was forgotten {on}; nothing of it is kept, and no other system "
        "hears of it. Erase it, too, or say that the person consented anew"
    )
    detail = {"erasure": of[0], "erasures": list(of), "identifiers": sorted(kinds), "applied_since": False}
    asked = _standing(connection, ref)
    if asked is None:
        _open(connection, ref, reason, detail=detail, now=now)
    elif _NAMED in asked.detail and asked.detail[_NAMED] != detail[_NAMED]:
        applied = bool(asked.detail.get("applied_since"))
        _change(connection, asked, reason + _APPLIED * applied, detail={**detail, "applied_since": applied})


def ask_for_hands(connection: sa.Connection, of: Erasure, target: Target, *, now: float) -> None:
    """A record could not be erased by us."""
    reason = f"to be erased by hand: {target.by_hand}"
    _open(connection, target.ref, reason, detail={"erasure": of.id, "identifiers": ["cross_id"]}, now=now)


def note_application(connection: sa.Connection, ref: Ref) -> None:
    """The record has an application that is newer than the erasure."""
    asked = _standing(connection, ref)
    if asked is not None and not asked.detail.get("applied_since"):
        _change(connection, asked, asked.reason + _APPLIED, detail={**asked.detail, "applied_since": True})


def ask_about_elsewhere(connection: sa.Connection, person: PersonId, ref: Ref, *, now: float) -> None:
    """Somebody was made anonymous at a vendor, by whoever works there."""
    reviews.open_review(
        connection,
        ELSEWHERE,
        subject=subject_of(ref),
        reason="made anonymous there; the other systems and our own store still have the person. "
        f"To erase everything: talentsync forget {person}",
        now=now,
        person=person,
        system=ref[0],
        ref_id=ref[1],
    )


def close(connection: sa.Connection, refs: Sequence[Ref], *, decision: str, by: str, now: float) -> None:
    """Questions whether these records may come in are answered."""
    subjects = [subject_of(ref) for ref in refs]
    reviews.close_matching(connection, RETURNED, subjects=subjects, decision=decision, by=by, now=now)


def seconds_of(moment: object) -> float | None:
    """A time of the store as seconds since the epoch."""
    if isinstance(moment, int | float):
        return float(moment)
    try:
        return datetime.fromisoformat(str(moment)).timestamp() if moment else None
    except ValueError:
        return None


def _standing(connection: sa.Connection, ref: Ref) -> sa.Row[Any] | None:
    """The open question about a record."""
    standing = sa.and_(review.c.kind == RETURNED, review.c.subject == subject_of(ref), review.c.closed_at.is_(None))
    asked = sa.select(*(review.c[name] for name in ("id", "reason", "detail"))).where(standing)
    return connection.execute(asked).one_or_none()


def _change(connection: sa.Connection, asked: sa.Row[Any], reason: str, *, detail: Mapping[str, Any]) -> None:
    connection.execute(review.update().where(review.c.id == asked.id).values(reason=reason, detail=dict(detail)))


def _open(connection: sa.Connection, ref: Ref, reason: str, *, detail: dict[str, object], now: float) -> None:
    reviews.open_review(
        connection,
        RETURNED,
        subject=subject_of(ref),
        reason=reason,
        now=now,
        system=ref[0],
        ref_id=ref[1],
        detail=detail,
    )


def _on(connection: sa.Connection, id_: str) -> str:
    of = erasures.find(connection, id_)
    return f"on {datetime.fromtimestamp(of.asked_at, UTC):%Y-%m-%d} ({id_})" if of else id_

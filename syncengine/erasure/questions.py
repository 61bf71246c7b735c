"""What humans are asked about the forgotten. No question has personal data: refs, dates, and kinds of identifiers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

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


def subject_of(ref: Ref) -> str:
    """How questions about a record name it."""
    return f"{ref[0]}:{CANDIDATE}:{ref[1]}"


def ask_about_return(
    connection: sa.Connection, ref: Ref, erasure_id: str, *, kinds: Collection[str], now: float
) -> None:
    """A record carries what somebody forgotten carried."""
    of = erasures.find(connection, erasure_id)
    shared = ", ".join(_KINDS[kind] for kind in sorted(kinds))
    reason = (
        f"this record has {shared} of somebody who was forgotten{_on(of)}; nothing of it is kept, and no other system "
        "hears of it. Erase it, too, or say that the person consented anew"
    )
    detail = {"erasure": erasure_id, "identifiers": sorted(kinds), "applied_since": False}
    _open(connection, ref, reason, detail=detail, now=now)


def ask_for_hands(connection: sa.Connection, of: Erasure, target: Target, *, now: float) -> None:
    """A record could not be erased by us."""
    reason = f"to be erased by hand: {target.by_hand}"
    _open(connection, target.ref, reason, detail={"erasure": of.id, "identifiers": ["cross_id"]}, now=now)


def note_application(connection: sa.Connection, ref: Ref) -> None:
    """The record has an application that is newer than the erasure."""
    standing = sa.and_(review.c.kind == RETURNED, review.c.subject == subject_of(ref), review.c.closed_at.is_(None))
    row = connection.execute(sa.select(review.c.id, review.c.reason, review.c.detail).where(standing)).one_or_none()
    if row is not None and not row.detail.get("applied_since"):
        changed = {
            "detail": {**row.detail, "applied_since": True},
            "reason": f"{row.reason}; it has applied since then",
        }
        connection.execute(review.update().where(review.c.id == row.id).values(**changed))


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


def _on(of: Erasure | None) -> str:
    return f" on {datetime.fromtimestamp(of.asked_at, UTC):%Y-%m-%d} ({of.id})" if of else ""

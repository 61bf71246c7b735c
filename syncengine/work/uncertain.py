"""Creates that neither a mark nor a search can tell about: a human looks, and until then nothing is made."""

from __future__ import annotations

import sqlalchemy as sa

from syncengine.core.causes import UNCERTAIN
from syncengine.store import parking
from syncengine.store.journal import Entry
from syncengine.store.letters import Failure, open_letter
from syncengine.store.tables import review

NONE_THERE = "retry"
"""The answer of a human who has looked and found no record."""

_WHY = (
    "a record was to be made and no answer came; this system has no mark to find it by, and nothing of the person can"
    " be searched there. Look there: if there is a record, it is linked when it is seen; if there is none, try again"
)


def ask(connection: sa.Connection, entry: Entry, *, now: float) -> None:
    """Is there a record? Asked once."""
    review_id = open_letter(
        connection,
        entry.person,
        system=entry.system,
        ref_id=None,
        names=(UNCERTAIN,),
        reason=_WHY,
        failure=Failure("Ambiguous"),
        now=now,
    )
    parking.park(
        connection,
        entry.person,
        system=entry.system,
        fields=(UNCERTAIN,),
        facts={},
        review_id=review_id,
        now=now,
    )


def answer(connection: sa.Connection, entry: Entry) -> str | None:
    """What a human has said since it was sent; None while nobody has."""
    subject = f"{entry.person}:{entry.system}:{UNCERTAIN}"
    said: str | None = connection.execute(
        sa.select(review.c.decision)
        .where(review.c.kind == "parked", review.c.subject == subject, review.c.closed_at >= entry.sent_at)
        .order_by(review.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return said

"""Questions about two people, when people become one or two: what a human said about somebody holds for whoever that
somebody is now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store.audit_decisions import REVIEW, tell_of_answers
from syncengine.store.people import chunks
from syncengine.store.reviews import DIFFERENT, close_matching, decided_different, open_review
from syncengine.store.tables import parked, review

_OF_A_PERSON = ("conflict", "parked", "unknown_value", "unpushed")
"""Questions that a plan raises. They are asked anew of whoever the plan is for."""


def subjects_of(one: PersonId, other: PersonId) -> tuple[str, str]:
    """A question about two people stands on both."""
    return f"{one}~{other}", f"{other}~{one}"


def tell_apart(connection: sa.Connection, one: PersonId, other: PersonId, *, by: str, now: float) -> None:
    """Write down a human's word that the two are not the same, whether or not it was ever asked."""
    close_matching(connection, "possible_match", subjects=subjects_of(one, other), decision=DIFFERENT, by=by, now=now)
    if decided_different(connection, one, other):
        return
    for asked, about in ((one, other), (other, one)):
        said = connection.execute(
            review.insert()
            .values(
                kind="possible_match",
                subject=f"{asked}~{about}",
                person_id=asked,
                reason="a human said so",
                detail={"other": about, "keys": []},
                opened_at=now,
                closed_at=now,
                decision=DIFFERENT,
                decided_by=by,
            )
            .returning(*REVIEW)
        )
        tell_of_answers(connection, said, said=DIFFERENT, by=by, now=now)


def note(connection: sa.Connection, one: PersonId, other: PersonId, **more: Any) -> None:
    """Keep more with what was asked, or said, about the two."""
    about = sa.and_(review.c.kind == "possible_match", review.c.subject.in_(subjects_of(one, other)))
    for row in connection.execute(sa.select(review.c.id, review.c.detail).where(about)).all():
        connection.execute(review.update().where(review.c.id == row.id).values(detail={**row.detail, **more}))


def told_apart_from(connection: sa.Connection, people: Sequence[PersonId]) -> set[PersonId]:
    """Everybody of whom a human has said that they are none of these people."""
    found: set[PersonId] = set()
    for chunk in chunks(people):
        rows = connection.execute(
            sa.select(review.c.subject).where(
                review.c.person_id.in_(chunk), review.c.kind == "possible_match", review.c.decision == DIFFERENT
            )
        )
        found.update(PersonId(row[0].partition("~")[2]) for row in rows)
    return found


def hand_over(connection: sa.Connection, *, stays: PersonId, leaves: PersonId, by: str, now: float) -> None:
    """One person became part of another. What was said of the one is said of the other; what is still open about the
    two is answered; what a plan asked will be asked again if it still holds."""
    for other in told_apart_from(connection, [leaves]) - {stays}:
        tell_apart(connection, stays, other, by=by, now=now)
    for row in _open_pairs(connection, leaves):
        other = PersonId(row.detail["other"])
        subjects = subjects_of(leaves, other)
        # Nobody has answered about third people: the question goes with the person.
        said = "same" if other == stays else "asked anew"
        close_matching(connection, "possible_match", subjects=subjects, decision=said, by=by, now=now)
        if other != stays and not decided_different(connection, stays, other):
            _ask_again(connection, row, stays=stays, other=other, now=now)
    connection.execute(parked.delete().where(parked.c.person_id == leaves))
    open_ones = sa.and_(review.c.person_id == leaves, review.c.closed_at.is_(None))
    connection.execute(
        review.update()
        .where(open_ones, review.c.kind.in_(_OF_A_PERSON))
        .values(closed_at=now, decision="asked anew", decided_by=by)
    )
    first = sa.func.coalesce(review.c.asked_of, review.c.person_id)
    connection.execute(review.update().where(open_ones).values(person_id=stays, asked_of=first))


def _open_pairs(connection: sa.Connection, person: PersonId) -> Sequence[sa.Row[Any]]:
    return connection.execute(
        sa.select(review).where(
            review.c.person_id == person, review.c.kind == "possible_match", review.c.closed_at.is_(None)
        )
    ).all()


def _ask_again(connection: sa.Connection, row: sa.Row[Any], *, stays: PersonId, other: PersonId, now: float) -> None:
    for asked, about in ((stays, other), (other, stays)):
        open_review(
            connection,
            "possible_match",
            subject=f"{asked}~{about}",
            reason=row.reason,
            now=now,
            person=asked,
            system=row.system,
            ref_id=row.ref_id,
            detail={**row.detail, "other": about},
        )

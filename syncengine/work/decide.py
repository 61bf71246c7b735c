"""What humans decide about open reviews. Their word is kept and never overruled."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store import Store, listings, people, queue, reviews, settled
from syncengine.store.reviews import Review


class NotDecidable(ValueError):
    """There is no such open review, or that answer does not fit it."""


class Desk:
    """Carries out decisions. Nothing is written to any system here: the people concerned are queued for a run."""

    def __init__(self, store: Store, *, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now

    def same(self, id_: int, *, by: str) -> PersonId:
        """The two are one person: the records of the one move to the other. Returns the person that stays.

        Raises NotDecidable when both have a record in the same system: two records of one person in one system are
        merged there, by the vendor's own means, because only the vendor can.
        """
        with self._store.write() as connection:
            review = self._open(connection, id_, kind="possible_match")
            stays, leaves = self._pair(review)
            links = people.links_of(connection, [stays, leaves])
            theirs = {link.system for link in links if link.person == leaves}
            twice = theirs & {link.system for link in links if link.person == stays}
            if twice:
                where = ", ".join(sorted(twice))
                raise NotDecidable(f"both have a record in {where}: merge the two there, we follow")
            for link in links:
                if link.person == leaves:
                    people.undo_link(connection, link.id, now=self._now())
                    people.make_link(
                        connection,
                        person_id=stays,
                        system=link.system,
                        kind=link.kind,
                        ref_id=link.ref_id,
                        evidence={"outcome": "human", "review": id_},
                        actor=by,
                        now=self._now(),
                    )
                    settled.forget(connection, leaves, link.system)
            self._close_pair(connection, stays, leaves, decision="same", by=by)
            queue.mark_dirty(connection, [stays], lane=queue.LIVE, reason="decided", now=self._now())
        return stays

    def different(self, id_: int, *, by: str) -> None:
        """The two are not the same person. It is never asked again."""
        with self._store.write() as connection:
            review = self._open(connection, id_, kind="possible_match")
            one, other = self._pair(review)
            self._close_pair(connection, one, other, decision=reviews.DIFFERENT, by=by)
            queue.mark_dirty(connection, [one, other], lane=queue.LIVE, reason="decided", now=self._now())

    def retry(self, id_: int, *, by: str) -> None:
        """The cause is mended: try again what was parked, or look again at what could not be read."""
        with self._store.write() as connection:
            review = reviews.find(connection, id_)
            if review is None:
                raise NotDecidable(f"there is no open review {id_}; see: talentsync review list")
            if review.kind == "possible_match":
                raise NotDecidable(f"review {id_} asks whether two people are the same; answer `same` or `different`")
            if review.kind == "bad_record" and review.ref_id is None:
                raise NotDecidable("that record has no id to read it by; `talentsync backfill` reads everything again")
            if review.kind in {"bad_record", "vanished"}:
                # If it still cannot be read, or is still gone, the question is asked again.
                system, kind, ref_id = review.subject.split(":", 2)
                listings.give_hints(
                    connection, system=system, kind=kind, ref_ids=[ref_id], reason="retry", now=self._now()
                )
            reviews.close(connection, id_, decision="retry", by=by, now=self._now())
            if review.person is not None:
                queue.mark_dirty(connection, [review.person], lane=queue.LIVE, reason="retry", now=self._now())

    def _open(self, connection: sa.Connection, id_: int, *, kind: str) -> Review:
        review = reviews.find(connection, id_)
        if review is None:
            raise NotDecidable(f"there is no open review {id_}; see: talentsync review list")
        if review.kind != kind:
            raise NotDecidable(f"review {id_} is not about two people; see: talentsync review list")
        return review

    def _pair(self, review: Review) -> tuple[PersonId, PersonId]:
        assert review.person is not None  # noqa: S101  # possible matches always name a person
        one, other = sorted([review.person, PersonId(str(review.detail["other"]))])
        return one, other

    def _close_pair(self, connection: sa.Connection, one: PersonId, other: PersonId, *, decision: str, by: str) -> None:
        """The question stands on both people: it is answered on both."""
        subjects = (f"{one}~{other}", f"{other}~{one}")
        reviews.close_matching(
            connection, "possible_match", subjects=subjects, decision=decision, by=by, now=self._now()
        )

"""What humans decide about open reviews. Their word is kept and never overruled."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.erasure import answering
from syncengine.store import Store, hints, pairs, people, queue, reviews
from syncengine.store.reviews import Review
from syncengine.work.record import LET_GO
from syncengine.work.uniting import BeingForgotten, split, unite
from syncengine.work.upkeep import LEFT


class NotDecidable(ValueError):
    """There is no such open review, or that answer does not fit it."""


class Desk:
    """Carries out decisions. Nothing is written to any system here: the people concerned are queued for a run."""

    def __init__(self, store: Store, *, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now

    def same(self, id_: int, *, by: str) -> PersonId:
        """The two are one person: the records of the one move to the other. Returns the person that stays. Where that
        person has two records in one system then, they are shown as ghosts. Of a ghost: it is one, and was seen."""
        with self._store.write() as connection:
            review = self._open(connection, id_, kinds=("possible_match", "ghost"))
            if review.kind == "ghost":
                reviews.close(connection, id_, decision="same", by=by, now=self._now())
                return _person(review)
            stays, leaves = self._pair(review)
            self._close_pair(connection, stays, leaves, decision="same", by=by)
            evidence = {"outcome": "human", "review": id_}
            now = self._now()
            try:
                unite(connection, stays=stays, leaves=leaves, evidence=evidence, by=by, lane=queue.LIVE, now=now)
            except BeingForgotten as error:
                raise NotDecidable(str(error)) from error
        return stays

    def different(self, id_: int, *, by: str) -> None:
        """The two are not the same person. It is never asked again. Of a ghost: that record becomes a person of its
        own."""
        with self._store.write() as connection:
            review = self._open(connection, id_, kinds=("possible_match", "ghost"))
            if review.kind == "ghost":
                self._split(connection, review, by=by)
                return
            one, other = self._pair(review)
            self._close_pair(connection, one, other, decision=reviews.DIFFERENT, by=by)
            queue.mark_dirty(connection, [one, other], lane=queue.LIVE, reason="decided", now=self._now())

    def leave(self, id_: int, *, by: str) -> None:
        """Seen, and to be left as it is: a record that is gone stays gone, a ghost stays."""
        with self._store.write() as connection:
            self._open(connection, id_, kinds=("vanished", "ghost", "erased_elsewhere"))
            reviews.close(connection, id_, decision=LEFT, by=by, now=self._now())

    def retry(self, id_: int, *, by: str) -> None:
        """The cause is mended: try again what was parked, or look again at what could not be read."""
        with self._store.write() as connection:
            review = self._open(connection, id_)
            if review.kind == "possible_match":
                raise NotDecidable(f"review {id_} asks whether two people are the same; answer `same` or `different`")
            if review.kind == "ghost":
                raise NotDecidable(f"review {id_} shows two records of one person; answer `same` or `different`")
            if review.kind == "returned":
                raise NotDecidable(f"review {id_} asks about somebody who was forgotten; answer `erase` or `consent`")
            if review.kind == "bad_record" and review.ref_id is None:
                raise NotDecidable("that record has no id to read it by; `talentsync backfill` reads everything again")
            if review.kind in {"bad_record", "vanished"}:
                # If it still cannot be read, or is still gone, the question is asked again.
                self._look_again(connection, review, reason="retry")
            reviews.close(connection, id_, decision="retry", by=by, now=self._now())
            if review.person is not None:
                queue.mark_dirty(connection, [review.person], lane=queue.LIVE, reason="retry", now=self._now())

    def anew(self, id_: int, *, by: str) -> None:
        """A record that is gone may be made anew, where the policy wants the person. It is looked for once more."""
        with self._store.write() as connection:
            review = self._open(connection, id_, kinds=("vanished",))
            self._look_again(connection, review, reason=LET_GO)
            reviews.close(connection, id_, decision="anew", by=by, now=self._now())

    def erase(self, id_: int, *, by: str) -> None:
        """A record of somebody who was forgotten is erased like the others were."""
        with self._store.write() as connection:
            review = self._open(connection, id_, kinds=("returned",))
            answering.erase_record(connection, review, by=by, now=self._now())

    def consent(self, id_: int, *, by: str) -> None:
        """Somebody who was forgotten consented anew, and is kept in step like anybody else from now on."""
        with self._store.write() as connection:
            review = self._open(connection, id_, kinds=("returned",))
            try:
                answering.let_in(connection, review, by=by, now=self._now())
            except answering.StillUnderWay as error:
                raise NotDecidable(str(error)) from error

    def _look_again(self, connection: sa.Connection, review: Review, *, reason: str) -> None:
        system, kind, ref_id = review.subject.split(":", 2)
        hints.insist(connection, system=system, kind=kind, ref_id=ref_id, reason=reason, now=self._now())

    def _split(self, connection: sa.Connection, review: Review, *, by: str) -> None:
        person = _person(review)
        reviews.close(connection, review.id, decision=reviews.DIFFERENT, by=by, now=self._now())
        for link in people.links_of(connection, [person]):
            if (link.system, link.ref_id) == (review.system, review.ref_id):
                evidence = {"outcome": "human", "review": review.id}
                split(connection, link, evidence=evidence, by=by, lane=queue.LIVE, now=self._now())

    def _open(self, connection: sa.Connection, id_: int, *, kinds: tuple[str, ...] = ()) -> Review:
        """The open review of that number. ``kinds`` are those that the answer fits; none means any."""
        review = reviews.find(connection, id_)
        if review is None:
            raise NotDecidable(f"there is no open review {id_}; see: talentsync review list")
        if kinds and review.kind not in kinds:
            raise NotDecidable(f"that is no answer to review {id_} ({review.kind}); see: talentsync review list")
        return review

    def _pair(self, review: Review) -> tuple[PersonId, PersonId]:
        one, other = sorted([_person(review), PersonId(str(review.detail["other"]))])
        return one, other

    def _close_pair(self, connection: sa.Connection, one: PersonId, other: PersonId, *, decision: str, by: str) -> None:
        """The question stands on both people: it is answered on both."""
        subjects = pairs.subjects_of(one, other)
        reviews.close_matching(
            connection, "possible_match", subjects=subjects, decision=decision, by=by, now=self._now()
        )


def _person(review: Review) -> PersonId:
    assert review.person is not None, "possible matches and ghosts name a person"  # noqa: S101  # states the contract
    return review.person

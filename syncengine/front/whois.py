"""People and open questions as a human wants to see them: with names. For screens and answers, never for logs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.front.status import store_exists
from syncengine.settings import Settings
from syncengine.store import Store, open_store, people, reviews, snapshots
from syncengine.store.reviews import Review

MANY = 100_000
"""More open questions than anybody lists."""

_CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True)
class Who:
    """A person for a human's eyes. ``refs`` are written as ``system:kind:id``."""

    person: PersonId
    name: str
    emails: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """An open review with the person that it is about and, for a possible match, the other one."""

    review: Review
    who: Who | None
    other: Who | None


def who_are(connection: sa.Connection, wanted: Sequence[PersonId]) -> dict[PersonId, Who]:
    """What the store shows of these people; the first system that has a name gives the name."""
    links = sorted(people.links_of(connection, wanted), key=lambda link: link.id)
    fields = {
        (system, ref_id): stored.fields
        for system in {link.system for link in links}
        for ref_id, stored in snapshots.load(
            connection,
            system=system,
            kind=_CANDIDATE,
            ref_ids=[link.ref_id for link in links if link.system == system],
        ).items()
    }
    found: dict[PersonId, Who] = {}
    for person in wanted:
        own = [link for link in links if link.person == person]
        shown = [fields[(link.system, link.ref_id)] for link in own if (link.system, link.ref_id) in fields]
        names = [" ".join(str(each[key]) for key in ("first_name", "last_name") if each.get(key)) for each in shown]
        emails = [email for each in shown if isinstance(each.get("emails"), tuple) for email in _texts(each["emails"])]
        found[person] = Who(
            person=person,
            name=next((name for name in names if name), ""),
            emails=tuple(dict.fromkeys(emails)),
            refs=tuple(f"{link.system}:{link.kind}:{link.ref_id}" for link in own),
        )
    return found


def names_of(store: Store, wanted: Sequence[PersonId]) -> dict[PersonId, Who]:
    with store.read() as connection:
        return who_are(connection, wanted)


def read_questions(settings: Settings) -> list[Question]:
    """The open questions of an installation. A store that is not there yet is not made."""
    if not store_exists(settings):
        return []
    store = open_store(settings.store_url)
    try:
        with store.read() as connection:
            return open_questions(connection)
    finally:
        store.close()


def open_questions(connection: sa.Connection) -> list[Question]:
    """Every open review, oldest first. A possible match stands on both people and is shown once."""
    shown: list[Review] = []
    pairs: set[frozenset[str]] = set()
    for review in reviews.open_reviews(connection, limit=MANY):
        pair = frozenset(review.subject.split("~")) if review.kind == "possible_match" else None
        if pair is None or pair not in pairs:
            shown.append(review)
            pairs |= set() if pair is None else {pair}
    everybody = {person for review in shown for person in (review.person, _other(review)) if person is not None}
    known = who_are(connection, sorted(everybody))
    return [
        Question(review, known.get(review.person or PersonId("")), known.get(_other(review) or PersonId("")))
        for review in shown
    ]


def _other(review: Review) -> PersonId | None:
    other = review.detail.get("other")
    return PersonId(other) if isinstance(other, str) else None


def _texts(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()

"""How many of the decisions in the store are probably wrong, by what matching said of each when it was made."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from syncengine.store.tables import link, review


@dataclass(frozen=True, slots=True)
class Expected:
    """``links`` were made by comparing, ``wrong`` of them probably join two people. ``questions`` are open, ``same`` of
    them are probably about one person. Only decisions with a probability are counted."""

    links: int = 0
    wrong: float = 0.0
    questions: int = 0
    same: float = 0.0


def expected(connection: sa.Connection) -> Expected:
    linked = link.c.evidence["match"]["probability"].as_float()
    by_comparing = link.c.evidence["outcome"].as_string() == "link"
    links, wrong = connection.execute(
        sa.select(sa.func.count(linked), sa.func.sum(1.0 - linked)).where(link.c.undone_at.is_(None), by_comparing)
    ).one()
    asked: dict[frozenset[str], float] = {}
    doubt = review.c.detail["match"]["probability"].as_float()
    rows = connection.execute(
        sa.select(review.c.subject, doubt).where(
            review.c.kind == "possible_match", review.c.closed_at.is_(None), doubt.is_not(None)
        )
    )
    for subject, probability in rows:
        # The question stands on both people.
        asked[frozenset(subject.split("~"))] = probability
    return Expected(links, float(wrong or 0.0), len(asked), sum(asked.values()))

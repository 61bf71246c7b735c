"""Somebody made anonymous at a vendor by whoever works there: that is told, and what could be done about the rest."""

from __future__ import annotations

from syncengine.erasure import questions
from syncengine.store import Store, reviews
from syncengine.work.facts import Facts
from syncengine.work.upkeep import LEFT


def tell(store: Store, facts: Facts, *, now: float) -> None:
    """Ask a human, unless that was done. What a human has seen and left is not asked again."""
    refs = [
        (side.system, side.ref)
        for side in (*facts.sides, *facts.seconds)
        if side.ref is not None and side.now.get("erased") is True
    ]
    if not refs:
        return
    with store.write() as connection:
        subjects = {questions.subject_of(ref): ref for ref in refs}
        left = reviews.answers(connection, questions.ELSEWHERE, subjects=list(subjects))
        for subject, ref in subjects.items():
            if left.get(subject) != LEFT:
                questions.ask_about_elsewhere(connection, facts.person, ref, now=now)

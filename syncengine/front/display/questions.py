"""The open questions, for people and machines. They show personal data: for stdout and for nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from syncengine.front.display.outcomes import QUESTIONS
from syncengine.front.display.words import command, table
from syncengine.front.whois import Question, Who

ANSWERS = ("same", "different", "retry", "leave", "anew", "erase", "consent")
"""What can be answered; which answer fits which question, the answer itself says."""


def questions_shown(questions: Sequence[Question], *, config: Path) -> RenderableType:
    if not questions:
        return Text("Nothing is in review.")
    rows = [
        (each.review.id, QUESTIONS.get(each.review.kind, each.review.kind), _whom(each), each.review.reason)
        for each in questions
    ]
    answers = [f"{command(f'review {word} ID', config)}" for word in ANSWERS]
    failed = any(each.review.kind == "parked" for each in questions)
    by_cause = [Text(f"Refused writes by their cause: {command('queue list', config)}")] if failed else []
    return Group(
        table("In review", ("id", "question", "about", "why"), rows),
        *by_cause,
        Text(f"Answer with: {'   '.join(answers)}"),
    )


def _whom(question: Question) -> str:
    review = question.review
    people = [_who(each) for each in (question.who, question.other) if each is not None]
    if people:
        return " / ".join(people)
    return ":".join(filter(None, (review.system, review.ref_id))) or "-"


def _who(who: Who) -> str:
    where = ", ".join((*who.emails[:1], *who.refs))
    return f"{who.name or '(no name)'} ({where})"


def questions_json(questions: Sequence[Question]) -> dict[str, Any]:
    return {"questions": [_question_json(each) for each in questions]}


def _question_json(question: Question) -> dict[str, Any]:
    review = question.review
    return {
        "id": review.id,
        "kind": review.kind,
        "person": asdict(question.who) if question.who else None,
        "other": asdict(question.other) if question.other else None,
        "system": review.system,
        "record": review.ref_id,
        "field": review.field,
        "reason": review.reason,
        "detail": dict(review.detail),
        "opened_at": datetime.fromtimestamp(review.opened_at, UTC).isoformat(),
    }

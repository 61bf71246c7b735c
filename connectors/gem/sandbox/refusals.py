"""Gem's ways of saying no: one envelope ``{code, status, message, errors}`` [doc], raised by handlers."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from connectors.sandbox import Answer
from connectors.types import Json

Problems = Mapping[str, Json]
"""Field name -> list of complaints, or nested mappings of the same."""


class Refusal(Exception):
    """A handler's refusal. ``answer`` goes over the wire."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def envelope(code: int, message: str | None = None, errors: Problems | None = None) -> Answer:
    """An error reply in the documented shape."""
    phrase = "Unprocessable Entity" if code == 422 else HTTPStatus(code).phrase
    return Answer(code, {"code": code, "status": phrase, "message": message or phrase, "errors": dict(errors or {})})


def invalid(problems: Problems, *, where: str = "json") -> Refusal:
    """422; ``where`` is ``json`` for bodies and ``query`` for parameters [guess: flask-smorest]."""
    return Refusal(envelope(422, errors={where: dict(problems)}))


def conflict(message: str, errors: Problems | None = None) -> Refusal:
    """400: a business conflict."""
    return Refusal(envelope(400, message, errors))


def missing() -> Refusal:
    """404: unknown id."""
    return Refusal(envelope(404))

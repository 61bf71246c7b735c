"""Consent: which writes of a plan somebody agreed to. It is asked at the last moment before the first of them is made,
and again whenever the person is planned anew within a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from syncengine.core.model import Operation, Plan
from syncengine.work.facts import Facts


@dataclass(frozen=True, slots=True)
class Consented:
    """What of a plan may be written, in the order of the plan. ``withheld`` are fields of which a write is due that
    nobody agreed to: nothing is settled about them. ``whole`` says that nothing is withheld."""

    operations: tuple[Operation, ...]
    withheld: frozenset[str] = frozenset()
    whole: bool = True


class Consent(Protocol):
    """Asked from several threads."""

    def to(self, facts: Facts, plan: Plan) -> Consented: ...


class ToEverything:
    """What passes that were agreed to as a whole go by."""

    def to(self, facts: Facts, plan: Plan) -> Consented:
        return Consented(plan.operations)

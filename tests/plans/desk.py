"""Somebody who makes plans, reads them, and applies them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from syncengine import plans
from syncengine.app import Engine
from syncengine.passes import Outcome, Silent
from syncengine.plans import Applied, Filter, Made, SavedPlan
from tests.stories.words import somebody
from tests.stories.world import Installation

OPEN = Filter()


def crowd(world: Installation, number: int) -> list[tuple[str, str]]:
    """So many people in both systems, of whom the CRM knows a company and the ATS does not. Ids (ATS, CRM)."""
    people = []
    for each in range(number):
        first, last, email = somebody(each)
        candidate, person = world.both_know(first, last, email=email)
        world.crm.edit(person, company="Initech")
        people.append((candidate, person))
    return people


class Impatient(Silent):
    """Presses Ctrl-C when so many people were run."""

    def __init__(self, after: int | None) -> None:
        self._after = after

    def ran(self, done: int, total: int) -> None:
        if self._after is not None and done >= self._after:
            raise KeyboardInterrupt


@dataclass
class PlanDesk:
    """Commands of a world, on one plan in a file of its own."""

    world: Installation

    @property
    def path(self) -> Path:
        return self.world.config.parent / "plan.json"

    def plan(self, only: Filter = OPEN, *, path: Path | None = None) -> Made:
        made: list[Made] = []

        def make(engine: Engine) -> Outcome:
            made.append(
                plans.make(engine, only, reporter=Silent(), out=path or self.path, overwrite=True, most_shown=20)
            )
            return Outcome()

        self.world._pass(make)
        return made[0]

    def apply(
        self,
        *,
        skip_stale: bool = False,
        agree: bool = True,
        dry_run: bool = False,
        path: Path | None = None,
        interrupted_after: int | None = None,
    ) -> Applied:
        applied: list[Applied] = []

        def carry_out(engine: Engine) -> Outcome:
            with SavedPlan(path or self.path) as saved:
                applied.append(
                    plans.apply(
                        engine,
                        saved,
                        reporter=Impatient(interrupted_after),
                        agree=lambda ready: agree,
                        go_on=lambda proposal: False,
                        skip_stale=skip_stale,
                        dry_run=dry_run,
                    )
                )
            return applied[0].outcome

        self.world._pass(carry_out)
        return applied[0]

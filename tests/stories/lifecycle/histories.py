"""Random histories of three people each, drawn from a seed: what happens, and when we look. Several are lived through
side by side in one world: a pass costs about the same for three people as for thirty."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.stories.lifecycle.acts import (
    allow_mail,
    anonymise,
    delete_application,
    org,
    show_again,
    unhire,
)
from tests.stories.lifecycle.endings import NURTURE, SILVER
from tests.stories.words import Milestone, somebody
from tests.stories.world import Installation

EVENTS = 8
PEOPLE = 3
LEADING = (6, 1, 1)
"""To one of the three most of it happens: what follows one upon the other is what makes trouble."""

STAGES: tuple[Milestone, ...] = ("applied", "screen", "interview", "offer", "offer")
REASONS = ("Lacking skill(s)/qualification(s)", "Took another offer", "Position closed", "Forged papers")
CONTACT = frozenset({NURTURE, SILVER})


@dataclass(slots=True)
class Histories:
    """``people`` are pairs of ids (ATS, CRM), those of a history beside each other; ``by_hand`` are (CRM id, list)
    where a human of the CRM had a hand in; ``told`` is what happened, with the ATS ids of whom it concerned."""

    world: Installation
    dice: random.Random
    people: list[tuple[str, str]] = field(default_factory=list)
    by_hand: set[tuple[str, str]] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    jobs: list[str] = field(default_factory=list)
    secret: str = ""

    def begin(self, count: int) -> None:
        security = {"id": 4, "key": "SECURITY_CONCERN", "name": "Security concern"}
        org(self.world).insert("rejection_reasons", {"name": "Forged papers", "type": security, "_built_in": False})
        self.secret = self.world.ats.job("Secret Successor", confidential=True)
        self.jobs = [self.world.ats.job(name) for name in ("Welder", "Architect")]
        for number in range(count * PEOPLE):
            first, last, email = somebody(number)
            self.people.append(self.world.both_know(first, last, email=email))
            self.world.ats.apply(self.people[-1][0], job=self.dice.choice(self.jobs), stage=self.dice.choice(STAGES))
        self.world.backfill()

    def live(self) -> None:
        """All events, a few passes between them, and one over everything in the end."""
        groups = [self.people[at : at + PEOPLE] for at in range(0, len(self.people), PEOPLE)]
        turns = [group for group in groups for _ in range(EVENTS)]
        self.dice.shuffle(turns)
        for group in turns:
            if self.dice.random() < 5 / len(turns):
                self.told.append("a pass")
                self.world.sync(agree=True)
            if self.dice.random() < 3 / len(turns):
                self._time_passes()
            acts = (self._in_the_ats, self._in_the_ats, self._in_the_ats, self._restricting, self._in_the_crm)
            [whom] = self.dice.choices(group, weights=LEADING)
            self.dice.choice(acts)(*whom)
        self.world.backfill()

    def _time_passes(self) -> None:
        days = self.dice.choice((1, 50, 100, 200))
        self.told.append(f"{days} days pass")
        self.world.tomorrow(days=days)

    def _in_the_ats(self, candidate: str, _: str) -> None:
        rows = org(self.world).rows("applications", candidate_id=int(candidate))
        if not rows or self.dice.random() < 0.25:
            job = self.dice.choice((*self.jobs, *self.jobs, self.secret))
            self._tell("applies", candidate, job)
            self.world.ats.apply(candidate, job=job, stage=self.dice.choice(STAGES))
            return
        row = self.dice.choice(rows)
        application = str(row["id"])
        ways: dict[str, list[Callable[[], object]]] = {
            "in_process": [
                lambda: self._reject(application),
                lambda: self._reject(application),
                lambda: self.world.ats.move(application, self.dice.choice(STAGES)),
                lambda: self.world.ats.hire(application),
            ],
            "rejected": [
                lambda: self.world.ats.unreject(application),
                lambda: delete_application(self.world, application),
            ],
            "hired": [lambda: unhire(self.world, application)],
        }
        way = self.dice.randrange(len(ways[row["status"]]))
        self._tell(f"{row['status']} way {way}", candidate, application)
        ways[row["status"]][way]()

    def _reject(self, application: str) -> None:
        reason = self.dice.choice((*REASONS, *REASONS[:3]))
        self._tell("because", reason)
        self.world.ats.act("reject", application_id=application, reason=reason)

    def _restricting(self, candidate: str, _: str) -> None:
        row = org(self.world).row("candidates", candidate)
        name, act = self.dice.choice(
            [
                ("private", show_again if row["private"] else _hide),
                ("mail", _forbid if row["can_email"] else allow_mail),
                ("mail", _forbid if row["can_email"] else allow_mail),
                *([("anonymised", anonymise)] if self.dice.random() < 0.3 else []),
            ]
        )
        self._tell(name, candidate)
        act(self.world, candidate)

    def _in_the_crm(self, _: str, person: str) -> None:
        pool = self.dice.choice((NURTURE, SILVER))
        there = pool in self.world.crm.pools_of(person)
        self._tell("taken out of" if there else "put into", person, pool)
        (self.world.crm.take_out_of if there else self.world.crm.put_into)(pool, person)
        self.by_hand.add((person, pool))

    def _tell(self, *words: str) -> None:
        self.told.append(" ".join(words))


def _hide(world: Installation, candidate: str) -> None:
    world.ats.hide(candidate)


def _forbid(world: Installation, candidate: str) -> None:
    world.ats.forbid_mail(candidate)


def must_not_be_written_to(world: Installation, candidate: str) -> bool:
    """Restricted, or running or hired anywhere, secretly too, or rejected for good: as the ATS's own tables have it."""
    row = org(world).row("candidates", candidate)
    applications = org(world).rows("applications", candidate_id=int(candidate))
    reasons = {each["id"]: each["name"] for each in org(world).rows("rejection_reasons")}
    secret = {each["id"] for each in org(world).rows("jobs", confidential=True)}
    return (
        is_sealed(world, candidate)
        or not row["can_email"]
        or any(each["status"] != "rejected" for each in applications)
        or any(
            reasons.get(each["rejection_reason_id"]) == "Forged papers" and each["job_id"] not in secret
            for each in applications
        )
    )


def is_sealed(world: Installation, candidate: str) -> bool:
    """Private or anonymised."""
    row = org(world).row("candidates", candidate)
    return bool(row["private"] or row["first_name"] == "Anonymized")


def shown(world: Installation, person: str) -> dict[str, Any]:
    """What the CRM shows of somebody that follows from their candidacies."""
    look = world.crm.look(person)
    custom = {each["name"]: each["value"] for each in look["custom_fields"]}
    return {
        **{name: look[name] for name in ("status", "due", "reason")},
        "pools": frozenset(look["pools"]),
        "source": custom.get("First source"),
    }

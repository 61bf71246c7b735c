"""How a life ends: exactly what both sides show, and that nothing more happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.stories.words import Milestone
from tests.stories.world import Installation

IN_PROCESS, INTERVIEWING, OFFER = "ATS: In process", "ATS: Interviewing", "ATS: Offer"
SILVER, NURTURE, ALUMNI, PUSH = "Silver medalists", "Nurture", "Alumni", "Push to ATS"

IN_180_DAYS, IN_90_DAYS = "2027-05-21", "2027-02-20"
"""Counted from the day on which every story begins."""

WE_DID, THEY_DID, NOBODY_SAYS = "we did not go on", "the candidate withdrew", "no reason given"
NEVER_AGAIN = "not to be approached again"


@dataclass(frozen=True, slots=True)
class Life:
    """Somebody's ids: in the ATS, of their first application there, and in the CRM."""

    candidate: str
    application: str
    person: str


def applied(world: Installation, stage: Milestone = "applied", *, name: str = "Ada", job: str | None = None) -> Life:
    """Somebody of whom the CRM knows because they applied."""
    before = set(world.crm.everybody())
    candidate = world.ats.candidate(name, email=f"{name}@example.com".lower())
    application = world.ats.apply(candidate, job=job, stage=stage)
    world.backfill()
    [person] = set(world.crm.everybody()) - before
    return Life(candidate, application, person)


def closed(words: str, day: str | None, *, job: str | None = "Backend Engineer") -> str:
    """The note on a rejection."""
    about = f" for {job}" if job else ""
    return f"Closed in the ATS{about}: {words}." + (f" Eligible again from {day}." if day else "")


def ends(
    world: Installation,
    life: Life,
    *,
    pools: Sequence[str] = (),
    status: str | None,
    due: str | None = None,
    reason: str | None = None,
    source: str | None = None,
    notes: Sequence[str] = (),
    ats: Sequence[str] = (),
    asked: Sequence[str] = (),
) -> None:
    """Assert that exactly this stands in the CRM, that ``ats`` are all requests by which we ever changed the ATS, that
    ``asked`` are the kinds of all questions that wait for a human, that nobody was mailed because of us, and that one
    more pass writes nothing."""
    shown = world.crm.look(life.person)
    custom = {each["name"]: each["value"] for each in shown["custom_fields"]}
    assert {name: shown[name] for name in ("pools", "status", "due", "reason")} == {
        "pools": tuple(sorted(pools)), "status": status, "due": due, "reason": reason
    }  # fmt: skip
    assert custom.get("First source") == source
    assert world.crm.notes_of(life.person) == [(note, True) for note in notes]
    assert sorted([life.candidate, life.person]) in world.persons()
    assert world.ats.writes(0) == list(ats)
    assert [each.kind for each in world.reviews] == list(asked)
    rests(world)


def rests(world: Installation) -> None:
    """Assert that one more pass writes nothing, and that nobody was mailed because of us."""
    world.is_in_step()
    assert [desk.sandbox.act("mails", by="api") for desk in world.desks] == [[], []]

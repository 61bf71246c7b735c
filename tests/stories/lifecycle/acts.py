"""What people do in an ATS in the course of a life, besides what every story needs."""

from __future__ import annotations

from typing import Any, cast

from tests.stories.world import Installation


def unhire(world: Installation, application: str) -> None:
    world.ats.act("unhire", application_id=application)


def delete_application(world: Installation, application: str) -> None:
    world.ats.act("delete_application", application_id=application)


def anonymise(world: Installation, candidate: str) -> None:
    world.ats.act("anonymize", candidate_id=candidate)


def show_again(world: Installation, candidate: str) -> None:
    """Nobody's secret any more."""
    world.ats.act("set_private", candidate_id=candidate, private=False)


def allow_mail(world: Installation, candidate: str) -> None:
    world.ats.act("set_can_email", candidate_id=candidate, can_email=True)


def tag(world: Installation, candidate: str, *tags: str) -> None:
    """These tags and no others."""
    world.ats.act("edit_candidate", candidate_id=candidate, tags=list(tags))


def convert(world: Installation, candidate: str) -> str:
    """A prospect becomes a candidate. Returns the new application's id."""
    job = world.ats.act("find_job", name="Backend Engineer")
    made = world.ats.act("convert_prospect", application_id=world.ats.application_of(candidate), job_id=job)
    return str(made)


def prospect(world: Installation, first: str, email: str) -> str:
    """Somebody whom a recruiter adds without a job. Returns the candidate's id."""
    address = [{"value": email, "type": "personal"}]
    world.ats.act("add_prospect", first_name=first, last_name="Lopez", email_addresses=address)
    return world.ats.everybody()[-1]


def close_job(world: Installation, job: str) -> None:
    world.ats.act("close_job", job_id=job)


def reject_because(world: Installation, application: str, reason: str) -> None:
    """For a reason by its name."""
    world.ats.act("reject", application_id=application, reason=reason)


def rename_reason(world: Installation, was: str, name: str) -> None:
    """A human calls a rejection reason something else; nobody's application is edited by that."""
    row = next(each for each in org(world).rows("rejection_reasons") if each["name"] == was)
    world.clock.skip(1)
    org(world).touch(row, name=name)


def org(world: Installation) -> Any:
    """The tables behind the ATS's pages."""
    return cast(Any, world.ats.sandbox).org

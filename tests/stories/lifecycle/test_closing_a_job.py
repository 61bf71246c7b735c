"""A job is closed and everybody is rejected at once: asked about first, then done in as few requests as possible."""

from __future__ import annotations

from collections import Counter

from tests.stories.lifecycle.acts import close_job
from tests.stories.lifecycle.endings import IN_180_DAYS, NOBODY_SAYS, NURTURE, closed, rests
from tests.stories.words import somebody
from tests.stories.world import Installation

MANY = 300


def test_three_hundred_rejections_at_once_are_agreed_to_and_then_all_are_nurtured(world: Installation) -> None:
    job = world.ats.job("Welder")
    applications = []
    for number in range(MANY):
        first, last, email = somebody(number)
        applications.append(world.ats.apply(world.ats.candidate(first, last, email=email), job=job))
    world.backfill()
    candidates = set(world.ats.everybody())
    people = [id_ for ids in world.persons() for id_ in ids if id_ not in candidates]
    assert len(people) == len(candidates) == MANY
    close_job(world, job)
    for application in applications:
        world.ats.reject(application, because="unspecified")
    world.sync(agree=False)
    assert ([alarm.name for alarm in world.outcome.alarms], world.writes) == (["mass-change"], [])
    world.sync(agree=True)
    assert Counter(request.split()[0] for request in world.writes) == {
        "PUT": 2 * MANY,  # what the record shows, and the new list
        "DELETE": MANY,  # the old list
        "POST": MANY,  # the note
    }
    assert sum(by_method["GET"] for by_method in world.requests.values()) < MANY / 6, "somebody was read by their id"
    note = closed(NOBODY_SAYS, IN_180_DAYS, job="Welder")
    for person in people:
        world.crm.shows(person, pools=(NURTURE,), status="Rejected", due=IN_180_DAYS, reason=NOBODY_SAYS)
        assert world.crm.notes_of(person) == [(note, True)]
    assert len(world.persons()) == MANY
    assert world.ats.writes(0) == []
    rests(world)

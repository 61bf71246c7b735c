"""One person, several candidacies: they are judged together."""

from __future__ import annotations

from tests.stories.lifecycle.acts import delete_application, reject_because
from tests.stories.lifecycle.endings import (
    IN_180_DAYS,
    INTERVIEWING,
    NURTURE,
    SILVER,
    WE_DID,
    applied,
    closed,
    ends,
)
from tests.stories.world import Installation

NOT_FOR_US = "Compensation expectations"


def never(world: Installation) -> None:
    world.configure(policy={"reasons": {NOT_FOR_US: {"recycle": "never"}}})


def test_one_rejection_of_two_ends_nothing(world: Installation) -> None:
    ada = applied(world)
    world.ats.apply(ada.candidate, job=world.ats.job("Architect"), stage="interview")
    world.ats.reject(ada.application)
    world.sync()
    ends(world, ada, pools=[INTERVIEWING], status="Interview")


def test_after_both_are_over_the_last_word_counts(world: Installation) -> None:
    ada = applied(world)
    second = world.ats.apply(ada.candidate, job=world.ats.job("Architect"), stage="interview")
    world.ats.reject(ada.application, because="they_withdrew")
    world.sync()
    world.tomorrow()
    world.ats.reject(second)
    world.sync()
    due = "2027-05-22"
    note = closed(WE_DID, due, job="Architect")
    ends(world, ada, pools=[NURTURE], status="Rejected", due=due, reason=WE_DID, notes=[note])


def test_a_final_round_anywhere_makes_a_silver_medalist(world: Installation) -> None:
    ada = applied(world, "offer")
    second = world.ats.apply(ada.candidate, job=world.ats.job("Architect"))
    world.ats.reject(ada.application)
    world.ats.reject(second)
    world.sync()
    note = closed(WE_DID, IN_180_DAYS, job="Architect")
    ends(world, ada, pools=[SILVER], status="Rejected", due=IN_180_DAYS, reason=WE_DID, notes=[note])


def test_one_never_of_two_is_a_never_whichever_came_last(world: Installation) -> None:
    never(world)
    ada, ben = applied(world, "offer"), applied(world, "offer", name="Ben")
    again = [world.ats.apply(each.candidate, job=world.ats.job("Architect")) for each in (ada, ben)]
    reject_because(world, ada.application, NOT_FOR_US)
    world.ats.reject(ben.application)
    world.ats.reject(again[0])
    reject_because(world, again[1], NOT_FOR_US)
    world.sync()
    for whom, reason in ((ada, WE_DID), (ben, "the candidate withdrew")):
        world.crm.put_into(NURTURE, whom.person)
        world.sync()
        ends(world, whom, status="Rejected", reason=reason)
    world.tomorrow(days=400)
    world.is_in_step()


def test_a_never_that_is_taken_back_is_one_no_longer(world: Installation) -> None:
    never(world)
    ada = applied(world)
    second = world.ats.apply(ada.candidate, job=world.ats.job("Architect"))
    world.ats.reject(ada.application)
    reject_because(world, second, NOT_FOR_US)
    world.sync()
    world.crm.shows(ada.person, pools=(), status="Rejected", due=None)
    world.ats.unreject(second)
    world.ats.reject(second)
    world.sync()
    note = closed(WE_DID, IN_180_DAYS, job="Architect")
    ends(world, ada, pools=[NURTURE], status="Rejected", due=IN_180_DAYS, reason=WE_DID, notes=[note])


def test_a_deleted_application_takes_back_what_followed_from_it(world: Installation) -> None:
    ada = applied(world, "interview")
    world.ats.reject(ada.application)
    world.sync()
    delete_application(world, ada.application)
    world.backfill()
    ends(world, ada, status=None, notes=[closed(WE_DID, IN_180_DAYS)])


def test_a_deleted_application_leaves_the_others_as_they_are(world: Installation) -> None:
    ada = applied(world, "interview")
    world.ats.reject(ada.application)
    second = world.ats.apply(ada.candidate, job=world.ats.job("Architect"))
    world.sync()
    world.crm.shows(ada.person, pools=("ATS: In process",))
    delete_application(world, second)
    world.backfill()
    note = closed(WE_DID, IN_180_DAYS)
    ends(world, ada, pools=[NURTURE], status="Rejected", due=IN_180_DAYS, reason=WE_DID, notes=[note])

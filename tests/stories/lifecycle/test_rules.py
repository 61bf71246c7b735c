"""What a customer's own rules make of people, and what a changed policy does."""

from __future__ import annotations

from typing import Any

from tests.stories.lifecycle.acts import rename_reason, tag
from tests.stories.lifecycle.endings import (
    IN_180_DAYS,
    IN_PROCESS,
    INTERVIEWING,
    NURTURE,
    OFFER,
    WE_DID,
    Life,
    applied,
    closed,
    ends,
)
from tests.stories.world import Installation

REJECTED = closed(WE_DID, IN_180_DAYS)


def rule(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, **more}


def test_an_unknown_stage_is_asked_about_until_the_policy_knows_it(world: Installation) -> None:
    job = world.ats.job("Astronaut", stages=("Application Review", "Centrifuge"))
    ada = applied(world, job=job)
    world.ats.move(ada.application, "Centrifuge")
    world.sync()
    ends(world, ada, pools=[IN_PROCESS], status="Applied", asked=["unknown_value"])
    world.configure(policy={"stages": {"interview": ["Centrifuge"]}})
    world.sync()
    ends(world, ada, pools=[INTERVIEWING], status="Interview")


def test_who_is_at_an_unknown_stage_is_not_nurtured_by_anybody(world: Installation) -> None:
    job = world.ats.job("Astronaut", stages=("Centrifuge",))
    candidate, person = world.both_know("Ada")
    world.ats.act("apply", candidate_id=candidate, job_id=job)
    world.backfill()
    world.crm.put_into(NURTURE, person)
    world.sync()
    assert (world.crm.pools_of(person), len(world.in_review("unknown_value"))) == (set(), 1)
    world.is_in_step()


def test_a_stage_means_something_else_at_some_jobs(world: Installation) -> None:
    world.configure(policy={"job_stages": [{"job": "Executive *", "stages": {"offer": ["Face to Face"]}}]})
    ada = applied(world, "interview", job=world.ats.job("Executive Assistant"))
    ben = applied(world, "interview", name="Ben")
    ends(world, ada, pools=[OFFER], status="Offer")
    ends(world, ben, pools=[INTERVIEWING], status="Interview")


def test_rejected_designers_have_a_list_of_their_own(world: Installation) -> None:
    mine = rule("designers", into="designers", when={"outcome": "rejected", "department": "Design"})
    world.configure(
        policy={
            "pools": {"designers": {"name": "Designers", "contact": True}},
            "rules": [mine, rule("no designers in nurture", out_of=["nurture"], when={"department": "Design"})],
        }
    )
    ada = applied(world, job=world.ats.job("Illustrator", department="Design"))
    ben = applied(world, name="Ben")
    for each in (ada, ben):
        world.ats.reject(each.application)
    world.sync()
    shown: dict[str, Any] = {"status": "Rejected", "due": IN_180_DAYS, "reason": WE_DID}
    ends(world, ada, pools=["Designers"], **shown, notes=[closed(WE_DID, IN_180_DAYS, job="Illustrator")])
    ends(world, ben, pools=[NURTURE], **shown, notes=[REJECTED])
    world.crm.put_into(NURTURE, ada.person)
    world.sync()
    ends(world, ada, pools=["Designers"], **shown, notes=[closed(WE_DID, IN_180_DAYS, job="Illustrator")])


def test_a_tag_of_the_ats_leads_into_a_list_and_out_of_it(world: Installation) -> None:
    world.configure(
        policy={"pools": {"vip": {"name": "VIP"}}, "rules": [rule("important", into="vip", when={"tag": "VIP"})]}
    )
    candidate, person = world.met("Ada")
    ada = Life(candidate, "", person)
    tag(world, candidate, "vip", "runner")
    world.sync()
    ends(world, ada, pools=["VIP"], status=None)
    tag(world, candidate, "runner")
    world.sync()
    ends(world, ada, status=None)
    world.crm.put_into("VIP", person)
    world.sync()
    ends(world, ada, pools=["VIP"], status=None)


def test_the_first_source_is_kept_when_somebody_comes_again_by_another_way(world: Installation) -> None:
    candidate = world.ats.candidate("Ada", email="ada@example.com")
    first = world.ats.apply(candidate, source="LinkedIn")
    world.backfill()
    [person] = world.crm.everybody()
    world.ats.reject(first)
    world.sync()
    world.tomorrow(days=200)
    world.ats.apply(candidate, job=world.ats.job("Architect"), source="Referral")
    world.sync()
    ada = Life(candidate, first, person)
    ends(world, ada, pools=[IN_PROCESS], status="Applied", source="LinkedIn", notes=[REJECTED])
    world.ats.set_source(first, "Jobs page on your website")  # a recruiter knows better
    world.sync()
    source = "Jobs page on your website"
    ends(world, ada, pools=[IN_PROCESS], status="Applied", source=source, notes=[REJECTED])


def test_who_was_once_in_a_list_that_keeps_stays_in_it(world: Installation) -> None:
    world.configure(
        policy={
            "pools": {"seen": {"name": "Interviewed once", "keeps": True}},
            "rules": [
                rule("left for good", out_of=["seen"], when={"tag": "Not again"}),
                rule("interviewed", into="seen", when={"outcome": "active", "milestone": "interview"}),
            ],
        }
    )
    ada = applied(world, "interview")
    world.crm.shows(ada.person, pools=(INTERVIEWING, "Interviewed once"))
    world.ats.reject(ada.application)
    world.sync()
    shown: dict[str, Any] = {"status": "Rejected", "due": IN_180_DAYS, "reason": WE_DID, "notes": [REJECTED]}
    ends(world, ada, pools=["Interviewed once", NURTURE], **shown)
    tag(world, ada.candidate, "Not again")
    world.sync()
    ends(world, ada, pools=[NURTURE], **shown)


def test_a_shorter_cool_down_moves_the_dates_that_we_set(world: Installation) -> None:
    ada, ben = applied(world, "offer"), applied(world, "offer", name="Ben")
    for each in (ada, ben):
        world.ats.reject(each.application)
    world.sync()
    world.crm.set_due(ben.person, "2026-12-24")
    world.sync()
    world.configure(policy={"reason_categories": {"we_rejected": {"recycle": "cool_down", "days": 30}}})
    world.sync()
    world.crm.shows(ada.person, pools=("Silver medalists",), due="2026-12-22")
    world.crm.shows(ben.person, pools=("Silver medalists",), due="2026-12-24")
    world.tomorrow(days=30)
    world.sync()
    for each, due in ((ada, "2026-12-22"), (ben, "2026-12-24")):
        pools = [NURTURE, "Silver medalists"]
        ends(world, each, pools=pools, status="Rejected", due=due, reason=WE_DID, notes=[REJECTED])


def test_a_list_that_no_rule_speaks_of_any_more_is_left(world: Installation) -> None:
    ada = applied(world)
    world.ats.reject(ada.application)
    world.sync()
    world.configure(policy={"rules": [rule("nurture", off=True)]})
    world.sync()
    ends(world, ada, status="Rejected", due=IN_180_DAYS, reason=WE_DID, notes=[REJECTED])


def test_a_reason_that_says_never_and_is_renamed_says_so_under_both_names(world: Installation) -> None:
    was, name = world.ats.reason_name("we_rejected"), "Not for us"
    world.configure(policy={"reasons": {each: {"recycle": "never"} for each in (was, name)}})
    ada = applied(world)
    world.ats.reject(ada.application)
    world.sync()
    ends(world, ada, status="Rejected", reason=WE_DID)
    rename_reason(world, was, name)
    world.backfill()  # which reads what reasons are called now
    ends(world, ada, status="Rejected", reason=WE_DID)
    world.configure(policy={"reasons": {name: {"recycle": "never"}}})
    world.sync()
    ends(world, ada, status="Rejected", reason=WE_DID)

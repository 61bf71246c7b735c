"""People whom rules of the policy push into the ATS: as what, for which job, with which source, and whose they are.
And what it takes until a vendor may mail anybody because of it."""

from __future__ import annotations

from typing import Any

import pytest

from syncengine.core.model import Plan
from syncengine.store import snapshots
from tests.stories.world import Installation

SALES, ENGINEERS = "Push: Sales", "Push: Engineers"
JOB = "Backend Engineer"


def pushed(world: Installation, *rules: dict[str, Any], may_mail: tuple[str, ...] = ()) -> None:
    """From now on the policy has these push rules. Each is about the list for sales, unless it says otherwise."""
    about = {"when": {"in_pool": "sales"}}
    lines = [{"name": f"rule {place}", **about, **rule} for place, rule in enumerate(rules)]
    pools = {"sales": {"name": SALES}, "engineers": {"name": ENGINEERS}}
    world.configure(policy={"version": 2, "pools": pools, "push": lines, "may_mail": list(may_mail)})


def in_list(world: Installation, name: str = SALES, first: str = "Ada") -> str:
    """Somebody of the CRM whom a recruiter put into a list."""
    person = world.crm.person(first, email=f"{first}@example.com".lower(), linkedin=f"{first}-lopez".lower())
    world.backfill()
    world.crm.put_into(name, person)
    return person


def made(world: Installation) -> list[dict[str, Any]]:
    """The applications of everybody in the ATS."""
    rows: list[dict[str, Any]] = world.ats.sandbox.org.rows("applications")  # type: ignore[attr-defined]
    return rows


def id_of(world: Installation, table: str, name: str) -> int:
    return next(int(row["id"]) for row in world.ats.sandbox.org.rows(table) if row["name"] == name)  # type: ignore[attr-defined]


def mails(world: Installation) -> list[str]:
    """Why candidates were mailed because of what we wrote."""
    return [mail["why"] for mail in world.ats.act("mails", by="api")]


def test_a_prospect_comes_with_the_source_and_the_owner_that_the_rule_names(world: Installation) -> None:
    world.ats.act("add_source", name="Sourcing team")
    world.ats.act("add_user", first_name="Mara", last_name="Lind")
    pushed(world, {"source": "sourcing TEAM", "owner": "mara.lind@hiring.example"})
    in_list(world)
    world.sync()
    [application] = made(world)
    assert application["prospect"] is True
    assert application["source_id"] == id_of(world, "sources", "Sourcing team")
    assert application["_prospect_owner_id"] == id_of(world, "users", "Mara Lind")
    assert (application["prospective_job_ids"], mails(world)) == ([], [])
    world.is_in_step()
    world.backfill()
    assert (len(made(world)), world.writes) == (1, [])


def test_a_prospect_for_a_job_waits_until_the_policy_allows_the_mail_that_may_follow(world: Installation) -> None:
    pushed(world, {"job": JOB})
    in_list(world)
    world.sync()
    assert (world.ats.everybody(), made(world)) == ([], [])
    [question] = world.in_review("unknown_value")
    assert "(privacy_notice): not done; to allow it, write privacy_notice under may_mail" in question.reason
    pushed(world, {"job": JOB}, may_mail=("privacy_notice",))
    world.sync(agree=True)
    [application] = made(world)
    assert (application["prospect"], application["prospective_job_ids"]) == (True, [id_of(world, "jobs", JOB)])
    assert mails(world) == []
    world.is_in_step()


def test_which_list_somebody_is_put_into_says_which_job_it_is(world: Installation) -> None:
    sales = world.ats.job("Account Executive")
    allowed = ("privacy_notice",)
    by_list = [
        {"when": {"in_pool": "engineers"}, "job": JOB},
        {"when": {"in_pool": "sales"}, "job": sales},  # by its id
    ]
    pushed(world, *by_list, may_mail=allowed)
    in_list(world, SALES, "Ada")
    in_list(world, ENGINEERS, "Grace")
    world.sync()
    jobs = {row["prospective_job_ids"][0] for row in made(world)}
    assert jobs == {int(sales), id_of(world, "jobs", JOB)}
    world.is_in_step()


def test_an_applicant_is_refused_until_the_mails_are_named_and_then_mailed_once(world: Installation) -> None:
    rule = {"as": "applicant", "job": JOB}
    pushed(world, rule, may_mail=("job_post_request",))
    in_list(world)
    plans = world.plan()
    assert [each.code for plan in plans for each in plan.remarks] == ["would_mail"]
    assert world.proposal is not None
    assert world.proposal.preview.mails.total() == 0
    world.sync()
    assert (world.ats.everybody(), mails(world)) == ([], [])
    world.is_in_step()
    pushed(world, rule, may_mail=("job_post_request", "privacy_notice"))
    world.plan()
    assert world.proposal is not None
    assert dict(world.proposal.preview.mails) == {"job_post_request": 1, "privacy_notice": 1}
    world.sync(agree=True)
    [application] = made(world)
    assert (application["prospect"], application["job_id"]) == (False, id_of(world, "jobs", JOB))
    assert mails(world) == ["job_post_request"]
    world.is_in_step()
    world.backfill()
    assert (len(made(world)), mails(world)) == (1, ["job_post_request"])


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"source": "Nowhere"}, "the source 'Nowhere' is not there"),
        ({"owner": "nobody@hiring.example"}, "the owner 'nobody@hiring.example' is not there"),
        ({"job": "Astronaut"}, "the job 'Astronaut' is not there"),
    ],
)
def test_whoever_cannot_be_pushed_as_the_rule_says_is_not_pushed(
    world: Installation, rule: dict[str, Any], why: str
) -> None:
    pushed(world, rule, may_mail=("privacy_notice",))
    in_list(world)
    world.sync()
    assert (world.ats.everybody(), world.writes) == ([], [])
    [question] = world.in_review("unknown_value")
    assert question.reason == f"the push rule 'rule 0' cannot be followed in greenhouse: {why}"
    world.is_in_step()


def test_two_jobs_of_one_name_are_a_question_and_a_closed_one_does_not_count(world: Installation) -> None:
    twin = world.ats.job(JOB)
    pushed(world, {"job": JOB}, may_mail=("privacy_notice",))
    in_list(world)
    world.sync()
    [question] = world.in_review("unknown_value")
    assert "is not clear: 2 are called that; name its id" in question.reason
    world.ats.act("close_job", job_id=twin)
    world.sync()
    assert made(world) == []  # nothing about the person changed, so that it is tomorrow's business
    world.tomorrow()
    world.sync()
    [application] = made(world)
    assert application["prospective_job_ids"] != [int(twin)]
    world.is_in_step()


def test_what_the_rule_names_may_come_into_being_later(world: Installation) -> None:
    pushed(world, {"source": "Fair 2026"})
    in_list(world)
    world.sync()
    assert made(world) == []
    world.ats.act("add_source", name="Fair 2026")
    world.tomorrow()
    world.sync()
    [application] = made(world)
    assert application["source_id"] == id_of(world, "sources", "Fair 2026")
    world.is_in_step()


def test_somebody_who_is_there_already_is_linked_and_keeps_the_source_they_came_with(world: Installation) -> None:
    world.ats.act("add_source", name="Sourcing team")
    pushed(world, {"source": "Sourcing team"})
    ada, person = world.met("Ada")
    world.ats.act("apply", candidate_id=ada, job_id=world.ats.act("find_job", name=JOB))
    before = [row["source_id"] for row in made(world)]
    world.crm.put_into(SALES, person)
    world.settle()
    assert (world.ats.everybody(), [row["source_id"] for row in made(world)]) == ([ada], before)


def test_of_all_users_only_the_one_whom_a_rule_names_is_kept(world: Installation) -> None:
    world.ats.act("add_user", first_name="Mara", last_name="Lind")
    world.ats.act("add_user", first_name="Uma", last_name="Berg")
    pushed(world, {"owner": "Mara Lind"})
    in_list(world)
    with world.store() as store, store.read() as connection:
        kept = snapshots.all_of_kind(connection, system=world.ats.name, kind="user")
    assert [each.raw["name"] for each in kept] == ["Mara Lind"]


@pytest.mark.parametrize(("source", "shown"), [("SeekOut", "SeekOut"), ("hireEZ", None)])
def test_where_the_crm_found_somebody_is_the_source_if_the_ats_has_one_of_that_name(
    world: Installation, source: str, shown: str | None
) -> None:
    world.ats.act("add_source", name="SeekOut")
    person = world.crm.person("Ada", email="ada@example.com", sourced_from=source)
    world.backfill()
    world.crm.put_into("Push to ATS", person)
    world.sync()
    [application] = made(world)
    assert application["source_id"] == (None if shown is None else id_of(world, "sources", shown))
    world.is_in_step()


@pytest.mark.parametrize(
    "rule",
    [{}, {"job": JOB}, {"as": "applicant", "job": JOB}, {"source": "Referral", "owner": "nobody"}],
    ids=["prospect", "prospect for a job", "applicant", "nowhere"],
)
def test_whatever_is_pushed_and_however_eagerly_the_vendor_mails_nobody_is_mailed(
    world: Installation, rule: dict[str, Any]
) -> None:
    knobs = world.ats.sandbox.knobs  # type: ignore[attr-defined]
    knobs.privacy_mails = knobs.applications_mail = knobs.moves_mail = True
    pushed(world, rule)
    ada, _ = world.met("Ada")
    world.ats.reject(world.ats.apply(ada, stage="offer"))
    in_list(world, first="Grace")
    world.settle()
    world.tomorrow(days=200)
    world.settle()
    assert mails(world) == []


def test_even_a_plan_that_should_not_be_does_not_mail(world: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def unguarded(plan: Plan, *_: object, **__: object) -> Plan:
        return plan

    pushed(world, {"as": "applicant", "job": JOB})
    in_list(world)
    monkeypatch.setattr("syncengine.work.planning.guarded", unguarded)
    world.sync()
    assert (world.ats.everybody(), mails(world), world.writes) == ([], [], [])
    [letter] = world.in_review("parked")
    assert "may make the vendor mail the candidate (job_post_request, privacy_notice)" in letter.reason

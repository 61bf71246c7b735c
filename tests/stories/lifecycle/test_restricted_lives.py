"""Opt-outs, private people and confidential jobs, as a life goes on."""

from __future__ import annotations

import pytest

from syncengine.passes.looking_out import Watch
from tests.stories.lifecycle.acts import allow_mail, anonymise, show_again
from tests.stories.lifecycle.endings import (
    IN_180_DAYS,
    IN_PROCESS,
    NURTURE,
    SILVER,
    WE_DID,
    Life,
    applied,
    closed,
    ends,
    rests,
)
from tests.stories.world import Installation

REJECTED = closed(WE_DID, IN_180_DAYS)


def nurtured(world: Installation) -> Life:
    ada = applied(world, "interview")
    world.ats.reject(ada.application)
    world.sync()
    return ada


def test_who_turns_private_leaves_nurture_and_comes_back_when_they_are_no_secret_any_more(world: Installation) -> None:
    ada = nurtured(world)
    world.ats.hide(ada.candidate)
    world.sync()
    ends(world, ada, status="Rejected", reason=WE_DID, notes=[REJECTED])
    show_again(world, ada.candidate)
    world.sync()
    ends(world, ada, pools=[NURTURE], status="Rejected", due=IN_180_DAYS, reason=WE_DID, notes=[REJECTED])


def test_who_opts_out_leaves_nurture_and_comes_back_when_they_opt_in(world: Installation) -> None:
    ada = nurtured(world)
    world.ats.forbid_mail(ada.candidate)
    world.sync()
    ends(world, ada, status="Rejected", reason=WE_DID, notes=[REJECTED])
    allow_mail(world, ada.candidate)
    world.sync()
    ends(world, ada, pools=[NURTURE], status="Rejected", due=IN_180_DAYS, reason=WE_DID, notes=[REJECTED])


def test_what_happens_to_somebody_private_is_not_told_until_they_are_no_secret_any_more(world: Installation) -> None:
    ada = applied(world)
    world.ats.hide(ada.candidate)
    world.ats.move(ada.application, "offer")
    world.sync()
    ends(world, ada, status="Applied")
    world.ats.reject(ada.application)
    world.sync()
    ends(world, ada, status="Applied")
    show_again(world, ada.candidate)
    world.sync()
    ends(world, ada, pools=[SILVER], status="Rejected", due=IN_180_DAYS, reason=WE_DID, notes=[REJECTED])


@pytest.fixture
def watches(monkeypatch: pytest.MonkeyPatch) -> list[Watch]:
    """Who looks out for restrictions during a pass, and looks when the story says so."""
    standing: list[Watch] = []

    def stand_by(watch: Watch) -> None:
        standing.append(watch)

    monkeypatch.setattr(Watch, "keep_looking", stand_by)
    monkeypatch.setattr(Watch, "keep_running", lambda watch: None)
    return standing


@pytest.mark.parametrize("noticed", [True, False], ids=["noticed at once", "noticed by the next pass"])
@pytest.mark.parametrize(("at", "made"), [("writing_person", False), ("filling_pool", False), ("making_person", True)])
def test_who_opts_out_in_the_middle_of_a_backfill_is_in_no_contact_pool_after_it(
    world: Installation, watches: list[Watch], at: str, made: bool, noticed: bool
) -> None:
    """Both opt out right after one of our requests. Of what was told by then, what invites to write is taken back."""
    ben, same = world.both_know("Ben")
    ada = world.ats.candidate("Ada", email="ada@example.com")
    for candidate in (ben, ada):
        world.ats.reject(world.ats.apply(candidate))

    def opt_out() -> None:
        for candidate in (ben, ada):
            world.ats.forbid_mail(candidate)
        if noticed:
            watches[0].once()

    world.crm.meanwhile(opt_out, getattr(world.crm, at), when="after")
    world.backfill()
    world.sync()
    if made or not noticed:  # otherwise it depends on who came first whether Ada is there
        assert len(world.crm.everybody()) == 2
    for person in world.crm.everybody():
        world.crm.shows(person, pools=(), due=None)
    assert sorted([ben, same]) in world.persons()
    assert (world.ats.writes(0), world.reviews) == ([], [])
    rests(world)


def test_of_who_is_anonymised_we_take_back_what_is_ours_and_touch_nothing_else(
    world: Installation,
) -> None:
    ada = nurtured(world)
    anonymise(world, ada.candidate)
    world.sync()
    world.ats.shows(ada.candidate, first_name="Anonymized", emails=())
    world.crm.shows(ada.person, first_name="Ada", emails=("ada@example.com",))
    ends(world, ada, status=None, notes=[REJECTED], asked=["erased_elsewhere"])
    world.crm.put_into(NURTURE, ada.person)
    world.sync()
    ends(world, ada, status=None, notes=[REJECTED], asked=["erased_elsewhere"])


@pytest.mark.parametrize("seen", [False, True], ids=["a job that we cannot see", "a job that we see"])
@pytest.mark.parametrize("end", ["runs", "rejected", "hired"])
def test_of_a_candidacy_for_a_confidential_job_nothing_shows_but_the_lock(
    world: Installation, seen: bool, end: str
) -> None:
    if seen:
        world.ats.shows_confidential_jobs()
    candidate, person = world.both_know("Ada")
    world.backfill()
    world.crm.put_into(NURTURE, person)
    application = world.ats.apply(candidate, job=world.ats.job("Secret Successor", confidential=True), stage="offer")
    world.sync()
    ada = Life(candidate, application, person)
    ends(world, ada, status=None)
    if end == "rejected":
        world.ats.reject(application)
    if end == "hired":
        world.ats.hire(application)
    world.sync()
    assert world.writes == []
    ends(world, ada, status=None)
    world.crm.put_into(NURTURE, person)
    world.sync()
    ends(world, ada, pools=[NURTURE] if end == "rejected" else [], status=None)
    assert "Secret Successor" not in str(world.crm.sandbox.state())


def test_nobody_is_made_in_the_crm_because_of_a_confidential_job(world: Installation) -> None:
    candidate = world.ats.candidate("Ada", email="ada@example.com")
    application = world.ats.apply(candidate, job=world.ats.job("Secret Successor", confidential=True))
    world.backfill()
    world.ats.reject(application)
    world.sync()
    assert (world.crm.everybody(), world.ats.writes(0)) == ([], [])
    world.ats.apply(candidate)
    world.sync()
    [person] = world.crm.everybody()
    ends(world, Life(candidate, application, person), pools=[IN_PROCESS], status="Applied")


@pytest.mark.parametrize("stage", ["interview", "rejected"])
def test_when_a_job_turns_confidential_what_showed_is_taken_back(world: Installation, stage: str) -> None:
    """Except for the note: notes cannot be taken back."""
    world.ats.shows_confidential_jobs()
    job = world.ats.job("Successor")
    ada = applied(world, "interview", job=job)
    if stage == "rejected":
        world.ats.reject(ada.application)
        world.sync()
    world.ats.edit_job(job, confidential=True)
    world.sync()
    notes = [closed(WE_DID, IN_180_DAYS, job="Successor")] if stage == "rejected" else []
    ends(world, ada, status=None, notes=notes)
    world.crm.put_into(NURTURE, ada.person)
    world.sync()
    ends(world, ada, pools=[NURTURE] if stage == "rejected" else [], status=None, notes=notes)


def test_when_a_job_is_no_secret_any_more_it_shows_who_stands_where(world: Installation) -> None:
    world.ats.shows_confidential_jobs()
    job = world.ats.job("Successor", confidential=True)
    candidate, person = world.both_know("Ada")
    application = world.ats.apply(candidate, job=job)
    world.backfill()
    world.crm.shows(person, pools=(), status=None)
    world.ats.edit_job(job, confidential=False)
    world.ats.reject(application)
    world.sync()
    note = closed(WE_DID, IN_180_DAYS, job="Successor")
    ends(
        world,
        Life(candidate, application, person),
        pools=[NURTURE],
        status="Rejected",
        due=IN_180_DAYS,
        reason=WE_DID,
        notes=[note],
    )

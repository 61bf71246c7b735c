"""How somebody stands, from all candidacies together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mappings.canonical import ReasonCategory
from mappings.policy import JobStages, Policy
from syncengine.core.applications import Application
from syncengine.core.restrictions import Restrictions
from syncengine.core.situation import Situation, names_any, situation_of
from tests.core.policies import HIRED, POLICY, active, rejected

FREE = Restrictions()


def at(*applications: Application, policy: Policy = POLICY, restrictions: Restrictions = FREE) -> Situation:
    return situation_of(applications, policy=policy, restrictions=restrictions)


def with_jobs(*lines: JobStages) -> Policy:
    return replace(POLICY, job_stages=lines)


def at_job(stage: str, *, job: str | None = "Engineer", department: str | None = None) -> Application:
    return replace(active(stage), job_name=job, department=department)


FAR = replace(rejected(), stage="Onsite")
LONG_AGO = rejected(date(2026, 1, 1))
LONG_GONE = replace(LONG_AGO, reason_category="they_withdrew")

OUTCOMES: list[tuple[str, tuple[Application, ...], str, str | None]] = [
    ("nobody", (), "none", None),
    ("somebody converted", (Application("1", "converted"),), "none", None),
    ("a prospect", (active(None, prospect=True),), "prospect", None),
    ("a prospect has no milestone, whatever the stage", (active("Onsite", prospect=True),), "prospect", None),
    ("active", (active("Onsite"),), "active", "interview"),
    ("the furthest of several", (active("Review"), active("Offer"), active("Onsite")), "active", "offer"),
    ("active beats prospect", (active("Review"), active(None, prospect=True)), "active", "applied"),
    ("active beats rejected, and counts alone", (active("Review"), rejected()), "active", "applied"),
    ("hired beats all", (HIRED, active("Review"), rejected()), "hired", "hired"),
    ("hired beats what is not understood", (HIRED, active("Coffee")), "hired", "hired"),
    ("a stage that nobody knows", (active("Coffee"),), "unclear", None),
    ("no stage", (active(None),), "unclear", None),
    ("one stage of two is known", (active("Coffee"), active("Review")), "active", "applied"),
    ("a status that nobody knows", (rejected(), Application("2", "unknown")), "unclear", None),
    ("rejected", (rejected(),), "rejected", None),
    ("rejected, far on", (FAR,), "rejected", "interview"),
    ("the furthest of all that is closed", (FAR, rejected(ref="2")), "rejected", "interview"),
    ("the last word was theirs", (LONG_AGO, rejected(ref="2", category="they_withdrew")), "withdrawn", None),
    ("the last word was ours", (rejected(ref="2"), LONG_GONE), "rejected", None),
]  # fmt: skip


@pytest.mark.parametrize(("about", "applications", "outcome", "milestone"), OUTCOMES, ids=[row[0] for row in OUTCOMES])
def test_outcomes(about: str, applications: tuple[Application, ...], outcome: str, milestone: str | None) -> None:
    found = at(*applications)
    assert (found.outcome, found.milestone) == (outcome, milestone)
    assert at(*reversed(applications)) == replace(found, relevant=found.relevant[::-1])


def test_only_what_leads_to_the_outcome_is_relevant() -> None:
    running, closed = active("Review"), rejected(ref="2")
    assert at(running, closed).relevant == (running,)
    assert at(HIRED, running).relevant == (HIRED,)
    assert at(closed, Application("3", "converted")).relevant == (closed,)


class TestJobStages:
    EXECUTIVE = JobStages(("Executive *",), None, {"Onsite": "final", "Board Meeting": "final"})
    SALES = JobStages(None, ("Sales",), {"Onsite": "offer"})
    BOTH = JobStages(("Executive *",), ("Sales",), {"Onsite": "hired"})

    def test_a_job_has_stages_of_its_own(self) -> None:
        policy = with_jobs(self.EXECUTIVE)
        assert at(at_job("onsite ", job="executive assistant"), policy=policy).milestone == "final"
        assert at(at_job("Onsite", job="Engineer"), policy=policy).milestone == "interview"
        assert at(at_job("Board Meeting", job="Engineer"), policy=policy).outcome == "unclear"

    def test_what_it_does_not_know_falls_back(self) -> None:
        assert at(at_job("Review", job="Executive Cook"), policy=with_jobs(self.EXECUTIVE)).milestone == "applied"

    def test_the_first_that_fits_and_knows_the_stage_counts(self) -> None:
        policy = with_jobs(self.EXECUTIVE, self.SALES)
        both = at_job("Onsite", job="Executive Seller", department="sales")
        assert at(both, policy=policy).milestone == "final"
        assert at(both, policy=with_jobs(self.SALES, self.EXECUTIVE)).milestone == "offer"
        assert (
            at(replace(both, stage="Board Meeting"), policy=with_jobs(self.SALES, self.EXECUTIVE)).milestone == "final"
        )

    def test_job_and_department_must_both_fit(self) -> None:
        policy = with_jobs(self.BOTH)
        assert at(at_job("Onsite", job="Executive Cook", department="Kitchen"), policy=policy).milestone == "interview"
        assert at(at_job("Onsite", job="Executive Cook", department="Sales"), policy=policy).milestone == "hired"

    def test_a_job_that_we_cannot_see_is_like_all_others(self) -> None:
        policy = with_jobs(self.EXECUTIVE, self.SALES)
        assert at(at_job("Onsite", job=None, department=None), policy=policy).milestone == "interview"


class TestConfidential:
    def test_it_is_not_told_of_and_locks_while_it_runs(self) -> None:
        secret = replace(active("Onsite"), confidential=True)
        found = at(secret)
        assert (found.outcome, found.locked, found.contactable, found.relevant) == ("none", True, False, ())
        assert at(replace(secret, stage="Coffee")).remarks == ()

    def test_what_is_told_counts_beside_it(self) -> None:
        found = at(replace(active("Offer"), confidential=True), rejected(ref="2"))
        assert (found.outcome, found.locked, found.contactable) == ("rejected", True, False)

    def test_once_it_is_closed_nothing_is_left_of_it(self) -> None:
        found = at(replace(rejected(), confidential=True), rejected(date(2020, 1, 1), ref="2"))
        assert (found.locked, found.cool_until, found.contactable) == (False, date(2020, 6, 29), True)

    def test_closed_for_good_it_locks_and_says_nothing(self) -> None:
        found = at(replace(rejected(category="security"), confidential=True), rejected(ref="2"))
        assert (found.locked, found.recycle, found.contactable) == (True, "cool_down", False)

    @pytest.mark.parametrize("status", ["hired", "unknown"])
    def test_hired_for_it_or_not_understood_is_not_closed(self, status: str) -> None:
        assert at(Application("1", status, confidential=True)).locked  # type: ignore[arg-type]

    def test_a_converted_prospect_does_not_lock(self) -> None:
        assert not at(Application("1", "converted", confidential=True)).locked


class TestContact:
    @pytest.mark.parametrize(
        "applications",
        [(), (rejected(),), (rejected(category="they_withdrew"),)],
        ids=["none", "rejected", "withdrawn"],
    )
    def test_who_is_out_of_every_race_may_be_written_to(self, applications: tuple[Application, ...]) -> None:
        assert at(*applications).contactable
        for flag in ("private", "do_not_contact", "erased"):
            assert not at(*applications, restrictions=Restrictions(**{flag: True})).contactable

    @pytest.mark.parametrize(
        "application",
        [active("Review"), active("Coffee"), active(None, prospect=True), HIRED],
        ids=lambda each: each.status,
    )
    def test_who_is_in_one_may_not(self, application: Application) -> None:
        assert not at(application).contactable

    def test_one_never_is_a_never_for_the_person(self) -> None:
        found = at(rejected(), rejected(date(2020, 1, 1), ref="2", category="security"))
        assert (found.outcome, found.recycle, found.contactable) == ("rejected", "never", False)
        assert found.last is not None
        assert (found.last.ref, found.cool_until) == ("1", None)


class TestCoolDown:
    def test_a_longer_one_that_was_running_goes_on(self) -> None:
        found = at(rejected(reason="Too junior"), rejected(date(2026, 8, 20), ref="2", category="unspecified"))
        assert (found.recycle, found.cool_until) == ("cool_down", date(2027, 8, 1))

    def test_one_that_was_over_before_the_last_word_is_over(self) -> None:
        found = at(rejected(date(2020, 1, 1)), rejected(ref="2", category="unspecified"))
        assert (found.recycle, found.cool_until) == ("now", None)

    def test_of_two_words_on_one_day_the_later_counts(self) -> None:
        early, late = rejected(ref="9"), rejected(ref="10", category="they_withdrew")
        late = replace(late, rejected_at=datetime(2026, 8, 1, 17, tzinfo=UTC))
        assert at(late, early).outcome == at(early, late).outcome == "withdrawn"

    def test_it_counts_from_the_last_word(self) -> None:
        found = at(rejected(date(2026, 8, 1)), rejected(date(2026, 3, 1), ref="2"))
        assert found.last is not None
        assert (found.last.ref, found.cool_until) == ("1", date(2027, 1, 28))

    def test_a_rejection_of_an_unknown_day_has_none_and_is_not_the_last(self) -> None:
        assert at(rejected(None)).cool_until is None
        found = at(rejected(None), rejected(date(2020, 1, 1), ref="0", category="they_withdrew"))
        assert (found.outcome, found.cool_until) == ("withdrawn", date(2020, 3, 31))

    def test_of_the_same_day_the_later_ref_counts(self) -> None:
        found = at(rejected(ref="2"), rejected(ref="1"))
        assert found.last is not None
        assert found.last.ref == "2"

    @pytest.mark.parametrize(("category", "reason"), [("unspecified", None), ("we_rejected", "Lied to us")])
    def test_only_a_cool_down_has_an_end(self, category: ReasonCategory, reason: str | None) -> None:
        assert at(rejected(category=category, reason=reason)).cool_until is None


class TestFirstSource:
    def test_the_earliest_candidacy_with_a_source_says_it(self) -> None:
        early = replace(rejected(), source="A fair", applied_at=datetime(2024, 1, 1, tzinfo=UTC))
        late = replace(active("Review"), ref="2", source="LinkedIn", applied_at=datetime(2026, 1, 1, tzinfo=UTC))
        assert at(late, early).first_source == "A fair"
        assert at(late, replace(early, source=None)).first_source == "LinkedIn"

    def test_a_candidacy_of_an_unknown_day_came_last(self) -> None:
        undated = replace(rejected(), ref="0", source="A fair")
        dated = replace(active("Review"), source="LinkedIn", applied_at=datetime(2026, 1, 1, tzinfo=UTC))
        assert at(undated, dated).first_source == "LinkedIn"
        assert at(undated).first_source == "A fair"

    def test_a_confidential_one_does_not_say_it(self) -> None:
        assert at(replace(active("Review"), source="Headhunter", confidential=True)).first_source is None


@pytest.mark.parametrize(
    ("patterns", "names", "found"),
    [
        (["Sales"], ["sales "], True),
        (["Sales"], ["Sales EMEA"], False),
        (["Sales*"], ["Sales EMEA"], True),
        (["sales *"], ["Sales"], False),
        (["*"], ["anything"], True),
        (["*"], [None], False),
        (["*"], [], False),
        (["a", "b"], ["c", "b"], True),
        (["S*s"], ["Sales"], False),
    ],
)
def test_names_and_patterns(patterns: list[str], names: list[str | None], found: bool) -> None:
    assert names_any(patterns, names) is found


def test_what_is_not_understood_is_said_once() -> None:
    strange = Application("1", "unknown", unknown=("status", "reason"))
    found = at(strange, replace(strange, ref="2"), active("Coffee"), active("Coffee"))
    assert [(remark.code, remark.field) for remark in found.remarks] == [
        ("unknown_value", "status"), ("unknown_value", "reason"), ("unknown_stage", None)
    ]  # fmt: skip
    assert all(remark.review for remark in found.remarks)

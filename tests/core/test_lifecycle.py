"""From applications to pools, status, due date and notes: one row per situation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mappings.canonical import ReasonCategory, Value
from syncengine.core.applications import Application
from syncengine.core.lifecycle import derive
from syncengine.core.restrictions import Restrictions
from tests.core.policies import HIRED, POLICY, active, derived, rejected, without_nurture

MIRRORS = frozenset({"in_process", "interviewing"})

STAGES: list[tuple[str, tuple[Application, ...], str, tuple[str, ...]]] = [
    ("just applied", (active("Review"),), "Applied", ("in_process",)),
    ("capital letters and spaces do not count", (active("  PHONE screen "),), "Screen", ("in_process",)),
    ("interviewed", (active("Onsite"),), "Interview", ("interviewing",)),
    ("a milestone without a pool", (active("Offer"),), "Offer", ()),
    ("the furthest of several counts", (active("Onsite"), active("Review")), "Interview", ("interviewing",)),
    ("active somewhere, rejected elsewhere", (active("Review"), rejected()), "Applied", ("in_process",)),
    ("one stage is unknown, the other counts", (active("Coffee"), active("Onsite")), "Interview", ("interviewing",)),
    ("a prospect", (active(None, prospect=True),), "Prospect", ()),
    ("a prospect and an applicant", (active(None, prospect=True), active("Review")), "Applied", ("in_process",)),
    ("a prospect who was rejected before", (active(None, prospect=True), rejected()), "Prospect", ()),
]


@pytest.mark.parametrize(("about", "applications", "status", "pools"), STAGES, ids=[row[0] for row in STAGES])
def test_active(about: str, applications: tuple[Application, ...], status: str, pools: tuple[str, ...]) -> None:
    found = derived(*applications)
    assert found.fields == {"pools": pools, "ats_status": status, "due_date": None, "rejection_reason": None}
    assert found.forbidden_pools == (MIRRORS - set(pools)) | {"nurture"}
    assert found.notes == ()


def test_a_stage_that_the_policy_does_not_know_changes_nothing_and_is_asked_about() -> None:
    found = derived(active("Coffee"))
    assert found.fields == {}
    assert found.forbidden_pools == {"nurture"}
    assert [(each.code, each.review) for each in found.remarks] == [("unknown_stage", True)]
    assert "'Coffee'" in found.remarks[0].text


def test_an_applicant_without_a_stage_is_asked_about() -> None:
    assert [each.code for each in derived(active(None)).remarks] == ["unknown_stage"]


def test_a_status_that_the_mapping_does_not_know_starts_no_mailing() -> None:
    strange = Application("1", "unknown", unknown=("status",))
    found = derived(strange, rejected(ref="2"))
    assert found.fields == {}
    assert found.forbidden_pools == {"nurture"}
    assert [(each.code, each.field, each.review) for each in found.remarks] == [("unknown_value", "status", True)]


@pytest.mark.parametrize("others", [(), (active("Onsite"),), (rejected(),)])
def test_hired_anywhere_is_hired(others: tuple[Application, ...]) -> None:
    found = derived(HIRED, *others)
    assert found.fields == {
        "pools": ("alumni",), "ats_status": "Hired", "due_date": None, "rejection_reason": None
    }  # fmt: skip
    assert found.forbidden_pools == MIRRORS | {"nurture"}


def test_nothing_follows_from_no_applications_or_from_converted_ones() -> None:
    assert (derived().fields, derived().forbidden_pools) == ({}, frozenset())
    assert derived(Application("1", "converted")).fields == {}
    assert derived(private=True).forbidden_pools == {"nurture"}


REASONS: list[tuple[str, ReasonCategory, str | None, str, str | None]] = [
    ("we did", "we_rejected", None, "we did not go on", "2027-01-28"),
    ("they did", "they_withdrew", None, "the candidate withdrew", "2026-10-30"),
    ("nobody says: at once, without a date", "unspecified", None, "no reason given", None),
    ("a reason by its name goes before its category", "we_rejected", " Too JUNIOR", "we did not go on", "2027-08-01"),
    ("a reason by its name saves a bad category", "security", "Too junior", "not to be approached again", "2027-08-01"),
    ("a name without a rule falls back", "we_rejected", "Too senior", "we did not go on", "2027-01-28"),
]


@pytest.mark.parametrize(("about", "category", "reason", "words", "due"), REASONS, ids=[row[0] for row in REASONS])
def test_rejected_and_welcome_back(
    about: str, category: ReasonCategory, reason: str | None, words: str, due: str | None
) -> None:
    found = derived(rejected(category=category, reason=reason))
    assert found.fields == {
        "pools": ("nurture",), "ats_status": "Rejected", "due_date": due, "rejection_reason": words
    }  # fmt: skip
    assert found.forbidden_pools == MIRRORS
    eligible = f" Eligible again from {due}." if due else ""
    assert [(note.key, note.body, note.private) for note in found.notes] == [
        ("rejection:1:2026-08-01", f"Closed in the ATS for Engineer: {words}.{eligible}", True)
    ]


NEVER: list[tuple[str, tuple[Application, ...]]] = [
    ("a security matter", (rejected(category="security"),)),
    ("a category that we do not know", (rejected(category="unknown"),)),
    ("a reason by its name", (rejected(reason="Lied to us"),)),
    (
        "one never among several, even an old one",
        (rejected(), rejected(date(2020, 1, 1), ref="2", category="security")),
    ),
]


@pytest.mark.parametrize(("about", "applications"), NEVER, ids=[row[0] for row in NEVER])
def test_rejected_for_good(about: str, applications: tuple[Application, ...]) -> None:
    found = derived(*applications)
    assert (found.fields["pools"], found.fields["due_date"]) == ((), None)
    assert found.forbidden_pools == MIRRORS | {"nurture"}
    assert found.notes == ()


@pytest.mark.parametrize(("private", "do_not_contact"), [(True, False), (False, True), (True, True)])
def test_restricted_people_are_not_nurtured(private: bool, do_not_contact: bool) -> None:
    found = derived(rejected(), private=private, do_not_contact=do_not_contact)
    assert (found.fields["pools"], found.fields["due_date"], found.notes) == ((), None, ())
    assert "nurture" in found.forbidden_pools


def test_the_last_rejection_counts() -> None:
    late = rejected(date(2026, 8, 20), ref="2", category="they_withdrew")
    found = derived(rejected(), late)
    assert (found.fields["due_date"], found.notes[0].key) == ("2027-01-28", "rejection:2:2026-08-20")
    assert (derived(late, rejected()).fields, derived(late, rejected()).notes) == (found.fields, found.notes)


def test_a_cool_down_that_was_over_before_we_met_the_person_is_no_reminder() -> None:
    found = derived(rejected(date(2026, 1, 1)))
    assert (found.fields["pools"], found.fields["due_date"]) == (("nurture",), None)


def test_a_cool_down_that_we_set_does_not_vanish_as_time_goes_by() -> None:
    found = derived(rejected(date(2026, 1, 1)), before={"due_date": "2026-06-30"})
    assert found.fields["due_date"] == "2026-06-30"


def test_a_cool_down_that_ends_today_is_a_reminder() -> None:
    assert derived(rejected(date(2026, 3, 5))).fields["due_date"] == "2026-09-01"


def test_a_rejection_without_a_date_has_no_due_date() -> None:
    found = derived(rejected(None))
    assert (found.fields["pools"], found.fields["due_date"]) == (("nurture",), None)
    assert (found.notes[0].key, found.notes[0].body) == (
        "rejection:1:undated",
        "Closed in the ATS for Engineer: we did not go on.",
    )


def test_the_title_of_a_confidential_job_is_in_no_note() -> None:
    assert derived(rejected(job=None)).notes[0].body == (
        "Closed in the ATS: we did not go on. Eligible again from 2027-01-28."
    )


def test_the_wording_of_a_reason_does_not_travel() -> None:
    found = derived(rejected(reason="Too junior"))
    assert "junior" not in repr((found.fields, found.notes, found.remarks)).lower()


def test_a_rejection_that_is_taken_back_takes_everything_back() -> None:
    found = derived(active("Onsite"), before={"due_date": "2027-01-28", "pools": ("nurture",)})
    assert (found.fields["due_date"], found.fields["rejection_reason"]) == (None, None)
    assert "nurture" in found.forbidden_pools


def test_no_notes_when_the_policy_wants_none() -> None:
    assert derived(rejected(), policy=replace(POLICY, note_on_rejection=False)).notes == ()


def test_a_policy_without_nurture_and_alumni_pools() -> None:
    assert derived(rejected(), policy=without_nurture()).fields["pools"] == ()
    assert derived(HIRED, policy=without_nurture()).fields["pools"] == ()
    assert derived(HIRED, policy=without_nurture()).forbidden_pools == MIRRORS


def test_a_list_that_was_left_because_nothing_is_clear_is_news_when_it_is_clear_again() -> None:
    before = derived(rejected()).fields
    meanwhile = derived(rejected(), active("Coffee"), before=dict(before))
    assert meanwhile.fields == {"pools": ()}
    assert derived(rejected(), before={**before, **meanwhile.fields}).fields["pools"] == ("nurture",)


def test_where_somebody_first_came_from_is_known_from_the_prospect_that_was_converted() -> None:
    first = Application("1", "converted", prospect=True, source="LinkedIn", applied_at=datetime(2026, 1, 1, tzinfo=UTC))
    second = replace(active("Onsite"), source="Referral", applied_at=datetime(2026, 2, 1, tzinfo=UTC))
    assert derived(second, first).fields["first_source"] == "LinkedIn"
    assert derived(second, before={"first_source": "Referral"}).fields["first_source"] == "Referral"
    assert derived(replace(second, source=None), before={"first_source": "X"}).fields["first_source"] == "X"


def test_of_whoever_was_anonymised_nothing_of_ours_stays() -> None:
    before: dict[str, Value] = {"pools": ("alumni",), "ats_status": "Hired", "due_date": None, "first_source": "X"}
    found = derive(
        (HIRED,), restrictions=Restrictions(erased=True), policy=POLICY, before=before, today=date(2026, 9, 1)
    )
    assert found.fields == {"pools": (), "ats_status": None, "first_source": None}
    assert found.forbidden_pools == POLICY.pools.keys()

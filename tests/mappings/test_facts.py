"""What is no candidate, and times, read from vendor words by visible tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.compile import Malformed, NamedKind
from mappings.loader import load_translator
from mappings.reading import Times

Row = dict[str, Any]

GREENHOUSE = load_translator("greenhouse")
GEM = load_translator("gem")
MEMORY = load_translator("memory")


def test_when_a_record_changed() -> None:
    row = {"updated_at": "2026-11-20T16:01:02.003Z", "created_at": "2026-02-11T09:12:44.120Z"}
    assert GREENHOUSE.changed_at(row) == datetime(2026, 11, 20, 16, 1, 2, 3000, UTC)
    new, changed = {"created_at": 1763800000, "last_updated_at": None}, {"created_at": 1, "last_updated_at": 1763803600}
    assert GEM.changed_at(new) == datetime.fromtimestamp(1763800000, UTC)
    assert GEM.changed_at(changed) == datetime.fromtimestamp(1763803600, UTC)
    assert GEM.changed_at({}) is None


@pytest.mark.parametrize(
    ("format_", "raw"), [("iso", 5), ("iso", "soon"), ("unix", "1"), ("unix", True), ("unix", 1e30)]
)
def test_a_time_of_another_form_is_malformed(format_: Any, raw: Any) -> None:
    with pytest.raises(Malformed, match="must be a time"):
        Times(format=format_, changed=("at",)).changed_at({"at": raw})


@given(st.datetimes(timezones=st.timezones()))
def test_times_with_an_offset_become_utc(time: datetime) -> None:
    written = time.replace(fold=0).astimezone(timezone(timedelta(hours=2))) if 1 < time.year < 9999 else None
    if written is not None:
        read = Times(format="iso", changed=("at",)).changed_at({"at": written.isoformat()})
        assert read == written
        assert read is not None
        assert read.tzinfo is UTC


APPLICATION: Row = {
    "id": 985314,
    "candidate_id": 53883394,
    "job_id": 4210,
    "created_at": "2026-02-11T10:12:44.300+01:00",
    "updated_at": "2026-11-20T16:01:02.003Z",
    "prospect": False,
    "source_id": 16,
    "status": "in_process",
    "rejected_at": None,
    "stage_id": 11925559004,
    "stage_name": "Recruiter Screen",
    "job_interview_stage_id": 72200,
    "rejection_reason_id": None,
}


def test_an_application_in_our_words() -> None:
    facts = GREENHOUSE.to_application(APPLICATION)
    assert (facts.candidate_id, facts.job_id, facts.stage_id) == ("53883394", "4210", "72200")
    assert (facts.status, facts.prospect, facts.stage_name) == ("active", False, "Recruiter Screen")
    assert (facts.reason_id, facts.rejected_at, facts.unknown) == (None, None, ())
    assert facts.changed_at == datetime(2026, 11, 20, 16, 1, 2, 3000, UTC)
    assert (facts.source_id, facts.score) == ("16", None)
    assert facts.applied_at == datetime(2026, 2, 11, 9, 12, 44, 300_000, UTC)
    assert facts.applied_at.tzinfo is UTC


def test_what_an_application_may_leave_out() -> None:
    named = ("source_id", "created_at", "updated_at")
    facts = GREENHOUSE.to_application({name: value for name, value in APPLICATION.items() if name not in named})
    assert (facts.source_id, facts.applied_at, facts.changed_at) == (None, None, None)


@pytest.mark.parametrize(("raw", "score"), [(None, None), (0, 0.0), (4, 4.0), (3.5, 3.5)])
def test_a_score_is_a_number(raw: float | None, score: float | None) -> None:
    assert MEMORY.to_application({"candidate_id": "1", "status": "active", "score": raw}).score == score


@pytest.mark.parametrize("raw", ["4", True, float("nan"), float("inf"), [4]])
def test_a_score_of_another_form_is_malformed(raw: Any) -> None:
    with pytest.raises(Malformed, match="score: must be a number"):
        MEMORY.to_application({"candidate_id": "1", "status": "active", "score": raw})


def test_a_rejected_prospect_without_a_job() -> None:
    row = {**APPLICATION, "job_id": None, "prospect": True, "status": "rejected", "rejection_reason_id": 8}
    facts = GREENHOUSE.to_application({**row, "rejected_at": "2026-11-19T10:00:00+01:00"})
    assert (facts.job_id, facts.prospect, facts.status, facts.reason_id) == (None, True, "rejected", "8")
    assert facts.rejected_at == datetime(2026, 11, 19, 9, tzinfo=UTC)


@pytest.mark.parametrize("word", ["promoted", None, ""])
def test_a_status_that_is_not_in_the_table_is_unknown_and_reported(word: str | None) -> None:
    facts = GREENHOUSE.to_application({**APPLICATION, "status": word})
    assert (facts.status, facts.unknown) == ("unknown", ("status",))


def test_an_application_of_nobody_is_malformed() -> None:
    with pytest.raises(Malformed, match="candidate_id"):
        GREENHOUSE.to_application({**APPLICATION, "candidate_id": None})


@pytest.mark.parametrize(("said", "meant"), [(False, False), (True, True), (None, True)])
def test_a_job_that_does_not_say_so_counts_as_confidential(said: bool | None, meant: bool) -> None:
    assert GREENHOUSE.to_job({"id": 1, "name": "Designer", "confidential": said}).confidential is meant


@pytest.mark.parametrize(
    ("given", "department", "offices"),
    [
        ({"department_id": 237, "office_ids": [9099, 9100]}, "237", ("9099", "9100")),
        ({"department_id": None, "office_ids": None}, None, ()),
        ({"office_ids": []}, None, ()),
    ],
)
def test_where_a_job_belongs(given: Row, department: str | None, offices: tuple[str, ...]) -> None:
    job = GREENHOUSE.to_job({"id": 1, "name": "Designer", "confidential": False, **given})
    assert (job.department_id, job.office_ids) == (department, offices)


@pytest.mark.parametrize("raw", [9099, "9099", [True], [{"id": 9099}]])
def test_offices_of_another_form_are_malformed(raw: Any) -> None:
    with pytest.raises(Malformed, match="office_ids: must be"):
        GREENHOUSE.to_job({"id": 1, "name": "Designer", "office_ids": raw})


@pytest.mark.parametrize("kind", ["department", "office", "source"])
def test_things_of_which_we_read_the_name(kind: NamedKind) -> None:
    for translator in (GREENHOUSE, MEMORY):
        facts = translator.to_named(kind, {"id": 237, "name": " Community ", "parent_id": None})
        assert (facts.id, facts.name) == ("237", "Community")
    with pytest.raises(Malformed, match="id: is missing"):
        GREENHOUSE.to_named(kind, {"name": "Community"})
    with pytest.raises(LookupError):
        GEM.to_named(kind, {"id": 1})


@pytest.mark.parametrize(
    ("word", "category"),
    [
        ("WE_REJECTED_THEM", "we_rejected"),
        ("THEY_REJECTED_US", "they_withdrew"),
        ("NONE_SPECIFIED", "unspecified"),
        ("SECURITY_CONCERN", "security"),
        ("SOMETHING_NEW", "unknown"),
        (None, "unknown"),
    ],
)
def test_rejection_reasons_by_category(word: str | None, category: str) -> None:
    reason = GREENHOUSE.to_reason({"id": 14, "name": "Too Junior", "type": {"id": 3, "key": word}})
    assert (reason.id, reason.name, reason.category) == ("14", "Too Junior", category)


def test_a_crm_has_no_applications() -> None:
    for read in (GEM.to_application, GEM.to_job, GEM.to_reason):
        with pytest.raises(LookupError):
            read({"id": 1})


@pytest.mark.parametrize(("word", "joined"), [("add", True), ("remove", False), ("archive", None)])
def test_who_joined_and_left_a_pool(word: str, joined: bool | None) -> None:
    facts = GEM.to_membership({"candidate_id": "c1", "project_id": "p1", "action": word, "timestamp": 1763803600})
    assert (facts.candidate_id, facts.pool_id, facts.joined) == ("c1", "p1", joined)

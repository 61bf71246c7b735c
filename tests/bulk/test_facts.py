"""Names of columns that tell how people stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from syncengine.bulk.facts import FACTS, fact_of
from syncengine.bulk.headings import MEANINGS, meaning_of
from syncengine.bulk.mapping import Wishes, mapping_of
from tests.bulk.sheets import reading_of, write

EXPORTS = {
    "status": ["Status", "Candidate Status", "Current Stage", "stage_name", "Application Status", "Bewerbungsstatus"],
    "hired_at": ["Hired At", "Hire Date", "Einstellungsdatum"],
    "rejected_at": ["Rejected On", "Date Rejected", "rejection_date", "Archived At"],
    "opted_out": ["Do Not Contact", "Unsubscribed from all email", "Email Opt Out", "DNC", "Has Opted Out Of Email"],
    "opted_in": ["Email Opt In", "Marketing consent"],
    "lists": ["Tags", "Projects", "List memberships", "Talent Pools", "Sequence"],
    "changed_at": ["Updated At", "Last Activity", "last_modified_date", "Zuletzt geändert"],
}
SILENT = ["Notes", "Job", "Recruiter", "Created At", "Source", "Start Date", "Rejection Reason"]


@pytest.mark.parametrize(("fact", "heading"), [(fact, each) for fact, names in EXPORTS.items() for each in names])
def test_a_heading_means_a_fact_and_nobody_is_known_by_it(fact: str, heading: str) -> None:
    assert (fact_of(heading), meaning_of(heading)) == (fact, None)


@pytest.mark.parametrize("heading", SILENT)
def test_a_heading_that_says_nothing_of_it(heading: str) -> None:
    assert fact_of(heading) is None


def test_no_fact_is_called_like_a_meaning() -> None:
    assert set(EXPORTS) == set(FACTS)
    assert not set(FACTS) & set(MEANINGS)


def test_facts_are_read_when_they_are_wanted_and_identify_nobody() -> None:
    headings = ("id", "Name", "Tags", "Projects", "Status", "Stage")
    assert mapping_of(Path("x"), headings, Wishes()).unused == ("Tags", "Projects", "Status", "Stage")
    mapped = mapping_of(Path("x"), headings, Wishes({1: "unused"}), with_facts=True)
    assert {feed.column: feed.groups for feed in mapped.feeds} == {"status": ((4,), (5,)), "lists": ((2, 3),)}
    assert not mapped.tells_who


def test_an_id_may_occur_again_where_rows_are_joined(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,name,status\n1,Ada,Screen\n2,Bo,\n1,Ada,Hired\n")
    reading = reading_of(path)
    reading.joins = True
    reading.mapping = mapping_of(path, reading.sheet.headings, Wishes(), with_facts=True)
    assert [list(chunk["full_name"]) for chunk in reading.chunks()] == [["Ada", "Bo"]]
    assert reading.further == [("1", {"status": "Hired"})]

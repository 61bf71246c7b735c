"""When a summary of what the CRM knows is due in the ATS, and what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.history import HistoryFacts
from mappings.policy import Passport, Policy
from syncengine.core.applications import Application
from syncengine.core.passport import (
    HEADING,
    TO_BE_NAMED,
    Summary,
    Told,
    Written,
    content_digest,
    mark_of,
    passport,
    written_by,
    written_in,
)
from tests.core.policies import HIRED, POLICY, TODAY, rejected

WANTED = replace(POLICY, passport=Passport("private", 30))
MAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
TELLING = Told("crm", HistoryFacts(MAY, "SeekOut", owner_id="7"), {"7": "Sam Sourcer"})
APPLIED = Application("ats:1", "active", stage="Review", job="Engineer", applied_at=datetime(2026, 9, 1, tzinfo=UTC))


def due(
    *told: Told,
    applications: tuple[Application, ...] = (APPLIED,),
    policy: Policy = WANTED,
    shown: tuple[str, ...] = (),
    wanted: tuple[str, ...] = (),
    written: tuple[Written, ...] = (),
    editing: tuple[str, ...] = (),
    today: date = TODAY,
) -> Summary:
    return passport(
        told or (TELLING,),
        applications,
        policy=policy,
        shown=frozenset(shown),
        wanted=frozenset(wanted),
        written=written,
        editing=frozenset(editing),
        today=today,
    )


def body(summary: Summary) -> list[str]:
    assert summary.note is not None
    heading, *lines = summary.note.body.splitlines()
    assert heading == HEADING
    return lines


def after(summary: Summary, *before: Written, on: date = TODAY) -> tuple[Written, ...]:
    """What is written once this is, told by the keys alone."""
    assert summary.note is not None
    return written_by({**{each.key: each.on for each in before}, summary.note.key: on})


def test_it_says_what_is_told_and_nothing_about_what_is_not() -> None:
    assert body(due(shown=("nurture",))) == [
        "In the CRM since: 2026-05-04",
        "Source: SeekOut",
        "Has been in the lists: Nurture",
        "Owner in the CRM: Sam Sourcer",
    ]
    counted = HistoryFacts(MAY, touches=0, last_contact=datetime(2026, 8, 3, tzinfo=UTC))
    assert body(due(Told("crm", counted))) == [
        "In the CRM since: 2026-05-04",
        "Messages and calls: 0",
        "Last contact: 2026-08-03",
    ]
    assert due(Told("crm", HistoryFacts())) == Summary()


def test_what_the_crm_says_stays_one_short_line() -> None:
    assert body(due(Told("crm", HistoryFacts(source="a\nb\t" + 300 * "c")))) == ["Source: a b " + 196 * "c"]


def test_it_is_for_the_ats_and_as_visible_as_the_policy_says() -> None:
    note = due().note
    assert note is not None
    assert (note.system, note.private) == ("ats", True)
    public = due(policy=replace(WANTED, passport=Passport("public"))).note
    assert public is not None
    assert not public.private


NOT_NOW: dict[str, dict[str, Any]] = {
    "the policy wants none": {"policy": POLICY},
    "a prospect": {"applications": (replace(APPLIED, prospect=True),)},
    "a confidential job": {"applications": (replace(APPLIED, confidential=True),)},
    "nobody any more": {"applications": (rejected(), replace(HIRED, ref="ats:9"))},
    "no application": {"applications": ()},
    "known to the CRM only since": {"applications": (replace(APPLIED, applied_at=MAY - timedelta(seconds=1)),)},
}


@pytest.mark.parametrize("given_", NOT_NOW.values(), ids=NOT_NOW.keys())
def test_none_is_due_for(given_: dict[str, Any]) -> None:
    assert due(**given_) == Summary()


def test_none_is_due_where_no_record_tells() -> None:
    found = passport(
        (),
        (APPLIED,),
        policy=WANTED,
        shown=frozenset(),
        wanted=frozenset(),
        written=(),
        editing=frozenset(),
        today=TODAY,
    )
    assert found == Summary()


def test_one_candidacy_that_may_be_told_of_suffices() -> None:
    others = (replace(APPLIED, confidential=True), rejected(ref="ats:2"))
    assert due(applications=(*others, replace(APPLIED, ref="ats:3"))).note is not None
    assert due(applications=(replace(APPLIED, applied_at=None),)).note is not None


def test_of_two_crms_the_one_that_knew_the_person_first_tells() -> None:
    later = Told("another", HistoryFacts(MAY + timedelta(days=1), "hireEZ"))
    assert "Source: SeekOut" in body(due(later, TELLING))


def test_lists_that_follow_from_the_candidacy_or_are_a_word_to_us_are_not_history() -> None:
    lines = body(due(shown=("in_process", "push", "alumni", "nurture"), wanted=("alumni",)))
    assert lines[2] == "Has been in the lists: Nurture"


def test_the_same_is_never_said_twice() -> None:
    first = due(shown=("nurture",))
    assert due(shown=("nurture",), written=after(first), today=TODAY + timedelta(days=400)) == Summary()
    assert due(written=after(first), today=TODAY + timedelta(days=400)) == Summary()  # it was in there once


def test_news_wait_for_their_day_and_name_what_they_supersede() -> None:
    written = after(due())
    at = TODAY + timedelta(days=30)
    assert due(shown=("alumni",), written=written, today=at - timedelta(days=1)) == Summary(due_on=at)
    second = due(shown=("alumni",), written=written, today=at)
    assert body(second)[-1] == "Supersedes the summary of 2026-09-01."
    assert due(shown=("alumni",), written=after(second, *written, on=at), today=at + timedelta(days=99)) == Summary()


def test_where_notes_can_be_edited_news_are_told_at_once_in_the_same_note() -> None:
    written = after(due())
    second = due(shown=("alumni",), written=written, editing=("ats",))
    assert second.note is not None
    assert second.note.rolling is not None
    assert second.note.rolling.replaces == written[0].key
    assert "Supersedes" not in second.note.body


def test_what_was_said_before_the_last_time_can_be_said_again() -> None:
    other = replace(TELLING, history=replace(TELLING.history, source="hireEZ"))
    written: tuple[Written, ...] = ()
    for told in (TELLING, other, TELLING):
        written = after(due(told, written=written, editing=("ats",)), *written)
    assert [each.number for each in written] == [1, 2, 3]
    assert written[0].digest == written[2].digest


def test_a_name_that_is_not_known_yet_is_asked_for_and_one_of_nobody_left_out() -> None:
    asked = due(replace(TELLING, users={})).note
    assert asked is not None
    assert asked.rolling is not None
    assert asked.rolling.unnamed == (("crm", "7"),)
    assert f"Owner in the CRM: {TO_BE_NAMED}" in asked.body
    assert body(due(replace(TELLING, users={"7": None}))) == ["In the CRM since: 2026-05-04", "Source: SeekOut"]


def test_a_row_of_summaries_is_parked_under_one_name() -> None:
    first, second = due().note, due(shown=("nurture",)).note
    assert first is not None
    assert second is not None
    assert first.key != second.key
    assert first.parked_as == second.parked_as == "note:passport"


def test_a_note_tells_its_key_by_its_mark() -> None:
    note = due(shown=("nurture", "alumni")).note
    assert note is not None
    shown = f"{note.body}\n[talentsync:{mark_of(note.key)}]"
    [found] = written_in([("Nice person.", TODAY), (shown, TODAY)])
    assert found.key == note.key
    assert content_digest(shown) == found.digest
    assert content_digest(f"{shown} and more") == found.digest
    assert content_digest(shown.replace("SeekOut", "a friend")) != found.digest
    assert mark_of("rejection:ats:1:2026-09-01") is None


EVENTS = st.lists(
    st.tuples(
        st.frozensets(st.sampled_from([*POLICY.pools, "elsewhere", "Replace the CFO"])),
        st.sampled_from(["SeekOut", "hireEZ", None]),
        st.integers(0, 40),
        st.booleans(),
    ),
    max_size=12,
)


@given(EVENTS, st.booleans())
def test_whatever_happens_no_news_are_no_note(
    events: list[tuple[frozenset[str], str | None, int, bool]], edits: bool
) -> None:
    """No two notes in a row say the same, none comes too early, planning again plans nothing, and a store that knows
    nothing but the marks plans the same."""
    today, editing = TODAY, ("ats",) if edits else ()
    known: tuple[Written, ...] = ()
    for shown, source, days, applied in events:
        today += timedelta(days=days)
        told = Told("crm", HistoryFacts(MAY, source))
        applications = (APPLIED,) if applied else ()
        summary = due(told, applications=applications, shown=tuple(shown), written=known, editing=editing, today=today)
        if summary.note is None:
            continue
        [new] = written_in([(f"[talentsync:{mark_of(summary.note.key)}]", today)])
        assert applied
        assert "elsewhere" not in summary.note.body
        assert "CFO" not in summary.note.body
        assert new.key == summary.note.key
        if known:
            assert new.digest != known[-1].digest
            assert edits or today - known[-1].on >= timedelta(days=30)
        known = (*known, new)
        again = due(told, applications=applications, shown=tuple(shown), written=known, editing=editing, today=today)
        assert again == Summary()

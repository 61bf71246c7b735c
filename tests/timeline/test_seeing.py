"""What happened to a record there, and which of it was our own write; where values come from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from syncengine.core.model import PersonId
from syncengine.front.display.timelines import event_text
from syncengine.front.timeline.origins import FieldTold, Origin, ValueTold, origin_of, source_of
from syncengine.front.timeline.seeing import seen
from syncengine.front.timeline.writing import written
from syncengine.store.bygone import Written
from syncengine.store.former import State

X = {"title": "x", "emails": ("a@x.io", "b@x.io")}
RECORD = "crm:candidate:7"


def states(*said: tuple[float, Any], gone: tuple[float, ...] = ()) -> list[State]:
    """(since, fields), one after the other."""
    ends = [*(since for since, _ in said[1:]), None]
    return [
        State("crm", "candidate", "7", None, fields, since in gone, since, until)
        for (since, fields), until in zip(said, ends, strict=True)
    ]


WRITE = Written(
    id="o_1", person=PersonId("p_1"), made_for=None, run_id="r_1", system="crm", verb="update", ref_id="7", pool=None,
    changes=[{"field": "title", "was": "x", "value": "y", "why": "owner: ats"}], why="", state="done",
    planned_at=4.0, sent_at=4.0, ended_at=6.0, error_code=None, error_text=None, request_id=None,
    correlation=None, lane=None, told_at=None, policy=None, rule=None, undoes=None,
)  # fmt: skip


def lines(said: list[State], *writes: Written, linked_at: float = 9.0, until: float | None = None) -> list[str]:
    return [event_text(event) for event in seen(said, writes, linked_at=linked_at, until=until)]


FIRST = f"{RECORD} first seen"
TOLD: list[tuple[str, list[State], list[str]]] = [
    ("a scalar", states((1.0, X), (5.0, {**X, "title": "y"})), [FIRST, f"{RECORD} changed there: title: x -> y"]),
    (
        "a list",
        states((1.0, X), (5.0, {**X, "emails": ("b@x.io", "c@x.io")})),
        [FIRST, f"{RECORD} changed there: emails: +c@x.io -a@x.io"],
    ),
    ("another order", states((1.0, X), (5.0, {**X, "emails": ("b@x.io", "a@x.io")})), [FIRST]),
    ("not shown any more, and empty before", states((1.0, {**X, "company": None}), (5.0, X)), [FIRST]),
    ("emptied", states((1.0, X), (5.0, {**X, "title": None})), [FIRST, f"{RECORD} changed there: title: x -> (empty)"]),
    (
        "gone and back",
        states((1.0, X), (5.0, X), (8.0, X), gone=(5.0,)),
        [FIRST, f"{RECORD} gone", f"{RECORD} there again"],
    ),
]


@pytest.mark.parametrize(("about", "said", "told"), TOLD, ids=[row[0] for row in TOLD])
def test_what_humans_did_there(about: str, said: list[State], told: list[str]) -> None:
    assert lines(said) == told


def test_our_own_write_is_told_by_the_write_and_what_came_with_it_by_the_record() -> None:
    echo = {**X, "title": "y"}
    assert lines(states((1.0, X), (5.0, echo)), WRITE) == [FIRST]
    assert lines(states((1.0, X), (5.0, {**echo, "company": "Initech"})), WRITE) == [
        FIRST,
        f"{RECORD} changed with our write: company: (empty) -> Initech",
    ]


@pytest.mark.parametrize(
    "other",
    [
        replace(WRITE, ref_id="8"),
        replace(WRITE, system="ats"),
        replace(WRITE, state="refused"),
        replace(WRITE, ended_at=4.5),
        replace(WRITE, sent_at=5.5),
    ],
)
def test_another_write_explains_nothing(other: Written) -> None:
    assert lines(states((1.0, X), (5.0, {**X, "title": "y"})), other)[1:] == [f"{RECORD} changed there: title: x -> y"]


def test_a_record_that_we_made_is_told_by_the_write() -> None:
    assert lines(states((5.0, X)), replace(WRITE, verb="create")) == []


def test_history_that_was_dropped_is_not_made_up() -> None:
    kept = [*states((1.0, X), (2.0, X))[:1], *states((5.0, {**X, "title": "y"}))]
    begins = f"{RECORD} known to say what it says; what it said before was not kept"
    assert lines(kept) == [FIRST, begins]
    assert lines(states((5.0, X)), linked_at=2.0) == [begins]


def test_only_until_it_was_somebody_elses() -> None:
    assert lines(states((1.0, X), (5.0, {**X, "title": "y"})), until=5.0) == [FIRST]
    assert lines(states((6.0, X)), until=5.0) == []


def test_a_write_in_words() -> None:
    caused = replace(WRITE, why="", rule="nurture", policy="0123456789abcdef", lane=0, correlation="d_1", undoes="o_0")
    assert event_text(written(caused)) == (
        f"{RECORD}: written: update: title: x -> y "
        "(undoes o_0, owner: ats, lane restrictions, webhook d_1, rule 'nurture', policy 0123456789ab) [o_1 of r_1]"
    )
    refused = replace(WRITE, state="refused", error_code="Invalid", error_text="too long", changes=[], ended_at=90.0)
    assert event_text(written(refused)) == (
        f"{RECORD}: refused: update: Invalid, too long, known 1970-01-01 00:01:30 [o_1 of r_1]"
    )


def test_a_write_whose_answer_was_lost_at_first_is_told_as_what_it_is() -> None:
    """What went wrong is told until it is known that nothing did."""
    lost = replace(WRITE, error_code="ReplyLost", error_text="no answer", request_id="req-1")
    assert event_text(written(lost)) == f"{RECORD}: written: update: title: x -> y (owner: ats) [o_1 of r_1]"
    under_way = replace(lost, state="sent", ended_at=None)
    assert "under way: update: title: x -> y: ReplyLost, no answer (" in event_text(written(under_way))
    assert (lost.as_of(5.9).request_id, lost.as_of(6.0).request_id) == (None, "req-1")


def test_where_a_value_comes_from() -> None:
    said = states((1.0, X), (2.0, {**X, "title": "w"}), (5.0, {**X, "title": "y"}), (8.0, {"title": "y"}))
    assert origin_of("title", said, [WRITE]) == Origin("written", 5.0, WRITE)
    assert origin_of("title", said, []) == Origin("edited there", 5.0)
    assert origin_of("emails", said[:3], [WRITE]) == Origin("first seen", 1.0)


def test_from_which_system_it_was_carried() -> None:
    typed, ours = Origin("edited there", 3.0), Origin("written", 5.0, WRITE)
    values = (ValueTold("ats", "1", "Engineer", typed), ValueTold("crm", "7", "Engineer", ours))
    assert FieldTold("title", None, values, source_of("title", values)).came_from == "ats"
    late = (replace(values[0], origin=Origin("edited there", 6.0)), values[1])
    assert source_of("title", late) is None, "what was typed later is not where it came from"

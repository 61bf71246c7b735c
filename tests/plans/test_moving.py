"""A person of a plan, beside what would be planned now: as it was, done, refused, or moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from syncengine.core.model import Change, NoteText, Operation, PersonId, Plan, Remark, Rolling
from syncengine.plans import Entry, Filter, Tally, effect_of
from syncengine.plans.moving import Seen, Standing, standing
from syncengine.plans.pieces import allowed
from syncengine.store.written import Written

CRM = ("crm", "9")
TITLE = Operation("update", "crm", "9", (Change("title", "Poet", "Engineer", "edited on one side"),))
JOIN = Operation("add_to_pool", "crm", "9", pool="nurture", why="rejected")
LEAVE = Operation("remove_from_pool", "crm", "9", pool="nurture", why="must not be in it")
NOTE = Operation("note", "crm", "9", note=NoteText("k", "Was here"))
CREATE = Operation("create", "crm", None, (Change("title", None, "Engineer", "fills a gap"),))
LATER = Operation("add_to_pool", "crm", None, pool="nurture", why="rejected")
OURS = Written("crm", "create", "9", None, None, {"title": "Engineer"}, "apply")


def entry(*operations: Operation, records: tuple[str, ...] = ("crm:candidate:9",)) -> Entry:
    return Entry(Plan(PersonId("p_1"), operations), records=records)


def seen(*operations: Operation, shown: Any = None, remarks: Sequence[Remark] = (), **more: Any) -> Seen:
    records: Mapping[Any, Any] = {CRM: {"title": "Poet", "pools": ()}} if shown is None else shown
    return Seen(operations, Plan(PersonId("p_1"), operations, remarks=tuple(remarks)), records, **more)


def words(found: Standing) -> list[tuple[str, str]]:
    return [(each.planned, each.now) for each in found.against]


@pytest.mark.parametrize("operation", [TITLE, JOIN, NOTE])
def test_what_would_be_planned_again_is_to_be_written(operation: Operation) -> None:
    found = standing(entry(operation), seen(operation))
    assert (len(found.pending), found.against, found.done) == (1, (), frozenset())


@pytest.mark.parametrize(
    ("operation", "now"),
    [
        (TITLE, {"shown": {CRM: {"title": "Engineer"}}}),
        (JOIN, {"shown": {CRM: {"pools": ("nurture",)}}}),
        (LEAVE, {"shown": {CRM: {"pools": ()}}}),
        (NOTE, {"noted": frozenset({"k"})}),
        # Written since, and then changed by a human: it was done.
        (TITLE, {"written": [Written("crm", "update", "9", None, None, {"title": "Engineer"}, "apply")]}),
        (JOIN, {"written": [Written("crm", "add_to_pool", "9", "nurture", None, {}, "sync")]}),
    ],
)
def test_what_is_there_already_is_done(operation: Operation, now: dict[str, Any]) -> None:
    found = standing(entry(operation), seen(**now))
    assert (len(found.done), found.pending, found.against) == (1, frozenset(), ())


@pytest.mark.parametrize(
    ("planned", "now", "told"),
    [
        ([TITLE], [], ("Poet -> Engineer", "shows Poet")),
        ([], [TITLE], ("nothing", "Poet -> Engineer")),
        ([JOIN], [LEAVE], ("joins", "leaves")),
        ([JOIN], [], ("joins", "is not in it")),
        (
            [TITLE],
            [Operation("update", "crm", "9", (Change("title", "Poet", "Boss", "w"),))],
            ("Poet -> Engineer", "Poet -> Boss"),
        ),
        (
            [NOTE],
            [Operation("note", "crm", "9", note=NoteText("k", "Was there"))],
            ("is written: Was here", "is written: Was there"),
        ),
    ],
)
def test_what_moved_is_told_with_what_was_planned(
    planned: list[Operation], now: list[Operation], told: tuple[str, str]
) -> None:
    assert words(standing(entry(*planned), seen(*now))) == [told]


def test_why_something_is_not_planned_any_more_is_told() -> None:
    remark = Remark("restricted", "no record is made: do not contact", "crm")
    found = standing(entry(CREATE, records=()), seen(shown={}, remarks=[remark]))
    assert {each.now for each in found.moved} == {"not planned: no record is made: do not contact"}


def test_what_was_refused_is_no_news() -> None:
    found = standing(entry(TITLE, JOIN), seen(parked=frozenset({("crm", "title"), ("crm", "pool:nurture")})))
    assert (found.against, len(found.parked)) == ((), 2)


def test_a_note_whose_names_are_still_to_come_may_say_them() -> None:
    unnamed = NoteText("k", "By ?", rolling=Rolling("passport", unnamed=(("crm", "u1"),)))
    named = NoteText("k", "By Ada", rolling=Rolling("passport"))
    found = standing(
        entry(Operation("note", "crm", "9", note=unnamed)), seen(Operation("note", "crm", "9", note=named))
    )
    assert found.against == ()


def test_a_record_that_we_made_goes_on_with_what_was_planned_for_it() -> None:
    found = standing(entry(CREATE, LATER, records=()), seen(JOIN, written=[OURS]))
    assert (found.against, {each.kind for each in found.pending}) == ((), {"pool"})
    assert {each.kind for each in found.done} == {"create", "born"}


def test_what_follows_from_our_own_writes_is_no_news_but_is_not_written_either() -> None:
    found = standing(entry(CREATE, records=()), seen(TITLE, written=[OURS]))
    assert (found.against, len(found.more)) == ((), 1)
    assert list(allowed([TITLE], found.pending, records=())) == []


def test_a_record_that_somebody_else_made_is_news() -> None:
    found = standing(entry(CREATE, records=()), seen())
    assert ("nothing", "is a record of this person by now") in words(found)


def test_a_record_that_left_is_news() -> None:
    found = standing(entry(NOTE, records=("ats:candidate:1", "crm:candidate:9")), seen(NOTE))
    assert words(found) == [("a record of this person", "is gone, or is somebody else's")]


def test_an_update_is_cut_to_what_is_allowed() -> None:
    both = Operation("update", "crm", "9", (*TITLE.changes, Change("company", None, "Initech", "w")))
    found = standing(entry(TITLE), seen(both))
    assert list(allowed([both], found.pending, records=["crm:candidate:9"])) == [TITLE]
    assert words(found) == [("nothing", "(empty) -> Initech")]


def test_effects_and_filters() -> None:
    private = Operation("update", "crm", "9", (Change("private", None, True, "w"),))
    everything = [CREATE, LATER, TITLE, JOIN, LEAVE, NOTE, private]
    assert [effect_of(each) for each in everything] == [
        "creates",
        "pools",
        "fields",
        "pools",
        "restrictions",
        "notes",
        "restrictions",
    ]
    assert Filter(only=frozenset({"restrictions"})).of(everything) == (LEAVE, private)
    assert Filter(fields=frozenset({"title"})).of(everything) == (CREATE, TITLE)
    assert Filter(only=frozenset({"pools"})).of(everything) == (JOIN,)  # nobody joins whose record is not made
    assert Filter(systems=frozenset({"ats"})).of(everything) == ()
    assert Filter().of(everything) == tuple(everything)
    tally = Tally()
    tally.add(everything, ["crm"])
    assert tally.rows[:3] == [("creates", "crm", 1), ("links", "crm", 1), ("fields", "crm", 1)]


ROW = Operation("note", "ats", "5", note=NoteText("row:1:ab", "?", rolling=Rolling("row", unnamed=(("crm", "u1"),))))
NAMED = Operation("note", "ats", "5", note=NoteText("row:1:cd", "By Ada", rolling=Rolling("row")))


def test_a_note_whose_names_were_looked_up_since_is_the_one_that_was_planned() -> None:
    shown = {("ats", "5"): {"title": "Poet"}}
    records = ("ats:candidate:5",)
    found = standing(entry(ROW, records=records), seen(NAMED, shown=shown))
    assert (len(found.pending), found.against) == (1, ())
    assert list(allowed([NAMED], found.pending, records=records)) == [NAMED]
    written = Written("ats", "note", "5", None, "row:1:cd", {}, "apply")
    assert len(standing(entry(ROW, records=records), seen(shown=shown, written=[written])).done) == 1


def test_a_note_of_a_row_that_says_something_else_now_has_moved() -> None:
    shown = {("ats", "5"): {"title": "Poet"}}
    other = Operation("note", "ats", "5", note=NoteText("row:1:ef", "By Bob", rolling=Rolling("row")))
    found = standing(entry(NAMED, records=("ats:candidate:5",)), seen(other, shown=shown))
    assert words(found) == [("is written: By Ada", "is written: By Bob")]

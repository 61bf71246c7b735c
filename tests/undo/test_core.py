"""What takes writes back, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.canonical import Fields, Value
from syncengine.core.model import Abilities, Change
from syncengine.core.undoing import Compensation, Situation, Write, compensate, standing

RECORD = ("crm", "7")
ABILITIES = Abilities(
    frozenset({"title", "company", "emails", "phones", "do_not_contact"}),
    frozenset(),
    capacity={"phones": 1},
    keeps_notes=True,
)


def wrote(id_: str, at: float, *, was: Value = None, value: Value = None, field: str = "title", **more: Any) -> Write:
    return Write(id_, "r_1", "update", *RECORD, at, (Change(field, was, value, "edited on one side"),), **more)


def moved(id_: str, at: float, verb: str, pool: str = "nurture", **more: Any) -> Write:
    return Write(id_, "r_1", verb, *RECORD, at, pool=pool, **more)


def taken_back(
    targets: list[Write], now: Fields, *, history: list[Write] | None = None, **situation: Any
) -> Compensation:
    known = Situation({RECORD: now}, {"crm": situation.pop("abilities", ABILITIES)}, **situation)
    return compensate(targets, history=history or targets, situation=known, run="r_2", why="undone")


def written(found: Compensation) -> Mapping[str, Value]:
    return {change.field: change.value for each in found.operations for change in each.changes}


def codes(found: Compensation) -> list[tuple[str, str]]:
    return [(each.what, each.code) for each in found.left]


# --- single values ---------------------------------------------------------------------------------------------------


def test_a_value_goes_back_to_what_was_there() -> None:
    found = taken_back([wrote("o_1", 1, was="Engineer", value="Architect")], {"title": "Architect"})
    assert written(found) == {"title": "Engineer"}
    assert [each.undoes for each in found.operations] == ["o_1"]


def test_several_writes_go_back_to_before_the_first_in_one_request() -> None:
    writes = [wrote("o_1", 1, was=None, value="A"), wrote("o_2", 2, was="A", value="B")]
    found = taken_back(writes, {"title": "B"})
    assert [(each.undoes, dict(written(found))) for each in found.operations] == [("o_1", {"title": None})]
    assert found.covered == {"o_2"}


def test_what_somebody_changed_since_is_left() -> None:
    found = taken_back([wrote("o_1", 1, was="A", value="B")], {"title": "C"})
    assert (found.operations, codes(found), found.covered) == ((), [("title", "edited")], frozenset())
    assert found.left[0].now == "C"


def test_what_is_as_before_needs_nothing() -> None:
    found = taken_back([wrote("o_1", 1, was="A", value="B")], {"title": "A"})
    assert (found.operations, found.left, found.covered) == ((), (), frozenset({"o_1"}))


def test_what_the_vendor_made_of_our_value_is_ours() -> None:
    made = wrote("o_1", 1, was=None, value="Engineer  II", shown={"title": "Engineer (II)"})
    assert written(taken_back([made], {"title": "Engineer (II)"})) == {"title": None}


def test_a_later_write_of_ours_comes_first() -> None:
    first, second = wrote("o_1", 1, was="A", value="B"), wrote("o_2", 2, was="B", value="C")
    found = taken_back([first], {"title": "C"}, history=[first, second])
    assert codes(found) == [("title", "later")]
    assert found.left[0].why.endswith("talentsync undo o_2")


def test_a_later_write_that_was_undone_is_in_nobodys_way() -> None:
    first, second = wrote("o_1", 1, was="A", value="B"), wrote("o_2", 2, was="B", value="C")
    undo = wrote("o_3", 3, was="C", value="B", undoes="o_2")
    assert written(taken_back([first], {"title": "B"}, history=[first, second, undo])) == {"title": "A"}


def test_what_was_undone_before_is_left_alone_whatever_became_of_it() -> None:
    write = wrote("o_1", 1, was="A", value="B")
    undo = Write("o_2", "r_0", "update", *RECORD, 2, (Change("title", "B", "A", ""),), undoes="o_1")
    found = taken_back([write], {"title": "C"}, history=[write, undo])
    assert (found.operations, found.left, found.covered) == ((), (), frozenset())


def test_a_restriction_is_never_lifted() -> None:
    found = taken_back([wrote("o_1", 1, field="do_not_contact", was=False, value=True)], {"do_not_contact": True})
    assert codes(found) == [("do_not_contact", "restricted")]


def test_what_is_not_shown_or_cannot_be_written_is_left() -> None:
    assert codes(taken_back([wrote("o_1", 1, value="B")], {})) == [("title", "unshown")]
    found = taken_back([wrote("o_1", 1, field="ats_id", value="B")], {"ats_id": "B"})
    assert codes(found) == [("ats_id", "irreversible")]


def test_what_was_typed_by_hand_is_left() -> None:
    write = Write("o_1", "r_1", "update", *RECORD, 1, (Change("title", "A", "B", "by ann by hand"),))
    assert codes(taken_back([write], {"title": "B"})) == [("title", "human")]


def test_a_record_that_is_gone_is_told_once_a_write() -> None:
    found = compensate(
        [wrote("o_1", 1, value="B")],
        history=[],
        situation=Situation({}, {"crm": ABILITIES}),
        run="r_2",
        why="undone",
    )
    assert codes(found) == [("record", "gone")]


def test_nothing_is_written_about_whom_nothing_may_be() -> None:
    found = taken_back([wrote("o_1", 1, was="A", value="B")], {"title": "B"}, closed="the person was made anonymous")
    assert (found.operations, codes(found)) == ((), [("record", "restricted")])


# --- several values --------------------------------------------------------------------------------------------------


def mailed(was: tuple[str, ...], value: tuple[str, ...], *, field: str = "emails") -> Write:
    return wrote("o_1", 1, field=field, was=was, value=value)


def test_of_several_values_ours_go_and_theirs_come_back() -> None:
    found = taken_back([mailed(("a@x.io", "b@x.io"), ("a@x.io", "c@x.io"))], {"emails": ("a@x.io", "c@x.io", "d@x.io")})
    assert written(found) == {"emails": ("a@x.io", "d@x.io", "b@x.io")}


def test_what_is_whole_again_has_its_old_order() -> None:
    found = taken_back(
        [mailed(("b@x.io", "a@x.io"), ("a@x.io", "b@x.io", "c@x.io"))], {"emails": ("a@x.io", "b@x.io", "c@x.io")}
    )
    assert written(found) == {"emails": ("b@x.io", "a@x.io")}


def test_there_may_be_no_room_for_what_was_there() -> None:
    found = taken_back([mailed(("+12025550100",), ("+12025550101",), field="phones")], {"phones": ("+12025550102",)})
    assert (written(found), codes(found)) == ({}, [("phones", "full")])


# --- lists, notes, records -------------------------------------------------------------------------------------------


def test_who_was_put_in_is_taken_out_and_the_other_way_round() -> None:
    writes = [moved("o_1", 1, "add_to_pool", "nurture"), moved("o_2", 2, "remove_from_pool", "silver")]
    found = taken_back(writes, {"pools": ("nurture",)})
    assert [(each.verb, each.pool, each.undoes) for each in found.operations] == [
        ("remove_from_pool", "nurture", "o_1"),
        ("add_to_pool", "silver", "o_2"),
    ]


def test_nobody_is_put_back_where_they_must_not_be() -> None:
    found = taken_back([moved("o_1", 1, "remove_from_pool")], {"pools": ()}, forbidden={"nurture": "opted out"})
    assert [(each.what, each.code, each.why) for each in found.left] == [("pool nurture", "restricted", "opted out")]


def test_a_note_is_taken_back_where_that_is_possible() -> None:
    note = Write("o_1", "r_1", "note", *RECORD, 1, note_key="rejection:9")
    assert codes(taken_back([note], {})) == [("note", "irreversible")]
    able = Abilities(frozenset(), frozenset(), keeps_notes=True, takes_back_notes=True)
    [operation] = taken_back([note], {}, abilities=able).operations
    assert operation.note is not None
    assert (operation.verb, operation.note.key, operation.undoes) == ("note", "withdrawn:rejection:9", "o_1")


def test_a_record_that_was_made_leaves_its_lists_and_stays() -> None:
    made = Write("o_1", "r_1", "create", *RECORD, 1, (Change("pools", None, ("nurture",), ""),))
    found = taken_back([made], {"pools": ("nurture",)})
    assert [(each.verb, each.pool) for each in found.operations] == [("remove_from_pool", "nurture")]
    assert codes(found) == [("record", "irreversible")]


def test_one_that_was_undone_twice_stands() -> None:
    first = wrote("o_1", 1, was="A", value="B")
    undo = wrote("o_2", 2, was="B", value="A", undoes="o_1")
    redo = wrote("o_3", 3, was="A", value="B", undoes="o_2")
    assert [each.id for each in standing([first, undo])] == ["o_2"]
    assert [each.id for each in standing([first, undo, redo])] == ["o_1", "o_3"]


# --- laws ------------------------------------------------------------------------------------------------------------

TEXTS = st.sampled_from([None, "A", "B", "C"])
ADDRESSES = st.lists(st.sampled_from([f"{name}@x.io" for name in "abcd"]), unique=True, max_size=3).map(tuple)
STEP = st.one_of(
    st.tuples(st.just("title"), TEXTS),
    st.tuples(st.just("emails"), ADDRESSES),
    st.tuples(st.just("pool"), st.sampled_from(["nurture", "silver"])),
)


def play(start: dict[str, Any], steps: list[tuple[str, Any]]) -> tuple[list[Write], dict[str, Any]]:
    """Writes that turn what is shown at first into what is shown then."""
    now, writes = dict(start), []
    for at, (what, value) in enumerate(steps):
        if what == "pool":
            inside = value in now["pools"]
            writes.append(moved(f"o_{at}", at, "remove_from_pool" if inside else "add_to_pool", value))
            now["pools"] = tuple(each for each in now["pools"] if each != value) + (() if inside else (value,))
        elif value != now[what]:
            writes.append(wrote(f"o_{at}", at, field=what, was=now[what], value=value))
            now[what] = value
    return writes, now


def carried_out(found: Compensation, now: dict[str, Any]) -> dict[str, Any]:
    shown = {**now, **written(found)}
    for each in found.operations:
        others = tuple(pool for pool in shown["pools"] if pool != each.pool)
        shown["pools"] = (*others, each.pool) if each.verb == "add_to_pool" else others
    return shown


def alike(shown: Mapping[str, Any]) -> tuple[Any, ...]:
    return shown["title"], set(shown["emails"]), set(shown["pools"])


START = st.fixed_dictionaries({"title": TEXTS, "emails": ADDRESSES, "pools": st.just(("silver",))})


@settings(max_examples=80, deadline=None)
@given(START, st.lists(STEP, min_size=1, max_size=8))
def test_to_undo_everything_restores_everything(start: dict[str, Any], steps: list[tuple[str, Any]]) -> None:
    writes, now = play(start, steps)
    found = taken_back(writes, now)
    assert found.left == ()
    after = carried_out(found, now)
    assert alike(after) == alike(start)
    undone = [
        Write(f"u_{each.undoes}", "r_2", each.verb, *RECORD, 99, each.changes, each.pool, undoes=each.undoes)
        for each in found.operations
    ]
    assert taken_back(writes, after, history=[*writes, *undone]).operations == ()


@settings(max_examples=80, deadline=None)
@given(START, st.lists(STEP, min_size=1, max_size=6), ADDRESSES)
def test_what_humans_do_in_between_survives(start: dict[str, Any], steps: list[tuple[str, Any]], typed: Any) -> None:
    writes, now = play(start, steps)
    theirs = tuple(f"human.{each}" for each in typed)
    edited = {**now, "title": "Typed by somebody", "emails": (*now["emails"], *theirs)}
    after = carried_out(taken_back(writes, edited), edited)
    assert after["title"] == "Typed by somebody"
    assert set(after["emails"]) == {*start["emails"], *theirs}

"""Situations of one field, in plain words. ``.`` is not reported (or never agreed on), None and () are empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from mappings.canonical import FIELDS, Value
from mappings.policy import FieldRule
from syncengine.core.merge import merge
from syncengine.core.model import Side
from tests.core.sides import Shown, one, rule

ATS, CRM = rule("ats"), rule("crm")
JOINED, OWNED = rule("union"), rule("ats")
EACH = replace(ATS, owner_in={"ats": "ats", "crm": "crm"})
SWAPS = replace(ATS, owner_in={"ats": "crm", "crm": "ats"})
KEEPS = rule("ats", clear=False)
NEWEST, REVIEW = rule("newest"), rule("review")
Pair = tuple[Shown, Shown]
"""(base, now) of one side."""
Wanted = Mapping[str, Value]

TWO_SIDES: list[tuple[str, FieldRule, Pair, Pair, Wanted]] = [
    ("nothing happened", ATS, ("x", "x"), ("x", "x"), {}),
    ("one side was edited", ATS, ("x", "y"), ("x", "x"), {"crm": "y"}),
    ("the other side was edited, although it owns nothing", ATS, ("x", "x"), ("x", "y"), {"ats": "y"}),
    ("both made the same edit", ATS, ("x", "y"), ("x", "y"), {}),
    ("both made different edits, the ATS owns the field", ATS, ("x", "y"), ("x", "z"), {"crm": "y"}),
    ("both made different edits, the CRM owns the field", CRM, ("x", "y"), ("x", "z"), {"ats": "z"}),
    ("both made different edits, a human is to say", REVIEW, ("x", "y"), ("x", "z"), {}),
    ("one side was emptied", ATS, ("x", None), ("x", "x"), {"crm": None}),
    ("one side was emptied, and emptiness stays at home", KEEPS, ("x", None), ("x", "x"), {}),
    ("the owner was emptied, the other edited", ATS, ("x", None), ("x", "y"), {"crm": None}),
    ("the owner was emptied, which stays at home, the other edited", KEEPS, ("x", None), ("x", "y"), {"ats": "y"}),
    ("one side stopped reporting", ATS, ("x", "."), ("x", "x"), {}),
    ("one side stopped reporting, the other was emptied", ATS, ("x", "."), ("x", None), {"ats": None}),
    ("one side stopped reporting, the other was edited", ATS, ("x", "."), ("x", "y"), {"ats": "y"}),
    ("one side never reported the field", ATS, (".", "."), ("x", "y"), {}),
    ("nobody reports the field", ATS, (".", "."), (".", "."), {}),
    ("they meet, one is empty", ATS, (".", "x"), (".", None), {"crm": "x"}),
    ("they meet, the owner is empty", ATS, (".", None), (".", "x"), {"ats": "x"}),
    ("they meet with the same value", ATS, (".", "x"), (".", "x"), {}),
    ("they meet and disagree", ATS, (".", "x"), (".", "y"), {"crm": "x"}),
    ("they meet and disagree, a human is to say", REVIEW, (".", "x"), (".", "y"), {}),
    ("they meet, one is empty: nothing to ask a human", REVIEW, (".", "x"), (".", None), {"crm": "x"}),
    ("a record joined later, empty", ATS, ("x", "x"), (".", None), {"crm": "x"}),
    ("a record joined later, with another value", ATS, ("x", "x"), (".", "y"), {"crm": "x"}),
    ("a record joined while the other was emptied", ATS, ("x", None), (".", "y"), {"ats": "y"}),
    ("the vendor cut the value off when it was written", ATS, ("Lovelace", "Lovelace"), ("Love", "Love"), {}),
    ("one side was edited into what the other shows", ATS, ("x", "y"), ("y", "y"), {}),
    ("spaces alone are no edit", ATS, ("a b", "a  b "), ("a b", "a b"), {}),
    ("capital letters are an edit", ATS, ("de Cruz", "De Cruz"), ("de Cruz", "de Cruz"), {"crm": "De Cruz"}),
]


@pytest.mark.parametrize(("about", "rule", "ats", "crm", "wanted"), TWO_SIDES, ids=[row[0] for row in TWO_SIDES])
def test_scalar_of_two_sides(about: str, rule: FieldRule, ats: Pair, crm: Pair, wanted: Wanted) -> None:
    sides = [one("ats", "company", *ats), one("crm", "company", *crm)]
    assert merge(FIELDS["company"], sides, rule).wanted == wanted


THREE_SIDES: list[tuple[str, FieldRule, Pair, Pair, Pair, Wanted]] = [
    ("one edit reaches both others", ATS, ("x", "x"), ("x", "y"), ("x", "x"), {"ats": "y", "crm-2": "y"}),
    ("two made the same edit", ATS, ("x", "x"), ("x", "y"), ("x", "y"), {"ats": "y"}),
    ("two CRMs disagree: the first by name", CRM, ("x", "x"), ("x", "y"), ("x", "z"), {"ats": "y", "crm-2": "y"}),
    ("the owner did not change, two others did", ATS, ("x", "x"), ("x", "y"), ("x", "z"), {"ats": "y", "crm-2": "y"}),
    ("a third record joins, empty", ATS, ("x", "x"), ("x", "x"), (".", None), {"crm-2": "x"}),
    ("a third record joins with another value", ATS, ("x", "x"), ("x", "x"), (".", "z"), {"crm-2": "x"}),
    ("one edit, one does not report", ATS, ("x", "y"), (".", "."), ("x", "x"), {"crm-2": "y"}),
]


@pytest.mark.parametrize(
    ("about", "rule", "ats", "crm", "third", "wanted"), THREE_SIDES, ids=[row[0] for row in THREE_SIDES]
)
def test_scalar_of_three_sides(about: str, rule: FieldRule, ats: Pair, crm: Pair, third: Pair, wanted: Wanted) -> None:
    sides = [one("ats", "company", *ats), one("crm", "company", *crm), one("crm-2", "company", *third)]
    assert merge(FIELDS["company"], sides, rule).wanted == wanted


FLAGS: list[tuple[str, FieldRule, Pair, Pair, Wanted]] = [
    ("set on one side", ATS, (False, True), (False, False), {"crm": True}),
    ("lifted on one side", ATS, (True, False), (True, True), {"crm": False}),
    ("they meet: False is a value, not a gap", ATS, (".", False), (".", True), {"crm": False}),
    ("they meet: unknown is a gap", ATS, (".", None), (".", False), {"ats": False}),
    ("both set it", ATS, (False, True), (False, True), {}),
]


@pytest.mark.parametrize(("about", "rule", "ats", "crm", "wanted"), FLAGS, ids=[row[0] for row in FLAGS])
def test_flag(about: str, rule: FieldRule, ats: Pair, crm: Pair, wanted: Wanted) -> None:
    sides = [one("ats", "private", *ats), one("crm", "private", *crm)]
    assert merge(FIELDS["private"], sides, rule).wanted == wanted


A, B, C = "a@x.io", "b@x.io", "c@x.io"
SETS: list[tuple[str, FieldRule, Pair, Pair, Wanted]] = [
    ("nothing happened", JOINED, ((A,), (A,)), ((A,), (A,)), {}),
    ("one side added", JOINED, ((A,), (A, B)), ((A,), (A,)), {"crm": (A, B)}),
    ("both added different ones", JOINED, ((A,), (A, B)), ((A,), (A, C)), {"ats": (A, B, C), "crm": (A, C, B)}),
    ("both added the same one", JOINED, ((A,), (A, B)), ((A,), (A, B)), {}),
    ("one side removed", JOINED, ((A, B), (A,)), ((A, B), (A, B)), {"crm": (A,)}),
    ("one side removed the last one", JOINED, ((A,), ()), ((A,), (A,)), {"crm": ()}),
    ("one side removed, and removals stay at home", KEEPS, ((A, B), (A,)), ((A, B), (A, B)), {}),
    ("one removed what the other added for itself", JOINED, ((A, B), (A,)), ((A,), (A, B)), {"ats": (A, B)}),
    ("one side replaced its only one", JOINED, ((A,), (B,)), ((A,), (A,)), {"crm": (B,)}),
    ("one added, the other removed something else", JOINED, ((A,), (A, B)), ((A,), ()), {"ats": (B,), "crm": (B,)}),
    ("another order is no edit", JOINED, ((A, B), (B, A)), ((A, B), (A, B)), {}),
    ("other capital letters are no edit", JOINED, ((A,), ("A@X.io",)), ((A,), (A,)), {}),
    ("one side stopped reporting", JOINED, ((A,), "."), ((A,), (A,)), {}),
    ("one side stopped reporting, the other added", JOINED, ((A,), "."), ((A,), (A, B)), {"ats": (A, B)}),
    ("one side never reported the field", JOINED, (".", "."), ((A,), (A, B)), {}),
    ("they meet: all have all", JOINED, (".", (A,)), (".", (B,)), {"ats": (A, B), "crm": (B, A)}),
    ("they meet, one is empty", JOINED, (".", (A, B)), (".", ()), {"crm": (A, B)}),
    ("a record joined later", JOINED, ((A,), (A,)), (".", (B,)), {"ats": (A, B), "crm": (B, A)}),
    (
        "one removed, and a record joined that has it",
        JOINED,
        ((A, B), (A,)),
        (".", (B,)),
        {"ats": (A, B), "crm": (B, A)},
    ),
    ("what a vendor could not hold is not missed there", JOINED, ((A, B), (A, B)), ((A,), (A,)), {}),
    ("the owner added", OWNED, ((A,), (A, B)), ((A,), (A,)), {"crm": (A, B)}),
    ("the owner removed", OWNED, ((A, B), (A,)), ((A, B), (A, B)), {"crm": (A,)}),
    ("somebody else added: it stays at home", OWNED, ((A,), (A,)), ((A,), (A, B)), {}),
    ("somebody else removed: it is put back", OWNED, ((A, B), (A, B)), ((A, B), (A,)), {"crm": (A, B)}),
    ("they meet: the other takes what the owner has", OWNED, (".", (A,)), (".", (B,)), {"crm": (B, A)}),
]


@pytest.mark.parametrize(("about", "rule", "ats", "crm", "wanted"), SETS, ids=[row[0] for row in SETS])
def test_set_of_two_sides(about: str, rule: FieldRule, ats: Pair, crm: Pair, wanted: Wanted) -> None:
    sides = [one("ats", "emails", *ats), one("crm", "emails", *crm)]
    assert merge(FIELDS["emails"], sides, rule).wanted == wanted


BY_SIDE: list[tuple[str, FieldRule, Pair, Pair, Wanted]] = [
    ("each side keeps its own", EACH, ("x", "y"), ("x", "z"), {}),
    ("one side was edited: it travels", EACH, ("x", "y"), ("x", "x"), {"crm": "y"}),
    ("they meet and disagree", EACH, (".", "x"), (".", "y"), {}),
    ("each side takes the other's: that is for ever", SWAPS, ("x", "y"), ("x", "z"), {"ats": "z", "crm": "y"}),
]


@pytest.mark.parametrize(("about", "rule", "ats", "crm", "wanted"), BY_SIDE, ids=[row[0] for row in BY_SIDE])
def test_scalar_whose_owner_depends_on_the_side(
    about: str, rule: FieldRule, ats: Pair, crm: Pair, wanted: Wanted
) -> None:
    sides = [one("ats", "title", *ats), one("crm", "title", *crm)]
    assert merge(FIELDS["title"], sides, rule).wanted == wanted


ROOM: list[tuple[str, Pair, Pair, int, Wanted]] = [
    ("what fits is taken, in order", (".", (A, B, C)), (".", ()), 2, {"crm": (A, B)}),
    ("what is there stays first", (".", (A, B)), (".", (C,)), 2, {"ats": (A, B, C), "crm": (C, A)}),
    ("a full system stays quiet", ((A,), (A, B)), ((A,), (A,)), 1, {}),
    ("a full system takes a replacement", ((A,), (B,)), ((A,), (A,)), 1, {"crm": (B,)}),
    ("a system that holds more than it should loses nothing", (".", (C,)), (".", (A, B)), 1, {"ats": (C, A, B)}),
]


@pytest.mark.parametrize(("about", "ats", "crm", "room", "wanted"), ROOM, ids=[row[0] for row in ROOM])
def test_set_where_the_crm_has_little_room(about: str, ats: Pair, crm: Pair, room: int, wanted: Wanted) -> None:
    sides = [one("ats", "emails", *ats), one("crm", "emails", *crm, room=room)]
    assert merge(FIELDS["emails"], sides, JOINED).wanted == wanted


def test_set_of_three_sides_one_removes_and_one_adds() -> None:
    sides = [
        one("ats", "emails", (A, B), (A,)),
        one("crm", "emails", (A, B), (A, B)),
        one("crm-2", "emails", (A,), (A, C)),
    ]
    assert merge(FIELDS["emails"], sides, JOINED).wanted == {"ats": (A, C), "crm": (A, C)}


def test_set_of_three_sides_one_removes_while_a_third_joins() -> None:
    sides = [
        one("ats", "emails", (A, B), (A,)),
        one("crm", "emails", (A, B), (A, B)),
        one("crm-2", "emails", ".", ()),
    ]
    assert merge(FIELDS["emails"], sides, JOINED).wanted == {"crm": (A,), "crm-2": (A,)}


NEWEST_WINS: list[tuple[str, int | None, int | None, str | None]] = [
    ("the later edit wins", 3, 5, "crm"),
    ("the later edit wins, other way round", 5, 3, "ats"),
    ("edits at the same time: a human is to say", 4, 4, None),
    ("a vendor that gives no time: a human is to say", 4, None, None),
]


@pytest.mark.parametrize(("about", "ats", "crm", "winner"), NEWEST_WINS, ids=[row[0] for row in NEWEST_WINS])
def test_newest(about: str, ats: int | None, crm: int | None, winner: str | None) -> None:
    sides = [one("ats", "company", "x", "y", day=ats), one("crm", "company", "x", "z", day=crm)]
    merged = merge(FIELDS["company"], sides, NEWEST)
    assert merged.conflict is not None
    assert merged.conflict.winner == winner
    assert merged.conflict.values == {"ats": "y", "crm": "z"}
    assert bool(merged.wanted) == (winner is not None)


def test_the_same_edit_at_the_same_time_is_no_conflict() -> None:
    sides = [one("ats", "company", "x", "y", day=4), one("crm", "company", "x", "y", day=4)]
    assert merge(FIELDS["company"], sides, NEWEST).conflict is None


UNBORN: list[tuple[str, str, Pair, Value | None]] = [
    ("a record to be made gets the value", "company", ("x", "x"), "x"),
    ("a record to be made gets the news", "company", ("x", "y"), "y"),
    ("emptiness is nothing to say to it", "company", ("x", None), None),
    ("a record to be made gets all members", "emails", ((A,), (A, B)), (A, B)),
    ("no members are nothing to say to it", "emails", ((A,), ()), None),
]


@pytest.mark.parametrize(("about", "field", "ats", "value"), UNBORN, ids=[row[0] for row in UNBORN])
def test_record_that_is_yet_to_be_made(about: str, field: str, ats: Pair, value: Value) -> None:
    sides = [one("ats", field, *ats), one("crm", field, ".", ".", ref=None)]
    assert merge(FIELDS[field], sides, JOINED).wanted == ({} if value is None else {"crm": value})


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_whose_spelling_is_taken_does_not_depend_on_the_order(order: tuple[int, ...]) -> None:
    sides: list[Side] = [
        one("ats", "company", "x", "Ada  Ltd"),
        one("crm", "company", "x", "Ada Ltd"),
        one("crm-2", "company", ".", ".", ref=None),
    ]
    shuffled = [sides[index] for index in order]
    assert merge(FIELDS["company"], shuffled, JOINED).wanted == {"crm-2": "Ada  Ltd"}


def test_the_policy_has_the_word_of_the_ats() -> None:
    sides = [one("policy", "due_date", "2026-01-01", "2026-02-02"), one("crm", "due_date", "2026-01-01", "2026-03-03")]
    assert merge(FIELDS["due_date"], sides, ATS).wanted == {"crm": "2026-02-02"}
    assert merge(FIELDS["due_date"], sides, CRM).wanted == {"policy": "2026-03-03"}

"""Which of several records leads, what it inherits from one that is gone, and what holds for all of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mappings.canonical import Fields
from syncengine.core.model import Operation
from syncengine.core.restrictions import Restrictions
from syncengine.core.several import Contender, inherited, leading, lost_pools, spread, withdraw, without_pools
from tests.core.sides import side

MAY, JUNE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)

CONTENDERS: list[tuple[str, list[Contender], str | None, str]] = [
    ("the only one", [Contender("7", 1)], None, "7"),
    ("the one agreed with, however idle", [Contender("7", 1, MAY), Contender("8", 2, JUNE)], "7", "7"),
    ("the latest activity", [Contender("7", 1, MAY), Contender("8", 2, JUNE)], None, "8"),
    ("the one agreed with is gone", [Contender("7", 1, MAY), Contender("8", 2, JUNE)], "6", "8"),
    ("some activity before none", [Contender("7", 1), Contender("8", 2, MAY)], None, "8"),
    ("known longest", [Contender("9", 2, MAY), Contender("8", 3, MAY), Contender("10", 1, MAY)], None, "10"),
]


@pytest.mark.parametrize(("about", "rivals", "agreed", "expected"), CONTENDERS, ids=[row[0] for row in CONTENDERS])
def test_leading(about: str, rivals: list[Contender], agreed: str | None, expected: str) -> None:
    assert leading(rivals, agreed_with=agreed) == expected
    assert leading(rivals[::-1], agreed_with=agreed) == expected


INHERITANCE: list[tuple[str, Fields, Fields, Fields]] = [
    ("the same value", {"title": "x"}, {"title": "x"}, {"title": "x"}),
    ("another value is an edit", {"title": "x"}, {"title": "y"}, {"title": "x"}),
    ("a gap is no deletion", {"title": "x"}, {"title": None}, {}),
    ("agreed to be empty", {"title": None}, {"title": None}, {"title": None}),
    ("not shown at the moment", {"title": "x"}, {}, {"title": "x"}),
    ("all members and more", {"emails": ("a@x.io",)}, {"emails": ("A@x.io", "b@x.io")}, {"emails": ("a@x.io",)}),
    ("a member is missing", {"emails": ("a@x.io", "b@x.io")}, {"emails": ("b@x.io",)}, {}),
    ("pools, as far as it is in them", {"pools": ("a", "b")}, {"pools": ("b", "c")}, {"pools": ("b",)}),
    ("pools that are not shown", {"pools": ("a",)}, {}, {"pools": ("a",)}),
]


@pytest.mark.parametrize(("about", "base", "now", "expected"), INHERITANCE, ids=[row[0] for row in INHERITANCE])
def test_inherited(about: str, base: Fields, now: Fields, expected: Fields) -> None:
    assert inherited(base, now) == expected


def test_lost_pools_are_wanted_anew() -> None:
    lost = lost_pools({"pools": ("nurture", "offer")}, {"pools": ("offer",)})
    assert lost == {"nurture"}
    assert without_pools({"pools": ("nurture",), "title": "x"}, lost) == {"pools": (), "title": "x"}
    assert without_pools({"title": "x"}, lost) == {"title": "x"}


def test_a_restriction_is_set_where_it_is_missing_and_lifted_nowhere() -> None:
    records = [side("ats", {"do_not_contact": flag}, ref=ref) for ref, flag in (("7", True), ("8", False), ("9", None))]
    [operation] = spread(records, settable=["do_not_contact"], restrictions=Restrictions(do_not_contact=True))
    assert (operation.verb, operation.ref) == ("update", "8")
    assert [(each.field, each.was, each.value) for each in operation.changes] == [("do_not_contact", False, True)]
    assert list(spread(records, settable=[], restrictions=Restrictions(do_not_contact=True))) == []
    assert list(spread(records, settable=["do_not_contact"], restrictions=Restrictions())) == []


def test_a_second_record_leaves_what_is_forbidden_and_nothing_else() -> None:
    second = side("crm", {"pools": ("nurture", "offer"), "title": "x"}, ref="8")
    assert list(withdraw(second, {"nurture", "alumni"})) == [
        Operation("remove_from_pool", "crm", "8", pool="nurture", why="must not be in it")
    ]

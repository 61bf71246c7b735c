"""Two plans, side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from syncengine.core.model import Change, Operation, PersonId, Plan
from syncengine.plans import Entry, Filter, SavedPlan, differences
from tests.plans.test_files import HEADER, save


def title(person: str, value: str, *, why: str = "") -> Entry:
    change = Change("title", None, value, why)
    return Entry(
        Plan(PersonId(person), (Operation("update", "crm", person[-1], (change,)),)),
        records=(f"crm:candidate:{person[-1]}",),
    )


def between(folder: Path, old: list[Entry], new: list[Entry], only: Filter = Filter()) -> list[tuple[str, ...]]:  # noqa: B008  # frozen
    paths = [
        save(folder / name, *entries, header=replace(HEADER, people=len(entries)))
        for name, entries in (("old.json", old), ("new.json", new))
    ]
    with SavedPlan(paths[0]) as before, SavedPlan(paths[1]) as after:
        return [
            (each.person, each.how, *(f"{moved.planned} | {moved.now}" for moved in each.moved))
            for each in differences(before, after, only=only)
        ]


def test_who_is_new_gone_or_changed_is_told(tmp_path: Path) -> None:
    old = [title("p_1", "Poet"), title("p_2", "Poet"), title("p_4", "Poet", why="a reason")]
    new = [title("p_2", "Boss"), title("p_3", "Poet"), title("p_4", "Poet", why="another reason")]
    assert between(tmp_path, old, new) == [
        ("p_1", "gone", "(empty) -> Poet | nothing"),
        ("p_2", "changed", "(empty) -> Poet | (empty) -> Boss"),
        ("p_3", "new", "nothing | (empty) -> Poet"),
    ]


def test_only_what_is_meant_is_compared(tmp_path: Path) -> None:
    old, new = [title("p_1", "Poet")], [title("p_2", "Poet")]
    assert between(tmp_path, old, new, Filter(people=frozenset({"crm:candidate:2"}))) == [
        ("p_2", "new", "nothing | (empty) -> Poet")
    ]
    assert between(tmp_path, old, new, Filter(only=frozenset({"notes"}))) == []


def test_a_plan_and_itself(tmp_path: Path) -> None:
    assert between(tmp_path, [title("p_1", "Poet")], [title("p_1", "Poet")]) == []

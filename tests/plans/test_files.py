"""Plans in files: what is saved is what is read, and a bad file is told by line and field."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mappings.policy import PushRule, When
from syncengine.core.model import Change, Conflict, NoteText, Operation, PersonId, Plan, Remark, Rolling
from syncengine.plans import BadPlan, Entry, Filter, Header, NewLink, SavedPlan
from syncengine.plans.entries import Account
from syncengine.plans.saving import PlanWriter
from syncengine.settings.starter import AlreadyThere
from syncengine.work.places import Places

HEADER = Header(
    made_at=1_795_348_800.25,
    policy="0123456789abcdef",
    policy_name="default",
    systems={"ats": Account("greenhouse", "ats", "17"), "crm": Account("gem", "crm", None)},
    filter=Filter(only=frozenset({"fields"}), people=frozenset({"crm:candidate:9"})),
    places=Places((("crm", "Nurture"),), (("crm", "ATS id"),)),
    missing=(("crm", "Nurture"), ("crm", "Alumni")),
    people=2,
    counts={"fields": 1},
)
RICH = Entry(
    Plan(
        PersonId("p_1"),
        (
            Operation(
                "create",
                "ats",
                None,
                (Change("emails", (), ("ada@example.com", "a@example.com"), "fills a gap"),),
                why="no record in this system",
                rule="push",
                push=PushRule("push", When(), as_="applicant", job="7"),
                mails=("privacy_notice",),
            ),
            Operation("update", "crm", "9", (Change("can_email", True, None, "edited\non one side"),)),
            Operation("add_to_pool", "crm", "9", pool="nurture", why="rejected", rule="reject"),
            Operation("note", "crm", "9", note=NoteText("k", 'Said "yes" \u2028 twice', rolling=Rolling("passport"))),
        ),
        (Conflict("title", {"ats": "Poet", "crm": None}, None, "newest"),),
        (Remark("parked", "waits in review", "crm", "title", review=True),),
    ),
    "Ada Lopez",
    ("crm:candidate:9",),
    "abc",
    (NewLink("crm:candidate:9", "talentsync", ("email",), 0.9987),),
)
PLAIN = Entry(Plan(PersonId("p_2"), (Operation("remove_from_pool", "crm", "3", pool="x", why="left"),)))


def save(path: Path, *entries: Entry, header: Header = HEADER) -> Path:
    with PlanWriter(path, overwrite=True) as writer:
        for entry in entries:
            writer.add(entry)
        writer.finish(header)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return save(tmp_path / "plan.json", RICH, PLAIN)


def test_what_is_read_is_what_was_saved(path: Path) -> None:
    with SavedPlan(path) as saved:
        assert saved.header == HEADER
        places = dict(saved.places())
        assert list(places.values()) == [RICH, PLAIN]
        assert [saved.entry_at(place) for place in places] == [RICH, PLAIN]


def test_the_file_is_one_json_document_with_a_line_for_each_person(path: Path) -> None:
    assert [each["person"] for each in json.loads(path.read_text())["people"]] == ["p_1", "p_2"]
    lines = path.read_text().split("\n")
    assert [line[:16] for line in lines[-4:]] == ['{"person":"p_1",', '{"person":"p_2",', "]}", ""]


def test_it_is_for_its_owner_alone_and_nothing_lies_beside_it(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_is_there_stays_as_it_is(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(AlreadyThere, match="--force"):
        PlanWriter(path, overwrite=False)
    assert path.read_bytes() == before


def test_one_that_comes_to_be_there_meanwhile_stays_too(tmp_path: Path) -> None:
    with PlanWriter(tmp_path / "plan.json", overwrite=False) as writer:
        (tmp_path / "plan.json").write_text("mine")
        with pytest.raises(AlreadyThere):
            writer.finish(HEADER)
    assert (tmp_path / "plan.json").read_text() == "mine"


def test_a_plan_that_was_not_finished_leaves_nothing(tmp_path: Path) -> None:
    with PlanWriter(tmp_path / "plan.json", overwrite=False) as writer:
        writer.add(RICH)
    assert list(tmp_path.iterdir()) == []


def test_who_reads_goes_on_with_the_plan_that_was_there_at_the_start(path: Path) -> None:
    with SavedPlan(path) as saved:
        [first, *_] = saved.places()
        save(path, PLAIN, header=HEADER)
        assert saved.entry_at(first[0]) == RICH


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"talentsync_plan":1', '"talentsync_plan":2', ":1: talentsync_plan: format 2, of a newer talentsync"),
        ('{"talentsync_plan":1', '{"hello":1', ":1: this is no plan"),
        ('"made_at":"2026', '"made_at":"yester', ":10: made_at: "),
        ('"made_at":"2026-11-22', '"made_at":"0001-01-01', ":10: made_at: input should be greater than 2000"),
        ('"verb":"create"', '"verb":"destroy"', ":11: operations[0].verb: input should be 'create', "),
        ('"verb":"create",', "", ":11: operations[0].verb: field required"),
        ('"was":true', '"was":{}', ":11: operations[1].changes[0].was"),
        ('"person":"p_2"', '"person":"p_0"', ":12: person: people are not in the order of their ids"),
        ('"person":"p_2"', '"person":p_2', ":12: this line is no JSON"),
        ('"people":2', '"people":3', ":13: counts.people: 3 people in the header, and 2 in the file"),
        ('{"person":"p_2"', '{"extra":1,"person":"p_2"', ":12: extra: extra inputs are not permitted"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_field(path: Path, old: str, new: str, told: str) -> None:
    assert path.read_text().count(old) == 1
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(BadPlan) as caught, SavedPlan(path) as saved:
        saved.check()
    assert str(caught.value).startswith(f"{path}{told}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"only":["fields"],"people":["crm:candidate:9"]', '"only":[],"people":[]'),
        ('"ada@example.com"', '"eve@example.com"'),
        ('{"verb":"add_to_pool","system":"crm","record":"9","pool":"nurture","why":"rejected","rule":"reject"},', ""),
    ],
)
def test_a_plan_that_was_edited_is_never_whole(path: Path, old: str, new: str) -> None:
    assert path.read_text().count(old) == 1
    path.write_text(path.read_text().replace(old, new))
    with SavedPlan(path) as saved:
        saved.check()
        assert (saved.header.edited, saved.header.is_whole) == (True, False)


def test_a_plan_as_it_was_saved_is_whole(tmp_path: Path) -> None:
    header = replace(HEADER, filter=Filter(), people=0)
    with SavedPlan(save(tmp_path / "plan.json", header=header)) as saved:
        assert (saved.header, saved.header.is_whole) == (header, True)


def test_wherever_it_is_cut_off_it_is_no_plan(path: Path) -> None:
    whole = path.read_bytes()
    for length in range(0, len(whole) - 3, 7):
        path.write_bytes(whole[:length])
        with pytest.raises(BadPlan, match=r"plan\.json:\d+: "), SavedPlan(path) as saved:
            saved.check()


def test_errors_never_say_a_value(path: Path) -> None:
    path.write_text(path.read_text().replace('"winner":null', '"winner":["Ada"]'))
    with pytest.raises(BadPlan) as caught, SavedPlan(path) as saved:
        saved.check()
    assert "Ada" not in str(caught.value)

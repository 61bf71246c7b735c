"""Which column feeds what: by name, and as the user says."""

from __future__ import annotations

from pathlib import Path

import pytest

from syncengine.bulk.complaints import CannotMatch
from syncengine.bulk.headings import RECORD_ID
from syncengine.bulk.mapping import SheetMapping, Wishes, mapping_of
from syncengine.bulk.wishes import Asked, Headed, asked_for

LEFT = Headed(Path("left.csv"), ("Nr", "Kontakt", "Geburtstag", "Ort, Land", "title"))
RIGHT = Headed(Path("right.csv"), ("ID", "Name", "birth_date", "Kontakt", "Notes", "Notes"))


def mapped(*headings: str, **meanings: str) -> SheetMapping:
    places = {headings.index(name): meaning for name, meaning in meanings.items()}
    return mapping_of(Path("people.csv"), headings, Wishes(places))


def values(mapping: SheetMapping, *rows: tuple[str, ...]) -> dict[str, list[str]]:
    cells = list(zip(*rows, strict=True))
    return {feed.column: list(feed.values(cells)) for feed in mapping.feeds}


def asked(*columns: str, compare: tuple[str, ...] = (), sheets: tuple[Headed, ...] = (LEFT, RIGHT)) -> Asked:
    return asked_for(sheets, columns=columns, compare=compare)


def complaints(*columns: str, compare: tuple[str, ...] = (), sheets: tuple[Headed, ...] = (LEFT, RIGHT)) -> list[str]:
    with pytest.raises(CannotMatch) as caught:
        asked(*columns, compare=compare, sheets=sheets)
    return [str(problem) for problem in caught.value.problems]


def test_several_addresses_are_one_set() -> None:
    mapping = mapped("Work Email", "Name", "Personal Email")
    assert values(mapping, ("a@x.example", "Ada", ""), ("b@x.example", "Bo", "b@y.example")) == {
        "full_name": ["Ada", "Bo"],
        "emails": ["a@x.example", "b@x.example;b@y.example"],
    }


def test_a_place_is_put_together_unless_it_is_said_whole() -> None:
    mapping = mapped("Country", "City", "State", "Location", "Name")
    assert values(mapping, ("US", "Austin", "", "", "Ada"), ("US", "Austin", "TX", "Texas", "Bo"))["location"] == [
        "Austin, US",
        "Texas",
    ]


def test_middle_names_and_suffixes_go_behind_the_names() -> None:
    whole = mapped("First Name", "Middle Name", "Last Name", "Suffix")
    assert values(whole, ("Ada", "M.", "King", "Jr")) == {"first_name": ["Ada M."], "last_name": ["King Jr"]}
    assert values(mapped("Name", "Suffix"), ("Ada King", "Jr")) == {"full_name": ["Ada King Jr"]}


def test_the_first_filled_one_of_two_counts() -> None:
    mapping = mapped("Current Company", "Employer", "Name")
    assert values(mapping, ("", "Acme", "Ada"), ("Initech", "Acme", "Bo"))["company"] == ["Acme", "Initech"]


def test_the_surest_of_several_ids_counts_and_the_others_are_not_used() -> None:
    mapping = mapped("ID", "External ID", "record_id", "Name")
    assert mapping.record_id == 2
    assert mapping.unused == ("ID", "External ID")


def test_what_the_user_says_replaces_what_was_guessed_but_for_sets() -> None:
    mapping = mapped("ID", "Nr", "Email", "Kontakt", "Name", Nr=RECORD_ID, Kontakt="emails", Name="unused")
    assert mapping.record_id == 1
    assert mapping.unused == ("ID", "Name")
    assert values(mapping, ("9", "1", "a@x.example", "b@x.example", "Ada")) == {"emails": ["a@x.example;b@x.example"]}


def test_columns_of_work_and_place_alone_tell_nobody_apart() -> None:
    assert not mapped("id", "Company", "Title", "City").tells_who
    assert mapped("id", "Phone").tells_who


def test_columns_are_meant_on_every_side_that_has_them_or_on_one() -> None:
    everywhere = asked("kontakt=emails, Nr=record_id", '"Ort, Land=location"')
    assert everywhere.meanings == [{1: "emails", 0: "record_id", 3: "location"}, {3: "emails"}]
    assert asked("left:Kontakt=full_name").meanings == [{1: "full_name"}, {}]


def test_compared_columns_may_have_two_names() -> None:
    result = asked(compare=("Geburtstag~birth_date=date",))
    assert (result.compared, result.kinds) == ([{"Geburtstag": 2}, {"Geburtstag": 2}], {"Geburtstag": "date"})


def test_a_compared_column_is_not_used_otherwise_nor_taken_for_another() -> None:
    result = asked(compare=("title=text",), sheets=(LEFT,))
    mapping = mapping_of(LEFT.path, LEFT.headings, result.wishes[0])
    assert [feed.column for feed in mapping.feeds] == ["title (compared)"]


@pytest.mark.parametrize(
    ("columns", "compare", "complaint"),
    [
        ("Kontact=emails", (), "--columns: Kontact: no such column in left.csv and right.csv; did you mean 'Kontakt'?"),
        ("right:Nr=record_id", (), "--columns: Nr: no such column in right.csv; known:"),
        ("Kontakt=email", (), "--columns: Kontakt=email: what it stands for is not known; did you mean 'emails'?"),
        ("Kontakt", (), "--columns: Kontakt: is not of the form NAME=VALUE"),
        ("", ("birth_date=dates",), "--compare: birth_date=dates: this kind is not known; did you mean 'date'?"),
        ("", ("birth_date=date",), "--compare: birth_date: no such column in left.csv"),
        ("", ("Nr~Notes=id",), "--compare: Notes: right.csv has 2 of this name"),
    ],
)
def test_options_that_do_not_fit(columns: str, compare: tuple[str, ...], complaint: str) -> None:
    (shown,) = complaints(columns, compare=compare)
    assert shown.startswith(complaint)


def test_every_complaint_is_told_at_once() -> None:
    assert len(complaints("x=emails,y=phones", compare=("z=date",))) == 4


def test_two_names_need_two_files() -> None:
    assert complaints(compare=("a~b=id",), sheets=(LEFT,)) == [
        "--compare: a~b=id: names two columns, but there is one file"
    ]

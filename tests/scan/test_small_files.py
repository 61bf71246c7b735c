"""Every kind of finding, each in files small enough to be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from syncengine import bulk
from syncengine.scan import Scan, judge
from syncengine.scan.files import survey_files
from tests.bulk.sheets import write

ATS = """id,Name,Email,Phone,Company,Title,City,Status,Rejected At,Do Not Contact,Updated At
1,Katherine Lindqvist,kate.lindqvist@mail.example,+46 70 174 06 05,Nordwind,Engineer,Malmö,Hired,,no,2026-01-05
2,Tomás Arriaga,t.arriaga@mail.example,,Initech,Designer,Bilbao,Screen,2026-02-03,no,2020-01-05
3,Yusuf Demirel,,+44 7700 900123,Globex,Nurse,Leeds,Interview,,yes,
4,TOMIRIS ABENOVA,info@abenova.example,,,,,New,,,
5,Olumide Achebe,nowhere,1234567,,,,New,,,
6,,odd.fellow@mail.example,,,,,Purple,,,
7,Ingrid Solberg,,,,,,New,,,
"""
CRM = """id,Name,Email,Phone,Company,Title,City,Projects,Unsubscribed,Updated At
a,Katherine Lindqvist,kate.lindqvist@mail.example,,Umbrella,Chief Gardener,Malmö,Newsletter,,2026-01-05
b,Tomas Arriaga,t.arriaga@mail.example,,Initech,Designer,Bilbao,,2026-02-03,2026-01-05
c,Yusuf Demirel,y.demirel@mail.example,+44 7700 900123,Globex,Nurse,Leeds,Sourced,,2026-01-05
d,Maria Okafor,m.okafor@mail.example,,,,,,,2026-01-05
e,Lars Mikkelsen,m.okafor@mail.example,,,,,,,2026-01-05
f,Paulo Teixeira,paulo.teixeira@mail.example,+351 912 345 678,,,,,,2026-01-05
g,Paulo Teixeira,paulo.teixeira@mail.example,+351 912 345 678,,,,,,2026-01-05
"""


def scan(folder: Path, ats: str = ATS, crm: str = CRM, **how: Any) -> Scan:
    request = bulk.Request(
        left=write(folder / "ats.csv", ats), right=write(folder / "crm.csv", crm), with_facts=True, **how
    )
    found = survey_files(request, bulk.look(request), told=lambda *_: None, today=date(2026, 6, 1))
    return judge(found.survey)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    return scan(tmp_path_factory.mktemp("small"))


@pytest.mark.parametrize(
    ("key", "rows"),
    [
        ("both-certain", [("1", "a"), ("2", "b"), ("3", "c")]),
        ("only-ats", [("4",), ("5",), ("6",), ("7",)]),
        ("ghosts-crm", [("f", "1"), ("g", "1")]),
        ("ghosts-ats", []),
        ("hired-nurtured", [("1", "a", "Newsletter")]),
        ("active-nurtured", []),
        ("opted-out-ats-only", [("3", "c")]),
        ("opted-out-crm-only", [("2", "b")]),
        ("opted-out-nurtured", []),
        ("rejected-absent", []),
        ("rejected-unlisted", []),
        ("no-contact-ats", [("7",)]),
        ("no-email-ats", [("3",), ("7",)]),
        ("bad-email-ats", [("5",)]),
        ("bad-phone-ats", [("5",)]),
        ("role-email-ats", [("4",)]),
        ("no-name-ats", [("6",)]),
        ("odd-case-ats", [("4",)]),
        ("stale-ats", [("2",)]),
        ("shared-email-crm", [("d", "1"), ("e", "1")]),
        ("shared-phone-crm", []),
        ("differs-employer", [("1", "a")]),
        ("differs-title", [("1", "a")]),
        ("differs-name", []),
        ("differs-email", []),
        ("differs-place", []),
    ],
)
def test_a_finding(found: Scan, key: str, rows: list[tuple[str, ...]]) -> None:
    finding = found.finding(key)
    shown = [tuple(cell for cell in row if not cell.startswith("0.")) for row in found.rows(finding)]
    assert shown == rows
    assert not finding.not_judged


def test_counts_are_people_and_the_five_numbers_follow(found: Scan) -> None:
    assert (found.finding("ghosts-crm").count, found.finding("ghosts-crm").of) == (1, 6)
    assert [each.value for each in found.numbers] == [3, 1, 1, 2, 4]
    assert [(each.records, each.people) for each in found.systems] == [(7, 7), (7, 6)]


def test_what_is_not_understood_is_said(found: Scan) -> None:
    assert "1 rows of ats.csv have a status that is not understood; nothing was guessed." in found.notes


def test_every_finding_is_looked_for_though_there_are_no_columns(tmp_path: Path) -> None:
    bare = "id,name,email\n1,Ada Lovelace,ada@mail.example\n"
    found = scan(tmp_path, bare, bare)
    missing = {each.key: each.not_judged for each in found.findings if each.not_judged}
    assert missing == {
        **dict.fromkeys(
            ("hired-nurtured", "active-nurtured", "rejected-absent", "rejected-unlisted"),
            "ats.csv has no column for the status, or the day of a hire or a rejection",
        ),
        "opted-out-ats-only": "ats.csv has no column for opt-outs",
        "opted-out-crm-only": "crm.csv has no column for opt-outs",
        "opted-out-nurtured": "crm.csv has no column for lists, tags or projects",
        "stale-ats": "ats.csv has no column for the day of the last change",
        "stale-crm": "crm.csv has no column for the day of the last change",
    }
    assert [each.value for each in found.numbers] == [1, 0, None, None, 0]


def test_a_column_is_what_the_user_says(tmp_path: Path) -> None:
    ats = "id,name,email,Stand 7\n1,Ada Lovelace,ada.lovelace@mail.example,Hired\n"
    crm = "id,name,email,Wo\n1,Ada Lovelace,ada.lovelace@mail.example,Newsletter\n"
    found = scan(tmp_path, ats, crm, columns=["Stand 7=status,Wo=lists"])
    assert found.finding("hired-nurtured").count == 1


def test_a_hire_is_a_hire_though_it_was_archived(tmp_path: Path) -> None:
    ats = "id,name,email,Stage,Archived At\n1,Ada Lovelace,ada.lovelace@mail.example,Hired,2026-01-01\n"
    crm = "id,name,email,Lists\n1,Ada Lovelace,ada.lovelace@mail.example,Newsletter\n"
    assert scan(tmp_path, ats, crm).finding("hired-nurtured").count == 1


def test_several_rows_of_one_application_each_are_one_record(tmp_path: Path) -> None:
    ats = "id,name,email,Status\n1,Ada Lovelace,ada@mail.example,Rejected\n1,Ada Lovelace,ada@mail.example,Screen\n"
    crm = "id,name,email,Lists\n9,Bo Yang,bo@mail.example,\n"
    found = scan(tmp_path, ats, crm)
    assert found.finding("rejected-absent").count == 0, "in process somewhere is in process"
    assert found.systems[0].records == 1


def test_ids_that_occur_twice_are_a_complaint_where_rows_are_people(tmp_path: Path) -> None:
    twice = "id,name,email\n1,Ada,ada@mail.example\n1,Bo,bo@mail.example\n"
    with pytest.raises(bulk.CannotMatch, match="has the record id of line 2"):
        scan(tmp_path, twice, "id,name,email\n1,Ada,ada@mail.example\n")


def test_of_several_columns_of_opt_outs_the_most_restrictive_counts(tmp_path: Path) -> None:
    ats = "id,name,email,Do Not Contact,Email Opt Out\n1,Ada Lovelace,ada.lovelace@mail.example,no,yes\n"
    crm = "id,name,email,Email Opt In\n1,Ada Lovelace,ada.lovelace@mail.example,Opted in\n"
    assert scan(tmp_path, ats, crm).finding("opted-out-ats-only").count == 1


def test_years_of_two_digits_are_of_our_time(tmp_path: Path) -> None:
    ats = "id,name,email,Updated At\n1,Ada Lovelace,ada@mail.example,1/15/26\n2,Bo Yang,bo@mail.example,1/15/98\n"
    found = scan(tmp_path, ats, CRM)
    assert list(found.rows(found.finding("stale-ats"))) == [("2",)]


def test_opt_outs_and_days_that_are_not_understood_are_said(tmp_path: Path) -> None:
    ats = "id,name,email,Unsubscribed,Updated At\n1,Ada Lovelace,ada@mail.example,perhaps,1767225600\n"
    notes = scan(tmp_path, ats, CRM).notes
    assert "1 rows of ats.csv have an opt-out that is not understood; nothing was guessed." in notes
    assert "1 rows of ats.csv have a day of change that is not understood; nothing was guessed." in notes


def test_who_can_be_reached_otherwise_is_not_said_to_be_out_of_reach(tmp_path: Path) -> None:
    ats = "id,name,email,phone\n1,Ada Lovelace,ada.lovelace@mail.example,1234567\n"
    number = scan(tmp_path, ats, "id,name,email\n9,Bo Yang,bo.yang@mail.example\n").numbers[-1]
    assert (number.value, "a number that reaches nobody" in number.note) == (1, True)

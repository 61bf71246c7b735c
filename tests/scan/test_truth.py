"""The numbers of a scan are the truth of the population that was exported, person by person."""

from __future__ import annotations

import csv
import re
import stat

import pytest

from tests.scan.conftest import Scanned
from tests.scan.town import PLANTED


def truth_of(scanned: Scanned, key: str) -> set[str]:
    """Who is perhaps in the CRM is not counted as absent."""
    rows = scanned.ran.data["findings"]["both-probable"]["rows"]
    doubted = {cell.partition("/")[0] for row in rows for cell in row[:2]}
    return scanned.town.truth.found[key] - (doubted if key == "rejected-absent" else set())


def test_every_planted_error_is_found_and_nothing_else(scanned: Scanned) -> None:
    found = {key: scanned.ran.data["findings"][key]["count"] for key in PLANTED}
    assert found == {key: len(truth_of(scanned, key)) for key in PLANTED}
    assert all(found.values()), "every error happens to somebody"


def test_some_who_were_rejected_are_perhaps_in_the_crm(scanned: Scanned) -> None:
    assert truth_of(scanned, "rejected-absent") < scanned.town.truth.found["rejected-absent"]


@pytest.mark.parametrize("key", PLANTED)
def test_the_tables_name_those_whom_it_happened_to(scanned: Scanned, key: str) -> None:
    with (scanned.folder / f"{key}.csv").open(newline="", encoding="utf-8") as file:
        people = {(row["ats_id"] or row["crm_id"]).partition("/")[0] for row in csv.DictReader(file)}
    assert people == truth_of(scanned, key)


def test_people_are_counted_once_and_nobody_is_mixed_up(scanned: Scanned) -> None:
    truth, found = scanned.town.truth.counts(), scanned.ran.data["findings"]
    counts = {key: found[key]["count"] for key in ("both-certain", "ghosts-ats", "ghosts-crm")}
    assert counts == {key: truth[key] for key in counts}
    probable = found["both-probable"]
    assert found["only-ats"]["count"] + probable["count"] == truth["only-ats"]
    assert {row[0].partition("/")[0] == row[1].partition("/")[0] for row in found["both-certain"]["rows"]} == {True}


def test_only_look_alikes_are_in_doubt(scanned: Scanned) -> None:
    alike = {persona.id for persona in scanned.town.personas if persona.truth == "apart"}
    doubted = {
        cell.partition("/")[0] for row in scanned.ran.data["findings"]["both-probable"]["rows"] for cell in row[:2]
    }
    assert doubted
    assert doubted <= alike


def test_the_five_numbers_count_different_people(scanned: Scanned) -> None:
    truth = {key: truth_of(scanned, key) for key in scanned.town.truth.found}
    numbers = {key: each["value"] for key, each in scanned.ran.data["numbers"].items()}
    handoffs = set().union(*(truth[key] for key in PLANTED if not key.startswith("opted")))
    optouts = set().union(*(truth[key] for key in PLANTED if key.startswith("opted")))
    assert numbers == {
        "both": len(truth["both-certain"]),
        "ghosts": len(truth["ghosts-ats"]) + len(truth["ghosts-crm"]),
        "hand-offs": len(handoffs),
        "opt-outs": len(optouts),
        "quality": 0,
    }


def test_results_are_for_the_owner_alone(scanned: Scanned) -> None:
    files = [scanned.report, *scanned.folder.glob("*.csv")]
    assert len(files) > 20
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(scanned.folder.stat().st_mode) == 0o700


def test_what_is_to_be_expected_in_all_is_near_the_truth(scanned: Scanned) -> None:
    note = scanned.ran.data["numbers"]["both"]["note"]
    found = re.search(r"about (\d+) in all", note)
    assert found is not None
    truth = len(scanned.town.truth.found["both-certain"])
    assert abs(int(found[1]) - truth) <= 3, "six pairs of look-alikes are in doubt, and none of them is one person"

"""Made-up people: files and truth agree, chance is repeatable, and looks are as they should be."""

from __future__ import annotations

import random
from collections import Counter
from itertools import islice, product
from pathlib import Path

import pytest

from bench.people.contact import linkedin_shown
from bench.people.files import relatives, write_set
from bench.people.person import Crowd
from bench.people.record import COLUMNS
from bench.sheets import rows

PEOPLE = 2000
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("people")
    write_set(made, "people", people=PEOPLE, seed=5)
    return made


def _read(folder: Path, kind: str) -> Rows:
    return list(rows(folder / f"people_{kind}.csv"))


def test_files_have_the_size_asked_for_and_ids_in_order(folder: Path) -> None:
    for side in ("crm", "ats"):
        found = _read(folder, side)
        assert [row["record_id"] for row in found] == [f"{side}-{number:07d}" for number in range(PEOPLE)]
        assert tuple(found[0]) == COLUMNS


def test_pairs_are_what_entities_say(folder: Path) -> None:
    people: dict[str, dict[str, list[str]]] = {}
    for row in _read(folder, "entities"):
        people.setdefault(row["entity_id"], {"crm": [], "ats": []})[row["record_id"][:3]].append(row["record_id"])
    wanted = {pair for records in people.values() for pair in product(records["crm"], records["ats"])}
    assert {(row["crm_id"], row["ats_id"]) for row in _read(folder, "pairs")} == wanted


def test_confusers_are_different_people(folder: Path) -> None:
    entity = {row["record_id"]: row["entity_id"] for row in _read(folder, "entities")}
    assert len(entity) == 2 * PEOPLE
    confusers = _read(folder, "confusers")
    assert {row["kind"] for row in confusers} == {"same_name", "sibling", "couple", "jr_sr"}
    assert all(entity[row["crm_id"]] != entity[row["ats_id"]] for row in confusers)


def test_the_same_seed_makes_the_same_people_and_another_one_others(folder: Path, tmp_path: Path) -> None:
    write_set(tmp_path, "people", people=PEOPLE, seed=5)
    write_set(tmp_path, "others", people=PEOPLE, seed=6)
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes()
    assert (tmp_path / "others_crm.csv").read_bytes() != (tmp_path / "people_crm.csv").read_bytes()


def test_nothing_is_left_beside_the_six_files(folder: Path) -> None:
    kinds = ("ats", "confusers", "crm", "entities", "pairs")
    assert sorted(path.name for path in folder.iterdir()) == [f"people_{kind}.csv" for kind in kinds]


def test_shares_are_those_of_recruiting_data(folder: Path) -> None:
    """About 45 % of records have a partner, a third of true pairs share no identifier, a sixth stand beside another."""
    pairs, crm, ats = (_read(folder, kind) for kind in ("pairs", "crm", "ats"))
    beside = {row["crm_id"] for row in _read(folder, "confusers")}
    assert 0.41 < len({row["crm_id"] for row in pairs}) / PEOPLE < 0.49
    assert 0.31 < sum(not row["shared"] for row in pairs) / len(pairs) < 0.41
    assert 0.11 < len(beside) / PEOPLE < 0.2
    assert 0.17 < sum(not row["emails"] for row in crm) / PEOPLE < 0.24
    assert 0.16 < sum(not row["phones"] for row in ats) / PEOPLE < 0.24


def test_an_email_that_a_pair_shares_is_on_both_records(folder: Path) -> None:
    """Up to what systems do to it: letter case, blanks, ``mailto:``, tags, the other name of a host."""
    emails = {row["record_id"]: row["emails"] for side in ("crm", "ats") for row in _read(folder, side)}
    for row in _read(folder, "pairs"):
        if row["shared"] == "e":
            shown = [{_bare(text) for text in emails[row[side]].split(";")} for side in ("crm_id", "ats_id")]
            assert shown[0] & shown[1], row


def _bare(address: str) -> str:
    user, _, host = address.strip().lower().removeprefix("mailto:").partition("@")
    return f"{user.partition('+')[0]}@{host.replace('googlemail', 'gmail')}"


def test_no_two_people_have_one_address_or_page() -> None:
    """But in the hands of a partner, or of a household that shares a telephone."""
    crowd = Crowd(500, random.Random(4))
    people = [person for group in islice(relatives(crowd), 500) for person in group.people]
    for owned in ("emails", "page", "github"):
        values = [value for person in people for value in _many(getattr(person, owned))]
        assert len(values) > 100
        assert len(set(values)) == len(values)
    work = [job.email for person in people for job in person.jobs if job.email]
    assert len(set(work)) == len(work)


def _many(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and value else tuple(value)


def test_no_mailbox_stands_for_too_many_people_but_those_that_should(folder: Path) -> None:
    common = Counter(email for row in _read(folder, "crm") for email in row["emails"].lower().split(";") if email)
    assert all(count < 6 or "no" in email or "test" in email or "example" in email for email, count in common.items())


def test_the_old_address_of_a_linkedin_page() -> None:
    """``/in/name-cccbbba`` was ``/pub/name/a/b/c``."""

    class Dice:
        def random(self) -> float:
            return 0.01

    assert (
        linkedin_shown("ada-lovelace-a34b6e86", Dice())  # type: ignore[arg-type]
        == "https://www.linkedin.com/pub/ada-lovelace/86/b6e/a34"
    )

"""How vendors are told what a pushed person is made as."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mappings.compile import Translator, Unsayable
from mappings.loader import load_translator
from mappings.policy import PushRule, When
from mappings.pushing import Arm, PushWords

NAMES = {"first_name": "Ada", "last_name": "Lopez"}
PROSPECT = PushRule("by hand", When(), job="1", source="2", owner="3")
APPLICANT = replace(PROSPECT, as_="applicant")
PLAIN = PushRule("by hand", When())


def said(vendor: str, push: PushRule | None) -> dict[str, Any]:
    created = load_translator(vendor).to_vendor(NAMES, current=None, creating=True, push=push)
    return {name: value for name, value in created.items() if name not in NAMES}


@pytest.mark.parametrize(
    ("vendor", "push", "application"),
    [
        ("greenhouse", None, {"prospect": True}),
        ("greenhouse", PLAIN, {"prospect": True}),
        ("greenhouse", PROSPECT, {"prospect": True, "job_ids": [1], "source_id": 2, "prospect_owner_id": 3}),
        ("greenhouse", APPLICANT, {"job_id": 1, "source_id": 2, "recruiter_id": 3}),
        ("memory", PLAIN, {"prospect": True}),
        ("memory", PROSPECT, {"prospect": True, "job_id": "1", "source_id": "2", "owner_id": "3"}),
        ("memory", APPLICANT, {"job_id": "1", "source_id": "2", "owner_id": "3"}),
    ],
)
def test_every_vendor_says_it_its_own_way(vendor: str, push: PushRule | None, application: dict[str, Any]) -> None:
    assert said(vendor, push) == {"application": application}


def test_the_words_of_one_creation_are_not_those_of_the_next() -> None:
    assert said("greenhouse", PROSPECT) != said("greenhouse", PLAIN)
    translator = load_translator("greenhouse")
    first = translator.to_vendor(NAMES, current=None, creating=True, push=PROSPECT)
    first["application"]["job_ids"].append(9)
    assert translator.to_vendor(NAMES, current=None, creating=True, push=PROSPECT)["application"]["job_ids"] == [1]


@pytest.mark.parametrize(
    ("push", "field", "reason"),
    [
        (APPLICANT, "push", "this vendor has no applicants"),
        (replace(PLAIN, owner="3"), "owner", "has no place in a prospect of this vendor"),
        (replace(PLAIN, job="Engineer"), "job", "is not an id of this vendor, which are numbers"),
    ],
)
def test_what_cannot_be_said_is_not_left_out_in_silence(push: PushRule, field: str, reason: str) -> None:
    words = PushWords(ids="number", prospect=Arm(job="job_id"))
    with pytest.raises(Unsayable) as refused:
        words.said(push)
    assert (refused.value.field, refused.value.reason) == (field, reason)


@pytest.mark.parametrize(
    ("vendor", "row", "open_"),
    [
        ("greenhouse", {"status": "open"}, True),
        ("greenhouse", {"status": "closed"}, False),
        ("greenhouse", {"status": "draft"}, False),
        ("greenhouse", {"status": None}, True),  # not told: the vendor will refuse it if need be
    ],
)
def test_only_an_open_job_is_open(vendor: str, row: dict[str, Any], open_: bool) -> None:
    translator: Translator = load_translator(vendor)
    assert translator.to_job({"id": 1, "name": "Engineer", "confidential": False, **row}).open is open_


def test_a_user_has_a_name_an_address_and_may_have_left() -> None:
    row = {"id": 7, "name": "Mara Lind", "primary_email": "mara@hiring.example", "deactivated": True}
    user = load_translator("greenhouse").to_user(row)
    assert (user.id, user.name, user.email, user.active) == ("7", "Mara Lind", "mara@hiring.example", False)

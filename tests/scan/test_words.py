"""What cells say: statuses, answers, lists."""

from __future__ import annotations

import pytest

from syncengine.scan.survey import ACTIVE, EMAIL, HIRED, NAME, NO, NOT_TOLD, NOTHING, ODD_CASE, PHONE, REJECTED, YES
from syncengine.scan.words import inviting, lists_of, opted_out_of, said_of, standing_of

STATUSES = {
    HIRED: [
        "Hired",
        "HIRED",
        "Offer Accepted",
        "hired - onboarding",
        "Placed",
        "Eingestellt",
        "Archived (Hired)",
        "Closed - Hired",
    ],
    REJECTED: [
        "Rejected",
        "not hired",
        "Offer declined",
        "Candidate withdrew",
        "Archived",
        "Position closed",
        "Absage",
        "No Hire",
        "Strong no-hire",
        "Don't hire",
        "Archived: not hired",
        "Offer not accepted",
        "Accepted another offer",
        "Nicht eingestellt",
        "No contratado",
        "Not considered",
    ],
    ACTIVE: ["Active", "Phone Screen", "Application Review", "2nd interview", "Offer", "New", "In process", "on-site"],
    NOTHING: ["", " - ", "n/a", "Lead", "Prospect"],
    None: [
        "Purple",
        "Step 7",
        "Not yet hired",
        "Recommended for hire",
        "Former employee",
        "No longer active",
        "Not active",
    ],
}


@pytest.mark.parametrize(("standing", "cell"), [(key, each) for key, cells in STATUSES.items() for each in cells])
def test_a_status_says_how_somebody_stands(standing: int | None, cell: str) -> None:
    assert standing_of(cell) == standing


@pytest.mark.parametrize(
    ("out", "into", "answer"),
    [
        ("yes", None, YES),
        ("TRUE", None, YES),
        ("Do not contact", None, YES),
        ("2026-02-01 10:00", None, YES),
        ("1/2/24", None, YES),
        ("", None, NO),
        ("0", None, NO),
        ("No", None, NO),
        ("perhaps", None, NOT_TOLD),
        ("1.0", None, YES),
        ("0.0", None, NO),
        ("20240102", None, YES),
        ("No, since 2024-01-02", None, NO),
        ("Subscribed 2024-03-02", None, NO),
        ("Unsubscribed 2024-03-02", None, YES),
        ("no;yes", None, YES),
        (None, "Opted in", NO),
        (None, "Subscribed", NO),
        (None, "Opted out", YES),
        (None, "Unsubscribed", YES),
        (None, "yes;no", YES),
        (None, "yes", NO),
        (None, "no", YES),
        (None, "", NOT_TOLD),
        (None, None, NOT_TOLD),
        ("no", "no", YES),
        ("yes", "yes", YES),
    ],
)
def test_the_most_restrictive_answer_wins(out: str | None, into: str | None, answer: int) -> None:
    assert opted_out_of(out, into) == answer


def test_lists_are_apart_as_they_are_written() -> None:
    assert lists_of("Nurture, EMEA; Alumni") == ("Nurture, EMEA", "Alumni")
    assert lists_of("a, b,,a") == ("a", "b")
    assert lists_of(" n/a ") == ()


def test_lists_in_which_people_are_written_to() -> None:
    names = ("Nurture EMEA", "Newsletter", "Silver medalists", "Alumni", "ATS: In process", "Friends")
    assert [name for name in names if inviting(())(name)] == ["Nurture EMEA", "Newsletter", "Silver medalists"]
    assert [name for name in names if inviting((), ["friends"])(name)][-1] == "Friends"
    assert [name for name in names if inviting(["ats*", "alumni"])(name)] == ["Alumni", "ATS: In process"]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (("a@b.example", "1", "Ada Lopez"), EMAIL | PHONE | NAME),
        (("-", "N/A", ""), 0),
        (("", "", "ADA LOPEZ"), NAME | ODD_CASE),
        (("", "", "ada lopez"), NAME | ODD_CASE),
        (("", "", "李小龍李小龍"), NAME),
        (("", "", "Bo Y"), NAME),
    ],
)
def test_what_a_record_has(record: tuple[str, str, str], said: int) -> None:
    assert said_of(*record) == said

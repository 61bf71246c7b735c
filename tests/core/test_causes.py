"""Causes of failed writes: the same for all people, and without anything of theirs."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from connectors import errors
from connectors.errors import ConnectorError
from syncengine.core.causes import UNCERTAIN, Advice, advice_on, cause_of, general_text


@pytest.mark.parametrize(
    ("reason", "general"),
    [
        ("PATCH /v3/candidates/123 was refused", "PATCH /v3/candidates/… was refused"),
        ("v0/candidates/Yzx: not accepted (emails)", "v0/candidates/…: not accepted (emails)"),
        ("/v0/projects/a9/candidates: no", "/v0/projects/…/candidates: no"),
        ("/v0/candidates: not accepted", "/v0/candidates: not accepted"),
        ("longer than 255 characters", "longer than 255 characters"),
        ("more than 3 of them do not fit", "more than 3 of them do not fit"),
        ("12 of 40 were refused", "… of … were refused"),
        ("ada@example.com is taken", "… is taken"),
        ("the pool 'nurture2' does not exist there", "the pool 'nurture2' does not exist there"),
        ("two  spaces\nand a line", "two spaces and a line"),
    ],
)
def test_what_differs_between_people_is_left_out(reason: str, general: str) -> None:
    assert general_text(reason) == general
    assert general_text(general) == general


def test_one_cause_for_many_people() -> None:
    ids = {
        cause_of(system="ats", reason=f"PATCH /v3/candidates/{number} was refused", names=["emails"]).id
        for number in range(1000)
    }
    assert len(ids) == 1
    assert re.fullmatch("c-[0-9a-f]{6}", ids.pop())


def test_another_system_field_or_reason_is_another_cause() -> None:
    one = cause_of(system="ats", reason="no", names=["emails"])
    others = [
        cause_of(system="crm", reason="no", names=["emails"]),
        cause_of(system="ats", reason="never", names=["emails"]),
        cause_of(system="ats", reason="no", names=["phones"]),
    ]
    assert one.id not in {other.id for other in others}


def test_the_code_may_be_learned_later() -> None:
    with_code = cause_of(system="ats", reason="no", names=["emails"], code="Invalid")
    assert with_code.id == cause_of(system="ats", reason="no", names=["emails"]).id


def test_names_of_notes_and_second_records_are_general() -> None:
    names = ["note:rejected:ats:17", "do_not_contact@17"]
    assert cause_of(system="crm", reason="no", names=names).fields == ("do_not_contact", "note")
    assert cause_of(system="crm", reason="no", names=[]).fields == ("(person)",)


def _classes(kind: type[ConnectorError]) -> list[type[ConnectorError]]:
    return [kind, *chain.from_iterable(map(_classes, kind.__subclasses__()))]


@pytest.mark.parametrize(
    "kind",
    [each for each in _classes(ConnectorError) if not each.__subclasses__() and each.__module__ == errors.__name__],
)
def test_every_class_of_errors_has_advice_of_its_own(kind: type[ConnectorError]) -> None:
    assert _advice(kind.__name__) != _advice("")
    assert _advice(kind.__name__).words.startswith("queue ")


def test_a_record_that_may_be_there_is_looked_for_one_by_one() -> None:
    assert _advice("Ambiguous", UNCERTAIN).words == "queue retry ID"


def _advice(code: str, name: str = "emails") -> Advice:
    return advice_on(cause_of(system="ats", reason="no", names=[name], code=code))

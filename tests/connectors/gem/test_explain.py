"""Gem's refusals become our errors, and none of them repeats a value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import ConnectorError, Duplicate, Invalid, LoginFailed, NotPermitted, Unsupported
from connectors.gem.explain import Explainer, MembershipClash
from connectors.http import Reply
from connectors.types import Ref

REFUSALS: dict[str, Any] = json.loads((Path(__file__).parent / "fixtures" / "refusals.json").read_text())
NOOR = Ref("gem", "candidate", "Y2FuZGlkYXRlczo0Mg==")


def explain(name: str, status: int) -> ConnectorError | None:
    return Explainer("gem")(Reply(status, {}, REFUSALS.get(name)), "/v0/candidates")


@pytest.mark.parametrize("form", ["documented", "observed", "nested"])
def test_every_form_of_the_handle_clash_names_who_is_there(form: str) -> None:
    error = explain(f"duplicate_{form}", 400)
    assert isinstance(error, Duplicate)
    assert error.existing == NOOR


def test_a_field_that_exists_is_a_duplicate() -> None:
    error = explain("field_exists", 400)
    assert isinstance(error, Duplicate)
    assert error.existing == Ref("gem", "custom_field", "Y3VzdG9tX2ZpZWxkczox")


@pytest.mark.parametrize(("name", "clash"), [("already_member", "already in"), ("not_member", "not in")])
def test_membership_clashes_name_the_offenders(name: str, clash: str) -> None:
    error = explain(name, 400)
    assert isinstance(error, MembershipClash)
    assert error.clash == clash
    assert error.candidates == {NOOR.id}


def test_a_missing_permission_refuses_one_write_and_does_not_block_the_system() -> None:
    error = explain("no_permission", 400)
    assert isinstance(error, Invalid)
    assert error.code == "Invalid"
    assert error.hint


def test_422_names_the_fields_and_nothing_that_does_not_look_like_one() -> None:
    error = explain("unknown_field", 422)
    assert isinstance(error, Invalid)
    assert error.fields == ("emails.0.email_address", "headline")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("bad_key", LoginFailed), ("nothing at all", LoginFailed), ("events", Unsupported), ("route", NotPermitted)],
)
def test_403_has_three_meanings(name: str, kind: type[ConnectorError]) -> None:
    assert type(explain(name, 403)) is kind


@pytest.mark.parametrize("body", [None, [], "text", {"errors": None}, {"errors": {"json": []}}, {"message": 7}])
@pytest.mark.parametrize("status", [400, 403, 405, 422])
def test_odd_bodies_do_not_crash(body: Any, status: int) -> None:
    assert isinstance(Explainer("gem")(Reply(status, {}, body), "/v0/x"), ConnectorError)


@pytest.mark.parametrize("status", [404, 429, 500, 503])
def test_other_statuses_keep_their_usual_reading(status: int) -> None:
    assert explain("bad_key", status) is None


def test_no_error_text_repeats_a_value() -> None:
    for name in REFUSALS:
        for status in (400, 403, 405, 422):
            error = explain(name, status)
            assert "noor" not in f"{error} {error and error.hint} {error.__dict__.get('fields')}".lower()

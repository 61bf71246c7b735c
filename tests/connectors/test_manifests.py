"""Reading manifests."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.manifests import BadManifest, load_manifest, parse_manifest
from connectors.registry import BUILT_IN, load
from connectors.types import Limit, MailEffect, Setting


def acme() -> dict[str, Any]:
    return {
        "vendor": "acme",
        "title": "Acme",
        "role": "crm",
        "docs": "https://acme.example/docs",
        "kinds": ["candidate"],
        "settings": [{"name": "api_key", "help": "The key.", "secret": True}],
        "limit": {"requests": 10, "seconds": 1},
        "capabilities": {"writes": "all of it"},
    }


def test_a_manifest_is_read() -> None:
    manifest = parse_manifest(acme(), where="acme.toml")
    assert manifest.settings == (Setting("api_key", "The key.", secret=True),)
    assert manifest.limit == Limit(10, 1)
    assert (manifest.cannot, manifest.marks, manifest.replaced_whole) == ({}, {}, ())


def test_every_problem_is_told_with_the_file() -> None:
    data = {**acme(), "rolle": "crm", "limit": {"requests": "many"}}
    del data["title"]
    with pytest.raises(BadManifest) as caught:
        parse_manifest(data, where="acme.toml")
    told = str(caught.value)
    assert told.startswith("acme.toml: ")
    assert all(part in told for part in ("title:", "rolle:", "limit.requests:", "limit.seconds:"))


def test_the_mails_are_read() -> None:
    welcome = {"name": "welcome", "verb": "create", "push": ["applicant"], "why": "Applicants are thanked [doc]."}
    manifest = parse_manifest({**acme(), "mails": [welcome]}, where="acme.toml")
    assert manifest.mails == (MailEffect("welcome", "create", "Applicants are thanked [doc].", push=("applicant",)),)


@pytest.mark.parametrize("wrong", [{"verb": "enrol"}, {"field": ["emails"]}, {"why": None}])
def test_a_mail_of_no_known_write_is_a_problem(wrong: dict[str, Any]) -> None:
    mail = {"name": "welcome", "verb": "create", "why": "Applicants are thanked [doc].", **wrong}
    with pytest.raises(BadManifest, match=r"acme.toml: mails.0."):
        parse_manifest({**acme(), "mails": [mail]}, where="acme.toml")


def test_an_unknown_kind_is_a_problem() -> None:
    with pytest.raises(BadManifest, match="kinds: unknown hat, shoe"):
        parse_manifest({**acme(), "kinds": ["candidate", "shoe", "hat"]}, where="acme.toml")


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_our_manifests_lie_beside_the_code(name: str) -> None:
    manifest = load_manifest(f"connectors.{name}")
    assert manifest == load(name).manifest
    assert manifest.role in {"ats", "crm", "either"}
    assert set(manifest.marks) <= set(manifest.kinds)


def test_a_missing_manifest_is_named() -> None:
    with pytest.raises(FileNotFoundError):
        load_manifest("connectors.sandbox")

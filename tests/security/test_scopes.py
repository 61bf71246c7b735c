"""What docs/security.md tells to grant is needed, all of it, and enough."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.endpoints import scope
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox.server import serve
from tests.cli.conftest import _logging_as_before  # noqa: F401  # autouse: commands set up logging for their process
from tests.cli.house import House, fill

DOCUMENT = Path(__file__).parents[2] / "docs" / "security.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
DOCUMENTED = frozenset(re.findall(r"^\| `(harvest:[a-z_:]+)` \|", TEXT, re.MULTILINE))
SPARED = frozenset(re.findall(r"^\| `(harvest:[a-z_:]+)` \| only a warning", TEXT, re.MULTILINE))
READS = sorted(each for each in DOCUMENTED if each.endswith(":list"))
NOTING = "harvest:notes:create"
WRITES = sorted(DOCUMENTED - {*READS, NOTING})


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    ats, crm = GreenhouseSandbox(limits=False, scopes=DOCUMENTED), GemSandbox(limits=False)
    with serve(ats) as ats_url, serve(crm) as crm_url:
        house = House(tmp_path, ats, crm, {"greenhouse": ats.settings(ats_url), "gem": crm.settings(crm_url)})
        writer = ats.act("add_user", first_name="Sync", last_name="Service")
        house.settings["greenhouse"]["acts_as"] = str(writer)
        fill(house)
        yield house


def everything(house: House) -> dict[str, int]:
    """Exit codes of a life with everything in it that we do to an ATS: see, check, change, opt out, create, note."""
    codes = {words: house.run(*words.split()).code for words in ("check", "backfill --yes")}
    house.crm.act("edit_candidate", candidate_id=house.in_crm[0], title="Engineer")
    house.crm.act("add_to_project", project="Push to ATS", candidate_id=house.in_crm[3])
    [application] = [row["id"] for row in house.ats.org.tables["applications"].values()]
    house.ats.act("reject", application_id=application)
    job = house.ats.act("find_job", name="Data Engineer")
    house.ats.act("apply", candidate_id=house.in_ats[1], job_id=job)
    codes["sync"] = house.run("sync").code
    return codes


def used(house: House) -> set[str]:
    """Scopes of all that was asked."""
    asked = {(each.method, each.path.removeprefix("/v3")) for each in house.ats.journal if each.path != "/token"}
    return {scope(method, path) for method, path in asked}


def test_what_is_documented_is_enough_and_nothing_of_it_is_idle(house: House) -> None:
    before = len(house.ats.org.tables["candidates"])
    assert set(everything(house).values()) == {0}
    assert used(house) == DOCUMENTED
    assert {each.status for each in house.ats.journal} <= {200, 201}
    assert len(house.ats.org.tables["candidates"]) == before + 1, "somebody was pushed"


@pytest.mark.parametrize("missing", READS)
def test_a_scope_for_reading_that_is_missing_is_reported_by_check(house: House, missing: str) -> None:
    house.ats.scopes = DOCUMENTED - {missing}
    ran = house.run("check")
    assert ran.code == (0 if missing in SPARED else 2)
    assert missing in ran.out


def test_what_is_only_warned_about_stops_nothing(house: House) -> None:
    house.ats.scopes = DOCUMENTED - SPARED
    codes = everything(house)
    assert codes.pop("sync") == 1, "the summary waits in review"
    assert set(codes.values()) == {0}
    assert len(SPARED) == 5


@pytest.mark.parametrize("missing", [NOTING, "harvest:notes:list"])
def test_where_notes_are_forbidden_all_else_goes_on(house: House, missing: str) -> None:
    before = len(house.ats.org.tables["candidates"])
    house.ats.scopes = DOCUMENTED - {missing}
    assert everything(house) == {"check": 0, "backfill --yes": 0, "sync": 1}
    assert len(house.ats.org.tables["candidates"]) == before + 1, "somebody was pushed"
    assert house.ats.org.tables["notes"] == {}
    assert missing in house.run("queue", "list").out


@pytest.mark.parametrize("missing", WRITES)
def test_a_scope_for_writing_that_is_missing_stops_the_system_and_is_named(house: House, missing: str) -> None:
    house.ats.scopes = DOCUMENTED - {missing}
    assert 2 in everything(house).values()
    assert missing in house.run("status").out

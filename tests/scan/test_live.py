"""Scanning two systems live: only reading, with credentials that may do no more, and exact all the same."""

from __future__ import annotations

import os
import signal
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from connectors.errors import NotPermitted
from connectors.gem.connector import Gem
from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox.personas import Persona
from connectors.sandbox.server import serve
from connectors.types import Cursor, Page
from mappings.policy import Policy
from syncengine.rehearsal import Pair, serve_pair
from syncengine.rehearsal.expected import nurtured
from syncengine.scan.collecting import Collected
from syncengine.settings import read_policy
from tests.cli.house import House, Ran, crm_fields, fill, run_here

READS = frozenset(
    f"harvest:{kind}:list"
    for kind in ("candidates", "applications", "jobs", "rejection_reasons", "departments", "offices", "sources")
)


@dataclass(frozen=True)
class Live:
    """A pair with errors planted in its CRM, what the command said, what it asked, and what is true."""

    ran: Ran
    asked: list[str]
    left_behind: set[str]
    truth: dict[str, set[str]]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Live:
    folder = tmp_path_factory.mktemp("live")
    with serve_pair(("greenhouse", "gem"), people=100, seed=5, limits=False, folder=folder) as pair:
        truth = _plant(pair, read_policy())
        before = set(os.listdir(folder))
        marks = [len(stand.sandbox.journal) for stand in pair.stands]
        ran = run_here("scan", "-c", str(pair.settings_path), "--json")
        asked = [
            entry.method
            for stand, mark in zip(pair.stands, marks, strict=True)
            for entry in list(stand.sandbox.journal)[mark:]
            if entry.path != "/token"
        ]
        return Live(ran, asked, set(os.listdir(folder)) - before, truth)


def _plant(pair: Pair, policy: Policy) -> dict[str, set[str]]:
    """Put some people into lists, rightly and wrongly. Returns records, as their ids in the CRM or else the ATS."""
    crm, truth = pair.crm_cast, _Truth(pair)
    for number, persona in enumerate(sorted(pair.personas, key=lambda each: each.id)):
        if not persona.ats:
            continue
        standings = {each.standing for each in persona.candidacies if each.job != "Head of Project Nightingale"}
        welcome, known = nurtured(persona, policy), bool(persona.crm)
        listed = known and persona.push
        if known and number % 2:
            crm.join(persona.crm[0].key, "Keep warm")
            listed = True
            truth.note(persona, "hired-nurtured", "hired" in standings)
            truth.note(persona, "active-nurtured", "active" in standings and "hired" not in standings)
            truth.note(persona, "opted-out-nurtured", persona.restricted)
        truth.note(persona, "rejected-unlisted", welcome and known and not listed)
        truth.note(persona, "rejected-absent", welcome and not known)
        truth.note(persona, "both-certain", known)
    return truth.found


class _Truth:
    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self.found: dict[str, set[str]] = {}

    def note(self, persona: Persona, key: str, holds: bool) -> None:
        if holds:
            self.found.setdefault(key, set()).add(self._pair.ats_cast.ids[persona.ats[0].key])


@pytest.mark.parametrize(
    "key",
    [
        *("both-certain", "hired-nurtured", "active-nurtured", "rejected-unlisted", "rejected-absent"),
        "opted-out-nurtured",
    ],
)
def test_the_numbers_are_the_truth(live: Live, key: str) -> None:
    findings = live.ran.data["findings"]
    doubted = {row[0] for row in findings["both-probable"]["rows"]}
    truth = live.truth[key] - (doubted if key == "rejected-absent" else set())
    assert {row[0] for row in findings[key]["rows"]} == truth
    assert findings[key]["count"] == len(truth) > 0
    assert len(doubted) < 5, "namesakes and families alone"


def test_it_only_reads_and_leaves_nothing_behind(live: Live) -> None:
    assert set(live.asked) == {"GET"}
    assert live.left_behind == set()


def test_what_a_system_does_not_tell_is_not_judged(live: Live) -> None:
    finding = live.ran.data["findings"]["opted-out-ats-only"]
    assert finding["not_judged"] == "gem does not tell of opt-outs"
    assert "2 of 3 questions could not be judged" in live.ran.data["numbers"]["opt-outs"]["note"]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Credentials that may read what a scan reads, and nothing else."""
    ats, crm = GreenhouseSandbox(limits=False, scopes=READS), GemSandbox(limits=False)
    with serve(ats) as ats_url, serve(crm) as crm_url:
        house = House(tmp_path, ats, crm, {"greenhouse": ats.settings(ats_url), "gem": crm.settings(crm_url)})
        fill(house)
        yield house


def test_scopes_to_read_are_enough_and_all_of_them_are_of_use(house: House) -> None:
    ran = house.run("scan", "--json")
    assert ran.code == 0
    assert {entry.status for entry in house.ats.journal} <= {200, 201}
    assert ran.data["numbers"]["both"]["value"] == 3
    assert ran.data["notes"][0].startswith("No list was taken for one in which people are written to")


def test_what_may_not_be_read_is_not_judged_and_all_else_is(house: House) -> None:
    house.ats.scopes = READS - {"harvest:applications:list", "harvest:offices:list"}
    data = house.run("scan", "--json").data
    assert (
        data["findings"]["rejected-absent"]["not_judged"] == "the credentials for greenhouse may not read applications"
    )
    assert data["numbers"]["both"]["value"] == 3
    assert "The credentials for greenhouse may not read applications" in data["notes"][0]


def test_people_that_may_not_be_read_stop_it_by_name(house: House) -> None:
    house.ats.scopes = READS - {"harvest:candidates:list"}
    ran = house.run("scan", "--out", str(house.folder / "report.html"))
    assert (ran.code, ran.out) == (2, "")
    assert "harvest:candidates:list" in ran.err
    assert not (house.folder / "report.html").exists()


def test_what_was_read_is_kept_where_it_is_wanted(house: House) -> None:
    kept = house.folder / "kept"
    assert house.run("scan", "--keep", str(kept)).code == 0
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert stat.S_IMODE((kept / "scan.db").stat().st_mode) == 0o600
    assert not (house.folder / "talentsync.db").exists()
    again = house.run("scan", "--keep", str(kept))
    assert (again.code, "has an earlier scan in it; to overwrite it: --force" in again.err) == (2, True)
    assert house.run("scan", "--keep", str(kept), "--force").code == 0


def test_two_empty_accounts_are_no_trouble(house: House) -> None:
    house.ats.org.tables["candidates"].clear()
    house.ats.org.tables["applications"].clear()
    for candidate in house.in_crm:
        house.crm.act("delete_candidate", candidate_id=candidate)
    data = house.run("scan", "--json").data
    assert [each["value"] for each in data["numbers"].values()] == [0, 0, 0, None, 0]


def test_a_dry_run_asks_nobody(house: House) -> None:
    ran = house.run("scan", "--dry-run")
    assert ran.code == 0
    assert "gem (crm) would be read" in ran.out
    assert len(house.ats.journal) == len(house.crm.journal) == 0


def test_lists_whose_names_may_not_be_read_are_not_judged(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their ids alone say nothing of whether anybody is written to."""
    house.crm.act("add_candidate", projects=[house.crm.act("add_project", name="Newsletter")], **crm_fields(5))
    pages = Gem.pages

    def refused(self: Gem, kind: str, since: Cursor | None = None) -> Iterator[Page]:
        if kind == "pool":
            raise NotPermitted("may not read projects", system="gem")
        return pages(self, kind, since)

    monkeypatch.setattr(Gem, "pages", refused)
    data = house.run("scan", "--json").data
    assert data["findings"]["hired-nurtured"]["not_judged"] == "the credentials for gem may not read lists"
    assert not any(note.startswith("No list was taken") for note in data["notes"])


def test_what_was_read_is_gone_when_the_process_is_ended(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    (house.folder / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(house.folder / "tmp"))
    monkeypatch.setattr(Collected, "survey", lambda *_, **__: signal.raise_signal(signal.SIGTERM))
    before = signal.signal(signal.SIGTERM, lambda *_: None)  # if nobody else takes it
    try:
        assert house.run("scan").err == "Interrupted. Nothing was written to any system.\n"
    finally:
        signal.signal(signal.SIGTERM, before)
    assert list((house.folder / "tmp").iterdir()) == []


def test_a_folder_may_be_called_anything(house: House) -> None:
    kept = house.folder / "is it 20%20 #1?"
    assert house.run("scan", "--keep", str(kept)).code == 0
    assert (kept / "scan.db").exists()

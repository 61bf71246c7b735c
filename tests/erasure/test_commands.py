"""`talentsync forget` and `talentsync access`, as a user has them."""

from __future__ import annotations

import json
import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox.faults import Fault
from connectors.sandbox.server import serve
from tests.cli.conftest import _logging_as_before  # noqa: F401  # autouse: commands set up logging for their process
from tests.cli.house import House, fill


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Backfilled; `in_ats[0]` and `in_crm[0]` are one person."""
    ats, crm = GreenhouseSandbox(limits=False), GemSandbox(limits=False)
    with serve(ats) as ats_url, serve(crm) as crm_url:
        house = House(tmp_path, ats, crm, {"greenhouse": ats.settings(ats_url), "gem": crm.settings(crm_url)})
        fill(house)
        assert house.run("backfill", "--yes").code == 0
        yield house


def record(house: House) -> str:
    return f"greenhouse:{house.in_ats[0]}"


def test_it_asks_before_it_erases(house: House) -> None:
    dry = house.run("forget", record(house), "--dry-run", "--json")
    assert dry.code == 0
    assert [each["record"].split(":")[0] for each in dry.data["records"]] == ["gem", "greenhouse"]
    assert dry.data["store"]["snapshot"] >= 2
    asked = house.run("forget", record(house))
    assert (asked.code, "add --yes" in asked.err) == (2, True)
    assert house.ats.act("holds", text="Ada") != []


def test_it_gives_a_receipt_now_and_later(house: House) -> None:
    person = house.run("explain", record(house), "--json").data["person"]
    done = house.run("forget", record(house), "--yes", "--why", "request 17", "--json")
    assert (done.code, done.data["state"], done.data["why"]) == (0, "done", "request 17")
    assert [each["state"] for each in done.data["records"]] == ["erased", "erased"]
    again = house.run("forget", person, "--json")
    assert again.data == done.data
    for word in (person, record(house)):
        told = house.run("explain", word)
        assert (told.code, told.out) == (2, "")
        assert f"{person} was forgotten" in told.err
    assert house.run("sync").code == 0
    history = house.run("status", "--json").data["runs"]
    assert {"erase gem": 1, "erase greenhouse": 1} in [each["written"] for each in history]


def test_a_reason_must_not_name_anybody(house: House) -> None:
    for why in ("asked by ada.barberg", "from somebody@example.com"):
        refused = house.run("forget", record(house), "--yes", "--why", why)
        assert (refused.code, why in refused.err) == (2, False), refused.err


def test_an_address_that_somebody_types_is_not_repeated(house: House) -> None:
    for command in ("forget", "access", "explain"):
        told = house.run(command, "zebulonia@planted.example")
        assert told.code == 2
        assert "zebulonia" not in told.err


def test_what_is_open_is_in_the_status(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncengine.passes.forgetting.PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr("connectors.http.READ_ATTEMPTS", 2)
    monkeypatch.setattr("connectors.pacing.backoff", lambda *args, **kwargs: 0.0)
    house.crm.faults.plant(Fault("unavailable", path="^/v0/", times=None))
    begun = house.run("forget", record(house), "--yes")
    assert begun.code == 1
    assert "not yet" in begun.out
    [open_one] = house.run("status", "--json").data["erasures"]
    assert [each["state"] for each in open_one["records"]] == ["open", "erased"]
    assert "To be forgotten since" in house.run("status").out


def test_the_export_is_for_its_owner_alone(house: House, tmp_path: Path) -> None:
    out = tmp_path / "person.json"
    told = house.run("access", record(house), "--out", str(out))
    assert told.code == 0
    assert "Ada" not in told.out
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    held = json.loads(out.read_text())["held"]
    assert {row["fields"]["first_name"] for row in held["snapshot"]["rows"]} == {"Ada"}
    before = out.read_bytes()
    assert house.run("access", record(house), "--out", str(out)).code == 2
    assert out.read_bytes() == before
    assert house.run("access", record(house), "--out", str(out), "--force").code == 0
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".person")) == []


def test_killed_while_a_vendor_erases_it_goes_on(house: House) -> None:
    """A real process, and SIGKILL at the very moment when the first record is gone."""
    house.write_config()
    child = house.start("forget", record(house), "--yes")

    def kill(moment: str) -> None:
        if moment == "after":
            os.kill(child.pid, signal.SIGKILL)

    house.crm.faults.plant(Fault("hook", method="DELETE", path="^/v0/candidates/", times=1, callback=kill))
    child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL
    house.crm.faults.clear()
    done = house.run("forget", record(house), "--json")
    assert (done.code, done.data["state"]) == (0, "done")
    assert sorted(each["was_gone"] for each in done.data["records"]) == [False, True]

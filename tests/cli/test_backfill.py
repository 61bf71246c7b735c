"""`talentsync backfill`: preview, consent, exit codes, and going on after an interruption."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import threading

import pytest

from connectors.sandbox.faults import Fault
from syncengine.store.lock import hold
from tests.cli.house import ROOT, House, Ran


def test_without_a_terminal_it_shows_the_preview_and_says_what_to_pass(house: House) -> None:
    ran = house.run("backfill")
    assert (ran.code, house.writes) == (2, 0)
    assert "4 people of 5 would be written to." in ran.err
    assert f"there is nobody to ask. To write it, run: talentsync backfill --yes --config {house.config}" in ran.err


def test_yes_writes_and_names_the_next_command(house: House) -> None:
    ran = house.run("backfill", "--yes")
    assert ran.code == 0
    assert house.writes > 0
    assert f"From now on: talentsync sync --config {house.config}" in ran.out


def test_json_is_the_outcome_alone_on_stdout(house: House) -> None:
    ran = house.run("backfill", "--yes", "--json")
    data = ran.data
    assert (data["command"], data["exit_code"], data["people"], data["linked"]) == ("backfill", 0, 5, 3)
    assert {"system": "gem", "effect": "create", "number": 1} in data["written"]
    assert data["writes"] == 7
    assert set(data["requests"]) == {"greenhouse", "gem"}
    assert "would be written to" in ran.err


def test_a_second_one_finds_nothing_and_asks_nothing(house: House) -> None:
    house.run("backfill", "--yes")
    before = house.writes
    ran = house.run("backfill")
    assert (ran.code, house.writes - before) == (0, 0)
    assert "Everything is in step" in ran.err


@pytest.mark.parametrize(("answer", "code", "writes"), [("y\n", 0, True), ("n\n", 0, False), ("\x03", 130, False)])
def test_on_a_terminal_it_asks(house: House, answer: str, code: int, writes: bool) -> None:
    ran = _at_a_terminal(house, answer)
    assert ran.code == code, ran.out
    assert (house.writes > 0) is writes
    assert "Write this? [y/N]" in ran.out


def test_a_refused_write_is_parked_and_the_exit_code_says_so(house: House) -> None:
    long_name = "x" * 300
    house.ats.act("edit_candidate", candidate_id=house.in_ats[0], title=long_name)
    ran = house.run("backfill", "--yes", "--json")
    assert (ran.code, ran.data["parked"], ran.data["in_review"]) == (1, 1, {"parked": 1})
    assert long_name not in ran.err


def test_credentials_that_stop_working_are_named_with_the_fix(house: House) -> None:
    house.settings["gem"]["api_key"] = "wrong-key-0123456789"
    ran = house.run("backfill", "--yes")
    assert (ran.code, ran.out) == (2, "")
    assert "gem: the API key was not accepted (HTTP 403)" in ran.err
    assert "-> check api_key" in ran.err
    assert f"talentsync backfill --config {house.config}" in ran.err


def test_a_missing_permission_to_write_is_named_with_the_fix(house: House) -> None:
    house.run("plan")
    reads = {f"harvest:{table}:list" for table in house.ats.org.tables}
    house.ats.scopes = frozenset(reads)
    ran = house.run("backfill", "--yes", "--json")
    assert ran.code == 2
    assert ran.data["failure"] == {"code": "NotPermitted", "system": "greenhouse", "why": ran.data["failure"]["why"]}
    assert "missing: harvest:candidates:update" in ran.err
    assert house.run("status", "--json").data["systems"][0]["paused"] is not None
    assert f"talentsync resume greenhouse --config {house.config}" in ran.err
    house.ats.scopes = None
    assert house.run("resume").code == 0
    assert house.run("backfill", "--yes").code == 0


def test_another_process_on_the_store_is_told(house: House) -> None:
    with hold(f"sqlite:///{house.folder / 'talentsync.db'}"):
        ran = house.run("backfill", "--yes")
    assert (ran.code, house.writes) == (2, 0)
    assert "another talentsync process" in ran.err


def test_control_c_stops_at_the_next_step_and_the_next_one_goes_on(house: House) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def hold_up(moment: str) -> None:
        if moment == "after":
            reached.set()
            go_on.wait(20)

    house.crm.faults.plant(Fault("hook", method="PUT", path="/candidates/", callback=hold_up))
    child = house.start("backfill", "--yes")
    assert reached.wait(30)
    child.send_signal(signal.SIGINT)
    go_on.set()
    out, err = child.communicate(timeout=30)
    assert (child.returncode, out) == (130, "")
    assert "Nothing is lost" in err
    assert f"Go on with: talentsync backfill --config {house.config}" in err
    assert "Traceback" not in err
    again = house.run("backfill", "--yes", "--json")
    assert again.code == 0
    assert "goes on where it stopped" in again.err
    assert house.run("sync", "--json").data["writes"] == 0


def test_control_c_ends_a_long_listing_at_its_next_page(house: House) -> None:
    """A listing under a vendor's limit may take an hour; nobody waits an hour for Ctrl-C."""
    reached = threading.Event()
    # Each is asked for once by the check of the account before it is listed.
    house.ats.faults.plant(Fault("rate_limited", path="/v3/applications", times=None, retry_after=600, skip=1))
    house.ats.faults.plant(Fault("hook", path="/v3/candidates", skip=1, callback=lambda moment: reached.set()))
    child = house.start("backfill", "--yes")
    assert reached.wait(30)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=30)
    assert child.returncode == 130, err


def _at_a_terminal(house: House, answer: str) -> Ran:
    house.write_config()
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "cli", "backfill", "-c", str(house.config)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=_own_the_terminal,  # noqa: PLW1509  # the child must own the terminal for Ctrl-C to reach it
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200"},
    )
    os.close(theirs)
    said = b""
    try:
        while chunk := os.read(ours, 65536):
            said += chunk
            if b"[y/N]" in said and answer:
                os.write(ours, answer.encode())
                answer = ""
    except OSError:
        pass  # Linux ends a terminal whose other side is closed with EIO
    os.close(ours)
    return Ran(child.wait(timeout=30), said.decode(), "")


def _own_the_terminal() -> None:
    import fcntl  # noqa: PLC0415  # only the child needs it
    import termios  # noqa: PLC0415

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
